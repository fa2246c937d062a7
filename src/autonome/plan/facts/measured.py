"""Measured findings of a record as facts: the latest usable value, and what stands against relying on it.

Rules, held by ``tests/unit/plan/test_clinical_facts.py``: a value of the future or one that can hardly be true is not
used; of one day, two values that differ are a conflict, and both stay possible; a value without a date may be of any
age; weak kidneys are relied upon for less long. A later entry that cannot be used does not hide an earlier one that
can, and is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from autonome.clinical import (
    Amount,
    Comparator,
    Finding,
    FindingKind,
    HealthRecord,
    Observation,
    PartialDate,
    Source,
    Unusable,
    latest_first,
)
from autonome.clinical.dates import SECONDS_PER_DAY
from autonome.clinical.plausibility import PLAUSIBLE
from autonome.kernel import Instant, Text
from autonome.plan.facts.ages import CHILD_SIZE, MAXIMUM_AGES, MaximumAge, kidney_age
from autonome.plan.facts.kidney import ADULT_FROM
from autonome.plan.facts.values import ClinicalFact, FactKind, FactState, Interval, shown

MEASURED: Mapping[FactKind, FindingKind] = {
    kind: FindingKind(kind.value)
    for kind in (
        FactKind.WEIGHT, FactKind.HEIGHT, FactKind.BMI, FactKind.EGFR, FactKind.CREATININE, FactKind.ALT, FactKind.AST,
        FactKind.BILIRUBIN, FactKind.ALBUMIN, FactKind.INR, FactKind.LDL_C, FactKind.POTASSIUM, FactKind.QTC,
    )
}  # fmt: skip
"""Facts that one kind of finding measures."""

_BODY = frozenset({FactKind.WEIGHT, FactKind.HEIGHT, FactKind.BMI})

SAME = Decimal("0.02")
"""Share by which two values of one time may differ and still be one, as rounding makes (`clinical.repetition`)."""


def measured_facts(record: HealthRecord, age: Interval | None, as_of: Instant) -> Iterator[ClinicalFact]:
    """Every measured fact that the record has an entry for.

    Args:
        record: the health record.
        age: of the patient in years, or None where the record does not tell.
        as_of: the instant of the plan.
    """
    codes = {each.source: frozenset(c.code for c in each.code.codings) for each in record.of(Observation)}
    for kind, finding in MEASURED.items():
        found = latest_first(record, finding)
        if found:
            yield _measured(kind, found, maximum_age(kind, age), as_of, codes)


def maximum_age(kind: FactKind, age: Interval | None) -> MaximumAge:
    """How old a fact of a kind may be in this patient."""
    child = age is not None and age.high is not None and age.high < ADULT_FROM
    return CHILD_SIZE if child and kind in _BODY else MAXIMUM_AGES[kind]


def _measured(
    kind: FactKind,
    found: Sequence[Finding],
    maximum: MaximumAge,
    as_of: Instant,
    codes: Mapping[Source, frozenset[str]],
) -> ClinicalFact:
    refused = {id(each): why for each in found if (why := _refused(each, as_of))}
    usable = [each for each in found if id(each) not in refused]
    if not usable:
        return _without_value(kind, found[0], refused[id(found[0])])
    latest = [each for each in usable if _same_time(each.time, usable[0].time)]
    spans = [_span(each) for each in latest]
    span = spans[0]
    for other in spans[1:]:
        span = span.joined(other)
    maximum = kidney_age(span.low) if kind is FactKind.EGFR else maximum
    state, why = _trust(latest, spans, maximum, as_of, codes)
    amount = latest[0].value
    return ClinicalFact(
        kind=kind,
        state=state,
        span=span,
        unit=amount.unit if isinstance(amount, Amount) and amount.unit != "1" else "",
        date=str(latest[0].time or ""),
        sources=tuple(dict.fromkeys(str(each.source) for each in latest)),
        why=why or _later_unusable(found, latest[0], refused),
    )


def _trust(
    latest: Sequence[Finding],
    spans: Sequence[Interval],
    maximum: MaximumAge,
    as_of: Instant,
    codes: Mapping[Source, frozenset[str]],
) -> tuple[FactState, str]:
    stale = staleness(latest[0].time, maximum, as_of)
    if stale:
        return FactState.TOO_OLD, stale
    if all(_alike(spans[0], each) for each in spans[1:]):
        return FactState.KNOWN, ""
    if len({codes.get(each.source) for each in latest}) == len(latest):
        return FactState.KNOWN, Text("results of one day by different methods; all that they allow counts")
    return FactState.CONFLICTING, Text("results of one time contradict each other")


def staleness(time: PartialDate | None, maximum: MaximumAge, as_of: Instant) -> str:
    """Why a date is too old, as a clause, or ""."""
    if time is None:
        return Text("it has no date, so it may be of any age")
    days = (as_of.seconds - time.first.seconds) // SECONDS_PER_DAY
    if days > maximum.days:
        return Text(
            "it may be {days} days old; no more than {maximum} are relied upon", days=days, maximum=maximum.days
        )
    return ""


def _refused(finding: Finding, as_of: Instant) -> str:
    """Why a finding has no value that counts, or ""."""
    amount = finding.value
    if isinstance(amount, Unusable):
        return Text("{recorded} cannot be used: {reason}", recorded=amount.recorded, reason=amount.reason)
    if not isinstance(amount, Amount):
        return Text("the record has an entry without a value ({reason})", reason=amount)
    if finding.time is not None and finding.time.certainly_after(as_of):
        return Text("{value} is of {date}, after the day of this plan", value=_rounded(amount), date=finding.time)
    span = PLAUSIBLE.get(finding.kind)
    if span is not None and not span.low <= amount.value <= span.high:
        return Text("{value} can hardly be true", value=_rounded(amount))
    return ""


def _rounded(amount: Amount) -> str:
    """A value that was converted, without digits that nobody measured."""
    return str(replace(amount, value=Decimal(shown(amount.value))))


def _without_value(kind: FactKind, finding: Finding, why: str) -> ClinicalFact:
    return ClinicalFact(
        kind=kind,
        state=FactState.NOT_USABLE,
        date=str(finding.time or ""),
        sources=(str(finding.source),),
        why=why,
    )


def _later_unusable(found: Iterable[Finding], used: Finding, refused: Mapping[int, str]) -> str:
    """That a later entry could not be used, or ""."""
    for each in found:
        if each is used:
            break
        if id(each) in refused:
            return Text("a later entry was passed over: {why}", why=refused[id(each)])
    return ""


def _span(finding: Finding) -> Interval:
    amount = finding.value
    if not isinstance(amount, Amount):  # pragma: no cover - `_refused` lets amounts alone through
        return Interval(None, None)
    match amount.comparator:
        case Comparator.EXACTLY:
            return Interval(amount.value, amount.value)
        case Comparator.LESS | Comparator.AT_MOST:
            return Interval(None, amount.value, below_high=amount.comparator is Comparator.LESS)
        case _:
            return Interval(amount.value, None, above_low=amount.comparator is Comparator.GREATER)


def _same_time(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether nothing tells which of two came first."""
    if one is None or other is None:
        return one is other
    return one.first <= other.last and other.first <= one.last


def _alike(one: Interval, other: Interval) -> bool:
    """Whether two values of one time can be one value."""
    if one.value is None or other.value is None:
        return one == other
    return abs(one.value - other.value) <= SAME * max(abs(one.value), abs(other.value))
