"""The measure itself, and the grade of two real pages: no page, and no section of one, above grade 8.

Every consequence, effect and doubt is graded in ``tests/integration/test_patient_readability.py``.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autonome.report.patient.html import render_patient
from tests.unit.plan.small_bundle import POOR, called, diplotype
from tests.unit.plan.small_interactions import CALLS, taken
from tests.unit.plan.small_interactions import plan as real_plan
from tests.unit.report.patient.grading import held, table
from tests.unit.report.patient.plans import drugs
from tests.unit.report.patient.readability import measure, prose_by_section, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("gene", 1), ("genes", 1), ("doctor", 2), ("medicine", 3), ("pharmacist", 3), ("about", 2), ("used", 1),
        ("changed", 1), ("needed", 2), ("people", 2), ("allergic", 3), ("infection", 3), ("metaboliser", 5),
        ("result", 2), ("the", 1), ("body", 2), ("clear", 1), ("cholesterol", 4), ("little", 2), ("you", 1),
    ],
)  # fmt: skip
def test_syllables_are_not_undercounted(word: str, count: int) -> None:
    assert count <= syllables(word) <= count + 1


def test_the_formula_is_that_of_its_authors() -> None:
    easy = measure(["The cat sat on the mat. It was fat."])
    assert (len(easy.sentences), easy.words, easy.syllables) == (2, 9, 9)
    assert easy.grade == pytest.approx(0.39 * 4.5 + 11.8 - 15.59)
    hard = measure(["Pharmacogenomic contraindications necessitate individualised therapeutic substitution."])
    assert hard.grade > 20


def test_a_name_is_one_easy_word_and_nothing_else_is() -> None:
    text = ["Hydrochlorothiazide helps."]
    assert measure(text, ["hydrochlorothiazide"]).syllables == 2
    assert measure(text).syllables > 6


def test_prose_is_found_by_section_and_headings_are_no_prose() -> None:
    page = (
        "<style>p {}</style><section id='a'><h2>Heading</h2><p>One <a href='#'>two</a>.</p><ul><li>Three.<p>Four.</p>"
        "</li></ul><article id='b'><p class='sign'>Badge</p><p>Five.</p></article><p>Six.</p></section><nav>No</nav>"
    )
    assert prose_by_section(page) == {"a": ["One two.", "Three.", "Four.", "Six."], "b": ["Five."]}


def test_the_page_of_a_poor_metaboliser_on_clopidogrel(record_property: Callable[[str, object], None]) -> None:
    plan = real_plan(taken("clopidogrel"), taken("omeprazole"), calls=[POOR])
    found = held(render_patient(plan, drugs()), plan)
    record_property("table", table("patient.html of a CYP2C19 poor metaboliser on clopidogrel", found))


def test_the_page_of_many_medicines_that_are_really_advised_on() -> None:
    medicines = ("amitriptyline", "carbamazepine", "voriconazole", "atomoxetine", "fluoxetine", "tramadol", "phenytoin")
    calls = (*CALLS, called(POOR.gene, diplotype("*2/*17", "Intermediate Metabolizer")))
    plan = real_plan(*map(taken, medicines), calls=calls, considered=("codeine", "abacavir", "rasburicase"))
    held(render_patient(plan, drugs()), plan)
