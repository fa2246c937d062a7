"""DUO's terms: what each means in atoms, what is unclear, what can be said back, and what is put on record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.consent import CATEGORIES, OBLIGATIONS, PURPOSES, Action, Atom, ConsentAct, Effect, Kind, State, fold
from autonome.consent.duo import (
    REVIEW,
    Holding,
    Modifier,
    Permission,
    Restriction,
    Scope,
    said_in_duo,
    scope_of,
)
from autonome.consent.duo_statements import Statement, acts_of
from autonome.kernel import ActorId, Instant, Period, SubjectId

NOW = Instant.parse("2026-03-01T10:00:00Z")
LATER = Instant.parse("2028-03-01T10:00:00Z")
HOLDING = Holding((CATEGORIES.code("sequence"),), frozenset({Action.USE, Action.TRAIN}), frozenset({Kind.WRITTEN}))
STATEMENT = Statement(SubjectId("cohort-7"), ActorId("steward"), "agreement 7", "1", NOW)


def marked(*terms: Permission | Modifier, **values: Any) -> Restriction:  # noqa: ANN401 - one keyword for each part
    permissions = frozenset(term for term in terms if isinstance(term, Permission))
    modifiers = frozenset(term for term in terms if isinstance(term, Modifier))
    return Restriction(permissions, modifiers, **values)


def said(atom: Atom) -> tuple[str, ...]:
    parts = (atom.purpose, atom.recipient, atom.jurisdiction, atom.recipient_id, *sorted(atom.diseases))
    profit = {None: "", True: "for profit", False: "without profit"}[atom.commercial]
    return tuple(str(part) for part in (*parts, profit) if part not in {None, "", "world"})


@pytest.mark.parametrize(
    ("restriction", "permitted", "prohibited"),
    [
        (marked(Permission.NRES), {("PurposeOfUse", "anyone")}, set()),
        (marked(Permission.GRU), {("GRU", "researcher")}, set()),
        (marked(Permission.HMB), {("HRESCH", "researcher"), ("MDSRCH", "researcher")}, set()),
        (marked(Permission.POA), {("POARCH", "researcher"), ("MDSRCH", "researcher")}, set()),
        (
            marked(Permission.DS, diseases=frozenset({"MONDO:1"})),
            {("DSRCH", "researcher", "MONDO:1"), ("MDSRCH", "researcher")},
            set(),
        ),
        (marked(Permission.CC), {("TREAT", "care")}, set()),
        (marked(Permission.GRU, Permission.CC), {("GRU", "researcher"), ("TREAT", "care")}, set()),
        (marked(Permission.HMB, Modifier.NMDS), {("HRESCH", "researcher")}, {("MDSRCH", "anyone")}),
        (marked(Permission.GRU, Modifier.NPOA), {("GRU", "researcher")}, {("POARCH", "anyone")}),
        (
            marked(Permission.GRU, Modifier.NPU),
            {("GRU", "non-profit-researcher")},
            {("PurposeOfUse", "commercial-researcher")},
        ),
        (
            marked(Permission.GRU, Modifier.NCU),
            {("GRU", "researcher", "without profit")},
            {("PurposeOfUse", "anyone", "for profit")},
        ),
        (
            marked(Permission.GRU, Modifier.NPUNCU),
            {("GRU", "non-profit-researcher", "without profit")},
            {("PurposeOfUse", "commercial-researcher"), ("PurposeOfUse", "anyone", "for profit")},
        ),
        (
            marked(Permission.GRU, Modifier.GS, places=frozenset({"US", "EEA"})),
            {("GRU", "researcher", "US"), ("GRU", "researcher", "EEA")},
            set(),
        ),
        (
            marked(Permission.GRU, Modifier.IS, named=frozenset({"uni.example"})),
            {("GRU", "researcher", "uni.example")},
            set(),
        ),
    ],
)
def test_what_a_restriction_means(
    restriction: Restriction, permitted: set[tuple[str, ...]], prohibited: set[tuple[str, ...]]
) -> None:
    scope = scope_of(restriction, HOLDING)
    assert {said(atom) for atom in scope.permitted} == permitted
    assert {said(atom) for atom in scope.prohibited} == prohibited
    assert {atom.effect for atom in scope.permitted} == {Effect.PERMIT}
    assert {atom.effect for atom in scope.prohibited} <= {Effect.DENY}
    every = {*scope.permitted, *scope.prohibited}
    assert {(atom.category, atom.actions, atom.kinds) for atom in every} == {
        (HOLDING.categories[0], HOLDING.actions, HOLDING.kinds)
    }


@pytest.mark.parametrize(
    "modifier",
    [Modifier.RS, Modifier.GSO, Modifier.PUB, Modifier.COL, Modifier.IRB, Modifier.MOR, Modifier.PS, Modifier.RTN],
)
def test_a_modifier_that_binds_becomes_an_obligation_of_each_atom(modifier: Modifier) -> None:
    scope = scope_of(marked(Permission.HMB, modifier), HOLDING)
    assert {atom.obligations for atom in scope.permitted} == {(modifier.value,)}


def test_every_modifier_changes_what_a_restriction_means() -> None:
    values: dict[Modifier, dict[str, Any]] = {
        Modifier.GS: {"places": frozenset({"US"})},
        Modifier.US: {"named": frozenset({"dr-b"})},
        Modifier.IS: {"named": frozenset({"uni.example"})},
        Modifier.TS: {"until": LATER},
    }
    plain = acts_of(STATEMENT, marked(Permission.HMB), HOLDING)
    for modifier in Modifier:
        restriction = marked(Permission.HMB, modifier, **values.get(modifier, {}))
        assert not restriction.unclear
        changed = acts_of(STATEMENT, restriction, HOLDING)
        assert [(one.atoms, one.valid) for one in changed] != [(one.atoms, one.valid) for one in plain], modifier


@pytest.mark.parametrize(
    "restriction",
    [
        marked(),
        marked(Modifier.PUB),
        marked(Permission.GRU, Permission.HMB),
        marked(Permission.DS),
        marked(Permission.GRU, diseases=frozenset({"MONDO:1"})),
        marked(Permission.GRU, Modifier.GS),
        marked(Permission.GRU, places=frozenset({"US"})),
        marked(Permission.GRU, Modifier.GS, places=frozenset({"Atlantis"})),
        marked(Permission.GRU, Modifier.US),
        marked(Permission.GRU, Modifier.IS),
        marked(Permission.GRU, named=frozenset({"dr-b"})),
        marked(Permission.GRU, Modifier.US, Modifier.IS, named=frozenset({"dr-b"})),
        marked(Permission.GRU, Modifier.TS),
        marked(Permission.GRU, until=LATER),
        marked(Permission.CC, Modifier.NPU),
        marked(Permission.GRU, words=("for the good of all",)),
    ],
)
def test_what_is_unclear_opens_nothing_and_still_prohibits(restriction: Restriction) -> None:
    assert restriction.unclear
    assert OBLIGATIONS[REVIEW].review
    also = replace(restriction, modifiers=restriction.modifiers | {Modifier.NMDS})
    scope = scope_of(also, HOLDING)
    assert {atom.obligations for atom in scope.permitted} == {(REVIEW,)}
    assert ("MDSRCH", "anyone") in {said(atom) for atom in scope.prohibited}


def free(modifiers: frozenset[Modifier]) -> frozenset[Modifier]:
    return modifiers - {Modifier.GS, Modifier.US, Modifier.IS, Modifier.TS}


restrictions = st.builds(
    Restriction,
    st.sampled_from([frozenset({each}) for each in Permission if each not in {Permission.CC, Permission.DS}]),
    st.frozensets(st.sampled_from(list(Modifier))).map(free),
)


@given(restrictions, st.sampled_from(["plain", "places", "named", "until"]))
def test_what_was_said_in_duo_can_be_said_in_duo(restriction: Restriction, value: str) -> None:
    added: dict[str, tuple[set[Modifier], dict[str, Any]]] = {
        "plain": (set(), {}),
        "places": ({Modifier.GS}, {"places": frozenset({"US", "DE"})}),
        "named": ({Modifier.IS}, {"named": frozenset({"a", "b"})}),
        "until": ({Modifier.TS}, {"until": LATER}),
    }
    modifiers, values = added[value]
    stated = replace(restriction, modifiers=restriction.modifiers | modifiers, **values)
    scope = scope_of(stated, HOLDING)
    back = said_in_duo(scope, until=stated.until)
    assert back.restriction is not None
    assert back.unsaid == ()
    assert scope_of(back.restriction, HOLDING) == scope


@pytest.mark.parametrize(
    "changes",
    [
        {"window": Period(NOW)},
        {"purpose": "HQUALIMP"},
        {"commercial": True},
        {"recipient": "academic-researcher"},
    ],
)
def test_what_no_term_says_is_left_unsaid_and_never_widened(changes: dict[str, Any]) -> None:
    (atom,) = scope_of(marked(Permission.GRU), HOLDING).permitted
    narrowed = replace(atom, **changes)
    back = said_in_duo(Scope((narrowed,), ()))
    assert (back.restriction, back.unsaid) == (None, (narrowed,))


def test_a_prohibition_that_no_term_says_is_listed_beside_what_can_be_said() -> None:
    scope = scope_of(marked(Permission.GRU), HOLDING)
    also = replace(scope.permitted[0], purpose=PURPOSES.code("CLINTRCH"), effect=Effect.DENY)
    back = said_in_duo(Scope(scope.permitted, (also,)))
    assert back.restriction == marked(Permission.GRU)
    assert back.unsaid == (also,)


def test_a_statement_ends_when_the_term_says() -> None:
    (permitted,) = acts_of(STATEMENT, marked(Permission.GRU, Modifier.TS, until=LATER), HOLDING)
    assert permitted.valid == Period(NOW, LATER)


def test_a_newer_statement_takes_back_what_an_older_one_permitted_and_prohibited() -> None:
    older, newer = marked(Permission.HMB, Modifier.NMDS), marked(Permission.POA)
    first = acts_of(STATEMENT, older, HOLDING)
    second = acts_of(replace(STATEMENT, version="2"), newer, HOLDING, before=older)
    acts: list[ConsentAct] = [act.at_leaf(leaf) for leaf, act in enumerate([*first, *second])]
    states = {
        str(answer.act.question): (answer.state, answer.atoms) for answer in fold(acts, acts[0].subject, 9).values()
    }
    assert states["permitted"] == (State.GRANTED, scope_of(marked(Permission.POA), HOLDING).permitted)
    assert states["prohibited"] == (State.WITHDRAWN, ())


def test_the_form_says_what_was_stated() -> None:
    stated = marked(Permission.DS, Modifier.GS, diseases=frozenset({"MONDO:1"}), words=("not for sale",))
    text = acts_of(STATEMENT, stated, HOLDING)[0].template.text
    for line in ("DUO:0000007 DS", "DUO:0000022 GS", "diseases: MONDO:1", "in words: not for sale"):
        assert f"\n{line}\n" in text
    assert "a person must judge: places and modifier do not go together; in words" in text
