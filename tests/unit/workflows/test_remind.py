"""Of what a patient is reminded, read from a thread, and by which key it is told apart."""

from __future__ import annotations

from typing import Any

import pytest

from autonome.consent import ActKind, ConsentAct, Template, Terms, recorded_act
from autonome.kernel import Instant, Json, Period
from autonome.ledger import EntryKind, Payload, Recorded
from autonome.workflows.prepare_consent import DAY
from autonome.workflows.read_thread import ReadThread
from autonome.workflows.remind import NEWS_DAYS, SOON_DAYS, Matter, emergency_of, late_emergency, matters
from autonome.workflows.show_timeline import Emergency, Line
from tests.fakes.consents import NOW, SUBJECT, act, atom, template

DAYS_TO_THINK = 7
FORM: Template = template("q", (atom(),), terms=Terms(days_to_think=DAYS_TO_THINK))
SHOWN: dict[str, Json] = {"shown": {"form": "form/1", "language": "en", "text": FORM.text_sha256}}


def later(days: float, start: Instant = NOW) -> Instant:
    return Instant(start.seconds + int(days * DAY))


def said(found: ConsentAct) -> tuple[EntryKind, dict[str, Json], Instant]:
    return EntryKind.CONSENT, dict(recorded_act(found)), found.recorded_at


def keys(now: Instant, *bodies: Any) -> list[Matter]:  # noqa: ANN401 - bodies of uses, or entries
    """Of what the person of a thread is reminded."""
    entries = []
    for number, body in enumerate(bodies):
        kind, told, at = body if isinstance(body, tuple) else (EntryKind.USE, body, NOW)
        entries.append(Recorded(number, bytes(32), Payload("log", kind, SUBJECT, number, None, at, told)))
    return list(matters(ReadThread(SUBJECT, tuple(entries), len(entries), now), [FORM], now))


def until(end: Instant, **changes: Any) -> ConsentAct:  # noqa: ANN401 - parts of the act
    return act(valid=Period(NOW, end), **changes)


@pytest.mark.parametrize(
    ("days", "told"), [(SOON_DAYS - 1, True), (SOON_DAYS, True), (SOON_DAYS + 1, False), (-1, False)]
)
def test_an_answer_that_ends_soon_is_told_month_by_month(days: int, told: bool) -> None:  # noqa: FBT001 - a table
    now = later(100)
    found = keys(now, said(until(later(100 + days))))
    assert found == ([Matter("ending form", 30)] if told else [])


def test_the_answers_of_one_form_are_one_matter() -> None:
    ending = [said(until(later(5 + each), question=f"q{each}", leaf=each)) for each in range(3)]
    assert keys(later(1), *ending) == [Matter("ending form", 30)]


def test_time_to_think_is_told_when_it_is_over_and_not_for_ever() -> None:
    over = Matter("thought over form/1")
    assert keys(later(DAYS_TO_THINK - 0.1), SHOWN) == []
    assert keys(later(DAYS_TO_THINK), SHOWN) == [over]
    assert keys(later(DAYS_TO_THINK + NEWS_DAYS - 0.1), SHOWN) == [over]
    assert keys(later(DAYS_TO_THINK + NEWS_DAYS), SHOWN) == []


@pytest.mark.parametrize(("after", "told"), [(DAYS_TO_THINK - 1, True), (DAYS_TO_THINK + 1, False)])
def test_who_has_answered_after_thinking_is_not_told_that_it_is_over(after: int, told: bool) -> None:  # noqa: FBT001
    answered = act(ActKind.DENY, form=FORM, recorded_at=later(after), valid=Period(later(after), later(1000)), leaf=1)
    found = keys(later(DAYS_TO_THINK + 2), SHOWN, said(answered))
    assert (Matter("thought over form/1") in found) is told


def test_an_answer_to_a_question_is_told_by_the_questions_own_id() -> None:
    asked: dict[str, Json] = {"asked": {"id": "ab", "about": "", "words": "?", "at": str(NOW)}}
    answered: dict[str, Json] = {"answered": {"id": "ab", "words": "So.", "by": "dr-b"}}
    assert keys(later(1), asked) == []
    assert keys(later(NEWS_DAYS - 0.1), asked, answered) == [Matter("answered ab")]
    assert keys(later(NEWS_DAYS), asked, answered) == []


def test_an_emergency_is_told_until_it_was_seen_however_old() -> None:
    broken: dict[str, Json] = {"emergency": {"reason": "unconscious"}, "opened": True}
    late: dict[str, Json] = {"emergency": {"reason": "the same", "late": True, "pass": "fe"}, "opened": True}
    assert keys(later(1000), broken, late) == [Matter("emergency 0"), Matter("late emergency fe")]
    assert keys(later(1000), broken, late, {"noticed": [0]}) == [Matter("late emergency fe")]


def test_a_late_emergency_has_one_key_before_and_after_it_is_on_the_log() -> None:
    line = Line(7, NOW, EntryKind.USE, "opened", token="fe", emergency=Emergency("unconscious"))  # noqa: S106 - a digest
    assert emergency_of(line) == late_emergency("fe")
