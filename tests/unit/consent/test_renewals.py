"""What ends soon, and when to remind; what a new version of a form asks again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.consent import (
    ActKind,
    Atom,
    ConsentAct,
    Kind,
    Question,
    QuestionId,
    QuestionKey,
    Standing,
    State,
    Template,
    fold,
)
from autonome.consent.authority import DAY, Lapse
from autonome.consent.reconsent import Need, reconsent
from autonome.consent.renewals import INTERVAL_DAYS, Ending, ending, reminders
from autonome.kernel import Instant, Period
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom, template


def until(days: int) -> Period:
    return Period(LONG.start, Instant(NOW.seconds + days * DAY))


def answers(*acts: ConsentAct) -> dict[QuestionKey, Standing]:
    return dict(fold(acts, SUBJECT, 100))


def test_what_ends_within_the_days_is_listed_in_order() -> None:
    said = answers(
        act(leaf=0, question="late", valid=until(31)), act(leaf=1, question="b", valid=until(30)),
        act(ActKind.DENY, leaf=2, question="a", valid=until(5)), act(leaf=3, question="over", valid=until(0)),
        act(leaf=4, question="endless", valid=Period(LONG.start)), act(ActKind.WITHDRAW, leaf=5, question="gone"),
    )  # fmt: skip
    assert [(each.key, each.renewable) for each in ending(said, NOW, 30)] == [("form/a", True), ("form/b", True)]


def test_what_ends_with_an_authority_is_asked_anew_and_not_renewed() -> None:
    said = answers(act(valid=until(5)))
    said = {key: replace(each, lapse=Lapse.AUTHORITY_ENDED) for key, each in said.items()}
    assert [each.renewable for each in ending(said, NOW, 30)] == [False]


def endings(*forms: str) -> tuple[Ending, ...]:
    acts = [
        act(leaf=n, valid=until(5), form=replace(template("q", (atom(),)), id=form)) for n, form in enumerate(forms)
    ]
    return ending(answers(*acts), NOW, 30)


@pytest.mark.parametrize(("ago", "again"), [(0, False), (INTERVAL_DAYS - 1, False), (INTERVAL_DAYS, True)])
def test_one_reminder_for_each_form_and_interval(ago: int, *, again: bool) -> None:
    sent = {"one": Instant(NOW.seconds - ago * DAY)}
    due = [each.form for each in reminders(endings("one", "two"), NOW, sent)]
    assert due == (["one", "two"] if again else ["two"])


@given(st.lists(st.integers(0, 400), max_size=20), st.integers(1, 60))
def test_nobody_is_ever_reminded_twice_within_an_interval(days: list[int], interval: int) -> None:
    sent: dict[str, Instant] = {}
    for day in sorted(days):
        now = Instant(NOW.seconds + day * DAY)
        for each in reminders(endings("one"), now, sent, interval):
            assert each.form not in sent or now.seconds - sent[each.form].seconds >= interval * DAY
            sent[each.form] = now


def form(version: str, **questions: tuple[Atom, ...]) -> Template:
    asked = tuple(Question(QuestionId(name), "?", atoms) for name, atoms in questions.items())
    return replace(template("q", (atom(),), version), questions=asked)


OLD = form("1", same=(atom(),), wide=(atom(),), kind=(atom(kinds=frozenset({Kind.GENERAL})),), gone=(atom(),))
WIDER = (atom(), atom(category="medications"))
NEW = form("2", same=(atom(),), wide=WIDER, kind=(atom(),), new=(atom(),))
ALL = ["same", "wide", "kind", "gone"]


def needs(said: dict[str, ActKind], new: Template = NEW) -> dict[str, Need]:
    acts = [
        act(kind, *OLD.question(name).atoms, question=name, form=OLD, leaf=n)
        for n, (name, kind) in enumerate(said.items())
    ]
    return {str(each.question): each.need for each in reconsent(answers(*acts), new)}


def test_an_old_yes_stands_unless_more_is_asked() -> None:
    assert needs(dict.fromkeys(ALL, ActKind.GRANT)) == {
        "same": Need.STANDS, "wide": Need.WIDER, "kind": Need.WIDER, "new": Need.NEW, "gone": Need.GONE,
    }  # fmt: skip


def test_an_old_no_stands_where_it_refuses_all_of_the_new_question() -> None:
    found = needs(dict.fromkeys(ALL, ActKind.DENY))
    assert (found["same"], found["kind"], found["wide"]) == (Need.STANDS, Need.STANDS, Need.WIDER)


def test_who_took_it_back_is_not_asked_because_a_form_changed() -> None:
    assert needs({"wide": ActKind.WITHDRAW})["wide"] is Need.STANDS


def test_what_was_asked_and_not_answered_is_not_new() -> None:
    assert needs({"same": ActKind.GRANT})["wide"] is Need.UNANSWERED
    assert set(needs({}).values()) == {Need.NEW}


def test_the_same_form_asks_nobody_again() -> None:
    assert set(needs(dict.fromkeys(ALL, ActKind.GRANT), OLD).values()) == {Need.STANDS}


def test_silence_keeps_the_old_scope_and_the_new_scope_waits() -> None:
    old = act(ActKind.GRANT, atom(), question="wide", form=OLD)
    said = answers(old)
    assert said[QuestionKey("form/wide")].atoms == OLD.question("wide").atoms
    later = answers(old, act(ActKind.GRANT, *WIDER, question="wide", form=NEW, leaf=1))
    assert later[QuestionKey("form/wide")].atoms == NEW.question("wide").atoms
    assert said[QuestionKey("form/wide")].state is State.GRANTED
