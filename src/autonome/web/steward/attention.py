"""What a steward has to do now: for the top of their home. Nothing of it is a patient's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from autonome.kernel import Instant, Json, Text
from autonome.web.desk.steward import StewardDesk
from autonome.web.steward.keys import shown_keys
from autonome.web.steward.partners import known_partners
from autonome.web.steward.storage import whole
from autonome.web.work.models import State, Work

FAILED = Text("Work in the background that a fault of ours ended in the last days: {count}", count="")
UNSEEN = Text("Break-glass that nobody has looked at yet: {count}", count="")
KEY = Text("Key: {what}: {sign}", what="", sign="")
PARTNER = Text("Partner {partner}: {sign}", partner="", sign="")
OVERDUE = Text("Patients' questions that clinicians have not answered in the time that was promised: {count}", count="")
STANDS = Text("The exchange with partners stands still: nothing goes out or comes in.")
ALARM: Final = "ALARM"
ALARMS: Final = (ALARM, "halted", "fault")
"""Names in a node's state that stand above all else, where there is any."""

DISK = Text("Less is free on this disk than the node takes: a backup beside it would not fit.")


@dataclass(frozen=True, slots=True)
class ToDo:
    """One matter.

    Args:
        words: what it is.
        page: where it is done; "" where that is nothing of a steward's.
        badge: class of how pressing it is.
    """

    words: Text
    page: str
    badge: str = "warn"


def alarms_in(state: Mapping[str, Json]) -> list[str]:
    """What of a node's state stands above all else."""
    found = [str(state[name]) for name in ALARMS if state.get(name)]
    marked = (str(value) for name, value in state.items() if name not in ALARMS)
    return found + [each.removeprefix(ALARM).lstrip(": ") for each in marked if each.startswith(ALARM)]


def to_do(desk: StewardDesk, now: Instant) -> Iterator[ToDo]:
    """All of it."""
    if desk.exchange_stands():
        yield ToDo(STANDS, "partners", "bad")
    if overdue := len(desk.overdue_questions()):
        yield ToDo(OVERDUE.of(count=str(overdue)), "")
    if waiting := desk.waiting_reviews():
        yield ToDo(UNSEEN.of(count=str(waiting)), "reviews")
    for key in shown_keys(desk, now):
        if key.is_urgent:
            yield ToDo(KEY.of(what=key.label, sign=key.sign), "node-keys", key.badge)
    for each in known_partners(desk, now):
        if each.is_urgent:
            yield ToDo(PARTNER.of(partner=each.known.id, sign=each.sign), "partners", each.badge)
    if failed := Work.objects.filter(state=State.FAILED.value, told="").count():
        yield ToDo(FAILED.of(count=str(failed)), "node-jobs")
    sizes = desk.storage()
    if sizes["free"] < whole(sizes):
        yield ToDo(DISK, "node-storage", "bad")
