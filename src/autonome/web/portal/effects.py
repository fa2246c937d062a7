"""What would be answered otherwise, for a reader: who could no longer do what, with which data, what for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from autonome.access import Allowed
from autonome.access.explanation import naming
from autonome.access.probes import SOMEBODY
from autonome.access.simulation import Difference
from autonome.consent import Action
from autonome.kernel import Text
from autonome.web.portal.yours import yours

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
    """Gather what would be lost, by who it is and what for; of the same data, all that was done with them in one."""
    lost: dict[tuple[str, str, tuple[str, ...]], dict[Action, dict[str, None]]] = {}
    for each in found:
        before = each.before.grants if isinstance(each.before, Allowed) else ()
        after = {grant.item for grant in each.after.grants} if isinstance(each.after, Allowed) else set()
        asked = each.request
        who = (asked.organisation, asked.recipient, asked.purposes)
        items = lost.setdefault(who, {}).setdefault(Action(asked.action), {})
        items.update({grant.item: None for grant in before if grant.item not in after})
    return tuple(_effect(who, *each) for who, done in lost.items() for each in _by_data(done))


def _by_data(done: Mapping[Action, Mapping[str, None]]) -> Iterator[tuple[tuple[Action, ...], tuple[str, ...]]]:
    """What was done with the same data, together."""
    found: dict[tuple[str, ...], list[Action]] = {}
    for action, items in done.items():
        if items:
            found.setdefault(tuple(items), []).append(action)
    return ((tuple(actions), items) for items, actions in found.items())


def _effect(asked: tuple[str, str, tuple[str, ...]], actions: Iterable[Action], items: Iterable[str]) -> Effect:
    name, kind, purposes = asked
    who = naming.recipient(kind)
    return Effect(
        yours(who if name == SOMEBODY else NAMED.of(name=name, kind=who)),
        naming.listed(naming.ACTIONS[action] for action in actions),
        yours(naming.data(items)),
        yours(naming.clauses(map(naming.purpose, purposes))),
    )
