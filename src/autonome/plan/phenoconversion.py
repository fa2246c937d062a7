"""What a result becomes under an inhibitor or inducer: score times factor, or one class up or down.

Pure arithmetic on readings. Which medicine counts is decided in `perpetrators`, what of it the advice goes by in
`acting`. Invariants: an inhibitor never makes a result faster, an inducer never slower; a result that is not there, or
has no known meaning, stays as it is.

>>> score_phenotype(Decimal("0.625"))
'Intermediate Metabolizer'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from autonome.evidence.interactions import Shift
from autonome.evidence.phenotypes import PhenotypeTable
from autonome.kernel import DrugName
from autonome.plan.reasons import MEANINGLESS, NEEDS_OPEN_ALLELE, Acting, Basis, Reading

CLASSES = (
    "Poor Metabolizer",
    "Intermediate Metabolizer",
    "Normal Metabolizer",
    "Rapid Metabolizer",
    "Ultrarapid Metabolizer",
)
"""Phenotypes, slowest first (CPIC's standard terms, PMID 27441996); a gene has some of them."""

NORMAL_FROM, NORMAL_TO = Decimal("1.25"), Decimal("2.25")
"""CYP2D6 activity scores of normal metabolisers, both included (consensus of CPIC and DPWG 2020, PMID 31647186)."""

AT_LEAST = "≥"
_UNSCORED = frozenset({"", "n/a"})


def converted(
    readings: Iterable[Reading], effect: str, drugs: tuple[DrugName, ...], table: PhenotypeTable | None
) -> tuple[Reading, ...]:
    """The results that a gene has under an effect.

    Args:
        readings: by genotype.
        effect: a factor for the activity score, or a `Shift`.
        drugs: because of which.
        table: the gene's phenotypes.

    Returns:
        As many or fewer: an open allele that no longer makes a difference is dropped. More only where a score is a
        lower bound, or not stated.
    """
    return distinct(new for reading in readings for new in _convert(reading, effect, drugs, table))


def distinct(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Each result once; open alleles only where they lead to what no best-supported result says."""
    listed = tuple(dict.fromkeys(readings))
    best = {_meaning(reading) for reading in listed if reading.basis is Basis.BEST}
    return tuple(r for r in listed if r.basis not in NEEDS_OPEN_ALLELE or _meaning(r) not in best)


def score_phenotype(score: Decimal) -> str:
    """The CYP2D6 phenotype of an activity score, by the ranges of the consensus."""
    if score == 0:
        return "Poor Metabolizer"
    if score < NORMAL_FROM:
        return "Intermediate Metabolizer"
    return "Normal Metabolizer" if score <= NORMAL_TO else "Ultrarapid Metabolizer"


def _convert(
    reading: Reading, effect: str, drugs: tuple[DrugName, ...], table: PhenotypeTable | None
) -> tuple[Reading, ...]:
    if reading.basis in (Basis.NO_RESULT, Basis.PARTIAL) or not reading.meaningful or reading.acting:
        return (reading,)
    if effect in frozenset(Shift):
        return (_marked(reading, _shifted(reading.phenotype, Shift(effect), table), "", drugs),)
    factor = Decimal(effect)
    bounded = reading.activity_score.startswith(AT_LEAST) and factor > 0
    scores = sorted({score * factor for score in _scores(reading, factor, table)})
    new = tuple(_marked(reading, score_phenotype(score), _written(score), drugs) for score in scores)
    # Half of a lower bound is a lower bound: what lies above it stays possible.
    return (*new, reading) if bounded or not new else new


def _scores(reading: Reading, factor: Decimal, table: PhenotypeTable | None) -> tuple[Decimal, ...]:
    """The scores that a result stands for; several where only the phenotype was stated."""
    if reading.activity_score not in _UNSCORED:
        return (Decimal(reading.activity_score.removeprefix(AT_LEAST)),)
    if reading.phenotype in MEANINGLESS or table is None:
        return ()
    if factor == 0:
        return (Decimal(0),)
    known = {pair.activity_score for pair in table.pairs.values() if pair.name == reading.phenotype}
    return tuple(Decimal(score) for score in known - _UNSCORED if not score.startswith(AT_LEAST))


def _shifted(phenotype: str, shift: Shift, table: PhenotypeTable | None) -> str:
    """The class that a phenotype moves to, among those that the gene has; a poor one cannot be induced."""
    known = {pair.name for pair in table.pairs.values()} if table else set()
    classes = [name for name in CLASSES if name in known]
    plain = phenotype.removeprefix("Likely ").removeprefix("Possible ")
    if plain not in classes:
        return phenotype
    at = classes.index(plain)
    if shift is Shift.FASTER:
        return classes[min(at + 1, len(classes) - 1)] if at else phenotype
    return classes[0 if shift is Shift.POOR else max(at - 1, 0)]


def _marked(reading: Reading, phenotype: str, score: str, drugs: tuple[DrugName, ...]) -> Reading:
    if phenotype == reading.phenotype and score in ("", reading.activity_score):
        return reading
    acting = Acting(reading.phenotype, reading.activity_score, drugs)
    return replace(reading, phenotype=phenotype, activity_score=score, acting=acting)


def _written(score: Decimal) -> str:
    """With at least one decimal, as in the tables."""
    text = format(score.normalize(), "f")
    return text if "." in text else f"{text}.0"


def _meaning(reading: Reading) -> tuple[str, str]:
    return reading.phenotype, reading.activity_score
