"""Atoms in few lines: all of them, and no other."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from autonome.consent import CATEGORIES, FORMS, RECIPIENTS, SHIPPED
from autonome.consent.summaries import summaries
from tests.fakes.consents import atom


def test_every_line_stands_for_exactly_its_atoms() -> None:
    for form in SHIPPED:
        for question in form.questions:
            said = {
                replace(each.atom, category=category, recipient=recipient, jurisdiction=place)
                for each in summaries(question.atoms)
                for category, recipient, place in product(each.categories, each.recipients, each.places)
            }
            assert said == set(question.atoms)


def test_a_question_of_many_atoms_is_one_line() -> None:
    (line,) = summaries(FORMS["family-disclosure/1/en"].question("risk-through-doctor").atoms)
    assert (line.categories, line.recipients) == (("secondary-findings", "monogenic-disease"), ("hospital", "clinic"))
    assert line.places == ("US", "CN", "ID", "EEA")


def test_atoms_that_are_not_every_combination_are_said_one_by_one() -> None:
    some = [
        atom(category=CATEGORIES.code("hiv")),
        atom(category=CATEGORIES.code("imaging"), recipient=RECIPIENTS.code("clinic")),
    ]
    assert [(line.categories, line.recipients) for line in summaries(some)] == [
        (("hiv",), ("care-team",)),
        (("imaging",), ("clinic",)),
    ]
