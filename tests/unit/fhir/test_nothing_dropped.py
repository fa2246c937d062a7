"""Every entry of a Bundle ends in exactly one place, whatever it holds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.clinical import LOINC, HealthRecord, findings_of
from autonome.fhir.record import RESOURCE_TYPES
from tests.examples import examples
from tests.unit.fhir.documents import read
from tests.unit.fhir.test_record import CONCEPTS, REFERENCES, VALUES

QUANTITIES = st.fixed_dictionaries(
    {},
    optional={
        "value": st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=3) | VALUES,
        "unit": st.sampled_from(["mg/dL", "kg", "?"]) | VALUES,
        "code": st.sampled_from(["mg/dL", "kg", "?"]) | VALUES,
        "system": st.just("http://unitsofmeasure.org") | VALUES,
        "comparator": st.sampled_from(["<", ">=", "~"]) | VALUES,
    },
)
LOINC_CODES = st.sampled_from(["2160-0", "29463-7", "72166-2", "62238-1"])
KNOWN = st.fixed_dictionaries(
    {"coding": st.lists(st.fixed_dictionaries({"system": st.just(LOINC), "code": LOINC_CODES}))}
)
SPOKEN = CONCEPTS | KNOWN | VALUES
PERIODS = st.fixed_dictionaries({}, optional={"start": st.just("2020") | VALUES, "end": st.just("2019-05") | VALUES})
PARTS = st.fixed_dictionaries(
    {},
    optional={
        "code": SPOKEN, "substance": SPOKEN, "manifestation": st.lists(SPOKEN, max_size=2), "measure": SPOKEN,
        "valueQuantity": QUANTITIES | VALUES, "valueString": VALUES, "detailRange": VALUES, "dueDate": VALUES,
        "onsetAge": QUANTITIES | VALUES, "contributedToDeath": VALUES, "modifierExtension": VALUES, "text": VALUES,
    },
)  # fmt: skip
ENTRIES = st.fixed_dictionaries(
    {"resourceType": st.sampled_from([*RESOURCE_TYPES, "Claim", "Medication"])},
    optional={
        "id": st.sampled_from(["a", "b"]) | VALUES,
        "meta": st.fixed_dictionaries({}, optional={"source": VALUES}) | VALUES,
        "status": st.sampled_from(["final", "active", "completed"]) | VALUES,
        "lifecycleStatus": VALUES,
        "clinicalStatus": SPOKEN,
        "dataAbsentReason": SPOKEN,
        "subject": st.just({"reference": "Patient/p1"}) | REFERENCES | VALUES,
        "patient": st.just({"reference": "Patient/p1"}) | REFERENCES | VALUES,
        "expressedBy": REFERENCES | VALUES,
        "code": SPOKEN,
        "description": SPOKEN,
        "relationship": SPOKEN,
        "valueQuantity": QUANTITIES | VALUES,
        "valueCodeableConcept": SPOKEN,
        "valueBoolean": VALUES,
        "effectivePeriod": PERIODS | VALUES,
        "onsetDateTime": st.just("2020-02") | VALUES,
        "onsetPeriod": PERIODS | VALUES,
        "component": st.lists(PARTS, max_size=2) | VALUES,
        "reaction": st.lists(PARTS, max_size=2) | VALUES,
        "condition": st.lists(PARTS, max_size=2) | VALUES,
        "target": st.lists(PARTS, max_size=2) | VALUES,
        "note": VALUES,
        "category": VALUES,
        "modifierExtension": VALUES,
    },
)


def accounted(record: HealthRecord) -> list[str]:
    """Places that the record answers for by name; the rest must be counted in ``not_read``."""
    return sorted(each.source.place for each in (*record.items, *record.left_out))


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(ENTRIES, max_size=5))
def test_every_entry_is_read_or_left_out_or_counted(entries: list[dict[str, object]]) -> None:
    record = read(*entries)
    places = accounted(record)
    assert len(places) == len(set(places))
    assert len(places) + sum(count for _, count in record.not_read) == len(entries)
    assert all(left.reason for left in record.left_out)
    assert {name for name, _ in record.not_read} <= {"Claim"}
    for finding in findings_of(record):
        assert str(finding.value)
