"""Work is ordered, looked at, and swept away some days after it has ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.transaction import atomic
from procrastinate.contrib.django import app

from autonome.kernel import Instant, Json, Text
from autonome.web.accounts.clocks import moment
from autonome.web.accounts.models import Person
from autonome.web.accounts.sealing import opened, seal
from autonome.web.asking import Asker
from autonome.web.site import site
from autonome.web.work.kinds import KINDS
from autonome.web.work.models import State, Work

RESULT: Final = "result"
"""What is sealed beside the order."""

KEPT_SECONDS: Final = 7 * 24 * 3600
"""How long ended work can be looked at (our own judgement: over a week's leave)."""

TASK, QUEUE = "work", "node"
"""Names in the queue; the worker knows what they mean (`running`)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Work, as who ordered it sees it.

    Args:
        number: of it.
        label: what kind.
        state: how far.
        done: how much.
        of: of how much; 0 where nobody knows yet.
        lines: of a file that were read; 0 where there is none.
        told: why it failed, in a line.
        result: what it gave; where it failed, the place in the file and what to do, as far as these are known.
    """

    number: int
    label: Text
    state: State
    done: int
    of: int
    lines: int
    told: str
    result: Json

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self.state in {State.DONE, State.FAILED}


def order(asker: Asker, kind: str, about: Mapping[str, Json]) -> int:
    """Have something done in the background; gives its number.

    Args:
        asker: in whose name.
        kind: name of it.
        about: what it needs; sealed until it is done.
    """
    now = moment(site().clock.now())
    made = Work(kind=KINDS[kind].name, holder=_handle(asker), role=asker.role.value, made=now, changed=now)
    made.sealed = seal(json.dumps(about), use_of(made))
    with atomic():  # the order and its place in the queue: both or none
        made.save()
        app.configure_task(TASK, queue=QUEUE).defer(number=made.pk)
    return int(made.pk)


def look(asker: Asker, number: int) -> Seen | None:
    """How far it is; None where it is not theirs, or is not there any more."""
    found = Work.objects.filter(pk=number, holder=_handle(asker)).first()
    return None if found is None else _seen(found)


def all_of(asker: Asker) -> tuple[Seen, ...]:
    """All that somebody ordered, the newest first."""
    return tuple(_seen(each) for each in Work.objects.filter(holder=_handle(asker)).order_by("-made"))


def use_of(work: Work, what: str = "order") -> str:
    """To what a sealed part is bound: whose it is, in which role, of what kind; in another row it does not open."""
    return f"{what} of {work.kind} by {work.holder} as {work.role}"


def sweep(now: Instant) -> None:
    """Take away what ended days ago."""
    ended = [State.DONE.value, State.FAILED.value]
    Work.objects.filter(state__in=ended, changed__lt=moment(now, -KEPT_SECONDS)).delete()


def _handle(asker: Asker) -> str:
    return str(Person.objects.values_list("handle", flat=True).get(name=asker.person.name))


def _seen(found: Work) -> Seen:
    result = None if found.result is None else json.loads(opened(found.result, use_of(found, RESULT)))
    label = KINDS[found.kind].label if found.kind in KINDS else Text("Other work")
    return Seen(found.pk, label, State(found.state), found.done, found.of, found.lines, found.told, result)
