from dataclasses import replace

import pytest

from autonome.clinical import ClinicalStatus, Coding, Concept, Condition, Source, Verification
from autonome.clinical.concepts import IPS_ABSENT
from autonome.plan.recorded_conditions import recorded_conditions
from tests.unit.plan.small_plan import record

SYNDROME = Condition(
    source=Source("Bundle.entry[4]", "Condition/acs"),
    code=Concept("Acute coronary syndrome"),
    clinical=ClinicalStatus.ACTIVE,
    verification=Verification.CONFIRMED,
)


def texts(*conditions: Condition) -> list[tuple[str, str]]:
    return [(each.text, each.status) for each in recorded_conditions(replace(record(), items=conditions))]


def test_a_condition_is_given_in_the_records_words_with_its_place() -> None:
    (found,) = recorded_conditions(replace(record(), items=(SYNDROME,)))
    assert (found.text, found.source, found.status) == (
        "Acute coronary syndrome",
        "Bundle.entry[4] Condition/acs",
        "",
    )


def test_what_is_over_or_not_sure_says_so() -> None:
    over = replace(SYNDROME, clinical=ClinicalStatus.RESOLVED)
    unsure = replace(SYNDROME, clinical=ClinicalStatus.RECURRENCE, verification=Verification.PROVISIONAL)
    assert [status for _, status in texts(over, unsure)] == ["resolved", "recurrence, provisional"]


@pytest.mark.parametrize("verification", [Verification.REFUTED, Verification.ENTERED_IN_ERROR])
def test_what_the_record_takes_back_is_left_out(verification: Verification) -> None:
    assert texts(replace(SYNDROME, verification=verification)) == []


def test_no_known_problems_is_no_problem() -> None:
    none = Concept("No known problems", (Coding(IPS_ABSENT, "no-known-problems"),))
    assert texts(replace(SYNDROME, code=none), replace(SYNDROME, code=Concept())) == []
