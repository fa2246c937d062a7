"""Whose data a transfer brings: the person whom the partner named so before, or who has these numbers here.

A name alone tells nobody apart, and the same number may be somebody else's elsewhere: only both together match by
themselves. Where one of them does, a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from autonome.access.ports import Within
from autonome.kernel import SubjectId
from autonome.sharing.transfers import Identity, Transfer
from autonome.workflows.exchange_ports import ExchangeWorld
from autonome.workflows.keep_patients import Patient

WithinT = TypeVar("WithinT", bound=Within)


@dataclass(frozen=True, slots=True)
class Match:
    """Whose data they are.

    Args:
        subject: the id here.
        new: whether nobody here is known so yet.
    """

    subject: SubjectId
    new: bool = False


def match(transfer: Transfer, identity: Identity, *, world: ExchangeWorld[WithinT]) -> Match | None:
    """Say whose data a transfer brings.

    Args:
        transfer: what it says of itself.
        identity: what it tells of the person.
        world: what the exchange works with.

    Returns:
        The person, or somebody new; None where a person must decide.
    """
    known = world.links.subject(transfer.sender, transfer.subject)
    if known is not None:
        return Match(known)
    newcomer = world.links.newcomer(transfer.sender, transfer.subject)
    if world.patients.known(newcomer):  # taken in by this very transfer, which was killed then
        return Match(newcomer, new=True)
    by_number = {each.subject: each for number in identity.numbers for each in world.patients.find(number)}
    if len(by_number) == 1:
        (found,) = by_number.values()
        return Match(found.subject) if _agrees(found, identity) else None
    if by_number or (identity.name and world.patients.find(identity.name)):
        return None
    return Match(newcomer, new=True)


def _agrees(found: Patient, identity: Identity) -> bool:
    """Whether the name is the same."""
    return bool(found.name) and found.name.casefold().split() == identity.name.casefold().split()
