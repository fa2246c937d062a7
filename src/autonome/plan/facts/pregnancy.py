"""Pregnancy and breastfeeding as facts: from a status that was asked, an expected date of delivery, and diagnoses.

Rules, held by ``tests/unit/plan/facts/test_pregnancy.py``: each voice counts for as long as it can be true (`ages`); of
two that contradict each other the one that is certainly newer leads if it says *pregnant*, else they conflict; a birth
or an end of pregnancy that is not older ends what was said before it, and says nothing of today. What is not known, and
what time has overtaken, is never *not pregnant*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from autonome.clinical import Condition, Finding, FindingKind, HealthRecord, PartialDate, latest_first
from autonome.clinical.dates import SECONDS_PER_DAY
from autonome.kernel import Instant, Text
from autonome.plan.facts.ages import (
    DAYS_PER_WEEK,
    LONGEST_PREGNANCY_WEEKS,
    MAXIMUM_AGES,
    NOT_PREGNANT,
    PREGNANCY_DIAGNOSIS,
    PREGNANT_STATUS,
    TERM_WEEKS,
    MaximumAge,
)
from autonome.plan.facts.answered import NO, NOT, POSSIBLE, PREGNANT, YES, answered
from autonome.plan.facts.condition_words import Doubt, doubt_in
from autonome.plan.facts.conditions import UNSURE, began, is_over, is_stated, written
from autonome.plan.facts.measured import staleness
from autonome.plan.facts.pregnancy_codes import (
    Says,
    is_plainly_breastfeeding,
    said_of_pregnancy,
    says_breastfeeding,
)
from autonome.plan.facts.pregnancy_tests import tested, weeks_now
from autonome.plan.facts.values import ClinicalFact, FactKind, FactState, Interval


@dataclass(frozen=True, slots=True)
class _Voice:
    """One fact of the record on the question.

    Args:
        fact: what it says, as far as it can be relied upon.
        time: when it was said, or None.
    """

    fact: ClinicalFact
    time: PartialDate | None


def pregnancy_facts(record: HealthRecord, as_of: Instant) -> Iterator[ClinicalFact]:
    """Pregnancy where the record has an entry on it, and its week where the expected date of delivery is known."""
    due = _due(record, as_of)
    ends = tuple(_ends(record, as_of))
    measured = tuple(tested(record, as_of))
    voices = [*_status(record, as_of), *([_by_due_date(due[0])] if due else []), *_diagnosed(record, as_of)]
    voices += [_Voice(fact, finding.time) for fact, finding in measured]
    fact = _decided([_unless_ended(each, ends) for each in voices], yes=PREGNANT, no=NOT)
    if fact is None:
        return
    yield fact
    if due and PREGNANT in fact.answers:
        yield _week_of(*due, state=FactState.KNOWN if fact.known else FactState.CONFLICTING, as_of=as_of)
    elif PREGNANT in fact.answers:
        yield from _weeks_counted(measured, fact, as_of)


def breastfeeding_facts(record: HealthRecord, as_of: Instant) -> Iterator[ClinicalFact]:
    """Breastfeeding where the record has an entry on it."""
    kind, maximum = FactKind.BREASTFEEDING, MAXIMUM_AGES[FactKind.BREASTFEEDING]
    found = latest_first(record, FindingKind.BREASTFEEDING)
    voices = [_Voice(answered(kind, found, maximum, as_of), found[0].time)] if found else []
    for each in _current(record, as_of, says_breastfeeding):
        voices += [_voice(kind, each, (YES, NO) if _is_doubtful(each) else (YES,), maximum, as_of)]
    fact = _decided(voices, yes=YES, no=NO)
    if fact:
        yield fact


def _decided(voices: list[_Voice], *, yes: str, no: str) -> ClinicalFact | None:
    """The fact that several voices make."""
    told = [each for each in voices if each.fact.answers and each.fact.warns]
    agreeing = [each for each in told if each.fact.answers == (yes,)]
    against = [each for each in told if each not in agreeing]
    sure = [each for each in agreeing if each.fact.known]
    leading = [each for each in sure if all(_certainly_newer(each, other) for other in against)]
    if leading:
        return leading[0].fact
    if agreeing and against:
        sources = tuple(dict.fromkeys(source for each in told for source in each.fact.sources))
        why = Text("entries of the record contradict each other")
        newest = max(told, key=lambda each: each.fact.date).fact
        return replace(newest, state=FactState.CONFLICTING, answers=(yes, no), sources=sources, why=why)
    open_first = sorted(against, key=lambda each: each.fact.answers == (no,))
    return next((each.fact for each in (*open_first, *agreeing, *voices)), None)


def _certainly_newer(one: _Voice, other: _Voice) -> bool:
    return one.time is not None and other.time is not None and one.time.certainly_after(other.time.last)


def _unless_ended(voice: _Voice, ends: tuple[PartialDate, ...]) -> _Voice:
    """What an end of pregnancy that is not older takes away; *not pregnant* stays."""
    if PREGNANT not in voice.fact.answers or voice.time is None:
        return voice
    if any(not end.certainly_before(voice.time.first) for end in ends):
        why = Text("a birth or an end of pregnancy is recorded since")
        return replace(voice, fact=replace(voice.fact, state=FactState.TOO_OLD, answers=(), why=why))
    return voice


def _ends(record: HealthRecord, as_of: Instant) -> Iterator[PartialDate]:
    for each in record.of(Condition):
        ended = is_stated(each) and not _is_doubtful(each) and said_of_pregnancy(each.code) is Says.ENDED
        time = began(each)
        if ended and time is not None and not time.certainly_after(as_of):
            yield time


def _status(record: HealthRecord, as_of: Instant) -> Iterator[_Voice]:
    """The status; one that time has overtaken is too old and carries no answer."""
    found = latest_first(record, FindingKind.PREGNANCY)
    if not found:
        return
    fact = answered(FactKind.PREGNANCY, found, PREGNANT_STATUS, as_of)
    if POSSIBLE in fact.answers:
        known = fact.state is FactState.KNOWN
        why = Text("the record says that it is possible") if known else fact.why
        state = FactState.CONFLICTING if known else fact.state
        fact = replace(fact, state=state, answers=(PREGNANT, NOT), why=why)
    if fact.answer == NOT and (stale := staleness(found[0].time, NOT_PREGNANT, as_of)):
        fact = replace(fact, state=FactState.TOO_OLD, answers=(), why=stale)
    if fact.state is FactState.TOO_OLD and found[0].time is not None:
        fact = replace(fact, answers=())
    yield _Voice(fact, found[0].time)


def _diagnosed(record: HealthRecord, as_of: Instant) -> Iterator[_Voice]:
    answers = {Says.PREGNANT: (PREGNANT,), Says.PERHAPS: (PREGNANT, NOT), Says.NOT: (NOT,)}
    for each in _current(record, as_of, lambda concept: said_of_pregnancy(concept) in answers):
        said = said_of_pregnancy(each.code)
        told = (PREGNANT, NOT) if said is None or _is_doubtful(each) else answers[said]
        maximum = NOT_PREGNANT if said is Says.NOT else PREGNANCY_DIAGNOSIS
        yield _voice(FactKind.PREGNANCY, each, told, maximum, as_of)


def _current(record: HealthRecord, as_of: Instant, wanted: Callable[..., bool]) -> Iterator[Condition]:
    """Diagnoses of a kind that are stated, not over, and not of the future."""
    for each in record.of(Condition):
        time = began(each)
        later = time is not None and time.certainly_after(as_of)
        if wanted(each.code) and is_stated(each) and not is_over(each, as_of) and not later:
            yield each


def _is_doubtful(condition: Condition) -> bool:
    """Whether the record is not sure of it, or its words may deny it or be of the past."""
    texts = (text for text in condition.code.texts if not is_plainly_breastfeeding(text))
    return condition.verification in UNSURE or doubt_in(texts) is not Doubt.NONE


def _voice(
    kind: FactKind, condition: Condition, answers: tuple[str, ...], maximum: MaximumAge, as_of: Instant
) -> _Voice:
    """A diagnosis; one that is too old carries no answer, one without a date may warn."""
    start = began(condition)
    stale = staleness(start, maximum, as_of)
    if stale:
        state, why = FactState.TOO_OLD, stale
    elif len(answers) > 1:
        state, why = FactState.CONFLICTING, Text("a diagnosis leaves it open: {words}", words=condition.code.label)
    else:
        state, why = FactState.KNOWN, Text("by a diagnosis: {words}", words=condition.code.label)
    time = written(condition)
    kept = () if stale and (start is not None or answers == (NOT,)) else answers
    fact = ClinicalFact(
        kind=kind, state=state, answers=kept, date=str(time or ""), sources=(str(condition.source),), why=why
    )
    return _Voice(fact, time)


def _by_due_date(finding: Finding) -> _Voice:
    fact = ClinicalFact(
        kind=FactKind.PREGNANCY,
        state=FactState.KNOWN,
        answers=(PREGNANT,),
        date=str(finding.time or ""),
        sources=(str(finding.source),),
        why=Text("by the expected date of delivery"),
    )
    return _Voice(fact, finding.time)


def _week_of(finding: Finding, weeks: Interval, *, state: FactState, as_of: Instant) -> ClinicalFact:
    return ClinicalFact(
        kind=FactKind.PREGNANCY_WEEK,
        state=state,
        span=weeks,
        unit="wk",
        date=str(as_of)[:10],
        sources=(str(finding.source),),
        why=Text("counted back from the expected date of delivery, {date}", date=finding.value),
    )


def _weeks_counted(
    measured: Iterable[tuple[ClinicalFact, Finding]], status: ClinicalFact, as_of: Instant
) -> Iterator[ClinicalFact]:
    """The week of a pregnancy, counted on from a gestational age."""
    for fact, finding in measured:
        weeks = weeks_now(finding, as_of)
        if fact.answers == (PREGNANT,) and weeks is not None:
            yield ClinicalFact(
                kind=FactKind.PREGNANCY_WEEK,
                state=FactState.KNOWN if status.known else FactState.CONFLICTING,
                span=weeks,
                unit="wk",
                date=str(as_of)[:10],
                sources=fact.sources,
                why=Text("counted on from a gestational age, {value}", value=str(finding.value)),
            )


def _due(record: HealthRecord, as_of: Instant) -> tuple[Finding, Interval] | None:
    """The latest expected date of delivery that means a pregnancy today, and its week in completed weeks."""
    for finding in latest_first(record, FindingKind.DELIVERY_DATE):
        date = finding.value
        if not isinstance(date, PartialDate):
            continue
        least, most = (_week(day.seconds, as_of) for day in (date.last, date.first))
        if most < 0 or least > LONGEST_PREGNANCY_WEEKS:
            return None
        return finding, Interval(Decimal(max(least, 0)), Decimal(most))
    return None


def _week(due: int, as_of: Instant) -> int:
    """Completed weeks of gestation on a day."""
    days = (due - as_of.seconds) // SECONDS_PER_DAY
    return (TERM_WEEKS * DAYS_PER_WEEK - days) // DAYS_PER_WEEK
