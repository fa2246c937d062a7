from __future__ import annotations

import pytest

from autonome.clinical import FamilyHistory, Procedure, RecordItem, Source
from autonome.consent import CATEGORIES, TREATMENT_2
from autonome.plan.data_categories import SENSITIVE, USABLE, categories_of, held, without
from tests.unit.plan.clinical_records import PREGNANT, SMOKES, allergy, condition, goal, measured, observation, record
from tests.unit.plan.small_plan import order

ITEMS: list[tuple[RecordItem, set[str]]] = [
    (order("codeine"), {"medications"}),
    (measured("egfr", "60"), {"laboratory"}),
    (measured("weight", "60"), {"vital-signs"}),
    (measured("qtc", "400"), {"vital-signs"}),
    (PREGNANT, {"sexual-health"}),
    (SMOKES, {"lifestyle"}),
    (observation("74013-4", measured("weight", "3").value), {"substance-use"}),  # type: ignore[arg-type]
    (observation("99999-9", measured("weight", "3").value), {"laboratory"}),  # type: ignore[arg-type]
    (allergy("codeine"), {"allergies"}),
    (goal("Lose weight"), {"goals"}),
    (Procedure(source=Source("p"), code=goal("x").description), {"procedures"}),
    (FamilyHistory(source=Source("f"), relationship=goal("mother").description), {"family"}),
    (condition(code="I50"), {"conditions"}),
    (condition(code="F32.1"), {"conditions", "mental-health"}),
    (condition(code="F10.2"), {"conditions", "substance-use"}),
    (condition(code="B20"), {"conditions", "hiv"}),
    (condition(code="o09"), {"conditions", "sexual-health"}),
    (condition(code="T74.1"), {"conditions", "violence"}),
    (condition("Depression"), {"conditions"}),
]


@pytest.mark.parametrize(
    ("item", "expected"), ITEMS, ids=[f"{number}-{type(item).__name__}" for number, (item, _) in enumerate(ITEMS)]
)
def test_each_entry_belongs_to_its_categories(item: RecordItem, expected: set[str]) -> None:
    assert categories_of(item) == expected


def test_an_entry_is_seen_only_where_all_of_its_categories_are_covered() -> None:
    health = record([item for item, _ in ITEMS])
    assert held(health) == set().union(*(expected for _, expected in ITEMS))
    seen = without(health, {"mental-health", "hiv"})
    hidden = [item for item in health.items if item not in seen.items]
    assert [categories_of(each) - {"conditions"} for each in hidden] == [{"mental-health"}, {"hiv"}]
    assert not any(categories_of(each) & {"conditions"} for each in without(health, {"conditions"}).items)


def test_every_category_is_one_of_consent_and_the_form_asks_about_it() -> None:
    asked = {atom.category for question in TREATMENT_2.questions for atom in question.atoms}
    assert all(CATEGORIES.code(each) for each in (*USABLE, *SENSITIVE))
    assert set(USABLE) - asked == {"violence"}, "only this one is withheld whatever the form says"
