"""Medication orders: what is ordered, whether it counts, when; requests to stop are not stops."""

import pytest

from autonome.clinical import (
    RXNORM,
    Coding,
    Concept,
    DateRange,
    Ingredient,
    Intent,
    MedicationOrder,
    OrderKind,
    OrderStatus,
    PartialDate,
    Source,
)
from tests.unit.hl7.files import notes, only_order, orders, read, results

RXE = "RXE||309362^clopidogrel 75 MG Oral Tablet^RXNORM|75||mg|TAB^Tablet|1 daily^with food"


def test_an_order_is_translated_whole() -> None:
    found = only_order(
        "ORC|NW|42^EHR|||IP||||20260110",
        RXE,
        "NTE|1||for one year",
        "TQ1|1||||||20260112|20270112",
        "RXR|PO^oral",
    )
    assert found == MedicationOrder(
        source=Source("line 4 RXE", "RDE^O11/M1", "LAB / CITY"),
        kind=OrderKind.REQUEST,
        medication=Concept("", (Coding(RXNORM, "309362", "clopidogrel 75 MG Oral Tablet"),)),
        status=OrderStatus.ACTIVE,
        status_text="NW IP",
        intent=Intent.ORDER,
        period=DateRange(PartialDate.of(2026, 1, 12), PartialDate.of(2027, 1, 12)),
        authored=PartialDate.of(2026, 1, 10),
        dosage=("75 mg Tablet", "oral", "with food", "for one year"),
    )


@pytest.mark.parametrize("kind", ["RDE^O11", "RDE^O11^RDE_O11", "RDE^O25", "RDE^O01"])
def test_each_message_of_orders_is_read(kind: str) -> None:
    assert len(read(orders("ORC|NW|1", RXE, kind=kind)).medications) == 1


def test_the_older_timing_is_read() -> None:
    found = only_order("ORC|NW|1", "RXE|1^BID^^20260112^20260201|c^clopidogrel")
    assert str(found.period) == "2026-01-12 to 2026-02-01"


def test_a_treatment_ends_only_where_each_of_its_timings_ends() -> None:
    found = only_order("ORC|NW|1", RXE, "TQ1|1||||||20260301|20260401", "TQ1|2||||||20260112")
    assert str(found.period) == "from 2026-01-12"


def test_two_encoded_orders_of_one_common_part_are_two_orders() -> None:
    record = read(orders("ORC|OD|1", "RXE||c^clopidogrel", "RXE||a^aspirin"))
    assert [(each.text, each.status) for each in record.medications] == [
        ("clopidogrel", OrderStatus.STOPPED),
        ("aspirin", OrderStatus.STOPPED),
    ]
    assert notes(record) == ["line 4 RXE speaks of the same order; both are kept"]


@pytest.mark.parametrize(
    ("control", "said", "status"),
    [
        ("NW", "", OrderStatus.ACTIVE),
        ("NW", "IP", OrderStatus.ACTIVE),
        ("SC", "DC", OrderStatus.STOPPED),
        ("SC", "CM", OrderStatus.COMPLETED),
        ("SC", "HD", OrderStatus.ON_HOLD),
        ("OD", "", OrderStatus.STOPPED),
        ("OC", "", OrderStatus.CANCELLED),
        ("DC", "", OrderStatus.UNKNOWN),
        ("DC", "IP", OrderStatus.UNKNOWN),
        ("DC", "DC", OrderStatus.STOPPED),
        ("HD", "", OrderStatus.UNKNOWN),
        ("", "", OrderStatus.NOT_STATED),
        ("ZZ", "", OrderStatus.UNRECOGNISED),
        ("NW", "ZZ", OrderStatus.UNRECOGNISED),
    ],
)
def test_a_request_to_stop_is_not_a_stop(control: str, said: str, status: OrderStatus) -> None:
    (found,) = read(orders(f"ORC|{control}|1|||{said}", RXE)).medications
    assert found.status is status


@pytest.mark.parametrize(
    ("segments", "doubt"),
    [
        (["ORC|DC|1", RXE], "its end is asked for; whether it was stopped is not stated"),
        (["ORC|SC|1", RXE], "its order control, SC, does not say whether it counts"),
        (["ORC|NW|1|||ZZ", RXE], "its status, ZZ, is none of HL7 table 0038"),
        (["ORC|NW|1", RXE, "TQ1|1||||||2027|2026"], "its period ends before it starts (2027 to 2026)"),
        (["ORC|NW|1", RXE, "TQ1|1||||||soon"], "line 5 TQ1-7 is no date of HL7 v2; passed over"),
        (["ORC|NW|1", RXE, "ORC|OD|1", RXE], "line 4 RXE speaks of the same order; both are kept"),
    ],
)
def test_what_is_doubtful_is_noted_and_the_order_kept(segments: list[str], doubt: str) -> None:
    record = read(orders(*segments))
    assert (record.left_out, notes(record)) == ((), [doubt])


def test_the_parts_of_a_mixture_are_read() -> None:
    found = only_order("ORC|NW|1", "RXE||", "RXC|B|d^dextrose 5 %", "RXC|A|k^potassium chloride", "RXC|A|")
    assert found.ingredients == (
        Ingredient(Concept("", (Coding("", "d", "dextrose 5 %"),))),
        Ingredient(Concept("", (Coding("", "k", "potassium chloride"),))),
    )
    assert found.text == "dextrose 5 % / potassium chloride"


@pytest.mark.parametrize(
    ("segments", "place", "reason"),
    [
        (["ORC|NW|1", "RXE||"], "line 4 RXE", "it names no medicine"),
        (["ORC|NW|1"], "line 3 ORC", "no encoded order (RXE) follows it"),
        (["ORC|NW|1", "ORC|NW|2", RXE], "line 3 ORC", "no encoded order (RXE) follows it"),
        (["RXE||a\\b"], "line 3 RXE", "line 3 RXE-2 begins an escape sequence that does not end"),
    ],
)
def test_what_cannot_be_used_is_left_out_with_its_reason(segments: list[str], place: str, reason: str) -> None:
    record = read(orders(*segments))
    assert [(left.source.place, left.reason) for left in record.left_out] == [(place, reason)]


def test_orders_in_a_message_of_results_are_counted_not_read() -> None:
    record = read(results("ORC|NW|1", RXE))
    assert record.medications == ()
    assert dict(record.not_read) == {"ORC": 1, "RXE": 1}


def test_what_was_ordered_before_it_was_encoded_is_counted() -> None:
    record = read(orders("ORC|NW|1", "RXO|c^clopidogrel", "RXR|PO", RXE, "RXR|PO^oral"))
    assert dict(record.not_read) == {"RXO": 1, "RXR": 1}
    assert len(record.medications) == 1
