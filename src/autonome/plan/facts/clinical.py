"""The health record folded, as of an instant, into what a plan may go by.

One fact per kind, each with its value, unit, date and source, or with why there is none. Kidney function is computed
where no eGFR is recorded and the record gives creatinine, age and sex; creatinine clearance where it gives weight too;
where a diagnosis says that creatinine misleads, the diagnosis leads (`kidney_disease`).
A Child-Pugh class is taken only from a record that states it: ascites and encephalopathy are not recorded as absent, so
it is never computed. Conditions, allergies and goals stay entries of the record; they are matched in `factors`.

>>> from autonome.clinical import AdministrativeSex, HealthRecord, Patient
>>> from autonome.kernel import SubjectId
>>> empty = HealthRecord(patient=Patient(SubjectId("s"), AdministrativeSex.NOT_STATED, None))
>>> str(facts_of(empty, Instant.parse("2026-03-01")).of(FactKind.EGFR).state)
'not-recorded'
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from autonome.clinical import AdministrativeSex, Condition, HealthRecord, Observation, PartialDate, Verification
from autonome.clinical.findings import VOID
from autonome.clinical.plausibility import CENTIMETRES_PER_METRE
from autonome.kernel import Instant, Text
from autonome.plan.facts.ages import kidney_age
from autonome.plan.facts.answered import answered_facts
from autonome.plan.facts.condition_words import Doubt, doubt_in
from autonome.plan.facts.kidney import clearance_span, egfr_span
from autonome.plan.facts.kidney_disease import kidney_by_diagnoses
from autonome.plan.facts.measured import measured_facts, staleness
from autonome.plan.facts.pregnancy import breastfeeding_facts, pregnancy_facts
from autonome.plan.facts.values import LABELS, ClinicalFact, ClinicalFacts, FactKind, FactState, Interval
from autonome.plan.populations import age_on

__all__ = ["CATEGORY_OF", "ClinicalFact", "ClinicalFacts", "FactKind", "FactState", "Interval", "facts_of"]

CATEGORY_OF: Mapping[FactKind, str] = {
    FactKind.AGE: "demographics",
    FactKind.SEX: "demographics",
    **dict.fromkeys((FactKind.WEIGHT, FactKind.HEIGHT, FactKind.BMI, FactKind.QTC), "vital-signs"),
    **dict.fromkeys(
        (
            FactKind.EGFR, FactKind.CREATININE, FactKind.CREATININE_CLEARANCE, FactKind.ALT, FactKind.AST,
            FactKind.BILIRUBIN, FactKind.ALBUMIN, FactKind.INR, FactKind.LDL_C, FactKind.POTASSIUM,
        ),
        "laboratory",
    ),
    FactKind.CHILD_PUGH: "conditions",
    FactKind.DIAGNOSES: "conditions",
    **dict.fromkeys((FactKind.PREGNANCY, FactKind.PREGNANCY_WEEK, FactKind.BREASTFEEDING), "sexual-health"),
    FactKind.SMOKING: "lifestyle",
    FactKind.ALCOHOL: "substance-use",
    FactKind.DIET: "lifestyle",
}  # fmt: skip
"""The category of data (`consent.categories`) that each kind belongs to."""

HOLDS_FOR = Text("it holds for stable kidneys and usual muscle mass, not in acute kidney injury or pregnancy")
"""The limit of both equations, beside every value that one of them gave."""

BOTH_SEXES = ("female", "male")
_CHILD_PUGH = re.compile(r"\bchild[- ]?(?:turcotte[- ]?)?pugh(?: class| score| grade|:| =)* ([ABC])\b", re.IGNORECASE)
"""A class as people write it; a score in points alone is not read."""


def facts_of(record: HealthRecord, as_of: Instant, not_covered: Collection[str] = ()) -> ClinicalFacts:
    """Fold a record.

    Args:
        record: the health record, without what consent does not cover.
        as_of: the instant that the plan is made for.
        not_covered: categories of data that consent does not cover.
    """
    found = {fact.kind: fact for fact in (_age(record, as_of), _sex(record)) if fact}
    age = found[FactKind.AGE].span if FactKind.AGE in found else None
    found |= {fact.kind: fact for fact in measured_facts(record, age, as_of)}
    found |= {fact.kind: fact for fact in _coded(record, as_of)}
    withheld = {kind for kind, category in CATEGORY_OF.items() if category in not_covered}
    found |= {kind: ClinicalFact(kind=kind, state=FactState.NOT_COVERED) for kind in withheld}
    if weak := _weak_and_old(found, as_of):
        found[weak.kind] = weak
    for compute in (_bmi, _egfr, _clearance):
        fact = compute(found)
        if fact and (fact.kind not in found or _newer_creatinine(found, fact)):
            found[fact.kind] = fact
    found |= {fact.kind: fact for fact in kidney_by_diagnoses(record, found, as_of)}
    return ClinicalFacts(found, tuple(sorted(not_covered)))


def _coded(record: HealthRecord, as_of: Instant) -> Iterator[ClinicalFact]:
    yield from answered_facts(record, as_of)
    yield from pregnancy_facts(record, as_of)
    yield from breastfeeding_facts(record, as_of)
    yield from _child_pugh(record)


def _newer_creatinine(found: Found, computed: ClinicalFact) -> bool:
    """Whether an eGFR from creatinine is of a later day than the measured one: kidneys can fail in between."""
    return computed.kind is FactKind.EGFR and computed.warns and computed.date[:10] > found[FactKind.EGFR].date[:10]


def _age(record: HealthRecord, as_of: Instant) -> ClinicalFact | None:
    years = age_on(record.patient.birth_date, as_of)
    if years is None:
        return None
    span = Interval(Decimal(years.youngest), Decimal(years.oldest))
    return ClinicalFact(
        kind=FactKind.AGE, state=FactState.KNOWN, span=span, unit="a", date=str(as_of)[:10], sources=("Patient",)
    )


def _sex(record: HealthRecord) -> ClinicalFact | None:
    sex = record.patient.sex
    if sex not in (AdministrativeSex.FEMALE, AdministrativeSex.MALE):
        return None
    return ClinicalFact(kind=FactKind.SEX, state=FactState.KNOWN, answers=(sex.value,), sources=("Patient",))


def _child_pugh(record: HealthRecord) -> Iterator[ClinicalFact]:
    """The class that a condition or an observation states in words."""
    found = [(text, source) for text, source in _words(record) if _CHILD_PUGH.search(text)]
    found = [each for each in found if doubt_in([_before_class(each[0])]) is not Doubt.DENIED]
    classes = tuple(dict.fromkeys(each.upper() for text, _ in found for each in _CHILD_PUGH.findall(text)))
    if classes:
        state = FactState.KNOWN if len(classes) == 1 else FactState.CONFLICTING
        why = "" if len(classes) == 1 else Text("the record states several classes")
        sources = tuple(dict.fromkeys(source for _, source in found))
        yield ClinicalFact(kind=FactKind.CHILD_PUGH, state=state, answers=classes, sources=sources, why=why)


def _before_class(text: str) -> str:
    """What stands before a class, where *no* and *father* turn it round; *no ascites* after it does not."""
    found = _CHILD_PUGH.search(text)
    return text[: found.start()] if found else text


def _words(record: HealthRecord) -> Iterator[tuple[str, str]]:
    for condition in record.of(Condition):
        if condition.verification not in (Verification.REFUTED, Verification.ENTERED_IN_ERROR):
            yield from ((text, str(condition.source)) for text in condition.code.texts)
    for observation in record.of(Observation):
        if observation.status not in VOID:
            value = getattr(observation.value, "label", observation.value)
            yield f"{observation.code.label} {value}", str(observation.source)


Found = Mapping[FactKind, ClinicalFact]


def _weak_and_old(found: Found, as_of: Instant) -> ClinicalFact | None:
    """Creatinine of kidneys so weak that it is too old already, though it would do for sound ones; else None."""
    creatinine = found.get(FactKind.CREATININE)
    if creatinine is None or not creatinine.known:
        return None
    computed = (_egfr(found), _clearance(found))
    lowest = [each.span.low for each in computed if each and each.span and each.span.low is not None]
    stale = staleness(_day(creatinine.date), kidney_age(min(lowest)), as_of) if lowest else ""
    return replace(creatinine, state=FactState.TOO_OLD, why=stale) if stale else None


def _day(date: str) -> PartialDate | None:
    """The day, month or year that a fact's date means."""
    parts = [int(part) for part in date[:10].split("-") if part]
    return PartialDate.of(*parts) if parts else None


def _bmi(found: Found) -> ClinicalFact | None:
    inputs = _inputs(found, FactKind.WEIGHT, FactKind.HEIGHT)
    if isinstance(inputs, FactState):
        return None
    weight, height = (each.value for each in inputs)
    if weight is None or not height:
        return None
    metres = height / CENTIMETRES_PER_METRE
    return _computed(
        FactKind.BMI, Interval.exactly(weight / metres**2), "kg/m2", inputs, Text("computed from weight and height")
    )


def _egfr(found: Found) -> ClinicalFact | None:
    inputs = _inputs(found, FactKind.CREATININE, FactKind.AGE)
    if isinstance(inputs, FactState):
        return _missing(FactKind.EGFR, inputs, _why_not(found, inputs))
    creatinine, age = (_span(each) for each in inputs)
    span = egfr_span(creatinine, age, _sexes(found))
    if span is None:
        return None
    why = Text("computed by CKD-EPI 2021 from creatinine, age and sex; {limit}", limit=HOLDS_FOR)
    return _computed(FactKind.EGFR, span, "mL/min/{1.73_m2}", inputs, why)


def _clearance(found: Found) -> ClinicalFact | None:
    inputs = _inputs(found, FactKind.CREATININE, FactKind.AGE, FactKind.WEIGHT)
    if isinstance(inputs, FactState):
        return _missing(FactKind.CREATININE_CLEARANCE, inputs, _lacking(found))
    creatinine, age, weight = (_span(each) for each in inputs)
    span = clearance_span(creatinine, age, weight, _sexes(found))
    if span is None:
        return None
    egfr = found.get(FactKind.EGFR)
    if egfr and egfr.warns and egfr.date[:10] > found[FactKind.CREATININE].date[:10]:
        later = Text("the creatinine is older than the eGFR on record, which then warns in its place")
        return ClinicalFact(kind=FactKind.CREATININE_CLEARANCE, state=FactState.NOT_USABLE, date=egfr.date, why=later)
    why = Text("computed by Cockcroft-Gault from creatinine, age, sex and actual weight; {limit}", limit=HOLDS_FOR)
    return _computed(FactKind.CREATININE_CLEARANCE, span, "mL/min", inputs, why)


def _sexes(found: Found) -> tuple[str, ...]:
    """The sexes that a formula may have to reckon with; both where the record does not say."""
    sex = found.get(FactKind.SEX)
    return sex.answers if sex and sex.known else BOTH_SEXES


def _span(fact: ClinicalFact) -> Interval:
    return fact.span or Interval(None, None)


_WORST_FIRST = (FactState.NOT_COVERED, FactState.NOT_RECORDED, FactState.NOT_USABLE)


def _inputs(found: Found, *kinds: FactKind) -> tuple[ClinicalFact, ...] | FactState:
    """The facts that a formula needs, or the state of what is missing."""
    facts = [found.get(kind) or ClinicalFact(kind=kind, state=FactState.NOT_RECORDED) for kind in kinds]
    missing = [each.state for each in facts if not each.warns]
    return min(missing, key=_WORST_FIRST.index) if missing else tuple(facts)


def _lacking(found: Found) -> str:
    """Which input of creatinine clearance is missing, as a clause."""
    kinds = (FactKind.CREATININE, FactKind.AGE, FactKind.WEIGHT)
    labels = [LABELS[kind] for kind in kinds if kind not in found or not found[kind].warns]
    return Text("it needs {what}", what=_listed(labels)) if labels else ""


def _why_not(found: Found, state: FactState) -> str:
    """Why an input of eGFR that is recorded cannot be used, as a clause; "" where none is recorded."""
    if state is not FactState.NOT_USABLE:
        return ""
    spoilt = (found[kind] for kind in (FactKind.CREATININE, FactKind.AGE) if kind in found)
    return next((Text("{fact}: {why}", fact=LABELS[each.kind], why=each.why) for each in spoilt if not each.warns), "")


def _listed(labels: Iterable[Text]) -> str:
    first, *rest = labels
    said = first
    for each in rest:
        said = Text("{one} and {other}", one=said, other=each)
    return said


def _missing(kind: FactKind, state: FactState, why: str = "") -> ClinicalFact | None:
    return None if state is FactState.NOT_RECORDED and not why else ClinicalFact(kind=kind, state=state, why=why)


def _computed(kind: FactKind, span: Interval, unit: str, inputs: tuple[ClinicalFact, ...], why: str) -> ClinicalFact:
    """A computed fact: as far to be trusted as the least of its inputs, and as old as the oldest."""
    states = [each.state for each in inputs]
    order = (FactState.CONFLICTING, FactState.TOO_OLD, FactState.KNOWN)
    weakest = next(each for each in inputs if each.state is min(states, key=order.index))
    dates = [each.date for each in inputs if each.date and each.kind is not FactKind.AGE]
    return ClinicalFact(
        kind=kind,
        state=weakest.state,
        span=span,
        unit=unit,
        date=min(dates, default=""),
        sources=tuple(dict.fromkeys(source for each in inputs for source in each.sources)),
        why=why
        if weakest.known
        else Text("{how}; {input}: {why}", how=why, input=LABELS[weakest.kind], why=weakest.why),
    )
