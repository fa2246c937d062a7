"""Facts that an ethical assessment of a plan goes by.

How a gene's result is inherited, which results want a talk, for whom a negative result says less, and which medicines
must not be stopped suddenly. Facts alone: what they mean for one plan is found in `autonome.plan.ethics`. A frequency
is always that of a group that a study named; nothing here says to which group a patient belongs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from autonome.evidence.clinical import Checked
from autonome.kernel import DrugName, GeneSymbol, Text, term


class Inheritance(StrEnum):
    """How a result comes from parents."""

    DOMINANT = "autosomal-dominant"
    RECESSIVE = "autosomal-recessive"
    CODOMINANT = "codominant"
    """One copy from each parent, and both count: the common case of genes that change medicines."""
    X_LINKED = "x-linked"
    MITOCHONDRIAL = "mitochondrial"


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a fact stands.

    Args:
        source: title.
        url: where it can be read.
        place: in the source.
        checked: how those who wrote the fact down checked it.
    """

    source: str
    url: str
    place: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class Heredity:
    """What kind of finding a gene's result is, and how it is inherited.

    Args:
        gene: HGNC symbol, or the id of a marker.
        finding: code of the kind of incidental finding (`consent.findings`), should nobody have asked for it.
        inheritance: mode.
    """

    gene: GeneSymbol
    finding: str
    inheritance: Inheritance


@dataclass(frozen=True, slots=True)
class WeightyResult:
    """A result that matters beyond a dose.

    Args:
        gene: HGNC symbol.
        results: phenotypes or named results, any of which is meant.
        counselling: whether it wants a talk with somebody trained, before it is told and after.
        relatives: whether it matters for relatives.
        why: one sentence.
        confirm: how it is confirmed before a step that cannot be taken back; "" where nothing is asked for.
        reference: where it stands.
    """

    gene: GeneSymbol
    results: frozenset[str]
    counselling: bool
    relatives: bool
    why: Text
    confirm: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class PopulationFact:
    """An allele that is more common in one group than in others.

    Args:
        gene: HGNC symbol, or the id of a marker.
        allele: as the definitions name it; "" where all of the gene's known variants are meant.
        population: the group, as a phrase after "people of".
        frequency: as the source states it, or "" where no figure was read.
        reference: where it stands.
    """

    gene: GeneSymbol
    allele: str
    population: Text
    frequency: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class StopCaution:
    """Why a medicine is not stopped suddenly.

    Args:
        why: what can follow, and how it is done instead.
        reference: where it stands.
    """

    why: Text
    reference: Reference


@dataclass(frozen=True, slots=True)
class EthicalFacts:
    """All of them.

    Args:
        genes: gene → its heredity.
        results: results that matter beyond a dose.
        populations: gene → alleles and groups.
        stopping: ingredient → why it is not stopped suddenly.
    """

    genes: Mapping[GeneSymbol, Heredity] = field(default_factory=dict)
    results: tuple[WeightyResult, ...] = ()
    populations: Mapping[GeneSymbol, tuple[PopulationFact, ...]] = field(default_factory=dict)
    stopping: Mapping[DrugName, StopCaution] = field(default_factory=dict)

    def results_of(self, gene: GeneSymbol) -> tuple[WeightyResult, ...]:
        """The weighty results that a gene can have."""
        return tuple(each for each in self.results if each.gene == gene)


NO_ETHICAL_FACTS = EthicalFacts()
"""Nothing is known."""


def ethical_facts(raw: dict[str, Any]) -> EthicalFacts:
    """The facts of a pack's file."""
    populations: dict[GeneSymbol, tuple[PopulationFact, ...]] = {}
    for row in raw["populations"]:
        fact = _population(*row)
        populations[fact.gene] = (*populations.get(fact.gene, ()), fact)
    return EthicalFacts(
        genes={
            GeneSymbol(gene): Heredity(GeneSymbol(gene), finding, Inheritance(mode))
            for gene, finding, mode in raw["genes"]
        },
        results=tuple(_weighty(*row) for row in raw["results"]),
        populations=populations,
        stopping={
            DrugName(drug): StopCaution(term(why), _reference(where))
            for drugs, why, where in raw["stopping"]
            for drug in drugs
        },
    )


def _weighty(gene: str, results: list[str], asks: dict[str, bool], texts: list[str], where: list[str]) -> WeightyResult:
    why, confirm = texts
    return WeightyResult(
        GeneSymbol(gene),
        frozenset(results),
        bool(asks["counselling"]),
        bool(asks["relatives"]),
        term(why),
        term(confirm) if confirm else "",
        _reference(where),
    )


def _population(gene: str, allele: str, population: str, frequency: str, where: list[str]) -> PopulationFact:
    return PopulationFact(
        GeneSymbol(gene), allele, term(population), term(frequency) if frequency else "", _reference(where)
    )


def _reference(row: list[str]) -> Reference:
    source, url, place, checked = row
    return Reference(source, url, place, Checked(checked))
