"""Results: values in every form, statuses, times, comments; nothing dropped."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.clinical import (
    LOINC,
    Absence,
    Amount,
    Coding,
    Comparator,
    Concept,
    DateRange,
    FindingKind,
    Observation,
    ObservationStatus,
    PartialDate,
    Precision,
    Quantity,
    QuantityRange,
    Source,
    UnreadValue,
    findings_of,
)
from autonome.kernel import Instant
from tests.examples import examples
from tests.unit.hl7.files import OBR, PID, file, header, notes, only_result, orders, read, results

LABEL = "creatinine in serum, plasma or blood"
CREATININE = "2160-0^creatinine^LN"


def obx(
    form: str = "NM", value: str = "1.1", unit: str = "mg/dL^^UCUM", status: str = "F", code: str = CREATININE
) -> str:
    return f"OBX|1|{form}|{code}||{value}|{unit}|||||{status}"


def test_a_result_is_translated_whole() -> None:
    code, unit, time = "2160-0^creatinine^LN^CREA^Kreatinin^L", "mg/dL^milligram^UCUM", "20260112080000+0100"
    line = f"OBX|1|NM|{code}||1.10|{unit}|0.5-0.9|H~A|||F|||{time}"
    found = only_result(line, "NTE|1||hae\\T\\molytic", "NTE|2||repeat")
    moment = PartialDate.at(Instant.parse("2026-01-12T07:00:00Z"))
    assert found == Observation(
        source=Source("line 4 OBX", "ORU^R01/M1", "LAB / CITY"),
        code=Concept("", (Coding(LOINC, "2160-0", "creatinine"), Coding("L", "CREA", "Kreatinin"))),
        status=ObservationStatus.FINAL,
        status_text="F",
        value=Quantity(Decimal("1.10"), unit="milligram", code="mg/dL"),
        time=DateRange(moment, moment),
        categories=(Concept("", (Coding(LOINC, "24323-8", "panel"),)),),
        interpretations=(Concept("H"), Concept("A")),
        reference_ranges=("0.5-0.9",),
        comments=("hae&molytic", "repeat"),
    )


def mg(value: str, sign: Comparator = Comparator.EXACTLY) -> Quantity:
    return Quantity(Decimal(value), sign, "mg/dL", "mg/dL")


@pytest.mark.parametrize(
    ("form", "value", "expected"),
    [
        ("NM", "1.10", mg("1.10")),
        ("NM", "+.5", mg("0.5")),
        ("SN", "^1.1", mg("1.1")),
        ("SN", "<^0.2", mg("0.2", Comparator.LESS)),
        ("SN", ">=^2", mg("2", Comparator.AT_LEAST)),
        ("SN", "^1^-^2", QuantityRange(mg("1"), mg("2"))),
        ("SN", "^1^:^128", UnreadValue("structured number 1:128")),
        ("SN", "<>^1", UnreadValue("structured number <>1")),
        ("ST", "a~b", "a b"),
        ("FT", "one\\.br\\two", "one two"),
        ("CWE", "never^Never smoker^L", Concept("", (Coding("L", "never", "Never smoker"),))),
        ("DT", "202607", PartialDate.of(2026, 7)),
        ("NM", "1~2", UnreadValue("list of 2 values of type NM")),
        ("ED", "x^y", UnreadValue("value of type ED")),
        ("", "1", UnreadValue("value without a type")),
    ],
)
def test_every_form_of_a_value_is_kept(form: str, value: str, expected: object) -> None:
    (found,) = read(results(obx(form, value))).of(Observation)
    assert (found.value, found.absent) == (expected, None)


@pytest.mark.parametrize(
    ("status", "expected", "absent"),
    [
        ("F", ObservationStatus.FINAL, Absence.NOT_STATED),
        ("P", ObservationStatus.PRELIMINARY, Absence.NOT_STATED),
        ("C", ObservationStatus.CORRECTED, Absence.NOT_STATED),
        ("X", ObservationStatus.CANCELLED, Absence.NOT_PERFORMED),
        ("N", ObservationStatus.UNKNOWN, Absence.NOT_ASKED),
        ("I", ObservationStatus.REGISTERED, Absence.TEMPORARILY_UNKNOWN),
        ("D", ObservationStatus.ENTERED_IN_ERROR, Absence.NOT_STATED),
        ("W", ObservationStatus.ENTERED_IN_ERROR, Absence.NOT_STATED),
        ("", ObservationStatus.NOT_STATED, Absence.NOT_STATED),
        ("Q", ObservationStatus.UNRECOGNISED, Absence.NOT_STATED),
    ],
)
def test_a_status_says_whether_it_counts_and_why_there_is_no_value(
    status: str, expected: ObservationStatus, absent: Absence
) -> None:
    found = only_result(obx(value="", status=status))
    assert (found.status, found.value, found.absent) == (expected, None, absent)


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        (obx(value="<0.5"), "its value should be a number and is none; kept as text"),
        (obx(value="+"), "its value should be a number and is none; kept as text"),
        (obx("ST", '""'), "the sender deletes its value"),
        (obx("TS", "2026-01-12"), "line 4 OBX-5 is no date of HL7 v2; the value is kept as not readable"),
        (obx("TS", "20260231"), "line 4 OBX-5 is no real date; the value is kept as not readable"),
        (obx("ST", "x", status="Q"), "its status, Q, is none of HL7 table 0085"),
        (obx("ST", "x") + "|||noon", "line 4 OBX-14 is no date of HL7 v2; passed over"),
        (
            obx("NM", "1", "mg"),
            f"{LABEL}: its unit measures mass, not substance concentration, so 1 mg is not used",
        ),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_noted_and_the_result_kept(line: str, doubt: str) -> None:
    record = read(results(line))
    assert len(record.of(Observation)) == 1
    assert doubt in notes(record)


def test_a_deleted_part_of_a_code_is_no_code() -> None:
    found = only_result(obx(code='""^creatinine^LN'))
    assert found.code == Concept("", (Coding(LOINC, "", "creatinine"),))


def test_a_result_without_a_code_is_left_out() -> None:
    record = read(results(obx(code="")))
    assert [(str(left.source), left.reason) for left in record.left_out] == [
        ("line 4 OBX ORU^R01/M1", "it does not say what was observed")
    ]


def test_a_result_before_its_patient_is_left_out() -> None:
    record = read(file(header(), obx(), PID, obx()))
    assert [left.reason for left in record.left_out] == ["its message does not say whom it is about (no PID before it)"]
    assert len(record.items) == 1


def test_an_order_without_a_result_is_left_out() -> None:
    record = read(results(obx(), OBR, OBR, obx()))
    assert [(left.source.place, left.reason) for left in record.left_out] == [("line 5 OBR", "no result follows it")]


def when(stamp: str, zone: str = "") -> str:
    record = read(file(header(f7=f"20260112{zone and '0000' + zone}"), PID, f"OBX|1|ST|x^y||z||||||F|||{stamp}"))
    assert record.notes == ()
    (found,) = record.of(Observation)
    return str(found.moment)


@pytest.mark.parametrize(
    ("stamp", "zone", "shown"),
    [
        ("2026", "", "2026"),
        ("202601", "", "2026-01"),
        ("20260112", "", "2026-01-12"),
        ("202601120800", "", "2026-01-12"),
        ("2026011208", "+0000", "2026-01-12"),
        ("20260112080030", "", "2026-01-12"),
        ("20260112080030+0800", "", "2026-01-12T00:00:30Z"),
        ("20260112080030.1234-0500", "+0100", "2026-01-12T13:00:30Z"),
        ("20260112080030", "+0100", "2026-01-12T07:00:30Z"),
        ("20260112^L", "", "2026-01"),
    ],
)
def test_a_time_is_never_more_precise_than_it_can_be_known(stamp: str, zone: str, shown: str) -> None:
    assert when(stamp, zone) == shown


def test_a_time_to_the_minute_is_a_minute_long() -> None:
    (found,) = read(results("OBX|1|ST|x^y||z||||||F|||202601120800+0000")).of(Observation)
    start = Instant.parse("2026-01-12T08:00:00Z")
    assert found.moment == PartialDate(Precision.SECOND, start, Instant(start.seconds + 59))


def test_the_order_gives_the_time_that_the_result_does_not() -> None:
    obr = "OBR|1|||x^y|||20260112|20260113"
    (found,) = read(file(header(), PID, obr, obx())).of(Observation)
    assert (str(found.time), str(found.moment)) == ("2026-01-12 to 2026-01-13", "2026-01-13")
    record = read(file(header(), PID, "OBR|1|||x^y|||2026|2025", obx()))
    assert notes(record) == ["its order ends before it starts (2026 to 2025)"]


def test_results_beside_a_medication_order_are_read_and_mean_the_same() -> None:
    record = read(orders("ORC|NW|7", "RXE||c^clopidogrel|75", obx("NM", "80", "kg", code="29463-7^^LN")))
    (found,) = findings_of(record)
    assert (found.kind, found.value) == (FindingKind.WEIGHT, Amount(Decimal(80), "kg"))
    assert len(record.medications) == 1


FIELDS = st.text('|^~\\&TX41"<-. aé\x00', max_size=20)
LINES = st.one_of(
    st.builds("OBX|1|{}|{}||{}|{}||||||{}|||{}".format, st.sampled_from(["NM", "SN", "ST", "CE", "TS", "ED", ""]),
              st.sampled_from(["2160-0^^LN", ""]) | FIELDS, st.sampled_from(["1", "<^1"]) | FIELDS,
              st.sampled_from(["mg/dL", "kg"]) | FIELDS, FIELDS, FIELDS),
    st.builds("{}|1|{}|{}".format, st.sampled_from(["OBR", "NTE", "ORC", "RXE", "RXR", "TQ1", "PV1"]), FIELDS, FIELDS),
    st.just(PID),
)  # fmt: skip


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(LINES, max_size=8), st.sampled_from(["ORU^R01", "RDE^O11"]))
def test_every_segment_is_read_or_left_out_or_counted_or_context(lines: list[str], kind: str) -> None:
    record = read(file(header(kind, f18="UTF-8"), PID, *lines))
    named = [each.source.place for each in (*record.items, *record.left_out)]
    assert len(named) == len(set(named))
    for at, line in enumerate(lines, start=3):
        assert not line.startswith("OBX") or f"line {at} OBX" in named
        assert kind == "ORU^R01" or not line.startswith("RXE") or f"line {at} RXE" in named
    counted = dict(record.not_read)
    assert counted.get("PV1", 0) == sum(line.startswith("PV1") for line in lines)
    assert all(left.reason for left in record.left_out)
