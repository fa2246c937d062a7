"""From a gene's call to the results that guidance must be looked up for.

One reading per result that the data leave possible: those that explain the data best, and those that would hold if
an allele at a missing position were present and changed the phenotype. A gene that was not assessed, or that no
combination of alleles explains, gives one reading without a result. Two kinds of result can warn and never reassure:
a partial one, where the caller names a single variant that guidance may rest on (SLCO1B1 rs4149056), and disputed
ones, where a laboratory contradicts the file, or itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from autonome.evidence.bridge import UNSTATED_COPIES
from autonome.evidence.hla import is_presence
from autonome.evidence.phenotypes import Phenotype, PhenotypeTable
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.pharmacogenomics.naming import natural
from autonome.pharmacogenomics.phenotyping import Phenotyper
from autonome.plan.reasons import Basis, Reading

_COPIES = re.compile(r"x≥?[0-9]{1,2}")
"""How the tables write a number of copies of a gene on one chromosome."""

UNANSWERED = frozenset({Status.NOT_ASSESSED, Status.NO_MATCH, Status.CONFLICTING})
"""Statuses that give no result to rely on. None of them means normal."""

WARNS_ONLY = {Status.NO_MATCH: Basis.PARTIAL, Status.CONFLICTING: Basis.DISPUTED}
"""Statuses whose results are looked up all the same, to warn and not to reassure."""


def readings_of(gene: GeneSymbol, call: GeneCall | None, table: PhenotypeTable | None) -> tuple[Reading, ...]:
    """Every result that the gene may have.

    Args:
        gene: HGNC symbol.
        call: what is known of it, or None where nothing was given.
        table: its functions and phenotypes, or None where the bundle holds none.

    Returns:
        At least one reading; best-supported ones first. Open alleles whose effect nobody knows give none: no advice
        could follow from finding them.
    """
    if call is not None and call.status in WARNS_ONLY and call.recommendation_diplotypes:
        basis = WARNS_ONLY[call.status]
        return tuple(reading_of(gene, diplotype, basis) for diplotype in call.recommendation_diplotypes)
    if call is None or call.status in UNANSWERED:
        return (Reading(gene, Basis.NO_RESULT),)
    diplotypes = call.recommendation_diplotypes or call.diplotypes
    if not diplotypes:
        return (Reading(gene, Basis.NO_RESULT),)
    best = tuple(reading_of(gene, diplotype, Basis.BEST) for diplotype in diplotypes)
    known = {(reading.phenotype, reading.activity_score) for reading in best}
    opened = (*_open_readings(call, best, table), *_by_copies(gene, best, table))
    return best + tuple(reading for reading in opened if reading.determined and _meaning(reading) not in known)


def reading_of(gene: GeneSymbol, diplotype: Diplotype, basis: Basis) -> Reading:
    """One diplotype as a reading."""
    return Reading(
        gene,
        basis,
        alleles=diplotype.alleles,
        label=diplotype.label,
        phenotype=diplotype.phenotype,
        activity_score=diplotype.activity_score,
        phased=diplotype.phased,
        named=diplotype.lookup_keys if all(map(is_presence, diplotype.lookup_keys)) else (),
    )


def _open_readings(call: GeneCall, best: tuple[Reading, ...], table: PhenotypeTable | None) -> tuple[Reading, ...]:
    """Results that an allele of ``cannot_exclude`` would lead to, for each phenotype of ``changes_with``."""
    wanted = frozenset(call.changes_with)
    if not wanted:
        return ()
    found = _merged(_with_open_allele(call, best, table, wanted)) if table else ()
    named = {reading.phenotype for reading in found}
    rest = (name for name in call.changes_with if name not in named)
    return found + tuple(reading for name in rest for reading in _by_name(call, name, table))


def _with_open_allele(
    call: GeneCall, best: tuple[Reading, ...], table: PhenotypeTable, wanted: frozenset[str]
) -> Iterator[Reading]:
    """Put each open allele in the place of each allele of each best diplotype."""
    phenotyper = Phenotyper(call.gene, "", table)
    for reading in best:
        for slot in range(len(reading.alleles)):
            for allele in call.cannot_exclude:
                alleles = (*reading.alleles[:slot], allele, *reading.alleles[slot + 1 :])
                phenotype = phenotyper.phenotype(alleles)
                if phenotype.name in wanted:
                    yield _open_reading(call, phenotype, alleles=alleles, via=(allele,))


def _by_copies(gene: GeneSymbol, best: tuple[Reading, ...], table: PhenotypeTable | None) -> Iterator[Reading]:
    """What an allele without a stated number of copies may be, where that number decides."""
    for reading in best if table else ():
        for slot, allele in enumerate(reading.alleles):
            if table and allele.endswith(UNSTATED_COPIES) and not reading.meaningful:
                pairs = [
                    (name, *reading.alleles[:slot], *reading.alleles[slot + 1 :]) for name in _counted(allele, table)
                ]
                yield from _few(_copied(gene, pair, table) for pair in pairs)


def _counted(allele: str, table: PhenotypeTable) -> tuple[str, ...]:
    """The numbers of copies that the tables know for an allele: ``*2x2``, ``*2x3``, ``*2x≥3``."""
    stem = allele.removesuffix(UNSTATED_COPIES)
    return tuple(sorted(name for name in table.functions if _COPIES.fullmatch(name.removeprefix(stem))))


def _copied(gene: GeneSymbol, alleles: tuple[str, ...], table: PhenotypeTable) -> Reading:
    found = Phenotyper(gene, "", table).phenotype(alleles)
    label = "/".join(sorted(alleles, key=natural))
    return Reading(gene, Basis.OPEN, alleles, label, found.name, found.activity_score, phased=True, via=alleles[:1])


def _few(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Two copies, and three or more; where it is not known what three or more do, every number that is known."""
    known = {reading.via[0]: reading for reading in readings if reading.meaningful}
    few = tuple(reading for name, reading in known.items() if name.endswith(("x2", "x≥3")))
    return few if len(few) > 1 else tuple(known.values())


def _by_name(call: GeneCall, name: str, table: PhenotypeTable | None) -> Iterator[Reading]:
    """Every activity score that goes with a phenotype's name, where no single allele explains it."""
    pairs: Mapping[tuple[str, ...], Phenotype] = table.pairs if table else {}
    scores = sorted({pair.activity_score for pair in pairs.values() if pair.name == name}) or [""]
    for score in scores:
        yield _open_reading(call, Phenotype(name, score, ""), alleles=(), via=call.untested or call.cannot_exclude)


def _open_reading(call: GeneCall, phenotype: Phenotype, *, alleles: tuple[str, ...], via: tuple[str, ...]) -> Reading:
    return Reading(
        call.gene,
        Basis.OPEN if set(via) & set(call.untested) else Basis.REMOTE,
        alleles=alleles,
        label="/".join(sorted(alleles, key=natural)),
        phenotype=phenotype.name,
        activity_score=phenotype.activity_score,
        phased=True,
        via=via,
    )


def _merged(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Drop repetitions of the same alleles in another order."""
    by_alleles = {tuple(sorted(reading.alleles)): reading for reading in reversed(tuple(readings))}
    return tuple(
        sorted(by_alleles.values(), key=lambda reading: (reading.phenotype, reading.activity_score, reading.label))
    )


def merge_alike(readings: Iterable[Reading]) -> Reading:
    """One reading for several that mean the same and are looked up under the same keys.

    Args:
        readings: at least one, of the same gene, basis and meaning.
    """
    first, *others = readings
    labels = tuple(dict.fromkeys(reading.label for reading in (first, *others)))
    via = tuple(dict.fromkeys(allele for reading in (first, *others) for allele in reading.via))
    phased = all(reading.phased for reading in (first, *others))
    return replace(first, label=" or ".join(labels), via=via, phased=phased)


def _meaning(reading: Reading) -> tuple[str, str]:
    return reading.phenotype, reading.activity_score
