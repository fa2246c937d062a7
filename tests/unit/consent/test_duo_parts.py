"""DUO's terms, part by part: what is unclear, what binds, and in which order atoms are said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.consent import CATEGORIES, Action, Kind
from autonome.consent.duo import REVIEW, Holding, Modifier, Permission, Scope, said_in_duo, scope_of
from tests.unit.consent.test_duo import HOLDING, LATER, marked

PLACES = ("CN", "EEA", "ID", "US")
NAMES = ("a.example", "b.example", "c.example", "d.example", "e.example")


def test_data_are_used_by_a_general_consent_where_nothing_else_is_said() -> None:
    plain = Holding((CATEGORIES.code("sequence"),))
    assert (plain.actions, plain.kinds) == (frozenset({Action.USE}), frozenset({Kind.GENERAL}))


@pytest.mark.parametrize(
    ("restriction", "why"),
    [
        (marked(), "no permission"),
        (marked(Permission.GRU, Permission.HMB), "several permissions"),
        (marked(Permission.DS), "diseases and permission do not go together"),
        (marked(Permission.GRU, diseases=frozenset({"MONDO:1"})), "diseases and permission do not go together"),
        (marked(Permission.GRU, Modifier.GS), "places and modifier do not go together"),
        (marked(Permission.GRU, places=frozenset({"US"})), "places and modifier do not go together"),
        (marked(Permission.GRU, Modifier.GS, places=frozenset({"US", "XX"})), "a place without a rule pack"),
        (marked(Permission.GRU, Modifier.US), "names and modifier do not go together"),
        (marked(Permission.GRU, named=frozenset({"dr-b"})), "names and modifier do not go together"),
        (
            marked(Permission.GRU, Modifier.US, Modifier.IS, named=frozenset({"dr-b"})),
            "users and institutions at once",
        ),
        (marked(Permission.GRU, Modifier.TS), "end and modifier do not go together"),
        (marked(Permission.GRU, until=LATER), "end and modifier do not go together"),
        (marked(Permission.CC, Modifier.NPU), "care by organisations without profit alone"),
        (marked(Permission.GRU, words=("ask first",)), "in words"),
    ],
)
def test_what_rules_cannot_judge_is_named_and_permits_only_upon_review(restriction: object, why: str) -> None:
    found = restriction.unclear  # type: ignore[attr-defined]
    assert why in found
    scope = scope_of(restriction, HOLDING)  # type: ignore[arg-type]
    assert [atom.obligations for atom in scope.permitted] == [(REVIEW,)]
    assert said_in_duo(scope).restriction is None


def test_of_modifiers_those_that_oblige_become_obligations_in_order() -> None:
    scope = scope_of(
        marked(Permission.GRU, Modifier.GS, Modifier.RTN, Modifier.PUB, Modifier.IRB, places=frozenset({"US"})), HOLDING
    )
    assert [atom.obligations for atom in scope.permitted] == [
        (Modifier.PUB.value, Modifier.IRB.value, Modifier.RTN.value)
    ]


def test_atoms_come_by_permission_then_place_then_name() -> None:
    scope = scope_of(
        marked(
            Permission.GRU, Permission.CC, Modifier.GS, Modifier.IS, places=frozenset(PLACES), named=frozenset(NAMES)
        ),
        HOLDING,
    )
    assert [(atom.purpose, atom.jurisdiction, atom.recipient_id) for atom in scope.permitted] == [
        (purpose, place, name) for purpose in ("GRU", "TREAT") for place in PLACES for name in NAMES
    ]


def test_what_duo_has_no_term_for_is_left_unsaid() -> None:
    scope = scope_of(marked(Permission.GRU), HOLDING)
    for changes in ({"obligations": (REVIEW,)}, {"commercial": True}):
        wider = Scope(tuple(replace(atom, **changes) for atom in scope.permitted), ())
        found = said_in_duo(wider)
        assert found.restriction is None
        assert found.unsaid == wider.permitted
