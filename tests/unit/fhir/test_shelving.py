"""A document taken apart into items, each on its shelves, and put together again."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.clinical import HealthRecord, Source
from autonome.fhir import parse_json, read_record
from autonome.fhir.json_text import json_text
from autonome.fhir.one_patient import as_nobody
from autonome.fhir.shelving import WHOLE, document_of, items_of, record_of
from autonome.plan.data_categories import categories_of

EXAMPLE = Path(__file__).parents[3] / "examples" / "patient" / "record.json"


def bundle(*resources: dict[str, Any]) -> object:
    patient = {"resourceType": "Patient", "id": "p"}
    return parse_json(
        json.dumps(
            {
                "resourceType": "Bundle",
                "type": "collection",
                "entry": [{"resource": each} for each in (patient, *resources)],
            }
        ).encode(),
        "test",
    )


def placeless(record: HealthRecord) -> tuple[object, ...]:
    return tuple(replace(item, source=Source("", item.source.reference)) for item in record.items)  # type: ignore[type-var]


def test_the_example_is_put_together_again_as_it_was() -> None:
    document = parse_json(EXAMPLE.read_bytes(), "record.json")
    record, items = items_of(document, "record.json")
    again = read_record(document_of(items), "again")
    assert placeless(again) == placeless(record)
    assert again.patient == record.patient
    assert len({item.name for item in items}) == len(items)


def test_what_may_be_seen_stands_at_its_place_in_the_file() -> None:
    record, items = items_of(parse_json(EXAMPLE.read_bytes(), "record.json"), "record.json")
    seen = [item for item in reversed(items) if not item.name.startswith("Goal/")]
    assert record_of(seen, "kept").items == tuple(
        item for item in record.items if not item.source.reference.startswith("Goal/")
    )
    late = [replace(item, place=1) if item.name == "Observation/weight" else item for item in items]
    places = {item.source.reference: item.source.place for item in record_of(late, "kept").items}
    assert places["Condition/coronary-stent"] == "Bundle.entry[1]"
    assert places["Observation/weight"] == f"Bundle.entry[{len(items)}]", "a place that is taken is not given twice"


def test_an_item_lies_on_every_shelf_that_its_reading_belongs_to() -> None:
    hiv = {
        "resourceType": "Condition",
        "id": "c",
        "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "B20"}]},
    }
    record, items = items_of(bundle(hiv), "test")
    shelves = {item.name: item.categories for item in items}
    assert shelves == {"Patient/p": frozenset({"demographics"}), "Condition/c": frozenset({"conditions", "hiv"})}
    assert [categories_of(item) for item in record.items] == [frozenset({"conditions", "hiv"})]


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({"resourceType": "Encounter", "id": "e"}, WHOLE),
        ({"resourceType": "Observation", "id": "o"}, WHOLE),
        ({"resourceType": "Condition", "id": "c", "modifierExtension": []}, WHOLE),
        ({"resourceType": "MedicationRequest", "id": "m", "subject": {"reference": "Patient/p"}}, {"medications"}),
        ({"resourceType": "MedicationRequest", "id": "m"}, {"medications", "demographics"}),
        (
            {"resourceType": "MedicationRequest", "id": "m", "subject": {"reference": "Patient/another"}},
            {"medications", "demographics"},
        ),
        ({"resourceType": "Medication", "id": "d"}, {"medications"}),
    ],
)
def test_what_cannot_be_read_might_be_anything(resource: dict[str, Any], expected: frozenset[str]) -> None:
    _, items = items_of(bundle(resource), "test")
    assert items[1].categories == expected
    assert {"hiv", "mental-health", "substance-use", "violence"} <= WHOLE


def test_a_record_without_who_it_is_about_is_understood_and_holds_nobody() -> None:
    document = parse_json(EXAMPLE.read_bytes(), "record.json")
    record, items = items_of(document, "record.json")
    shared = [each for each in items if each.categories <= {"medications", "allergies"}]
    assert not any(each.name.startswith("Patient/") for each in shared)
    found = record_of(as_nobody(shared), "part")
    wanted = [each for each in record.items if categories_of(each) <= {"medications", "allergies"}]
    assert wanted
    assert [each.source.reference for each in found.items] == [each.source.reference for each in wanted]
    assert (found.patient.label, found.patient.birth_date, str(found.patient.sex)) == ("", None, "not-stated")
    assert record_of(as_nobody(items), "all").patient.label == ""


def test_the_same_document_gives_the_same_names_and_another_content_another() -> None:
    nameless = {"resourceType": "Encounter", "status": "finished"}
    other = nameless | {"status": "planned"}
    first = [item.name for item in items_of(bundle(nameless, other), "test")[1]]
    assert first == [item.name for item in items_of(bundle(nameless, other), "test")[1]]
    assert len(set(first)) == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_what_is_written_is_read_back(value: object) -> None:
    assert parse_json(json_text(value).encode(), "test") == value


@pytest.mark.parametrize("number", ["0.010", "1.50e3", "-0.0", "100", "1E-7"])
def test_numbers_keep_their_digits(number: str) -> None:
    read = parse_json(f"[{number}]".encode(), "test")
    again = parse_json(json_text(read).encode(), "test")
    assert isinstance(read, list)
    assert isinstance(again, list)
    assert again == read
    if isinstance(read[0], Decimal):
        assert again[0].as_tuple() == read[0].as_tuple()
