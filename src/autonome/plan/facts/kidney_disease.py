"""What diagnoses make of kidney function: creatinine misleads in dialysis, acute injury and pregnancy, so they lead.

A diagnosis never reassures. Sure dialysis or end-stage disease makes the function *below 15*, whatever creatinine
says; stages 4 and 5 bound it from above where no later value contradicts them; stage 3 and unnamed failure speak only
where creatinine does not. An acute injury that the creatinine may not show, and a pregnancy, take away that a value
reassures: it is *doubtful*, and still warns; a low one warns as surely as before. A kidney transplant makes an older
diagnosis no more than possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from autonome.clinical import Assertion, Condition, HealthRecord, PartialDate, Procedure, ProcedureStatus
from autonome.clinical.dates import SECONDS_PER_DAY
from autonome.kernel import Instant, Text
from autonome.plan.facts.answered import PREGNANT
from autonome.plan.facts.condition_words import Doubt, doubt_in
from autonome.plan.facts.conditions import UNSURE, began, is_over, is_stated
from autonome.plan.facts.kidney_codes import Kidneys, is_plainly, said_of_kidneys
from autonome.plan.facts.values import ClinicalFact, FactKind, FactState, Interval

KINDS = {FactKind.EGFR: "mL/min/{1.73_m2}", FactKind.CREATININE_CLEARANCE: "mL/min"}

G5, G4, G3A, G3 = Decimal(15), Decimal(30), Decimal(45), Decimal(60)
"""mL/min/1.73 m²: below these GFR is of category G5, G4, G3b and G3a (KDIGO 2024, PMID 38490803)."""

_BELOW: Mapping[Kidneys, Interval] = {
    Kidneys.DIALYSIS: Interval(None, G5, below_high=True),
    Kidneys.END_STAGE: Interval(None, G5, below_high=True),
    Kidneys.STAGE_5: Interval(None, G5, below_high=True),
    Kidneys.STAGE_4: Interval(None, G4, below_high=True),
    Kidneys.FAILURE: Interval(None, G3, below_high=True),
    Kidneys.STAGE_3B: Interval(G4, G3A, below_high=True),
    Kidneys.STAGE_3: Interval(G4, G3, below_high=True),
    Kidneys.STAGE_3A: Interval(G3A, G3, below_high=True),
    Kidneys.DISEASE: Interval(None, G3, below_high=True),
}
"""Without a lower end where kidneys may have failed further since; only the ranges of stage 3 are kept whole."""

_REPLACED = frozenset({Kidneys.DIALYSIS, Kidneys.END_STAGE})
_STAGED = frozenset({Kidneys.STAGE_5, Kidneys.STAGE_4})

RECOVERY_DAYS = 90
"""Days after which an acute injury is over or chronic: acute kidney disease lasts up to 90 (ADQI 16, 2017; PMID
28239173); creatinine is taken for stable again after that."""
DIALYSIS_SURE_DAYS, DIALYSIS_POSSIBLE_DAYS = 14, 365
"""A session of dialysis as recent as this speaks of today, or may: our own judgement (they are two or three a week)."""

_NOT_DONE = frozenset({ProcedureStatus.NOT_DONE, ProcedureStatus.ENTERED_IN_ERROR, ProcedureStatus.PREPARATION})

Found = Mapping[FactKind, ClinicalFact]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the record on the kidneys."""

    says: Kidneys
    text: str
    time: PartialDate | None
    source: str
    sure: bool


def kidney_by_diagnoses(record: HealthRecord, found: Found, as_of: Instant) -> Iterator[ClinicalFact]:
    """Kidney function where diagnoses or a pregnancy change what may be made of it.

    Args:
        record: the health record, without what consent does not cover.
        found: every other fact, with kidney function as measured or computed.
        as_of: the instant of the plan.
    """
    entries = (*_diagnosed(record, as_of), *_dialysed(record, as_of))
    for kind in KINDS:
        before = found.get(kind) or ClinicalFact(kind=kind, state=FactState.NOT_RECORDED)
        fact = _by_chronic(before, entries)
        fact = _by_acute(fact, entries, _creatinine_day(found, before))
        fact = _in_pregnancy(fact, found)
        if fact is not before:
            yield fact


def _diagnosed(record: HealthRecord, as_of: Instant) -> Iterator[_Entry]:
    for each in record.of(Condition):
        time = began(each)
        if not is_stated(each) or is_over(each, as_of) or (time is not None and time.certainly_after(as_of)):
            continue
        doubt = doubt_in(each.code.texts)
        clear = each.verification not in UNSURE and doubt is Doubt.NONE
        for says in said_of_kidneys(each.code):
            if says is not Kidneys.ACUTE or doubt is not Doubt.OVER:
                sure = clear and is_plainly(each.code, says)
                yield _Entry(says, each.code.label, time, str(each.source), sure)


def _dialysed(record: HealthRecord, as_of: Instant) -> Iterator[_Entry]:
    """Dialysis and transplants among procedures; a session of long ago is of somebody's acute illness."""
    for each in record.of(Procedure):
        said = [says for says in said_of_kidneys(each.code) if says in (Kidneys.DIALYSIS, Kidneys.TRANSPLANT)]
        if not said or each.assertion is not Assertion.PRESENT or each.status in _NOT_DONE:
            continue
        time = each.performed.dates.end or each.performed.dates.start
        days = None if time is None else (as_of.seconds - time.last.seconds) // SECONDS_PER_DAY
        if Kidneys.DIALYSIS in said and days is not None and days > DIALYSIS_POSSIBLE_DAYS:
            continue
        running = each.status is ProcedureStatus.IN_PROGRESS
        recent = days is not None and -1 <= days <= DIALYSIS_SURE_DAYS and each.status is ProcedureStatus.COMPLETED
        sure = (running or recent) and is_plainly(each.code, said[0]) and doubt_in(each.code.texts) is Doubt.NONE
        yield _Entry(said[0], each.code.label, time, str(each.source), sure)


def _by_chronic(fact: ClinicalFact, entries: tuple[_Entry, ...]) -> ClinicalFact:
    """What the weightiest lasting diagnosis makes of a value."""
    chronic = [each for each in entries if each.says in _BELOW]
    if not chronic:
        return fact
    entry = min(chronic, key=lambda each: (_severity(each), not each.sure))
    transplanted = any(each.says is Kidneys.TRANSPLANT and each.sure for each in entries)
    sure = entry.sure and not transplanted
    if entry.says in _REPLACED:
        return _replacing(fact, entry) if sure else _doubted(fact, entry)
    if entry.says in _STAGED:
        return _by_stage(fact, entry, sure=sure)
    later = entry.says is Kidneys.FAILURE and not _is_later(fact.date, entry.time)
    return fact if fact.known and not later else _doubted(fact, entry)


def _severity(entry: _Entry) -> int:
    return list(Kidneys).index(entry.says)


def _by_stage(fact: ClinicalFact, entry: _Entry, *, sure: bool) -> ClinicalFact:
    bound = _BELOW[entry.says].high
    high = fact.span.high if fact.warns and fact.span else None
    if high is not None and bound is not None and high < bound:
        return fact
    contradicted = fact.known and _is_later(fact.date, entry.time)
    if sure and not contradicted and fact.kind is FactKind.EGFR:
        return _replacing(fact, entry)
    return _doubted(fact, entry)


def _replacing(fact: ClinicalFact, entry: _Entry) -> ClinicalFact:
    """Kidney function by a sure diagnosis alone."""
    if entry.says in _REPLACED:
        why = Text("by a diagnosis ({words}): creatinine says nothing of such kidneys", words=entry.text)
    else:
        why = Text("by a diagnosis ({words}), which no later value contradicts", words=entry.text)
    return ClinicalFact(
        kind=fact.kind,
        state=FactState.KNOWN,
        span=_BELOW[entry.says],
        unit=KINDS[fact.kind],
        date=str(entry.time or ""),
        sources=(entry.source,),
        why=why,
    )


def _doubted(fact: ClinicalFact, entry: _Entry) -> ClinicalFact:
    """All that a value and a possible or contradicted diagnosis allow; clearance without a value goes by eGFR."""
    if not fact.warns and fact.kind is FactKind.CREATININE_CLEARANCE:
        return fact
    span = _BELOW[entry.says]
    why = Text("by a diagnosis ({words}), without a value that settles it", words=entry.text)
    if fact.warns and fact.span:
        span = span.joined(fact.span)
        why = Text("a diagnosis speaks against it ({words})", words=entry.text)
    return _doubtful(fact, span, why, entry)


def _doubtful(fact: ClinicalFact, span: Interval, why: Text, entry: _Entry) -> ClinicalFact:
    return replace(
        fact,
        state=_state(fact),
        span=span,
        unit=KINDS[fact.kind],
        date=fact.date or str(entry.time or ""),
        sources=tuple(dict.fromkeys((*fact.sources, entry.source))),
        why=why,
    )


def _state(fact: ClinicalFact) -> FactState:
    """A value that is low already stays known, so that it warns as surely as before; its lower end is taken away."""
    high = fact.span.high if fact.known and fact.span else None
    return FactState.KNOWN if high is not None and high < G3 else FactState.DOUBTFUL


def _by_acute(fact: ClinicalFact, entries: tuple[_Entry, ...], creatinine: PartialDate | None) -> ClinicalFact:
    """What an acute injury takes away, unless it was over when the creatinine was measured."""
    acute = [each for each in entries if each.says is Kidneys.ACUTE and not _recovered(each.time, creatinine)]
    by_diagnosis = fact.span is not None and fact.span.high in (G5, G4) and fact.span.low is None
    if not acute or (fact.known and by_diagnosis):
        return fact
    entry = acute[0]
    if fact.warns and fact.span:
        why = Text(
            "in acute kidney injury ({words}) creatinine lags behind: kidneys may be far weaker", words=entry.text
        )
        return _doubtful(fact, Interval(None, fact.span.high, below_high=fact.span.below_high), why, entry)
    if fact.kind is FactKind.CREATININE_CLEARANCE:
        return fact
    why = Text("by a diagnosis ({words}), without a value that settles it", words=entry.text)
    return _doubtful(fact, _BELOW[Kidneys.FAILURE], why, entry)


def _recovered(injury: PartialDate | None, creatinine: PartialDate | None) -> bool:
    if injury is None or creatinine is None:
        return False
    return (creatinine.first.seconds - injury.last.seconds) // SECONDS_PER_DAY > RECOVERY_DAYS


def _in_pregnancy(fact: ClinicalFact, found: Found) -> ClinicalFact:
    """No equation was made for pregnancy, where creatinine falls: the value reassures no longer."""
    status = found.get(FactKind.PREGNANCY)
    if not fact.known or status is None or not status.warns or PREGNANT not in status.answers:
        return fact
    why = Text("in pregnancy the equation does not hold: creatinine falls, and the value looks too good")
    return replace(fact, state=_state(fact), why=why)


def _creatinine_day(found: Found, fact: ClinicalFact) -> PartialDate | None:
    """The day of the creatinine that a value rests on; of a measured eGFR its own."""
    creatinine = found.get(FactKind.CREATININE)
    days = [date for date in (fact.date, creatinine.date if creatinine else "") if date]
    return _day(max(days)) if days else None


def _day(date: str) -> PartialDate | None:
    parts = [int(part) for part in date[:10].split("-") if part]
    return PartialDate.of(*parts) if parts else None


def _is_later(date: str, other: PartialDate | None) -> bool:
    """Whether a value is not certainly older than a diagnosis; without a date of either, nothing tells."""
    day = _day(date)
    return other is None or day is None or not day.certainly_before(other.first)
