"""From a record to the equation: what is withheld, too old or contradicted is no fact; and the dose in a plan."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from autonome.clinical import (
    LOINC,
    AdministrativeSex,
    ClinicalStatus,
    Coding,
    Concept,
    Goal,
    GoalStatus,
    Observation,
    ObservationStatus,
    PartialDate,
    Procedure,
    ProcedureStatus,
    Quantity,
    QuantityRange,
    RecordItem,
    Source,
    Target,
    Verification,
)
from autonome.clinical.dates import DateRange
from autonome.plan.factors.values import NO_FACTORS
from autonome.plan.facts.state import ClinicalState
from autonome.plan.facts.values import ClinicalFact, ClinicalFacts, FactKind, FactState, Interval
from autonome.plan.make import make_plan
from autonome.plan.medicines.doses import DoseEstimate, DoseRefusal
from autonome.plan.values import MedicationAdvice
from autonome.plan.verdict import PatientFacts
from autonome.plan.warfarin import facts_from
from autonome.plan.warfarin.facts import TargetInr
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.plan.clinical_records import NOT_PREGNANT, PREGNANT, answered, condition, measured
from tests.unit.plan.small_plan import CONTEXT, KNOWLEDGE, order, record
from tests.unit.plan.warfarin.known import cyp2c9, vkorc1

DAY = PartialDate.of(2026, 1, 5)


def observed(code: str, value: str, unit: str) -> Observation:
    return Observation(
        source=Source("Bundle.entry[9]", f"Observation/{code}"),
        code=Concept(codings=(Coding(LOINC, code),)),
        status=ObservationStatus.FINAL,
        value=Quantity(Decimal(value), unit=unit, code=unit),
        time=DateRange(DAY, DAY),
    )


def goal(low: str, high: str, status: GoalStatus = GoalStatus.ACTIVE, code: str = "6301-6") -> Goal:
    ends = (Quantity(Decimal(low)), Quantity(Decimal(high)))
    return Goal(
        source=Source("Bundle.entry[8]", "Goal/1"),
        description=Concept("INR"),
        status=status,
        targets=(Target(Concept(codings=(Coding(LOINC, code),)), QuantityRange(*ends)),),
    )


def procedure(text: str, status: ProcedureStatus = ProcedureStatus.COMPLETED) -> Procedure:
    return Procedure(source=Source("Bundle.entry[7]"), code=Concept(text), status=status)


RULED = replace(KNOWLEDGE, clinical=BUNDLE.clinical)
"""The small bundle with the shipped rules on records."""

SIZE = (observed("8302-2", "172", "cm"), observed("29463-7", "80", "kg"))


def patient(*facts: ClinicalFact) -> PatientFacts:
    return PatientFacts({}, clinical=ClinicalState(ClinicalFacts({each.kind: each for each in facts})))


def advice(
    *items: RecordItem,
    not_covered: frozenset[str] = frozenset(),
    born: int | None = 1958,
    sex: AdministrativeSex = AdministrativeSex.FEMALE,
) -> MedicationAdvice:
    """Of warfarin, by the rules of the shipped bundle and the genes of a small one."""
    whole = record(order("warfarin"), born=born)
    plan = make_plan(
        replace(whole, items=(*whole.items, *items), patient=replace(whole.patient, sex=sex)),
        (),
        (cyp2c9("*1/*2"), vkorc1("AG")),
        RULED,
        replace(CONTEXT, not_covered=not_covered),
    )
    (found,) = plan.medicines
    return found


def refused(*items: RecordItem, **changed: Any) -> list[str]:  # noqa: ANN401 - any of `advice`
    """Ids of the reasons why a patient of known size gets no number."""
    found = advice(*SIZE, *items, **changed).dose_estimate
    return [each.id for each in found.reasons] if isinstance(found, DoseRefusal) else []


def test_a_plan_holds_the_dose_of_warfarin() -> None:
    found = advice(*SIZE).dose_estimate
    assert isinstance(found, DoseEstimate)
    assert found.weekly_mg == "25.6"
    assert "taken" in {each.id for each in found.cautions}


def test_a_plan_says_why_there_is_none() -> None:
    found = advice().dose_estimate
    assert isinstance(found, DoseRefusal)
    assert [each.text for each in found.reasons] == [
        "The height is needed: it is not recorded.",
        "The weight is needed: it is not recorded.",
    ]


def test_what_consent_does_not_cover_is_not_looked_at() -> None:
    found = advice(*SIZE, not_covered=frozenset({"vital-signs"})).dose_estimate
    assert isinstance(found, DoseRefusal)
    assert all("consent does not cover it" in each.text for each in found.reasons)


def test_nothing_but_demographics_is_used_unless_somebody_says_that_it_is_covered() -> None:
    whole = record(order("warfarin"))
    plan = make_plan(replace(whole, items=(*whole.items, *SIZE)), (), (), KNOWLEDGE, CONTEXT)
    assert isinstance(plan.medicines[0].dose_estimate, DoseRefusal)


def test_other_medicines_have_no_dose() -> None:
    plan = make_plan(record(order("codeine")), (), (), KNOWLEDGE, CONTEXT)
    assert [each.dose_estimate for each in plan.medicines] == [None]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (FactState.TOO_OLD, "too old"),
        (FactState.CONFLICTING, "contradict"),
        (FactState.NOT_USABLE, "cannot be used"),
        (FactState.NOT_RECORDED, "not recorded"),
        (FactState.NOT_COVERED, "consent"),
    ],
)
def test_only_a_known_weight_is_a_weight(state: FactState, words: str) -> None:
    weight = ClinicalFact(kind=FactKind.WEIGHT, state=state, span=Interval.exactly(80), unit="kg")
    found = facts_from(record(), patient(weight), NO_FACTORS, taken=False).weight
    assert found.value is None
    assert words in found.problem


def test_a_weight_above_a_bound_is_no_number() -> None:
    weight = ClinicalFact(kind=FactKind.WEIGHT, state=FactState.KNOWN, span=Interval(Decimal(150), None), unit="kg")
    found = facts_from(record(), patient(weight), NO_FACTORS, taken=False).weight
    assert (found.value, found.problem) == (None, "it is recorded only as >=150 kg")


class TestTarget:
    def targets(self, *goals: Goal) -> tuple[TargetInr, ...]:
        return facts_from(replace(record(), items=goals), patient(), NO_FACTORS, taken=True).targets

    def test_an_inr_goal_is_the_target_once(self) -> None:
        assert self.targets(goal("2", "3"), goal("2", "3")) == (
            TargetInr(low=Decimal(2), high=Decimal(3), source="Bundle.entry[8] Goal/1"),
        )

    def test_a_goal_of_another_kind_or_one_that_was_given_up_is_none(self) -> None:
        assert self.targets(goal("2", "3", code="2160-0"), goal("2", "3", GoalStatus.CANCELLED)) == ()

    def test_a_target_outside_two_to_three_refuses_in_the_plan(self) -> None:
        found = advice(*SIZE, goal("2.5", "3.5")).dose_estimate
        assert isinstance(found, DoseRefusal)
        assert [each.id for each in found.reasons] == ["target-inr"]

    def test_goals_that_consent_does_not_cover_are_not_read(self) -> None:
        found = advice(*SIZE, goal("2.5", "3.5"), not_covered=frozenset({"goals"})).dose_estimate
        assert isinstance(found, DoseEstimate)
        assert "target-inr" in {each.id for each in found.unknown}


class TestReasonsOfTheRecord:
    """Each in both directions: with the entry there is no number, without it, or right beside it, there is one."""

    def test_without_any_there_is_a_number(self) -> None:
        assert refused() == []

    @pytest.mark.parametrize(
        ("code", "text"), [("K92.2", "GI haemorrhage"), ("", "active bleeding"), ("I61", "intracerebral haemorrhage")]
    )
    def test_a_bleeding(self, code: str, text: str) -> None:
        assert refused(condition(text, code)) == ["record-rule"]
        over = condition(text, code, clinical=ClinicalStatus.RESOLVED)
        assert refused(over) == []

    def test_a_bleeding_that_is_not_certain(self) -> None:
        perhaps = condition("active bleeding", verification=Verification.PROVISIONAL)
        assert refused(perhaps) == ["record-rule"]
        assert refused(condition("active bleeding", verification=Verification.REFUTED)) == []

    @pytest.mark.parametrize(
        ("value", "expected"), [("7.2", ["record-rule"]), ("4.6", ["record-rule"]), ("3.1", ["inr-high"]), ("3", [])]
    )
    def test_an_inr_above_the_range(self, value: str, expected: list[str]) -> None:
        assert refused(measured("inr", value)) == expected

    def test_an_inr_is_held_against_the_range_of_the_record(self) -> None:
        assert refused(measured("inr", "2.8"), goal("2", "2.5")) == ["inr-high"]
        assert refused(measured("inr", "2.8"), goal("2", "3")) == []

    def test_an_inr_above_the_range_that_is_too_old_or_of_an_unknown_day_counts_too(self) -> None:
        assert refused(measured("inr", "3.4", PartialDate.of(2024, 1, 5))) == ["inr-high"]
        assert refused(measured("inr", "3.4", None)) == ["inr-high"]

    @pytest.mark.parametrize(
        "item",
        [
            condition("Mechanical mitral valve"),
            condition("Status after aortic valve replacement (St. Jude)"),
            condition(code="Z95.2"),
            condition("metallic heart valve", clinical=ClinicalStatus.INACTIVE),
            procedure("Replacement of mitral valve with mechanical prosthesis"),
            procedure("Aortic valve replacement"),
            procedure("MVR", ProcedureStatus.NOT_STATED),
        ],
        ids=lambda item: item.code.label,
    )
    def test_a_mechanical_valve_without_a_target(self, item: RecordItem) -> None:
        assert refused(item) == ["mechanical-valve"]
        assert refused(item, goal("2", "3")) == [], "the record says what is aimed at"
        assert refused(item, goal("2.5", "3.5")) == ["target-inr"]

    @pytest.mark.parametrize(
        "item",
        [
            condition("Mechanical mitral valve", verification=Verification.REFUTED),
            condition("Mitral valve prolapse"),
            condition("Aortic valve stenosis"),
            condition("mechanical back pain"),
            condition("Bioprosthetic aortic valve replacement"),
            condition(code="Z95.3"),
            procedure("Transcatheter aortic valve implantation (TAVI)"),
            procedure("Mechanical aortic valve replacement", ProcedureStatus.NOT_DONE),
            procedure("Knee replacement"),
        ],
        ids=lambda item: item.code.label,
    )
    def test_what_is_no_mechanical_valve(self, item: RecordItem) -> None:
        assert refused(item) in ([], ["diagnosis-unread"])

    @pytest.mark.parametrize(
        "text",
        ["St Jude mitral prosthesis", "二尖瓣机械瓣置换术后", "Katup jantung mekanik", "Mechanical aortic prosthesis"],
    )
    def test_a_mechanical_valve_in_other_words(self, text: str) -> None:
        assert refused(condition(text)) == ["mechanical-valve"]

    def test_a_mechanical_valve_by_its_number(self) -> None:
        assert refused(condition(snomed="17107009")) == ["mechanical-valve"]
        assert refused(condition(snomed="38341003")) == []

    @pytest.mark.parametrize(
        "item",
        [
            condition("Upper GI bleed"),
            condition("Bled from a ulcer, bleeding again"),
            condition(snomed="74474003"),
            condition(code="R31.0"),
            condition(code="S06.5X0A"),
            condition("上消化道出血两天"),
            condition("Perdarahan lambung berulang"),
        ],
        ids=lambda item: item.code.label,
    )
    def test_a_bleeding_by_other_codes_and_words(self, item: RecordItem) -> None:
        assert "record-rule" in refused(item)

    @pytest.mark.parametrize("text", ["Gastric ulcer without hemorrhage or perforation", "No bleeding", "高血压"])
    def test_words_that_deny_a_bleeding(self, text: str) -> None:
        assert "record-rule" not in refused(condition(text))

    @pytest.mark.parametrize("item", [condition("Warfariin trouble"), condition(snomed="999999990989121104")])
    def test_no_number_beside_a_diagnosis_that_nobody_can_read(self, item: RecordItem) -> None:
        assert refused(item) == ["diagnosis-unread"]
        assert refused(condition(code="I10"), condition("Hypertension"), condition(snomed="44054006")) == []

    def test_no_number_beside_an_inr_that_cannot_be_used(self) -> None:
        written = replace(measured("inr", "2"), value="higher than before")
        assert refused(written) == ["inr-unusable"]

    @pytest.mark.parametrize("item", [condition(code="K74.60"), condition("Known liver cirrhosis, compensated")])
    def test_no_number_where_the_liver_fails(self, item: RecordItem) -> None:
        assert refused(item) == ["liver"]
        assert refused(condition(code="K76.0")) == []

    def test_a_valve_that_consent_does_not_cover_is_not_looked_for_and_that_is_said(self) -> None:
        hidden = frozenset({"conditions", "procedures"})
        found = advice(*SIZE, condition("Mechanical mitral valve"), procedure("MVR"), not_covered=hidden).dose_estimate
        assert isinstance(found, DoseEstimate)
        (caution,) = (each.text for each in found.cautions if each.id == "record-unseen")
        assert caution.startswith("Not looked at, or silent: diagnoses, operations and other procedures.")


class TestPossiblePregnancy:
    """Asked about from 12 to 55 years; the plan is of 1 March 2026, and a birth year leaves two ages."""

    @pytest.mark.parametrize(("born", "expected"), [(1969, []), (1970, ["pregnancy-open"]), (2007, ["pregnancy-open"])])
    def test_the_age(self, born: int, expected: list[str]) -> None:
        assert refused(born=born) == expected

    @pytest.mark.parametrize(
        ("sex", "expected"),
        [
            (AdministrativeSex.MALE, []),
            (AdministrativeSex.FEMALE, ["pregnancy-open"]),
            (AdministrativeSex.UNKNOWN, ["pregnancy-open"]),
            (AdministrativeSex.OTHER, ["pregnancy-open"]),
        ],
    )
    def test_the_sex(self, sex: AdministrativeSex, expected: list[str]) -> None:
        assert refused(born=1990, sex=sex) == expected

    def test_only_a_recent_no_rules_it_out(self) -> None:
        lately, earlier = PartialDate.of(2026, 2, 20), PartialDate.of(2025, 11, 1)
        assert refused(answered("82810-3", "LA26683-5", lately), born=1990) == []
        assert refused(answered("82810-3", "LA26683-5", earlier), born=1990) == ["pregnancy-open"]
        assert refused(PREGNANT, born=1990) == ["pregnancy"]

    def test_what_consent_does_not_cover_is_not_ruled_out_and_the_reason_says_so(self) -> None:
        hidden = frozenset({"sexual-health"})
        found = advice(*SIZE, NOT_PREGNANT, born=1990, not_covered=hidden).dose_estimate
        assert isinstance(found, DoseRefusal)
        (reason,) = found.reasons
        assert "consent does not cover it" in reason.text
        assert "from 12 to 55 years" in reason.text
        assert refused(born=1958, not_covered=hidden) == []
