"""Findings: recognised by code, brought to one unit, or unusable with the reason."""

from dataclasses import replace
from decimal import Decimal

import pytest

from autonome.clinical import (
    LOINC,
    SNOMED_CT,
    Absence,
    AdministrativeSex,
    Amount,
    Coding,
    Comparator,
    Component,
    Concept,
    DateRange,
    FindingKind,
    HealthRecord,
    Observation,
    ObservationStatus,
    PartialDate,
    Patient,
    Quantity,
    QuantityRange,
    Source,
    UnreadValue,
    Unusable,
    Value,
    findings_of,
    latest_first,
)
from autonome.clinical.finding_kinds import DEFINITIONS, kinds_of
from autonome.clinical.units import UNITS
from autonome.kernel import SubjectId

PATIENT = Patient(SubjectId("p1"), AdministrativeSex.FEMALE, None)
CREATININE, WEIGHT, EGFR, INR, SMOKING = "2160-0", "29463-7", "62238-1", "6301-6", "72166-2"


def loinc(*codes: str) -> Concept:
    return Concept("", tuple(Coding(LOINC, code) for code in codes))


def observation(code: Concept, value: Value | None = None, absent: Absence | None = None, day: int = 1) -> Observation:
    moment = PartialDate.of(2026, 1, day)
    return Observation(
        source=Source(f"entry {day}"), code=code, value=value, absent=absent, time=DateRange(moment, moment)
    )


def record(*items: Observation) -> HealthRecord:
    return HealthRecord(patient=PATIENT, items=items)


def value_of(code: str, value: Value) -> object:
    (finding,) = findings_of(record(observation(loinc(code), value)))
    return finding.value


def quantity(value: str, unit: str = "", code: str = "", sign: Comparator = Comparator.EXACTLY) -> Quantity:
    return Quantity(Decimal(value), sign, unit, code)


def has_check_digit(code: str) -> bool:
    """LOINC's check digit: mod 10, doubling every other digit from the right (LOINC Users' Guide)."""
    body, _, check = code.partition("-")
    doubled = [int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body))]
    return (-sum(sum(map(int, str(each))) for each in doubled)) % 10 == int(check)


def test_every_code_is_well_formed_and_means_one_kind() -> None:
    codes = [code for each in DEFINITIONS.values() for code in each.codes]
    assert set(DEFINITIONS) == set(FindingKind)
    assert len(codes) == len(set(codes))
    assert all(map(has_check_digit, codes))
    assert all(each.unit in UNITS for each in DEFINITIONS.values() if each.unit)


def test_a_code_of_another_system_is_no_finding() -> None:
    assert kinds_of(Concept("", (Coding(SNOMED_CT, CREATININE), Coding("", CREATININE)))) == ()


def test_creatinine_in_both_conventions_is_one_amount() -> None:
    conventional = value_of(CREATININE, quantity("1.0", "mg/dL", "mg/dL"))
    assert isinstance(conventional, Amount)
    assert (round(conventional.value, 1), conventional.unit) == (Decimal("88.4"), "umol/L")
    assert value_of("14682-9", quantity("88.40", code="umol/L")) == Amount(Decimal("88.40"), "umol/L")


def test_the_comparator_survives_conversion() -> None:
    found = value_of(WEIGHT, quantity("5", code="g", sign=Comparator.LESS))
    assert found == Amount(Decimal("0.005"), "kg", Comparator.LESS)
    assert str(found) == "<0.005 kg"


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [
        (CREATININE, quantity("1"), "it has no unit"),
        (CREATININE, quantity("1", "mg/dL/h"), "its unit, mg/dL/h, is not known"),
        (CREATININE, quantity("1", "mg/dL", "furlong"), "its unit, furlong, is not known"),
        (CREATININE, quantity("1", code="kg"), "its unit measures mass, not substance concentration"),
        (CREATININE, quantity("90", "umol/L", "mg/dL"), "its unit is mg/dL by its code and umol/L by its words"),
        (EGFR, quantity("6", code="mL/min"), "its unit measures volume rate, not volume rate per 1.73 m2 body surface"),
        (INR, quantity("70", code="%"), "its unit, %, is not known"),
        (CREATININE, "about 1", "it is not one measured number"),
        (CREATININE, QuantityRange(quantity("1"), None), "it is not one measured number"),
        (SMOKING, UnreadValue("SampledData"), "its form is not read"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_says_why_and_keeps_the_value(code: str, value: Value, reason: str) -> None:
    found = value_of(code, value)
    assert isinstance(found, Unusable)
    assert (found.reason, found.recorded) == (reason, str(value))


def test_an_inr_needs_no_unit() -> None:
    assert value_of(INR, quantity("2.5")) == Amount(Decimal("2.5"), "1")
    assert str(value_of(INR, quantity("2.5", "INR"))) == "2.5"


def test_codes_that_mean_two_things_are_not_chosen_between() -> None:
    found = findings_of(record(observation(loinc(CREATININE, WEIGHT), quantity("80", code="kg"))))
    assert {each.kind for each in found} == {FindingKind.CREATININE, FindingKind.WEIGHT}
    assert all(each.value == Unusable("its codes mean different things", "80 kg") for each in found)
    (absent, _) = findings_of(record(observation(loinc(CREATININE, WEIGHT), absent=Absence.NOT_ASKED)))
    assert absent.value is Absence.NOT_ASKED


def test_an_answer_is_kept_and_a_missing_one_says_why() -> None:
    never = Concept("Never smoker")
    assert value_of(SMOKING, never) == never
    (finding,) = findings_of(record(observation(loinc(SMOKING), absent=Absence.DECLINED)))
    assert (finding.value, finding.is_usable) == (Absence.DECLINED, False)


def test_components_are_findings_too() -> None:
    panel = Observation(
        source=Source("panel"),
        code=Concept("liver panel"),
        components=(
            Component(loinc("1742-6"), quantity("30", code="U/L")),
            Component(loinc("1920-8"), None, Absence.ERROR),
        ),
    )
    assert [(each.kind, each.value) for each in findings_of(record(panel))] == [
        (FindingKind.ALT, Amount(Decimal(30), "U/L")),
        (FindingKind.AST, Absence.ERROR),
    ]  # fmt: skip


@pytest.mark.parametrize("status", [ObservationStatus.ENTERED_IN_ERROR, ObservationStatus.CANCELLED])
def test_what_the_record_takes_back_never_counts(status: ObservationStatus) -> None:
    void = replace(observation(loinc(WEIGHT), quantity("800", code="kg")), status=status)
    (finding,) = findings_of(record(void))
    assert (finding.is_void, finding.is_usable) == (True, False)
    assert latest_first(record(void), FindingKind.WEIGHT) == ()


def test_the_latest_stands_first_and_what_has_no_time_last() -> None:
    timeless = Observation(source=Source("timeless"), code=loinc(WEIGHT), value=quantity("70", code="kg"))
    days = [observation(loinc(WEIGHT), quantity("80", code="kg"), day=day) for day in (3, 9, 5)]
    found = latest_first(record(timeless, *days), FindingKind.WEIGHT)
    assert [each.source.place for each in found] == ["entry 9", "entry 5", "entry 3", "timeless"]
    assert latest_first(record(timeless), FindingKind.HEIGHT) == ()
