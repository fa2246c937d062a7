"""For a patient: what they ask for by right, and by when each matter must be answered.

A copy of everything is handed over on the page, to the person; a program asks for corrections, less use, and erasure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from django.http import HttpRequest
from pydantic import Field, StringConstraints

from autonome.access.rights import MAX_WORDS, Matter, Right
from autonome.kernel import InputError
from autonome.web.api.values import LINES, Sent, Told
from autonome.web.asking import asker
from autonome.web.site import site

FewWords = Annotated[str, StringConstraints(max_length=MAX_WORDS, pattern=LINES)]


class MatterTold(Told):
    """A matter: what was asked, by when it is due, what was done."""

    id: str
    right: str
    asked_at: str
    due: str
    rule: str
    words: str
    deeds: list[str]
    open: bool
    overdue: bool
    held: bool


class Matters(Told):
    """What was asked for, the newest first."""

    matters: list[MatterTold]
    restricted: bool


class Asking(Sent):
    """What is asked for; of a correction, what is wrong and how it should be."""

    right: Annotated[Literal["correct", "restrict"], Field(examples=["correct"])]
    words: Annotated[FewWords, Field(examples=["My weight is another."])] = ""


class Erasing(Sent):
    """What is said with it; nothing needs to be."""

    words: FewWords = ""


def matters(request: HttpRequest) -> Matters:
    """What was asked for, and what becomes of it."""
    thread = site().desk.patient(asker(request)).thread()
    told = [_told(each) for each in reversed(thread.matters)]
    return Matters(matters=told, restricted=thread.restricted is not None)


def ask(request: HttpRequest, sent: Asking) -> MatterTold:
    """Ask for a correction, or for less use; of the same right there is one matter at a time."""
    if sent.right == "correct" and not sent.words.strip():
        raise InputError("nothing is said to be wrong", mend="say what is wrong, and how it should be.")
    return _told(site().desk.patient(asker(request)).rights.ask(Right(sent.right), sent.words))


def erase(request: HttpRequest, sent: Erasing) -> MatterTold:
    """Ask to be erased."""
    return _told(site().desk.patient(asker(request)).rights.ask(Right.ERASE, sent.words))


def asked_before(request: HttpRequest, entries: Sequence[int], *, sent: Asking) -> MatterTold | None:
    """The matter that was begun."""
    del entries
    return _newest(request, Right(sent.right))


def erasure_before(request: HttpRequest, entries: Sequence[int], *, sent: Erasing) -> MatterTold | None:
    """The matter that was begun."""
    del entries, sent
    return _newest(request, Right.ERASE)


def _newest(request: HttpRequest, right: Right) -> MatterTold | None:
    """The newest matter of a right: there is one at a time."""
    thread = site().desk.patient(asker(request)).thread()
    return next((_told(each) for each in reversed(thread.matters) if each.right is right), None)


def _told(matter: Matter) -> MatterTold:
    now = site().clock.now()
    return MatterTold(
        id=matter.id,
        right=str(matter.right),
        asked_at=str(matter.asked_at),
        due=str(matter.due),
        rule=matter.limit.rule,
        words=matter.words,
        deeds=[str(each) for each in matter.deeds],
        open=matter.is_open,
        overdue=matter.is_overdue(now),
        held=matter.is_held(now),
    )
