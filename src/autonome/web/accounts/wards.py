"""For whom a representative may act, as far as this node was told: a list to begin with, and no right.

The right is a mandate on the person's own thread of the log, and is looked for there each time. The list is sealed, and
opens in its holder's row alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from django.db.transaction import atomic

from autonome.kernel import SubjectId
from autonome.web.accounts.models import Person
from autonome.web.accounts.sealing import opened, seal

MOST: Final = 50
"""People for whom one account acts (our own judgement: a home's guardian, not a register)."""


def wards_of(name: str) -> tuple[SubjectId, ...]:
    """Those who are on the list of an account; none where there is no such account."""
    person = Person.objects.filter(name=name).first()
    return () if person is None else _read(person)


def keep(name: str, ward: SubjectId) -> None:
    """Put somebody onto the list of an account, where there is such an account; the oldest makes room."""
    with atomic():
        person = Person.objects.select_for_update().filter(name=name).first()
        if person is not None and ward not in (listed := _read(person)):
            _write(person, (*listed, ward)[-MOST:])


def forget(gone: Callable[[SubjectId], bool]) -> None:
    """Take off all lists who is gone."""
    for person in Person.objects.filter(wards__isnull=False):
        listed = _read(person)
        left = tuple(each for each in listed if not gone(each))
        if left != listed:
            _write(person, left)


def _read(person: Person) -> tuple[SubjectId, ...]:
    return () if person.wards is None else tuple(map(SubjectId, json.loads(opened(person.wards, _use(person)))))


def _write(person: Person, wards: tuple[SubjectId, ...]) -> None:
    sealed = seal(json.dumps(wards), _use(person)) if wards else None
    Person.objects.filter(pk=person.pk).update(wards=sealed)


def _use(person: Person) -> str:
    return f"wards of {person.handle}"
