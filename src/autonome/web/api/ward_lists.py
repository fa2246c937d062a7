"""Lists of what waits: patients' questions, tests that were ordered, what partners sent.

As on the pages, a list names nobody and says nothing of what was asked or ordered; that is told of one at a time, and
stands on the person's log first.
"""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path
from pydantic import StringConstraints

from autonome.kernel import SubjectId
from autonome.web.api.paging import USUAL, After, Limit, Next, part
from autonome.web.api.values import LARGEST_NUMBER, Done, PatientId, Sent, Told, Words
from autonome.web.asking import asker
from autonome.web.desk import ClinicDesk
from autonome.web.site import site

QuestionId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$"), Path()]
Waiting = Annotated[int, Path(ge=0, le=LARGEST_NUMBER)]


class Waits(Told):
    """A patient's question that waits: of what kind it is, and since when."""

    id: str
    kind: Literal["form", "talk", "other"]
    asked_at: str


class Question(Told):
    """A patient's question, as it was asked."""

    id: str
    patient: str
    about: str
    words: str
    asked_at: str


class Questions(Told):
    """A part of the list, the oldest first."""

    questions: list[Waits]
    next: Next


class Answering(Sent):
    """The answer, in words that the patient reads."""

    words: Words


class OrderWaits(Told):
    """A test that was ordered: when, and by whom."""

    number: int
    at: str
    by: str


class Order(Told):
    """A test that was ordered, with the gene and the patient, by the list's own name and by id."""

    number: int
    at: str
    gene: str
    by: str
    known_as: str
    patient: str


class Orders(Told):
    """A part of the list, the oldest first."""

    orders: list[OrderWaits]
    next: Next


class ArrivedWaits(Told):
    """Something that a partner sent: from where it came, which data, since when it waits and until when."""

    number: int
    sender: str
    items: list[str]
    since: str
    until: str


class Arrived(Told):
    """What a partner sent, and what the partner tells of the person."""

    number: int
    sender: str
    transfer: str
    items: list[str]
    name: str
    numbers: list[str]


class AllArrived(Told):
    """A part of the list, the oldest first."""

    arrived: list[ArrivedWaits]
    next: Next


class Taking(Sent):
    """Whose it is; null for somebody who is not kept here yet."""

    patient: PatientId | None


class Taken(Told):
    """What became of it: ``delivered``, or that consent here does not cover it."""

    state: str


def questions(request: HttpRequest, after: After = None, limit: Limit = USUAL) -> Questions:
    """Patients' questions that wait; who asks, and what, is not told."""
    shown, cursor = part(_desk(request).questions(), lambda each: each.entry, after, limit)
    told = [Waits(id=each.id, kind=each.kind, asked_at=str(each.since)) for each in shown]
    return Questions(questions=told, next=cursor)


def read(request: HttpRequest, question: QuestionId) -> Question:
    """One of them; that it was read stands on the patient's own log first."""
    each = _desk(request).read_question(question)
    return Question(
        id=each.id, patient=str(each.subject), about=each.about, words=each.words, asked_at=str(each.asked_at)
    )


def answer(request: HttpRequest, question: QuestionId, sent: Answering) -> Done:
    """Answer a question: it stands on the patient's own log, under the name of who answers."""
    return Done(entry=_desk(request).answer(question, sent.words).entry)


def orders(request: HttpRequest, after: After = None, limit: Limit = USUAL) -> Orders:
    """Tests that were ordered and not dealt with; whose, and of which gene, is not told."""
    shown, cursor = part(_desk(request).orders(), lambda each: each.number, after, limit)
    told = [OrderWaits(number=each.number, at=str(each.since), by=each.by) for each in shown]
    return Orders(orders=told, next=cursor)


def look_at_order(request: HttpRequest, number: Waiting) -> Order:
    """One of them; that it was looked at stands on the patient's own log first."""
    each = _desk(request).look_at_order(number)
    return Order(
        number=each.number, at=str(each.at), gene=each.gene, by=each.by, known_as=each.known_as,
        patient=str(each.subject),
    )  # fmt: skip


def close_order(request: HttpRequest, number: Waiting) -> Done:
    """Say that an order is dealt with."""
    return Done(entry=_desk(request).close_order(number).index)


def arrived(request: HttpRequest, after: After = None, limit: Limit = USUAL) -> AllArrived:
    """What partners sent, and nobody said yet whose it is; who that may be is not told."""
    shown, cursor = part(_desk(request).waiting(), lambda each: each.number, after, limit)
    told = [
        ArrivedWaits(
            number=each.number,
            sender=each.sender,
            items=list(each.items),
            since=str(each.since),
            until=str(each.until),
        )
        for each in shown
    ]
    return AllArrived(arrived=told, next=cursor)


def look_at_arrived(request: HttpRequest, number: Waiting) -> Arrived:
    """One of them, with what the partner tells of the person; that it was looked at stands on the log first."""
    each = _desk(request).look_at(number)
    return Arrived(
        number=each.number, sender=each.sender, transfer=each.transfer, items=list(each.items), name=each.name,
        numbers=list(each.numbers),
    )  # fmt: skip


def take(request: HttpRequest, number: Waiting, sent: Taking) -> Taken:
    """Say whose it is; it is taken in as far as consent covers it."""
    subject = None if sent.patient is None else SubjectId(sent.patient)
    return Taken(state=_desk(request).take_arrived(number, subject))


def _desk(request: HttpRequest) -> ClinicDesk:
    return site().desk.clinic(asker(request))
