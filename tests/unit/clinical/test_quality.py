"""Quality at the door: every check by its own small record, and nothing lost on the way to the report."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from autonome.clinical import (
    ATC,
    ICD_10,
    LOINC,
    RXNORM,
    SNOMED_CT,
    Absence,
    AdministrativeSex,
    Allergy,
    Coding,
    Comparator,
    Component,
    Concept,
    Condition,
    DateRange,
    FamilyHistory,
    FindingKind,
    Goal,
    HealthRecord,
    LeftOut,
    MedicationOrder,
    Observation,
    ObservationStatus,
    OrderKind,
    PartialDate,
    Patient,
    Procedure,
    QualityNote,
    Quantity,
    RecordItem,
    RelativeCondition,
    Source,
    Span,
    Value,
    Verification,
)
from autonome.clinical.code_forms import has_check_digit
from autonome.clinical.completeness import NEEDS, Presence
from autonome.clinical.concepts import IPS_ABSENT
from autonome.clinical.finding_kinds import DEFINITIONS
from autonome.clinical.plausibility import PLAUSIBLE
from autonome.clinical.quality import Check, QualityFinding, QualityReport, assess
from autonome.kernel import Instant, SubjectId

AS_OF = Instant.parse("2026-01-31T00:00:00Z")
PATIENT = Patient(SubjectId("p1"), AdministrativeSex.FEMALE, PartialDate.of(1958, 4))
DAY = PartialDate.of(2026, 1, 1)
UNIT = {"weight": "kg", "height": "cm", "creatinine": "umol/L", "potassium": "mmol/L", "bmi": "kg/m2", "inr": "1"}
CODE = {"weight": "29463-7", "height": "8302-2", "creatinine": "2160-0", "potassium": "2823-3", "bmi": "39156-5",
        "inr": "6301-6", "smoking": "72166-2"}  # fmt: skip


def loinc(code: str) -> Concept:
    return Concept("", (Coding(LOINC, code),))


def seen(place: str, kind: str, value: str | Value, time: PartialDate | None = DAY, unit: str = "") -> Observation:
    """A finding; a number in words is one in its kind's unit."""
    measured = Quantity(Decimal(value), code=unit or UNIT[kind]) if isinstance(value, str) and kind in UNIT else value
    return Observation(
        source=Source(place), code=loinc(CODE[kind]), status=ObservationStatus.FINAL, value=measured,
        time=DateRange(time, time),
    )  # fmt: skip


def judged(*items: RecordItem, notes: tuple[QualityNote, ...] = (), patient: Patient = PATIENT) -> QualityReport:
    return assess(HealthRecord(patient=patient, items=items, notes=notes), AS_OF)


def told(report: QualityReport, check: Check) -> list[tuple[str, str]]:
    return [(each.source.place, each.text) for each in report.findings if each.check is check]


def test_a_clean_record_has_nothing_to_tell() -> None:
    report = judged(
        seen("a", "weight", "80"), seen("b", "height", "178"), seen("c", "bmi", "25.2"), seen("d", "inr", "1.0")
    )
    assert report.findings == ()
    assert report.items == 4


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("weight", "800", "body weight is 800 kg, outside 0.2 to 635 kg"),
        ("height", "1.78", "body height is 1.78 cm, outside 20 to 272 cm"),
        ("creatinine", "1", "creatinine in serum, plasma or blood is 1 umol/L, outside 5 to 3000 umol/L"),
        ("potassium", "0.9", "potassium is 0.9 mmol/L, outside 1 to 12 mmol/L"),
        ("inr", "25", "international normalised ratio is 25, outside 0.5 to 20"),
    ],
)
def test_what_can_hardly_be_is_told_with_its_range_and_source(kind: str, value: str, text: str) -> None:
    ((_, found),) = told(judged(seen("a", kind, value)), Check.PLAUSIBILITY)
    assert found.startswith(f"{text} (")


def test_both_ends_of_each_range_are_plausible_and_what_lies_beyond_is_not() -> None:
    for kind, span in PLAUSIBLE.items():
        (code, *_) = sorted(DEFINITIONS[kind].codes)
        for value, fine in ((span.low, True), (span.high, True), (span.low - 1, False), (span.high + 1, False)):
            item = Observation(source=Source("a"), code=loinc(code), value=Quantity(value, code=DEFINITIONS[kind].unit))
            assert (told(judged(item), Check.PLAUSIBILITY) == []) is fine, (kind, value)


def test_every_range_is_of_a_measured_kind_and_names_its_source() -> None:
    assert set(PLAUSIBLE) == {kind for kind, each in DEFINITIONS.items() if each.unit}
    assert all(span.low < span.high and span.source for span in PLAUSIBLE.values())


def test_below_the_limit_of_detection_is_not_implausible() -> None:
    low = Quantity(Decimal(1), Comparator.LESS, code="umol/L")
    above = Quantity(Decimal(1), Comparator.GREATER, code="umol/L")
    assert len(told(judged(seen("a", "creatinine", low)), Check.PLAUSIBILITY)) == 1
    assert told(judged(seen("a", "creatinine", above)), Check.PLAUSIBILITY) == []


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (PartialDate.of(2026, 2, 1), "body weight is of 2026-02-01, in the future"),
        (PartialDate.of(1957), "body weight is of 1957, before the birth"),
    ],
)
def test_a_time_that_cannot_be_is_told(time: PartialDate, text: str) -> None:
    assert told(judged(seen("a", "weight", "80", time)), Check.PLAUSIBILITY) == [("a", text)]


def test_a_date_that_may_be_right_is_not_told() -> None:
    for time in (PartialDate.of(2026), PartialDate.of(2026, 1), PartialDate.of(1958), PartialDate.of(1958, 4, 2)):
        assert told(judged(seen("a", "weight", "80", time)), Check.PLAUSIBILITY) == []


def test_a_body_mass_index_must_fit_its_weight_and_height() -> None:
    body = (seen("a", "weight", "80"), seen("b", "height", "178"))
    text = "body mass index is 30 kg/m2, and weight and height of 2026-01-01 give 25.2"
    assert told(judged(*body, seen("c", "bmi", "30")), Check.PLAUSIBILITY) == [("c", text)]
    later = seen("c", "bmi", "30", PartialDate.of(2026, 1, 9))
    assert told(judged(*body, later), Check.PLAUSIBILITY) == []


def test_what_cannot_be_used_is_told_apart_from_other_doubts() -> None:
    item = seen("a", "creatinine", Quantity(Decimal(1), unit="furlong"))
    report = judged(item, notes=(QualityNote(Source("x"), "some doubt"),))
    text = "creatinine in serum, plasma or blood: its unit, furlong, is not known, so 1 furlong is not used"
    assert told(report, Check.UNUSABLE) == [("a", text)]
    assert told(report, Check.DOUBT) == [("x", "some doubt")]


def test_a_unit_by_its_spelling_is_told() -> None:
    item = seen("a", "weight", Quantity(Decimal(150), unit="lbs"))
    assert told(judged(item), Check.UNIT) == [
        ("a", "body weight: its unit, lbs, is not coded by UCUM; read by its spelling")
    ]


@pytest.mark.parametrize(
    ("coding", "text"),
    [
        (Coding(LOINC, "2160-1"), "LOINC 2160-1 has a wrong check digit"),
        (Coding(LOINC, "creatinine"), "LOINC creatinine has not the form of a code of that system"),
        (Coding(RXNORM, "A1"), "RxNorm A1 has not the form of a code of that system"),
        (Coding(ATC, "B01AC4"), "ATC B01AC4 has not the form of a code of that system"),
        (Coding(SNOMED_CT, "12"), "SNOMED CT 12 has not the form of a code of that system"),
        (Coding(ICD_10, "48"), "ICD-10 48 has not the form of a code of that system"),
        (Coding("", "x"), "code x has no system"),
        (Coding("urn:own", "x"), "code x is of a system that is not known, urn:own"),
    ],
)
def test_a_doubtful_code_is_told(coding: Coding, text: str) -> None:
    assert told(judged(Condition(source=Source("a"), code=Concept("", (coding,)))), Check.CODE) == [("a", text)]


@pytest.mark.parametrize(
    "coding",
    [
        Coding(LOINC, "2160-0"), Coding(LOINC, "LA18978-9"), Coding(RXNORM, "32968"), Coding(ATC, "B01AC04"),
        Coding(ATC, "B01"), Coding(SNOMED_CT, "22298006"), Coding(ICD_10, "I48.9"), Coding(IPS_ABSENT, "no-problem"),
    ],
)  # fmt: skip
def test_a_well_formed_code_is_not(coding: Coding) -> None:
    assert told(judged(Condition(source=Source("a"), code=Concept("", (coding,)))), Check.CODE) == []


def test_a_wrong_digit_anywhere_is_seen() -> None:
    assert has_check_digit("2160-0")
    assert not any(has_check_digit(f"{wrong}160-0") for wrong in "013456789")


WORDS = Concept("in words")
ITEMS: tuple[RecordItem, ...] = (
    MedicationOrder(source=Source("a"), kind=OrderKind.REQUEST, medication=WORDS),
    Condition(source=Source("a"), code=WORDS),
    Procedure(source=Source("a"), code=WORDS),
    Allergy(source=Source("a"), code=WORDS),
    FamilyHistory(source=Source("a"), relationship=WORDS, conditions=(RelativeCondition(WORDS),)),
    Goal(source=Source("a"), description=WORDS),
    Observation(source=Source("a"), code=WORDS, value="x", components=(Component(WORDS, "x"),)),
)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_every_kind_of_entry_is_looked_at(item: RecordItem) -> None:
    assert told(judged(item), Check.CODE) == [("a", "it is in words only, without a code")]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_the_same_entry_twice_is_a_duplicate_whatever_its_kind(item: RecordItem) -> None:
    twin = replace(item, source=Source("b", origin="elsewhere"))  # type: ignore[type-var]
    duplicates = [each for each in judged(item, twin).findings if each.check is Check.DUPLICATE]
    assert duplicates == [
        QualityFinding(Check.DUPLICATE, Source("b", origin="elsewhere"), "says the same, word for word", Source("a"))
    ]


def test_one_value_in_two_units_is_a_duplicate_and_two_values_are_a_contradiction() -> None:
    label = "creatinine in serum, plasma or blood"
    first, other = seen("a", "creatinine", "97"), seen("b", "creatinine", "1.1", unit="mg/dL")
    assert told(judged(first, other), Check.DUPLICATE) == [("b", f"{label} of 2026-01-01 stands twice with one value")]
    report = judged(first, seen("b", "creatinine", "130"))
    assert told(report, Check.CONTRADICTION) == [("b", f"{label} of 2026-01-01 stands twice with two values")]
    never, daily = seen("a", "smoking", Concept("never")), seen("b", "smoking", Concept("every day"))
    assert len(told(judged(never, daily), Check.CONTRADICTION)) == 1


def test_a_limit_and_a_value_are_two_things() -> None:
    below = Quantity(Decimal(97), Comparator.LESS, code="umol/L")
    report = judged(seen("a", "creatinine", "97"), seen("b", "creatinine", below))
    assert len(told(report, Check.CONTRADICTION)) == 1


def test_other_times_no_time_and_void_results_are_no_contradiction() -> None:
    first = seen("a", "creatinine", "97")
    for second in (
        seen("b", "creatinine", "130", PartialDate.of(2026, 1, 2)),
        seen("b", "creatinine", "130", None),
        replace(seen("b", "creatinine", "130"), status=ObservationStatus.ENTERED_IN_ERROR),
    ):
        assert told(judged(first, second), Check.CONTRADICTION) == []
    void = replace(seen("a", "weight", "800"), status=ObservationStatus.ENTERED_IN_ERROR)
    assert judged(void).findings == ()
    assert "weight" in judged(void).missing


def test_none_known_beside_one_is_a_contradiction_unless_it_is_refuted() -> None:
    none = Allergy(source=Source("a"), code=Concept("", (Coding(IPS_ABSENT, "no-known-allergies"),)))
    one = Allergy(source=Source("b"), code=Concept("", (Coding(SNOMED_CT, "91936005"),)))
    assert told(judged(none, one), Check.CONTRADICTION) == [("b", "one entry says that no allergy is known")]
    assert judged(none, replace(one, verification=Verification.REFUTED)).findings == ()


def test_completeness_is_by_need_and_source_with_the_age_of_the_latest() -> None:
    lab = replace(seen("a", "creatinine", "97"), source=Source("a", origin="LAB"))
    older = replace(seen("b", "creatinine", "90", PartialDate.of(2025)), source=Source("b", origin="LAB"))
    ward = replace(seen("c", "creatinine", Quantity(Decimal(1))), source=Source("c", origin="WARD"))
    silent = seen("d", "smoking", "x")
    report = judged(lab, older, ward, replace(silent, value=None, absent=Absence.DECLINED))
    assert report.presences == (
        Presence("birth-date", "", 1, 1, None, None),
        Presence("sex", "", 1, 1, None, None),
        Presence("creatinine", "LAB", 2, 2, DAY, 29),
        Presence("creatinine", "WARD", 1, 0, None, None),
        Presence("smoking", "", 1, 0, None, None),
    )
    assert report.missing == tuple(need for need in NEEDS if need not in {"birth-date", "sex", "creatinine"})


def test_an_empty_record_misses_everything_and_unknown_sex_is_not_usable() -> None:
    nobody = Patient(SubjectId("p1"), AdministrativeSex.NOT_STATED, None)
    assert judged(patient=nobody).missing == NEEDS
    report = judged(patient=replace(nobody, sex=AdministrativeSex.UNKNOWN))
    assert (report.presences, report.missing) == ((Presence("sex", "", 1, 0, None, None),), NEEDS)


def test_every_kind_of_entry_and_finding_is_a_need() -> None:
    items = (*ITEMS, Procedure(source=Source("z"), code=WORDS, performed=Span(DateRange(DAY, DAY))))
    there = {each.need: each for each in judged(*items).presences}
    assert {"medicines", "conditions", "allergies", "family-history", "procedures", "goals"} <= there.keys()
    assert (there["procedures"].entries, there["procedures"].latest) == (2, DAY)
    assert {kind.value for kind in FindingKind} <= set(NEEDS)


def test_what_was_left_out_and_not_read_stands_in_the_report() -> None:
    left = LeftOut(Source("a"), "some reason")
    report = assess(HealthRecord(patient=PATIENT, left_out=(left,), not_read=(("Claim", 2),)), AS_OF)
    assert (report.left_out, report.not_read) == ((left,), (("Claim", 2),))


def test_an_observation_that_no_rule_asks_about_is_named_and_one_that_is_used_is_not() -> None:
    unknown = replace(seen("Observation/9", "inr", "2"), code=Concept("Ferritin", (Coding(LOINC, "2276-4"),)))
    part = replace(unknown, source=Source("Observation/10"), components=(Component(loinc("29463-7"), None),))
    record = HealthRecord(patient=PATIENT, items=(seen("Observation/8", "inr", "2"), unknown, part))
    found = [each for each in assess(record, AS_OF).findings if each.check is Check.UNUSED]
    assert [(str(each.source), each.text) for each in found] == [
        ("Observation/9", "“Ferritin” is not used: no rule asks about it")
    ]
