"""What a case says where nobody says otherwise."""

from __future__ import annotations

from dataclasses import MISSING, fields

from autonome.law import NOTHING_STATED
from autonome.law.cases import Case


def test_where_nothing_is_said_a_case_stays_in_one_place_and_nobody_acts_for_the_person() -> None:
    assert {each.name: each.default for each in fields(Case) if each.default is not MISSING} == {
        "circumstances": NOTHING_STATED,
        "by_representative": False,
        "home": frozenset(),
        "leaves_home": False,
        "happened": None,
    }
