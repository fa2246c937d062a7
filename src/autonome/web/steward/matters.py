"""Of what stewards are told by mail: each matter once, by its kind and in no more words. Nothing of it is a patient's.

What may be turned off is what can wait until somebody signs in. An alarm, a missing backup, an exchange that stands
still and what has ended already are told to every steward (our own judgement).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from autonome.kernel import Instant, Text, sha256_hex
from autonome.web.desk.steward import NodeMatter, StewardDesk
from autonome.web.steward.attention import alarms_in
from autonome.web.steward.backups import backed_up
from autonome.web.steward.keys import shown_keys
from autonome.web.steward.partners import known_partners
from autonome.workflows.remind import Matter

AGAIN_DAYS: Final = 7
"""After how many days what was not mended is told again (our own judgement)."""

ALARM: Final = Text("The audit has raised an alarm.")
BACKUP: Final = Text("A backup is missing or too old.")
STANDS: Final = Text("The exchange with partners stands still.")
OVERDUE: Final = Text("A patient's question waits for longer than was promised.")
KEY: Final = Text("Something is to be done with a key of the node.")
CARD: Final = Text("A partner's card ends soon.")
CARD_OVER: Final = Text("A partner's card has ended or cannot be used.")
REVIEW: Final = Text("An emergency waits for its review.")


def matters_of(desk: StewardDesk, now: Instant) -> Iterator[NodeMatter]:
    """All that a steward is to be told now, the gravest first."""
    for alarm in alarms_in(desk.state()):
        yield NodeMatter(Matter(f"alarm {sha256_hex(alarm.encode())}", AGAIN_DAYS), ALARM)
    backed = backed_up(desk, now)
    if backed.late or backed.known.fault:
        last = "none" if backed.known.data is None else str(backed.known.data.at)
        yield NodeMatter(Matter(f"backup {last}", AGAIN_DAYS), BACKUP)
    if desk.exchange_stands():
        yield NodeMatter(Matter("exchange stands", AGAIN_DAYS), STANDS)
    for question in desk.overdue_questions():
        yield NodeMatter(Matter(f"overdue {question}"), OVERDUE, can_wait=True)
    for key in shown_keys(desk, now):
        if key.is_urgent:
            found = Matter(f"key {key.key.use} {key.key.name} {key.sign}")
            yield NodeMatter(found, KEY, can_wait=key.badge != "bad")
    for each in known_partners(desk, now):
        if each.is_urgent:
            over, until = each.badge == "bad", "" if each.known.card is None else str(each.known.card.until)
            found = Matter(f"card {each.known.id} {until} {each.sign}")
            yield NodeMatter(found, CARD_OVER if over else CARD, can_wait=not over)
    for number in desk.unseen_reviews():
        yield NodeMatter(Matter(f"review {number}"), REVIEW, can_wait=True)
