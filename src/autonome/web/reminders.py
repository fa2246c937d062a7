"""Reminders by mail: one for whatever waits for a patient and was not told yet, and never two for the same matter.

A matter is claimed in the database, by a mark that says nothing, and the claim is kept if the mail went out: a mail
that fails is tried again the next time, and what a kill cuts off too. Who is locked out, is no patient any more, wants
no mail or has no address is told nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from autonome.access.roles import Role
from autonome.kernel import Instant, SubjectId
from autonome.web import notices
from autonome.web.accounts.clocks import moment
from autonome.web.accounts.models import Person, Reminder
from autonome.web.accounts.sealing import mark
from autonome.web.accounts.tokens import subject_of
from autonome.web.observations import tell as told
from autonome.web.site import site
from autonome.workflows.prepare_consent import DAY
from autonome.workflows.remind import Matter

AT_ONCE: Final = 100
"""Accounts in one piece of work: others' work is not kept waiting for long (our own judgement: some seconds)."""


def tell(subject: SubjectId, matter: Matter) -> bool:
    """Tell a patient by mail that something waits, if nobody has; gives whether a mail was sent.

    Args:
        subject: whose account is told, if there is one.
        matter: of which they are told.
    """
    person = _wanting(site().clock.now()).filter(subject_mark=mark(subject, "subject")).first()
    return person is not None and _tell(person, [matter])


def remind(after: int = 0) -> int | None:
    """Look through some accounts for what waits, and tell each of them by one mail.

    Args:
        after: the account that was looked at last, by its number; 0 before the first.

    Returns:
        The last one that was looked at; None where there are no more.
    """
    people = list(_wanting(site().clock.now()).filter(pk__gt=after).order_by("pk")[:AT_ONCE])
    for person in people:
        try:
            subject = subject_of(person)
            if subject is not None:
                _tell(person, site().desk.matters(subject))
        except Exception as error:  # noqa: BLE001 - what is wrong with one thread keeps no mail from the others
            told(work="remind", fault=type(error).__name__)  # of nobody
    return people[-1].pk if len(people) == AT_ONCE else None


def _wanting(now: Instant) -> QuerySet:
    """Patients who can be told by mail, and want it."""
    at = moment(now)
    held = Q(roles__role=Role.PATIENT.value, roles__start__lte=at) & (Q(roles__end__isnull=True) | Q(roles__end__gt=at))
    found = Person.objects.filter(held, mailed=True, locked__isnull=True, subject__isnull=False)
    return found.exclude(email="").distinct()


def _tell(person: Person, matters: Iterable[Matter]) -> bool:
    """One mail for all that is new."""
    with transaction.atomic():
        if not list(_claimed(person, matters)):
            return False
        sent = notices.send(person)
        transaction.set_rollback(not sent)
        return sent


def _claimed(person: Person, matters: Iterable[Matter]) -> Iterator[Matter]:
    """Those of which nobody has told them; who tells at the same moment waits here until the other has."""
    now = site().clock.now()
    for matter in matters:
        marked = mark(f"{person.handle} {matter.key}", "reminder")
        row, is_new = Reminder.objects.get_or_create(person=person, matter=marked, defaults={"at": moment(now)})
        if is_new or _is_due_again(row, matter, now):
            yield matter


def _is_due_again(row: Reminder, matter: Matter, now: Instant) -> bool:
    if matter.every_days is None:
        return False
    before = Reminder.objects.filter(pk=row.pk, at__lte=moment(now, -matter.every_days * DAY))
    return bool(before.update(at=moment(now)))
