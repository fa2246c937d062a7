"""What decides about one person after the other says of each what `decide` says of that person alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.access import Decider, Request, decide
from autonome.adapters.postgres_gate import deciders
from autonome.adapters.postgres_gate.deciders import Deciders
from autonome.consent import ActKind
from autonome.kernel import Instant, SubjectId
from autonome.law import RULES
from tests.unit.access.test_register import PEOPLE, QUESTIONS, SIZE, acts_of, asked, moves

times = st.sampled_from([Instant.parse(day) for day in ("2025-12-31", "2026-01-15", "2026-03-01")])
asking = st.tuples(
    st.sampled_from(PEOPLE),
    times,
    st.sampled_from([("TREAT",), ("HMARKT",), ("TREAT", "HPAYMT")]),
    st.sampled_from([QUESTIONS, QUESTIONS[:1]]),
    st.sampled_from([None, 3, SIZE]),
    st.integers(0, 20),
)


@given(st.lists(moves, max_size=20), st.lists(asking, max_size=12))
def test_each_is_told_what_is_decided_alone(
    history: list[tuple[SubjectId, str, ActKind, str | None]],
    questions: list[tuple[SubjectId, Instant, tuple[str, ...], tuple[str, ...], int | None, int]],
) -> None:
    acts, together = acts_of(history), Deciders()
    for who, at, purposes, items, restricted, size in questions:
        request = replace(asked(who), purposes=purposes, items=items)
        alone = decide(acts, request, RULES, at, size, restricted=restricted)
        assert together.decide(tuple(acts), request, RULES, at, size, restricted=restricted) == alone


def test_nobody_is_held_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    made = count()

    class Counted(Decider):
        def __init__(self, *parts: object) -> None:
            next(made)
            super().__init__(*parts)  # type: ignore[arg-type]  # as they come

    monkeypatch.setattr(deciders, "Decider", Counted)
    monkeypatch.setattr(deciders, "MOST_PEOPLE", 2)
    together, at = Deciders(), Instant.parse("2026-03-01")
    requests: list[Request] = [asked(who) for who in (*PEOPLE[:2], *PEOPLE[:2], *PEOPLE[2:])]
    for request in requests:
        together.decide((), request, RULES, at, SIZE)
    assert next(made) == 4, "one for each two people, and one for the last"
