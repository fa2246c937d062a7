"""Folding acts: the newer supersedes within its question, and nothing that ran out comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.consent import ActId, ActKind, Authority, Comprehension, ConsentAct, State, Timing, fold
from autonome.kernel import ActorId, Instant, Period, SubjectId
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom, template

SHORT = Period(Instant.parse("2026-01-01"), Instant.parse("2026-02-01"))
SIZE = 100


def states(*acts: ConsentAct, size: int = SIZE) -> dict[str, State]:
    return {key: answer.state for key, answer in fold(acts, SUBJECT, size).items()}


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ("grant", State.GRANTED),
        ("deny", State.DENIED),
        ("withdraw", State.WITHDRAWN),
        ("renew", None),
        ("grant deny", State.DENIED),
        ("deny grant", State.GRANTED),
        ("grant withdraw", State.WITHDRAWN),
        ("grant renew", State.GRANTED),
        ("deny renew", State.DENIED),
        ("grant withdraw renew", State.WITHDRAWN),
        ("grant withdraw grant", State.GRANTED),
    ],
)
def test_life_of_an_answer(kinds: str, state: State | None) -> None:
    acts = [act(ActKind(kind), leaf=leaf) for leaf, kind in enumerate(kinds.split())]
    assert states(*acts).get("form/q") is state


def test_an_expired_act_does_not_bring_back_the_one_that_it_replaced() -> None:
    long, short = act(leaf=0, valid=LONG), act(leaf=1, valid=SHORT)
    answer = fold([long, short], SUBJECT, SIZE)["form/q"]  # type: ignore[index]
    assert answer.timing(NOW) is Timing.EXPIRED


def test_a_grant_for_later_replaces_at_once_and_opens_later() -> None:
    later = act(leaf=1, valid=Period(Instant.parse("2027-01-01")))
    answer = fold([act(leaf=0), later], SUBJECT, SIZE)["form/q"]  # type: ignore[index]
    assert answer.timing(NOW) is Timing.NOT_YET
    assert answer.timing(Instant.parse("2030-01-01")) is Timing.IN_FORCE


def test_log_order_counts_not_the_order_of_the_list_nor_the_time_of_recording() -> None:
    grant = act(leaf=7, recorded_at=Instant.parse("2020-01-01"))
    withdrawal = act(ActKind.WITHDRAW, leaf=3, recorded_at=Instant.parse("2030-01-01"))
    assert states(grant, withdrawal) == {"form/q": State.GRANTED}


def test_what_the_log_did_not_hold_yet_is_not_known() -> None:
    acts = [act(leaf=0), act(ActKind.WITHDRAW, leaf=5)]
    assert states(*acts, size=5) == {"form/q": State.GRANTED}
    assert states(*acts, size=6) == {"form/q": State.WITHDRAWN}
    assert states(act(leaf=None)) == {}


def test_acts_of_another_person_count_for_nothing() -> None:
    assert fold([act()], SubjectId("ben"), SIZE) == {}


def test_a_renewal_keeps_the_scope_and_changes_the_time() -> None:
    soon = Instant.parse("2026-01-15")
    signed = act(leaf=0, valid=SHORT, recorded_at=SHORT.start)
    answer = fold([signed, act(ActKind.RENEW, leaf=1, recorded_at=soon)], SUBJECT, SIZE)["form/q"]  # type: ignore[index]
    assert answer.atoms == (atom(),)
    assert answer.timing(NOW) is Timing.IN_FORCE


def test_a_renewal_of_another_version_renews_nothing() -> None:
    newer = template("q", (atom(),), version="2")
    answer = fold([act(leaf=0, valid=SHORT), act(ActKind.RENEW, leaf=1, form=newer)], SUBJECT, SIZE)["form/q"]  # type: ignore[index]
    assert answer.timing(NOW) is Timing.EXPIRED


def test_a_newer_version_answers_the_same_question() -> None:
    newer = template("q", (atom(),), version="2")
    assert states(act(leaf=0), act(ActKind.DENY, leaf=1, form=newer)) == {"form/q": State.DENIED}


def test_a_supersession_ends_the_act_that_it_names_under_its_old_question() -> None:
    old = act(leaf=0, question="old")
    new = act(ActKind.SUPERSEDE, leaf=1, question="new", replaces=ActId("act-0"))
    assert states(old, new) == {"form/old": State.WITHDRAWN, "form/new": State.GRANTED}


@given(st.lists(st.tuples(st.sampled_from("pqr"), st.sampled_from(["grant", "deny", "withdraw", "renew"]))), st.data())
def test_order_across_questions_does_not_matter(moves: list[tuple[str, str]], data: st.DataObject) -> None:
    acts = [act(ActKind(kind), question=question, leaf=leaf) for leaf, (question, kind) in enumerate(moves)]
    # Any interleaving that keeps the order within each question.
    lanes = {question: [a for a in acts if a.question == question] for question in "pqr"}
    mixed: list[ConsentAct] = []
    while any(lanes.values()):
        lane = data.draw(st.sampled_from([question for question, left in lanes.items() if left]))
        mixed.append(lanes[lane].pop(0).at_leaf(len(mixed)))
    assert states(*mixed) == states(*acts)


BEFORE, AFTER = Instant.parse("2026-01-15"), Instant.parse("2026-06-01")


def test_a_yes_that_is_not_yet_on_record_does_not_count() -> None:
    assert fold([act(leaf=0, recorded_at=AFTER)], SUBJECT, SIZE, at=NOW) == {}


@pytest.mark.parametrize("kind", ["grant", "withdraw", "deny"])
def test_what_is_not_yet_on_record_ends_no_refusal(kind: str) -> None:
    parts: dict[str, Any] = {} if kind == "withdraw" else {"valid": SHORT}
    later = act(ActKind(kind), leaf=1, recorded_at=AFTER, **parts)
    answer = fold([act(ActKind.DENY, leaf=0), later], SUBJECT, SIZE, at=NOW)["form/q"]  # type: ignore[index]
    assert (answer.state, answer.valid) == (State.DENIED, LONG)


def test_a_refusal_counts_whatever_time_it_states() -> None:
    acts = [act(leaf=0), act(ActKind.WITHDRAW, leaf=1, recorded_at=AFTER)]
    assert fold(acts, SUBJECT, SIZE, at=NOW)["form/q"].state is State.WITHDRAWN  # type: ignore[index]


@pytest.mark.parametrize(
    "changes",
    [
        {"comprehension": Comprehension.FAILED},
        {"recipient_id": "b.example"},
        {"recorded_at": Instant.parse("2026-02-01")},
        {"actor": ActorId("friend"), "authority": Authority.PROXY},
    ],
)
def test_a_renewal_that_is_not_understood_too_late_or_another_s_renews_nothing(changes: dict[str, Any]) -> None:
    signed = act(leaf=0, valid=SHORT, recorded_at=SHORT.start)
    renewed = act(ActKind.RENEW, leaf=1, **({"recorded_at": BEFORE} | changes))
    answer = fold([signed, renewed], SUBJECT, SIZE)["form/q"]  # type: ignore[index]
    assert (answer.act, answer.valid) == (signed, SHORT)


def test_a_renewal_in_another_language_of_the_same_form_renews_it() -> None:
    signed = act(leaf=0, valid=SHORT, recorded_at=SHORT.start)
    form = replace(signed.template, language="id", text="Teks.")
    answer = fold([signed, act(ActKind.RENEW, leaf=1, form=form, recorded_at=BEFORE)], SUBJECT, SIZE)["form/q"]  # type: ignore[index]
    assert answer.valid == LONG
