"""What waits for those who work with patients: questions and orders, listed without a name and looked at on record."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from autonome.access.roles import Role
from autonome.bootstrap.desk_portal import enquiries_at
from autonome.bootstrap.session import Session
from autonome.kernel import InputError, SubjectId
from autonome.web.desk.clinic_values import Beside, OrderUnseen, QuestionUnseen, SeenRecord
from autonome.workflows import ask_and_answer, order_test
from autonome.workflows.ask_and_answer import COUNSELLING, Enquiry
from autonome.workflows.open_record import Opened
from autonome.workflows.order_test import Order


def questions_at(session: Session) -> tuple[QuestionUnseen, ...]:
    """Questions that wait; nobody is named."""
    waiting = enquiries_at(session).waiting()
    return tuple(QuestionUnseen(each.id, _kind(each.about), each.asked_at, each.entry or 0) for each in waiting)


def read_at(session: Session, number: str) -> Enquiry:
    """One of them, shown to who is signed in; that stands on the log first."""
    return ask_and_answer.read(number, session.actor, enquiries=enquiries_at(session))


def orders_at(session: Session) -> tuple[OrderUnseen, ...]:
    """Orders that wait; nobody is named."""
    return tuple(OrderUnseen(each.number, each.at, each.by) for each in _waiting(session))


def looked_at_order(session: Session, number: int) -> Order:
    """One of them, shown to who is signed in; that stands on the log first.

    Raises:
        InputError: no order of this number waits, or nobody is kept any more whom it is about.
    """
    found = next((each for each in _waiting(session) if each.number == number), None)
    if found is None:
        raise InputError(f"no order {number} waits", mend="see the list of orders.")
    people = session.node.patients.by_name([found.known_as])
    whose = replace(found, subject=people.get(found.known_as))
    return order_test.look_at(whose, session.actor, log=session.node.log)


def ordered_of(session: Session, subject: SubjectId) -> tuple[Order, ...]:
    """Orders of one person that wait, for who has that person's data open."""
    name = session.node.names.person(subject).hex()
    return tuple(replace(each, subject=subject) for each in _waiting(session) if each.known_as == name)


def beside_of(session: Session, seen: SeenRecord, purpose: str) -> Beside:
    """What waits of a person whose record is open for a purpose, for those roles that have a list of it.

    Args:
        session: of who opened it.
        seen: what was opened.
        purpose: for which it must have been opened.
    """
    opened = seen.opened
    if not isinstance(opened, Opened) or purpose not in seen.stands.purposes or session.role is not Role.CLINICIAN:
        return Beside()
    subject = opened.permit.subject
    questions = tuple(each for each in enquiries_at(session).of(subject) if each.is_open)
    return Beside(questions, ordered_of(session, subject) if order_test.CATEGORY in seen.stands.items else ())


def count_of_orders(session: Session) -> int:
    """How many orders wait."""
    return len(_waiting(session))


def _waiting(session: Session) -> tuple[Order, ...]:
    return tuple(each for each in order_test.orders(session.node.log, {}) if not each.closed)


def _kind(about: str) -> Literal["form", "talk", "other"]:
    """What a question is about, as far as it tells nothing of who asks."""
    if about == COUNSELLING:
        return "talk"
    return "form" if about else "other"
