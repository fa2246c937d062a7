"""Reminders by mail: one for whatever waits and was not told yet, and never two for the same matter.

A matter is claimed in the database, by a mark that says nothing, and the claim is kept if the mail went out: a mail
that fails is tried again the next time, and what a kill cuts off too.

==================  =================================================================================================
who is told         of what
==================  =================================================================================================
a patient           what waits for them
a representative    what waits for those whom a mandate on record lets them act for at that moment: it ends by itself,
                    and the mail is the one that the patient gets
a clinician         that a patient's question waits for longer than was promised
a steward           what is to be done at the node, by its kind; what cannot wait also where they want no mail
==================  =================================================================================================

Who is locked out, does not hold the role any more, wants no mail or has no address is told nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from autonome.access.roles import Role
from autonome.kernel import Instant, SubjectId
from autonome.web import notices
from autonome.web.accounts import tokens
from autonome.web.accounts.clocks import moment
from autonome.web.accounts.models import Person, Reminder
from autonome.web.accounts.sealing import mark
from autonome.web.accounts.tokens import subject_of
from autonome.web.asking import Asker
from autonome.web.observations import tell as told
from autonome.web.roles import TOLD_BY_MAIL
from autonome.web.site import site
from autonome.workflows.prepare_consent import DAY
from autonome.workflows.remind import Matter

AT_ONCE: Final = 100
"""Accounts in one piece of work: others' work is not kept waiting for long (our own judgement: some seconds)."""


def tell(subject: SubjectId, matter: Matter) -> bool:
    """Tell a patient, and who may act for them now, by mail that something waits; gives whether a mail was sent.

    Args:
        subject: whose account is told, if there is one.
        matter: of which they are told.
    """
    now = site().clock.now()
    patients = _reachable(now).filter(subject_mark=mark(subject, "subject"), mailed=True)
    sent = [_tell(each, [matter]) for each in patients if Role.PATIENT in tokens.roles_of(each, now)]
    holders = site().desk.representatives(subject)
    acting = _reachable(now).filter(name__in=holders, mailed=True)
    acting_now = [each for each in acting if Role.REPRESENTATIVE in tokens.roles_of(each, now)]
    sent += [_tell(each, [_for_ward(matter, subject)]) for each in acting_now]
    return any(sent)


def remind(after: int = 0) -> int | None:
    """Look through some accounts for what waits, and tell each of them by one mail for each of their sides.

    Args:
        after: the account that was looked at last, by its number; 0 before the first.

    Returns:
        The last one that was looked at; None where there are no more.
    """
    now = site().clock.now()
    people = list(_reachable(now).filter(pk__gt=after).order_by("pk")[:AT_ONCE])
    overdue = [Matter(f"overdue {each}") for each in site().desk.overdue_questions()] if people else []
    for person in people:
        roles = tokens.roles_of(person, now)
        if person.mailed and roles & {Role.PATIENT, Role.REPRESENTATIVE}:
            _guarded(partial(_tell_waiting, person, roles, now))
        if person.mailed and Role.CLINICIAN in roles and overdue:
            _guarded(partial(_tell_clinician, person, overdue))
        if Role.STEWARD in roles:
            _guarded(partial(_tell_steward, person, now))
    return people[-1].pk if len(people) == AT_ONCE else None


def _guarded(work: Callable[[], object]) -> None:
    """What is wrong with one keeps no mail from the others."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - as it says
        told(work="remind", fault=type(error).__name__)  # of nobody


def _tell_waiting(person: Person, roles: frozenset[Role], now: Instant) -> bool:
    return _tell(person, _waiting(person, roles, now))


def _waiting(person: Person, roles: frozenset[Role], now: Instant) -> list[Matter]:
    """What waits for somebody, and for those for whom they may act now."""
    found: list[Matter] = []
    subject = subject_of(person)
    if Role.PATIENT in roles and subject is not None:
        found += site().desk.matters(subject)
    if Role.REPRESENTATIVE in roles and person.wards is not None:
        for ward in site().desk.wards(_asker(person, Role.REPRESENTATIVE, now)):
            found += [_for_ward(each, ward.subject) for each in site().desk.matters(ward.subject)]
    return found


def _for_ward(matter: Matter, ward: SubjectId) -> Matter:
    """The same matter, as who acts for somebody is told of it."""
    return replace(matter, key=f"for {ward}: {matter.key}")


def _tell_clinician(person: Person, overdue: list[Matter]) -> bool:
    return _tell(person, overdue, lambda _: notices.send_to_clinician(person))


def _tell_steward(person: Person, now: Instant) -> bool:
    desk = site().desk.steward(_asker(person, Role.STEWARD, now))
    words = {each.matter: each.words for each in desk.matters() if person.mailed or not each.can_wait}
    return _tell(person, words, lambda claimed: notices.send_to_steward(person, [words[each] for each in claimed]))


def _asker(person: Person, role: Role, now: Instant) -> Asker:
    """Somebody as who would ask, for whom nobody has signed in: nothing is done in their name."""
    return Asker(tokens.signed_as(person, now, proven=Instant(0), until=now), role)


def _reachable(now: Instant) -> QuerySet:
    """Who can be told anything by mail."""
    at = moment(now)
    roles = [each.value for each in TOLD_BY_MAIL]
    held = Q(roles__role__in=roles, roles__start__lte=at) & (Q(roles__end__isnull=True) | Q(roles__end__gt=at))
    return Person.objects.filter(held, locked__isnull=True).exclude(email="").distinct()


def _tell(person: Person, matters: Iterable[Matter], send: Callable[[Sequence[Matter]], bool] | None = None) -> bool:
    """One mail for all that is new."""
    with transaction.atomic():
        claimed = list(_claimed(person, matters))
        if not claimed:
            return False
        sent = notices.send(person) if send is None else send(claimed)
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
