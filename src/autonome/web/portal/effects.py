"""What would be answered otherwise, for a reader: who could no longer do what, with which data, what for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autonome.access import Allowed
from autonome.access.explanation import naming
from autonome.access.simulation import Difference
from autonome.consent import Action


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
    lost: dict[tuple[str, tuple[str, ...], str], dict[str, None]] = {}
    for each in found:
        before = each.before.grants if isinstance(each.before, Allowed) else ()
        after = {grant.item for grant in each.after.grants} if isinstance(each.after, Allowed) else set()
        key = (each.request.recipient, each.request.purposes, str(each.request.action))
        lost.setdefault(key, {}).update({grant.item: None for grant in before if grant.item not in after})
    return tuple(
        Effect(
            naming.recipient(who),
            naming.ACTIONS[Action(action)],
            naming.data(items),
            naming.clauses(map(naming.purpose, purposes)),
        )
        for (who, purposes, action), items in lost.items()
        if items
    )
