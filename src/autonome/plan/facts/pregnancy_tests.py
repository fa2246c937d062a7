"""Pregnancy by what was measured: the gestational age of a day, and tests for the pregnancy hormone (hCG)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from autonome.clinical import Concept, Finding, FindingKind, HealthRecord, Quantity, latest_first
from autonome.clinical.dates import SECONDS_PER_DAY
from autonome.clinical.findings import Amount
from autonome.kernel import Instant, Text
from autonome.plan.facts.ages import DAYS_PER_WEEK, LONGEST_PREGNANCY_WEEKS, NOT_PREGNANT, PREGNANT_STATUS
from autonome.plan.facts.answered import NOT, PREGNANT
from autonome.plan.facts.measured import staleness
from autonome.plan.facts.values import ClinicalFact, FactKind, FactState, Interval

HCG_NEGATIVE_BELOW, HCG_POSITIVE_FROM = Decimal(5), Decimal(25)
"""IU/L of hCG in serum: below 5 no pregnancy, from 25 one; between them the test is repeated (MedlinePlus, HCG blood
test - quantitative; from memory)."""

_PER_LITRE = frozenset({"[IU]/L", "IU/L", "[iU]/L", "m[IU]/mL", "mIU/mL", "U/L", "mU/mL", "IU/l", "mIU/ml", "m[iU]/mL"})
"""Spellings of one international unit in a litre."""

_ANSWERS = {
    "10828004": PREGNANT, "260385009": NOT, "LA6576-8": PREGNANT, "LA6577-6": NOT,
    "positive": PREGNANT, "pos": PREGNANT, "+": PREGNANT, "detected": PREGNANT, "阳性": PREGNANT, "positif": PREGNANT,
    "negative": NOT, "neg": NOT, "-": NOT, "not detected": NOT, "阴性": NOT, "negatif": NOT,
}  # fmt: skip
"""SNOMED CT (positive, negative), LOINC answers, and whole words."""


def tested(record: HealthRecord, as_of: Instant) -> Iterator[tuple[ClinicalFact, Finding]]:
    """What the latest test for hCG and the latest gestational age say."""
    for kind, read in ((FindingKind.HCG, _by_hormone), (FindingKind.GESTATIONAL_AGE, _by_weeks)):
        past = [each for each in latest_first(record, kind) if not (each.time and each.time.certainly_after(as_of))]
        if past:
            yield read(past[0], as_of), past[0]


def weeks_now(finding: Finding, as_of: Instant) -> Interval | None:
    """Completed weeks of gestation today, counted on from a gestational age; None where it cannot be counted."""
    if not isinstance(finding.value, Amount) or finding.time is None:
        return None
    low, high = (_counted(finding.value.value, day.seconds, as_of) for day in (finding.time.last, finding.time.first))
    return Interval(max(low, Decimal(0)), high)


def _counted(weeks: Decimal, then: int, as_of: Instant) -> Decimal:
    days = int(weeks * DAYS_PER_WEEK) + (as_of.seconds - then) // SECONDS_PER_DAY
    return Decimal(days // DAYS_PER_WEEK)


def _by_weeks(finding: Finding, as_of: Instant) -> ClinicalFact:
    now = weeks_now(finding, as_of)
    if now is not None and now.low is not None and now.low > LONGEST_PREGNANCY_WEEKS:
        return _fact(finding, FactState.TOO_OLD, (), Text("the pregnancy of that day is over"))
    if now is None:
        return _fact(finding, FactState.CONFLICTING, (PREGNANT, NOT), Text("a gestational age is on record"))
    return _fact(finding, FactState.KNOWN, (PREGNANT,), Text("by the gestational age on record"))


def _by_hormone(finding: Finding, as_of: Instant) -> ClinicalFact:
    answers = _said(finding)
    stale = staleness(finding.time, NOT_PREGNANT if answers == (NOT,) else PREGNANT_STATUS, as_of)
    if stale:
        return _fact(finding, FactState.TOO_OLD, () if finding.time or answers == (NOT,) else answers, stale)
    if len(answers) > 1:
        return _fact(finding, FactState.CONFLICTING, answers, Text("a pregnancy test is not clear"))
    return _fact(finding, FactState.KNOWN, answers, Text("by a pregnancy test"))


def _said(finding: Finding) -> tuple[str, ...]:
    """What a test says; both where it is not understood, because somebody had a reason to test."""
    value = finding.value
    if isinstance(value, Quantity):
        return _by_amount(value)
    words = [value] if isinstance(value, str) else []
    if isinstance(value, Concept):
        words = [*(each.code for each in value.codings), *value.texts]
    if isinstance(value, bool):
        return (PREGNANT,) if value else (NOT,)
    said = {_ANSWERS[key] for each in words for key in (each, each.strip(" .").lower()) if key in _ANSWERS}
    return (said.pop(),) if len(said) == 1 else (PREGNANT, NOT)


def _by_amount(value: Quantity) -> tuple[str, ...]:
    if (value.code or value.unit) not in _PER_LITRE:
        return PREGNANT, NOT
    if value.value >= HCG_POSITIVE_FROM and not value.comparator.startswith("<"):
        return (PREGNANT,)
    if value.value <= HCG_NEGATIVE_BELOW and not value.comparator.startswith(">"):
        return (NOT,)
    return PREGNANT, NOT


def _fact(finding: Finding, state: FactState, answers: tuple[str, ...], why: str) -> ClinicalFact:
    return ClinicalFact(
        kind=FactKind.PREGNANCY,
        state=state,
        answers=answers,
        date=str(finding.time or ""),
        sources=(str(finding.source),),
        why=why,
    )
