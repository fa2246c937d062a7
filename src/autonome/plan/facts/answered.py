"""Coded findings of a record as facts: pregnancy and its week, breastfeeding, smoking, alcohol, diet.

An answer counts only if its LOINC answer code, or the whole of its words, is known here: no part of a sentence is
searched for, because *not pregnant* holds *pregnant*. What is not understood is not usable, and says what was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from autonome.clinical import (
    LOINC,
    Concept,
    Finding,
    FindingKind,
    HealthRecord,
    PartialDate,
    Quantity,
    Unusable,
    latest_first,
)
from autonome.clinical.dates import SECONDS_PER_DAY
from autonome.kernel import Instant, Text
from autonome.plan.facts.ages import (
    DAYS_PER_WEEK,
    LONGEST_PREGNANCY_WEEKS,
    MAXIMUM_AGES,
    NOT_PREGNANT,
    PREGNANT_DAYS,
    TERM_WEEKS,
    MaximumAge,
)
from autonome.plan.facts.measured import staleness
from autonome.plan.facts.values import ClinicalFact, FactKind, FactState, Interval

PREGNANT, NOT = "pregnant", "not-pregnant"
CURRENT, FORMER, NEVER = "current", "former", "never"
YES, NO = "yes", "no"
UNKNOWN = "unknown"
"""The record says that it is not known."""

WORDS: Mapping[FactKind, Mapping[str, str]] = {
    FactKind.PREGNANCY: {
        "LA15173-0": PREGNANT, "LA26683-5": NOT, "LA4489-6": UNKNOWN,
        "pregnant": PREGNANT, "currently pregnant": PREGNANT, "yes": PREGNANT,
        "not pregnant": NOT, "no": NOT, "unknown": UNKNOWN,
    },
    FactKind.BREASTFEEDING: {
        "LA33-6": YES, "LA32-8": NO,
        "yes": YES, "breastfeeding": YES, "currently breastfeeding": YES, "lactating": YES,
        "no": NO, "not breastfeeding": NO, "not currently breastfeeding": NO, "unknown": UNKNOWN,
    },
    FactKind.SMOKING: {
        "LA18976-3": CURRENT, "LA18977-1": CURRENT, "LA18981-3": CURRENT, "LA18982-1": CURRENT,
        "LA15920-4": FORMER, "LA18978-9": NEVER, "LA18979-7": UNKNOWN, "LA18980-5": UNKNOWN,
        "current every day smoker": CURRENT, "current some day smoker": CURRENT, "current smoker": CURRENT,
        "heavy tobacco smoker": CURRENT, "light tobacco smoker": CURRENT, "smoker": CURRENT,
        "former smoker": FORMER, "ex-smoker": FORMER, "never smoker": NEVER, "never smoked": NEVER,
        "non-smoker": NEVER, "unknown": UNKNOWN,
    },
    FactKind.ALCOHOL: {
        "none": NO, "never": NO, "no": NO, "does not drink alcohol": NO, "abstinent": NO,
        "heavy": "heavy", "heavy drinker": "heavy", "alcohol dependence": "heavy", "unknown": UNKNOWN,
        "social drinker": YES, "yes": YES, "occasional": YES, "moderate": YES,
    },
    FactKind.DIET: {
        "grapefruit": "grapefruit", "drinks grapefruit juice": "grapefruit", "grapefruit juice": "grapefruit",
        "vegan": "vegan", "vegetarian": "vegetarian", "low salt": "low-salt", "low-salt diet": "low-salt",
    },
}  # fmt: skip
"""Kind → LOINC answer code, or whole words in lower case → our answer (answers of LOINC 82810-3 and 72166-2)."""

HEAVY_DRINKS_PER_DAY = 4
"""Standard drinks on one day from which alcohol counts as heavy (NIAAA: 4 for women, 5 for men; the lower)."""


def answered_facts(record: HealthRecord, as_of: Instant) -> Iterator[ClinicalFact]:
    """Every coded fact that the record has an entry for; the week of a pregnancy where its due date is known."""
    for kind in (FactKind.BREASTFEEDING, FactKind.SMOKING, FactKind.ALCOHOL, FactKind.DIET):
        found = latest_first(record, FindingKind(kind.value))
        if found:
            yield _answered(kind, found, MAXIMUM_AGES[kind], as_of)
    yield from _pregnancy(record, as_of)


def _answered(kind: FactKind, found: Sequence[Finding], maximum: MaximumAge, as_of: Instant) -> ClinicalFact:
    past = [each for each in found if each.time is None or not each.time.certainly_after(as_of)] or list(found)
    latest = [each for each in past if each.time == past[0].time]
    answers = tuple(dict.fromkeys(filter(None, (_answer(kind, each) for each in latest))))
    stale = staleness(past[0].time, maximum, as_of)
    state, why = FactState.KNOWN, ""
    if not answers:
        state, why = FactState.NOT_USABLE, Text("“{recorded}” is not understood", recorded=_recorded(past[0]))
    elif answers == (UNKNOWN,):
        state, why, answers = FactState.NOT_USABLE, Text("the record says that it is not known"), ()
    elif len(answers) > 1:
        state, why = FactState.CONFLICTING, Text("entries of one time contradict each other")
    elif stale:
        state, why = FactState.TOO_OLD, stale
    sources = tuple(dict.fromkeys(str(each.source) for each in latest))
    return ClinicalFact(kind=kind, state=state, answers=answers, date=str(past[0].time or ""), sources=sources, why=why)


def _answer(kind: FactKind, finding: Finding) -> str:
    """Our word for an answer, or "" where it is not understood."""
    value = finding.value
    if kind is FactKind.ALCOHOL and isinstance(value, Quantity):
        return NO if value.value == 0 else "heavy" if value.value >= HEAVY_DRINKS_PER_DAY else YES
    known = WORDS[kind]
    if isinstance(value, bool):
        return known.get("yes" if value else "no", "")
    if isinstance(value, str):
        return known.get(_plain(value), "")
    if not isinstance(value, Concept):
        return ""
    coded = {known[each.code] for each in value.codings if each.system == LOINC and each.code in known}
    spoken = {known[_plain(text)] for text in value.texts if _plain(text) in known}
    said = coded or spoken
    return said.pop() if len(said) == 1 else ""


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" .").lower()


def _recorded(finding: Finding) -> str:
    value = finding.value
    if isinstance(value, Concept):
        return value.label
    return value.recorded if isinstance(value, Unusable) else str(value)


def _pregnancy(record: HealthRecord, as_of: Instant) -> Iterator[ClinicalFact]:
    status = _status(record, as_of)
    due = _due(record, as_of)
    if due is None:
        if status:
            yield status
        return
    finding, weeks = due
    if status is not None and status.answer == NOT and status.date > str(finding.time or ""):  # denied since
        yield status
        return
    if status is None or not status.known:
        status = ClinicalFact(
            kind=FactKind.PREGNANCY,
            state=FactState.KNOWN,
            answers=(PREGNANT,),
            date=str(finding.time or ""),
            sources=(str(finding.source),),
            why=Text("by the expected date of delivery"),
        )
    yield status
    yield ClinicalFact(
        kind=FactKind.PREGNANCY_WEEK,
        state=FactState.KNOWN,
        span=weeks,
        unit="wk",
        date=str(as_of)[:10],
        sources=(str(finding.source),),
        why=Text("counted back from the expected date of delivery, {date}", date=finding.value),
    )


def _status(record: HealthRecord, as_of: Instant) -> ClinicalFact | None:
    """The status; one that time has overtaken is too old and carries no answer."""
    found = latest_first(record, FindingKind.PREGNANCY)
    if not found:
        return None
    fact = _answered(FactKind.PREGNANCY, found, MaximumAge(PREGNANT_DAYS, "a pregnancy's longest time"), as_of)
    if fact.answer == NOT and (stale := staleness(found[0].time, NOT_PREGNANT, as_of)):
        return ClinicalFact(kind=fact.kind, state=FactState.TOO_OLD, date=fact.date, sources=fact.sources, why=stale)
    if fact.state is FactState.TOO_OLD and found[0].time is not None:
        return ClinicalFact(kind=fact.kind, state=FactState.TOO_OLD, date=fact.date, sources=fact.sources, why=fact.why)
    return fact


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
