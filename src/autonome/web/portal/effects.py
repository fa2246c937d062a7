"""What would be answered otherwise, for a reader: who could no longer do what, with which data, what for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from autonome.access import Allowed
from autonome.access.explanation import naming
from autonome.access.probes import SOMEBODY
from autonome.access.simulation import Difference
from autonome.consent import Action
from autonome.kernel import Text

NAMED: Final = Text("{name} ({kind})", name="", kind="")
"""One recipient, with what it is."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that would stop.

    Args:
        who: could do it until now.
        done: what they could do.
        data: with which data.
        why: what for.
    """

    who: str
    done: str
    data: str
    why: str


def effects_of(found: Iterable[Difference]) -> tuple[Effect, ...]:
    """Gather what would be lost, by who it is, what for and what they do."""
    lost: dict[tuple[str, str, tuple[str, ...], str], dict[str, None]] = {}
    for each in found:
        before = each.before.grants if isinstance(each.before, Allowed) else ()
        after = {grant.item for grant in each.after.grants} if isinstance(each.after, Allowed) else set()
        asked = each.request
        key = (asked.organisation, asked.recipient, asked.purposes, str(asked.action))
        lost.setdefault(key, {}).update({grant.item: None for grant in before if grant.item not in after})
    return tuple(
        Effect(
            naming.recipient(kind) if who == SOMEBODY else NAMED.of(name=who, kind=naming.recipient(kind)),
            naming.ACTIONS[Action(action)],
            naming.data(items),
            naming.clauses(map(naming.purpose, purposes)),
        )
        for (who, kind, purposes, action), items in lost.items()
        if items
    )
