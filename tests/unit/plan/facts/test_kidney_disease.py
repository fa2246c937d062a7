"""Diagnoses against creatinine: dialysis, stages, acute injury, pregnancy and transplants; never a reassurance."""

from __future__ import annotations

from decimal import Decimal

import pytest

from autonome.clinical import (
    ICD_10_CM,
    SNOMED_CT,
    AdministrativeSex,
    ClinicalStatus,
    Coding,
    Concept,
    Condition,
    DateRange,
    HealthRecord,
    Observation,
    PartialDate,
    Patient,
    Procedure,
    ProcedureStatus,
    Source,
    Span,
    Verification,
)
from autonome.evidence.clinical import NO_CLINICAL_RULES, Relation
from autonome.evidence.drugs import DrugIndex
from autonome.kernel import Instant, SubjectId
from autonome.plan.factors.tests import Holds, compare
from autonome.plan.facts.clinical import facts_of
from autonome.plan.facts.kidney_codes import CPT, Kidneys, said_of_kidneys
from autonome.plan.facts.state import clinical_state
from autonome.plan.facts.values import ClinicalFact, FactKind, FactState

from .test_clinical import CREATININE, EGFR, PREGNANCY, WEIGHT, observed, quantity

AS_OF = Instant.parse("2026-03-01T10:00:00Z")
BORN = PartialDate.of(1958, 3, 1)
LATER = PartialDate.of(2026, 2, 25)
CREATININE_DAY = PartialDate.of(2026, 2, 10)
EARLIER = PartialDate.of(2026, 1, 5)
LONG_BEFORE = PartialDate.of(2025, 6, 1)
BOTH = (FactKind.EGFR, FactKind.CREATININE_CLEARANCE)


def condition(  # noqa: PLR0913 - one entry of a record, by what differs
    code: str = "",
    text: str = "",
    onset: PartialDate | None = EARLIER,
    *,
    system: str = ICD_10_CM,
    verification: Verification = Verification.CONFIRMED,
    clinical: ClinicalStatus = ClinicalStatus.ACTIVE,
) -> Condition:
    return Condition(
        source=Source(f"Bundle.entry[{code or text}]"),
        code=Concept(text, (Coding(system, code),) if code else ()),
        clinical=clinical,
        verification=verification,
        onset=Span(dates=DateRange(onset, None)),
    )


def procedure(code: str, performed: PartialDate | None, *, system: str = SNOMED_CT) -> Procedure:
    return Procedure(
        source=Source("Bundle.entry[procedure]"),
        code=Concept("", (Coding(system, code),)),
        status=ProcedureStatus.COMPLETED,
        performed=Span(dates=DateRange(performed, performed)),
    )


def creatinine(value: str, day: PartialDate = CREATININE_DAY) -> Observation:
    return observed(CREATININE, quantity(value, "umol/L"), day)


SOUND = (creatinine("80"), observed(WEIGHT, quantity("70", "kg"), CREATININE_DAY))


def kidneys(*items: object, kind: FactKind = FactKind.EGFR, sex: AdministrativeSex | None = None) -> ClinicalFact:
    patient = Patient(SubjectId("s"), sex or AdministrativeSex.MALE, BORN)
    return facts_of(HealthRecord(patient=patient, items=tuple(items)), AS_OF).of(kind)  # type: ignore[arg-type]


def below(fact: ClinicalFact, bound: int) -> Holds:
    assert fact.span is not None
    return compare(fact.span, Relation.BELOW, Decimal(bound))


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(
    "entry",
    [
        condition("Z99.2"),
        condition("Z49.31"),
        condition("N18.6"),
        condition("105502003", system=SNOMED_CT),
        condition("714152005", system=SNOMED_CT),
        condition(text="End-stage renal disease on haemodialysis"),
        condition(text="维持性血液透析"),
        condition(text="Gagal ginjal terminal, cuci darah rutin"),
        procedure("302497006", LATER),
        procedure("90935", LATER, system=CPT),
    ],
)
def test_dialysis_leads_whatever_creatinine_says(kind: FactKind, entry: object) -> None:
    fact = kidneys(*SOUND, entry, kind=kind)
    assert (fact.state, str(fact.span)) == (FactState.KNOWN, "<15")
    assert "creatinine says nothing" in fact.why
    assert kidneys(entry, kind=kind).span == fact.span
    assert below(kidneys(*SOUND, kind=kind), 60) is Holds.NO  # without the diagnosis


def test_a_measured_egfr_says_as_little_in_dialysis() -> None:
    measured = observed(EGFR, quantity("52", "mL/min/{1.73_m2}"), LATER)
    assert str(kidneys(measured, condition("Z99.2")).span) == "<15"


@pytest.mark.parametrize(
    "entry",
    [
        condition("Z99.2", verification=Verification.PROVISIONAL),
        condition("Z99.2", "Not on dialysis"),
        condition(text="Father on dialysis"),
        condition(text="On dialysis until the graft of 2019"),
        condition(text="无透析"),
        procedure("302497006", PartialDate.of(2025, 10, 1)),
        procedure("302497006", None),
    ],
)
def test_a_possible_dialysis_only_warns(entry: object) -> None:
    fact = kidneys(*SOUND, entry)
    assert fact.state is FactState.DOUBTFUL
    assert below(fact, 15) is Holds.PERHAPS
    alone = kidneys(entry)
    assert (alone.state, below(alone, 15)) == (FactState.DOUBTFUL, Holds.YES)  # trusted as possible only: see `tests`


def test_what_is_over_or_of_long_ago_says_nothing() -> None:
    for entry in (
        condition("Z99.2", clinical=ClinicalStatus.RESOLVED),
        condition("Z99.2", verification=Verification.REFUTED),
        condition("Z99.2", onset=PartialDate.of(2026, 5)),
        procedure("302497006", PartialDate.of(2020, 1, 1)),
        condition("N18.2"),
        condition(text="History of acute kidney injury"),
    ):
        assert kidneys(*SOUND, entry) == kidneys(*SOUND)


def test_a_transplant_makes_dialysis_no_more_than_possible() -> None:
    fact = kidneys(*SOUND, condition("Z99.2"), condition("Z94.0", onset=LATER))
    assert (fact.state, below(fact, 15)) == (FactState.DOUBTFUL, Holds.PERHAPS)
    denied = kidneys(*SOUND, condition("Z99.2"), condition("Z94.0", "Kidney transplant ruled out"))
    assert denied.state is FactState.KNOWN


@pytest.mark.parametrize(("code", "bound"), [("N18.5", 15), ("N18.4", 30)])
def test_stages_4_and_5_bound_kidney_function_from_above(code: str, bound: int) -> None:
    alone = kidneys(condition(code))
    assert (alone.state, below(alone, bound), below(alone, bound - 1)) == (FactState.KNOWN, Holds.YES, Holds.PERHAPS)
    newer = kidneys(*SOUND, condition(code, onset=LATER))
    assert newer == kidneys(condition(code, onset=LATER))
    older = kidneys(*SOUND, condition(code))  # a later creatinine contradicts it: possible
    assert (older.state, below(older, bound)) == (FactState.DOUBTFUL, Holds.PERHAPS)
    agreeing = creatinine("900")
    assert kidneys(agreeing, condition(code)) == kidneys(agreeing)


def test_stage_3_speaks_only_where_creatinine_does_not() -> None:
    assert kidneys(*SOUND, condition("N18.3")) == kidneys(*SOUND)
    for code, span in {"N18.30": "30-60", "N18.31": "45-60", "N18.32": "30-45"}.items():
        alone = kidneys(condition(code))
        assert (alone.state, str(alone.span)) == (FactState.DOUBTFUL, span)
    old = kidneys(creatinine("80", PartialDate.of(2024, 1, 1)), condition("N18.3"))
    assert (old.state, below(old, 60)) == (FactState.DOUBTFUL, Holds.PERHAPS)


@pytest.mark.parametrize("entry", [condition("N19"), condition(text="Kidney failure"), condition(text="肾衰竭")])
def test_failure_without_a_stage_is_possible_weakness(entry: Condition) -> None:
    alone = kidneys(entry)
    assert (alone.state, str(alone.span)) == (FactState.DOUBTFUL, "<60")
    assert kidneys(*SOUND, entry) == kidneys(*SOUND)
    newer = condition("N19", onset=LATER)
    assert kidneys(*SOUND, newer).state is FactState.DOUBTFUL


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("onset", [LATER, EARLIER, None])
def test_acute_injury_takes_away_that_creatinine_reassures(kind: FactKind, onset: PartialDate | None) -> None:
    fact = kidneys(*SOUND, condition("N17.9", "Acute kidney injury", onset), kind=kind)
    assert fact.state is FactState.DOUBTFUL
    assert (below(fact, 15), below(fact, 30)) == (Holds.PERHAPS, Holds.PERHAPS)
    assert "acute kidney injury" in fact.why


def test_acute_injury_of_long_before_the_creatinine_is_over() -> None:
    assert kidneys(*SOUND, condition("N17.9", onset=LONG_BEFORE)) == kidneys(*SOUND)
    old = creatinine("80", PartialDate.of(2025, 5, 1))
    assert kidneys(old, condition("N17.9", onset=LONG_BEFORE)).state is FactState.DOUBTFUL


def test_a_low_value_warns_as_surely_in_acute_injury() -> None:
    weak = creatinine("300")
    fact = kidneys(weak, condition("N17.9", onset=LATER))
    assert (fact.state, below(fact, 30), below(fact, 15)) == (FactState.KNOWN, Holds.YES, Holds.PERHAPS)


@pytest.mark.parametrize("kind", BOTH)
def test_no_equation_holds_in_pregnancy(kind: FactKind) -> None:
    status = observed(PREGNANCY, Concept("", (Coding(SNOMED_CT, "77386006"),)), CREATININE_DAY)
    young = Patient(SubjectId("s"), AdministrativeSex.FEMALE, PartialDate.of(1995, 4, 1))
    pregnant = facts_of(HealthRecord(patient=young, items=(*SOUND, status)), AS_OF).of(kind)
    other = facts_of(HealthRecord(patient=young, items=SOUND), AS_OF).of(kind)
    assert (pregnant.state, pregnant.span) == (FactState.DOUBTFUL, other.span)
    assert "in pregnancy the equation does not hold" in pregnant.why
    assert other.state is FactState.KNOWN


@pytest.mark.parametrize("kind", BOTH)
def test_every_computed_value_states_its_limit(kind: FactKind) -> None:
    why = kidneys(*SOUND, kind=kind).why
    assert "not in acute kidney injury or pregnancy" in why
    assert "usual muscle mass" in why


def test_a_diagnosis_that_facts_are_read_from_is_not_called_unknown() -> None:
    entries = (condition("Z99.2", "Dialysis"), condition("Z39.1", "Breastfeeding"), condition("Z33.1", "Pregnant"))
    other = condition("N20.0", "Kidney stone")
    patient = Patient(SubjectId("s"), AdministrativeSex.FEMALE, BORN)
    state = clinical_state(
        HealthRecord(patient=patient, items=(*entries, other)), NO_CLINICAL_RULES, DrugIndex({}, {}, {}, {}), AS_OF
    )
    assert state.unmatched == ("Kidney stone",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Acute renal failure", (Kidneys.ACUTE,)),
        ("Acute on chronic kidney failure", (Kidneys.ACUTE,)),
        ("Chronic kidney disease, stage 4 (severe)", (Kidneys.STAGE_4,)),
        ("CKD G3b A2", (Kidneys.STAGE_3B,)),
        ("CKD IV", (Kidneys.STAGE_4,)),
        ("慢性肾脏病5期", (Kidneys.STAGE_5,)),
        ("急性肾损伤", (Kidneys.ACUTE,)),
        ("尿毒症,规律血液透析", (Kidneys.DIALYSIS, Kidneys.END_STAGE)),
        ("Penyakit ginjal kronis stadium 4", (Kidneys.STAGE_4,)),
        ("Gagal ginjal akut", (Kidneys.ACUTE,)),
        ("Chronic kidney disease due to type 2 diabetes", (Kidneys.DISEASE,)),
        ("CKD stage 5 and hypertension", (Kidneys.STAGE_5,)),
        ("Kidney stones", ()),
        ("Renal artery stenosis", ()),
        ("Heart failure", ()),
    ],
)
def test_words_are_read(text: str, said: tuple[Kidneys, ...]) -> None:
    assert said_of_kidneys(Concept(text, ())) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("N17.9", Kidneys.ACUTE),
        ("N18.9", Kidneys.DISEASE),
        ("N18.31", Kidneys.STAGE_3A),
        ("N18.0", Kidneys.END_STAGE),
        ("N19", Kidneys.FAILURE),
        ("Z49.01", Kidneys.FAILURE),
        ("I13.11", Kidneys.FAILURE),
        ("I13.1", Kidneys.FAILURE),
        ("I13.10", None),
        ("N20.0", None),
    ],
)
def test_codes_are_read(code: str, said: Kidneys | None) -> None:
    assert said_of_kidneys(Concept("", (Coding(ICD_10_CM, code),))) == ((said,) if said else ())
