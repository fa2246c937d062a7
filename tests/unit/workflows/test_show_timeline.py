"""A timeline read from entries: what each says, whatever else is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from autonome.consent import recorded_act
from autonome.kernel import Instant, Json, SubjectId
from autonome.ledger import Draft, EntryKind, Log, Payload, Recorded
from autonome.workflows.show_timeline import Line, notice, notices, timeline_of
from tests.fakes.consents import act

ANNA = SubjectId("anna")
AT = Instant.parse("2026-03-01T10:00:00Z")
DONE = "2026-02-01T10:00:00Z"


@dataclass
class Entries:
    """A log of one person's entries."""

    found: list[Recorded]

    def entries_of(self, _: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        return tuple(each for each in self.found if kind in {None, each.payload.kind})

    def append(self, drafts: list[Draft]) -> tuple[Recorded, ...]:
        for draft in drafts:
            self.add(draft.kind, dict(draft.body))
        return tuple(self.found[-len(drafts) :])

    def add(self, kind: EntryKind, body: dict[str, Json]) -> Recorded:
        index = 10 * len(self.found)
        entry = Recorded(index, bytes(32), Payload("log", kind, ANNA, len(self.found), None, AT, body))
        self.found.append(entry)
        return entry


@pytest.fixture
def log() -> Entries:
    return Entries([])


def lines(log: Entries) -> tuple[Line, ...]:
    return timeline_of(ANNA, cast("Log", log))


def decision(effect: str, **more: Any) -> dict[str, Json]:  # noqa: ANN401 - one keyword for each member
    request: dict[str, Json] = {
        "actor": "dr-b",
        "organisation": "hospital.example",
        "purposes": ["TREAT"],
        "items": ["medications", "hiv"],
    }
    return {"request": request, "decision": {"effect": effect, "reasons": [], **more}}


def test_what_was_allowed_names_what_it_rests_on_and_the_use_follows_its_decision(log: Entries) -> None:
    yes = act(question="medicines", form=None, leaf=None)
    log.add(EntryKind.CONSENT, dict(recorded_act(yes)))
    allowed = log.add(
        EntryKind.DECISION, decision("allowed", grants=[{"item": "medications"}], basis=[yes.digest, "R-1"])
    )
    log.add(EntryKind.USE, {"decision": allowed.leaf.hex(), "opened": ["medications"]})
    consent, decided, used = lines(log)
    assert consent.what == "grant form/medicines"
    assert consent.for_others().what == "act of consent"
    assert decided.for_others().what == "allowed"
    assert decided.basis == ("form/medicines (entry 0)", "R-1")
    assert (decided.what, decided.items) == ("allowed", ("medications",))
    assert (used.what, used.actor, used.items, used.index) == ("opened", "dr-b", ("medications",), 20)


def test_who_was_shown_a_question_or_an_order_is_named(log: Entries) -> None:
    log.add(EntryKind.USE, {"read": {"id": "ab" * 16, "by": "dr-b"}})
    log.add(EntryKind.USE, {"looked": {"order": 7, "by": "lab-a"}})
    assert [(line.what, line.actor) for line in lines(log)] == [("read", "dr-b"), ("looked", "lab-a")]


def test_a_refusal_says_why_to_the_person_alone(log: Entries) -> None:
    log.add(EntryKind.DECISION, decision("denied", reasons=[{"code": "withdrawn", "item": "hiv"}]))
    (line,) = lines(log)
    assert (line.what, line.items, line.reasons) == ("refused", ("medications", "hiv"), ("withdrawn hiv",))
    assert line.for_others().reasons == ()


def test_a_notice_is_told_until_it_was_shown(log: Entries) -> None:
    allowed = log.add(EntryKind.DECISION, decision("allowed", grants=[{"item": "medications"}]))
    body: dict[str, Json] = {"decision": allowed.leaf.hex(), "opened": ["medications"], "emergency": {"reason": "fell"}}
    log.add(EntryKind.USE, body)
    told = notices(lines(log))
    assert [each.index for each in told] == [10]
    notice(ANNA, told, cast("Log", log))
    assert notices(lines(log)) == ()
    assert notice(ANNA, (), cast("Log", log)) is None
    log.add(EntryKind.USE, body)
    assert [each.index for each in notices(lines(log))] == [30], "the next one is told anew"


def test_what_was_done_while_the_log_could_not_record_says_when(log: Entries) -> None:
    told = {"reason": "fell", "done": DONE, "late": True, "pass": "ab", **decision("allowed", grants=[{"item": "hiv"}])}
    log.add(EntryKind.USE, {"opened": ["hiv"], "emergency": told})
    (line,) = lines(log)
    assert line.emergency is not None
    assert line.emergency.done == Instant.parse(DONE)
    assert (line.what, line.actor, line.items, line.token) == ("opened", "dr-b", ("hiv",), "ab")


@pytest.mark.parametrize("body", [{}, {"request": 7, "decision": None}, {"decision": {"grants": "x", "basis": 3}}])
def test_a_decision_of_another_form_is_shown_as_far_as_it_goes(log: Entries, body: dict[str, Json]) -> None:
    log.add(EntryKind.DECISION, body)
    (line,) = lines(log)
    assert (line.what, line.actor) == ("refused", "")


def test_other_kinds_are_named(log: Entries) -> None:
    log.add(EntryKind.DISCLOSURE, {"sent": "x"})
    assert [each.what for each in lines(log)] == ["sent"]
