"""Lists of what waits: patients' questions, tests that were ordered, what partners sent."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Path
from pydantic import StringConstraints

from autonome.kernel import SubjectId
from autonome.web.api.paging import USUAL, After, Limit, Next, part
from autonome.web.api.values import LARGEST_NUMBER, Done, PatientId, Sent, Told, Words
from autonome.web.asking import asker
from autonome.web.desk import ClinicDesk
from autonome.web.site import site
from autonome.workflows.ask_and_answer import Enquiry

QuestionId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$"), Path()]
Waiting = Annotated[int, Path(ge=0, le=LARGEST_NUMBER)]


class Question(Told):
    """A patient's question that waits."""

    id: str
    patient: str
    about: str
    words: str
    asked_at: str


class Questions(Told):
    """A part of the list, the oldest first."""

    questions: list[Question]
    next: Next


class Answering(Sent):
    """The answer, in words that the patient reads."""

    words: Words


class Order(Told):
    """A test that was ordered; the patient by the list's own name, and by id where still kept."""

    number: int
    at: str
    gene: str
    by: str
    known_as: str
    patient: str | None


class Orders(Told):
    """A part of the list, the oldest first."""

    orders: list[Order]
    next: Next


class Arrived(Told):
    """What a partner sent."""

    number: int
    sender: str
    transfer: str
    items: list[str]
    name: str
    numbers: list[str]


class AllArrived(Told):
    """A part of the list, the oldest first."""

    arrived: list[Arrived]
    next: Next


class Taking(Sent):
    """Whose it is; null for somebody who is not kept here yet."""

    patient: PatientId | None


class Taken(Told):
    """What became of it: ``delivered``, or that consent here does not cover it."""

    state: str


def questions(request: HttpRequest, after: After = None, limit: Limit = USUAL) -> Questions:
    """Patients' questions that wait."""
    shown, cursor = part(_desk(request).questions(), _place, after, limit)
    told = [
        Question(id=each.id, patient=str(each.subject), about=each.about, words=each.words, asked_at=str(each.asked_at))
        for each in shown
    ]
    return Questions(questions=told, next=cursor)


def answer(request: HttpRequest, question: QuestionId, sent: Answering) -> Done:
    """Answer a question: it stands on the patient's own log, under the name of who answers."""
    return Done(entry=_desk(request).answer(question, sent.words).entry)


def orders(request: HttpRequest, after: After = None, limit: Limit = USUAL) -> Orders:
    """Tests that were ordered and not dealt with."""
    shown, cursor = part(_desk(request).orders(), lambda each: each.number, after, limit)
    told = [
        Order(
            number=each.number,
            at=str(each.at),
            gene=each.gene,
            by=each.by,
            known_as=each.known_as,
            patient=None if each.subject is None else str(each.subject),
        )
        for each in shown
    ]
    return Orders(orders=told, next=cursor)


def close_order(request: HttpRequest, number: Waiting) -> Done:
    """Say that an order is dealt with."""
    return Done(entry=_desk(request).close_order(number).index)


def arrived(request: HttpRequest, after: After = None, limit: Limit = USUAL) -> AllArrived:
    """What partners sent, and nobody said yet whose it is."""
    shown, cursor = part(_desk(request).arrived(), lambda each: each.number, after, limit)
    told = [
        Arrived(
            number=each.number,
            sender=each.sender,
            transfer=each.transfer,
            items=list(each.items),
            name=each.name,
            numbers=list(each.numbers),
        )
        for each in shown
    ]
    return AllArrived(arrived=told, next=cursor)


def take(request: HttpRequest, number: Waiting, sent: Taking) -> Taken:
    """Say whose it is; it is taken in as far as consent covers it."""
    subject = None if sent.patient is None else SubjectId(sent.patient)
    return Taken(state=_desk(request).take_arrived(number, subject))


def _place(each: Enquiry) -> int:
    return -1 if each.entry is None else each.entry


def _desk(request: HttpRequest) -> ClinicDesk:
    return site().desk.clinic(asker(request))
