"""Break-glass while the log cannot record: what is on record of the person counts as it does at the gate."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import pytest

from autonome.access import Denied, Permit
from autonome.access.reasons import ReasonCode
from autonome.access.rights import Deed
from autonome.kernel import AutonomeError
from autonome.law import RULES, Circumstance, stating
from autonome.ledger import Draft, EntryKind, Recorded
from autonome.workflows.break_glass import MATTER, Journalled, Reasoned, break_glass_unrecorded
from autonome.workflows.review_emergencies import reviews
from tests.fakes.consents import SUBJECT, request
from tests.fakes.ledger import MemoryKeptLog, MemoryLog, SetClock

UNABLE = stating({Circumstance.CANNOT_CONSENT: True})


def asked(place: str) -> Reasoned:
    return Reasoned(request(purposes=("ETREAT",), jurisdiction=place, circumstances=UNABLE), "Found unconscious.", "ab")


class NoPassLeftError(AutonomeError):
    """It came as far as asking for a pass."""


class NoPasses:
    """The gate's way out, with no pass left."""

    def admit(self, *_: object) -> tuple[Recorded, bytes, Journalled]:
        raise NoPassLeftError("no pass is left")

    def under(self, permit: Permit) -> AbstractContextManager[Any]:
        raise AssertionError(permit)


class NoRecords:
    """Nothing is read."""

    def read(self, *_: object) -> tuple[Any, ...]:
        raise AssertionError


def opened(log: MemoryLog, place: str = "DE") -> object:
    clock = SetClock()
    return break_glass_unrecorded(
        asked(place), emergencies=NoPasses(), records=NoRecords(), log=log, rules=RULES, clock=clock
    )  # fmt: skip


def test_an_emergency_is_let_as_far_as_the_pass() -> None:
    with pytest.raises(NoPassLeftError):
        opened(MemoryLog())


def test_a_restriction_on_record_holds_while_the_log_cannot_record() -> None:
    log = MemoryLog()
    log.append([Draft(EntryKind.RIGHT, SUBJECT, {"deed": str(Deed.RESTRICTED)})])
    found = opened(log)
    assert isinstance(found, Denied)
    assert {reason.code for reason in found.reasons} == {ReasonCode.RESTRICTED}
    with pytest.raises(NoPassLeftError):  # 45 CFR 164.522(a)(1)(iii)
        opened(log, "US")
    log.append([Draft(EntryKind.RIGHT, SUBJECT, {"deed": str(Deed.LIFTED)})])
    with pytest.raises(NoPassLeftError):
        opened(log)


def test_of_two_who_close_a_review_at_once_the_first_did() -> None:
    log = MemoryKeptLog()
    (queued,) = log.append([Draft(EntryKind.INCIDENT, MATTER, {"break_glass": "ab", "person": "cd"})])
    for by, finding in (("stella", "It was right."), ("sam", "It was wrong.")):
        log.append([Draft(EntryKind.INCIDENT, MATTER, {"closes": queued.index, "finding": finding, "by": by})])
    (review,) = reviews(log)
    assert (review.finding, review.closed_by) == ("It was right.", "stella")
