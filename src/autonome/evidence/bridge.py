"""The stated bridge from a gene's result (definitions of 2025-11) to the keys of the guidance (2024-03).

A guideline does not ask for "the phenotype": CPIC asks for an activity score here and a phenotype there, DPWG for a
genotype, a phenotype with a score in its name, or the presence of one allele. Which result leads to which key is data
(``knowledge/bridge.tsv``), each row with its reason. A row without keys is a named gap: the source has no entry for
that result, and the reason says why. Nothing is guessed: a result that no row knows is a gap as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from autonome.evidence.hla import POSITIVE, hla_results
from autonome.evidence.phenotypes import PhenotypeTable
from autonome.kernel import DrugName, GeneSymbol, Text, chained, term
from autonome.kernel.texts import TWO_OF_A_LIST

INDETERMINATE_SCORE = "n/a"
UNSTATED_COPIES = "xN"


class Crossing(StrEnum):
    """What of a result a row of the bridge looks at; in the order in which they are tried."""

    NONE = "none"
    GENOTYPE = "genotype"
    VALUES = "values"
    COPIES = "copies"
    ALLELE = "allele"
    OTHER = "other"
    SCORE = "score"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class GeneResult:
    """What is known of one gene in one person; all empty means no result.

    Args:
        alleles: of the diplotype that guidance is looked up for; one for a haploid gene copy.
        phenotype: such as ``Poor Metabolizer`` or ``*57:01 positive``.
        activity_score: decimal string, ``n/a``, or "".
        named: whole results, where there are several at once: HLA alleles present and absent.
    """

    alleles: tuple[str, ...] = ()
    phenotype: str = ""
    activity_score: str = ""
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuidanceKeys:
    """Where a result leads.

    Args:
        keys: under which the source's guidance is looked up; several where the source has an entry for each.
        reasons: why, one for each row of the bridge that was used.
        gaps: why the source has nothing for (a part of) the result; never both empty, keys and gaps.
    """

    keys: tuple[str, ...]
    reasons: tuple[str, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """One row: a result of one gene, as one source sees it.

    Args:
        source: ``CPIC`` or ``DPWG``.
        gene: HGNC symbol, or the rsid of a marker.
        crossing: what of the result is looked at.
        result: the value that it must have.
        keys: of the guidance; empty for a named gap.
        reason: why.
    """

    source: str
    gene: GeneSymbol
    crossing: Crossing
    result: str
    keys: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Silence:
    """A source has a key for the results, and yet no advice on this drug.

    Args:
        source: ``CPIC`` or ``DPWG``.
        drug: the ingredient.
        lookup: gene → key; it holds where all of them do.
        reason: why there is none.
    """

    source: str
    drug: DrugName
    lookup: Mapping[GeneSymbol, str]
    reason: str


Rows = Mapping[tuple[Crossing, str], BridgeRow]


@dataclass(frozen=True, slots=True)
class Bridge:
    """The whole bridge.

    Args:
        rows: by source and gene, then by what is looked at.
        silences: gaps that concern one drug.
    """

    rows: Mapping[tuple[str, GeneSymbol], Rows]
    silences: tuple[Silence, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[BridgeRow], silences: Iterable[Silence] = ()) -> Bridge:
        """Index the rows."""
        index: dict[tuple[str, GeneSymbol], dict[tuple[Crossing, str], BridgeRow]] = {}
        for row in rows:
            index.setdefault((row.source, row.gene), {})[row.crossing, row.result] = row
        return cls(index, tuple(silences))


def guidance_keys(
    bridge: Bridge, source: str, gene: GeneSymbol, result: GeneResult, table: PhenotypeTable | None
) -> GuidanceKeys:
    """Find the keys under which a source's guidance for a gene's result is looked up.

    Args:
        bridge: of the bundle.
        source: ``CPIC`` or ``DPWG``.
        gene: HGNC symbol, or the rsid of a marker.
        result: what is known of the gene.
        table: the gene's functions and phenotypes, where the bundle has them.
    """
    rows = bridge.rows.get((source, gene))
    if rows is None:
        return GuidanceKeys(
            (), (), (Text("no guideline of {source} in this bundle uses {gene}", source=source, gene=gene),)
        )
    used = _first(rows, result, table)
    keys = tuple(dict.fromkeys(key for row in used for key in row.keys))
    reasons = tuple(dict.fromkeys(row.reason for row in used if row.keys))
    gaps = tuple(dict.fromkeys(row.reason for row in used if not row.keys))
    if not used:
        gaps = (
            Text(
                "{source} has no entry for the {gene} result {result}",
                source=source,
                gene=gene,
                result=_spelled(result),
            ),
        )
    return GuidanceKeys(keys, reasons, gaps)


def _first(rows: Rows, result: GeneResult, table: PhenotypeTable | None) -> tuple[BridgeRow, ...]:
    """Rows of the most specific crossing that knows the result."""
    if result == GeneResult():
        return _known(rows, Crossing.NONE, [""])
    named = result.named or hla_results(table, result.alleles)
    attempts = (
        (Crossing.GENOTYPE, ["/".join(sorted(result.alleles))]),
        (Crossing.VALUES, _values(result, table)),
        (Crossing.COPIES, _unstated_copies(result)),
        (Crossing.ALLELE, result.alleles),
        (Crossing.OTHER, [""] if result.alleles else []),
        (Crossing.SCORE, [result.activity_score]),
        (Crossing.RESULT, (*named, *_together(named))),
        (Crossing.RESULT, [result.phenotype]),
        (Crossing.SCORE, _scores_of(result.phenotype, table)),
    )
    return next((found for crossing, names in attempts if (found := _known(rows, crossing, names))), ())


def _known(rows: Rows, crossing: Crossing, names: Iterable[str]) -> tuple[BridgeRow, ...]:
    return tuple(rows[crossing, name] for name in names if (crossing, name) in rows)


def _values(result: GeneResult, table: PhenotypeTable | None) -> list[str]:
    """The pair of activity values, such as ``0.5+0.5``."""
    if table is None or not all(allele in table.functions for allele in result.alleles):
        return []
    return ["+".join(sorted(table.functions[allele].key for allele in result.alleles))]


def _together(named: tuple[str, ...]) -> list[str]:
    """Several alleles present at once, such as ``*15:02 positive+*15:11 positive``."""
    present = sorted(name for name in named if name.endswith(POSITIVE))
    return ["+".join(present)] if len(present) > 1 else []


def _unstated_copies(result: GeneResult) -> list[str]:
    """Only where the unstated number of gene copies leaves the phenotype open."""
    open_ = any(allele.endswith(UNSTATED_COPIES) for allele in result.alleles)
    return [UNSTATED_COPIES] if open_ and result.activity_score in {"", INDETERMINATE_SCORE} else []


def _scores_of(phenotype: str, table: PhenotypeTable | None) -> list[str]:
    """Every activity score that the phenotype may stand for, when it was reported without one."""
    if table is None or not phenotype:
        return []
    scores = {known.activity_score for known in table.pairs.values() if known.name == phenotype}
    return sorted(scores - {""})


def _spelled(result: GeneResult) -> Text:
    every = ["/".join(result.alleles), term(result.phenotype), result.activity_score, *result.named]
    return chained((each for each in every if each), TWO_OF_A_LIST)
