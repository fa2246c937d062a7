"""The values that calling produces: diplotypes and the answer for a gene."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.genome import Build
from autonome.kernel import GeneSymbol, SampleName


class Status(StrEnum):
    """How a gene was answered. Only ``called`` and ``outside`` are plain answers; none of the others means normal."""

    CALLED = "called"
    AMBIGUOUS = "ambiguous"
    NOT_ASSESSED = "not_assessed"
    NO_MATCH = "no_match"
    OUTSIDE = "outside"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Diplotype:
    """One combination of named alleles, with its meaning.

    Args:
        alleles: names of one (haploid), two, or, for an unphased lowest-function gene, one component.
        label: as it is written, such as ``*1/*2`` or ``c.520C>T (heterozygous)``.
        phenotype: such as ``Intermediate Metabolizer``, or "" where the tables hold none.
        activity_score: decimal string, ``n/a``, or "".
        lookup_keys: what guidance may be looked up under: phenotype name or activity score, as the tables say.
        phased: whether the data say which alleles lie on one chromosome (homozygous counts).
    """

    alleles: tuple[str, ...]
    label: str
    phenotype: str
    activity_score: str
    lookup_keys: tuple[str, ...]
    phased: bool


@dataclass(frozen=True, slots=True)
class GeneCall:
    """What is known of one gene in one sample.

    Args:
        gene: HGNC symbol.
        status: how it was answered.
        diplotypes: those that explain the data best; several when they tie.
        alternatives: the others that the data allow, best first.
        recommendation_diplotypes: those that guidance is looked up for (lowest function where the gene says so).
        cannot_exclude: named alleles that missing positions leave open.
        assessed: how many known positions were looked at.
        missing: known positions that were not, as rsid or genomic name.
        assumed: positions taken for reference because ``--assume-reference`` was given.
        notes: what a reader must know: undocumented bases, half-missing genotypes, conflicts. One sentence each.
        changes_with: phenotypes that the answer would have if an allele of ``cannot_exclude`` were present.
        undocumented: positions (as in ``missing``) that show a base which no definition knows.
        untested: those of ``cannot_exclude`` that every laboratory should test (`GeneDefinition.must_test`): without
            them the answer is in doubt; without the others it rests on what was tested, as laboratories' answers do.
    """

    gene: GeneSymbol
    status: Status
    diplotypes: tuple[Diplotype, ...] = ()
    alternatives: tuple[Diplotype, ...] = ()
    recommendation_diplotypes: tuple[Diplotype, ...] = ()
    cannot_exclude: tuple[str, ...] = ()
    assessed: int = 0
    missing: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    changes_with: tuple[str, ...] = ()
    untested: tuple[str, ...] = ()
    undocumented: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleCalls:
    """The answers for one sample.

    Args:
        sample: its name in the file.
        build: on which the file was written.
        calls: one for each gene.
    """

    sample: SampleName
    build: Build
    calls: tuple[GeneCall, ...]
