"""What the gateway needs of the outside: a gate that judges, records and mints in one step.

A store's methods take the permit that the gate has minted; there is none without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from autonome.access.decide import decide
from autonome.access.decisions import Decision
from autonome.access.permits import Permit
from autonome.access.requests import Request
from autonome.consent import Attestation, ConsentAct
from autonome.kernel import Json, SubjectId
from autonome.ledger import Draft, EntryKind, Recorded


class Within(Protocol):
    """A transaction under a permit, which stores take."""

    @property
    def recorded(self) -> Recorded:
        """The entry of what the permit was used for, once the transaction has ended."""

    @property
    def beside(self) -> tuple[Recorded, ...]:
        """Entries that were recorded with it, once the transaction has ended."""


WithinT_co = TypeVar("WithinT_co", bound=Within, covariant=True)


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands for a person when a request is judged.

    Args:
        acts: of consent, all that were recorded, with their places, in log order.
        size: of the log that holds them.
        epoch: of the person, as it was before they were read.
        state: of the person's data: ``open``, ``restricted`` or ``erased``.
        restricted: leaf of the entry by which they were restricted; None while they are not.
        attested: birth, death and mandates, all that were recorded, with their places, in log order.
        decides: as `decide` does; a gate may give one that does so for many people at less cost.
    """

    acts: tuple[ConsentAct, ...]
    size: int
    epoch: int
    state: str
    restricted: int | None = None
    attested: tuple[Attestation, ...] = ()
    decides: Callable[..., Decision] = field(default=decide, compare=False, repr=False)


Judge = Callable[[Stands], Decision]
"""Judges a request on what stands."""


def whatever(_stands: Stands, _said: object, /) -> bool:
    """Records all that is said, whatever stands."""
    return True


class Gate(Protocol[WithinT_co]):
    """The gate of an institution."""

    def stands(self, subject: SubjectId) -> Stands:
        """What stands for a person now; nothing is recorded.

        Raises:
            AutonomeError: the log cannot be relied upon.
        """

    def admit(self, request: Request, judge: Judge) -> tuple[Decision, Recorded, bytes]:
        """Judge a request, record the decision, and give it a permit where it allows.

        Args:
            request: as it was made.
            judge: decides on it, given what stands; called anew where that moves.

        Returns:
            The decision, the entry in which it stands, and the secret under which its permit is known to the gate.

        Raises:
            AutonomeError: the log, or the gate's own book, cannot be relied upon; nothing is permitted.
        """

    def record_acts(
        self,
        subject: SubjectId,
        acts: Sequence[ConsentAct],
        *,
        where: Callable[[Stands, ConsentAct], bool] = whatever,
    ) -> tuple[Recorded, ...]:
        """Record acts of consent; permits that are out for the person end with that.

        Args:
            subject: whose; acts of others are left alone.
            acts: in the order in which they were done; one that is on record already is not recorded again.
            where: says of an act whether it is recorded, given what stands in the very moment in which it would be;
                asked anew where that moves.

        Returns:
            The new entries.
        """

    def record_attested(
        self,
        subject: SubjectId,
        attested: Sequence[Attestation],
        *,
        where: Callable[[Stands, Attestation], bool] = whatever,
    ) -> tuple[Recorded, ...]:
        """Record what is attested of a person; permits that are out for the person end with that.

        Args:
            subject: of whom; what is stated of others is left alone.
            attested: in the order in which it became known; what is on record already is not recorded again.
            where: as for `record_acts`.

        Returns:
            The new entries.
        """

    def under(
        self,
        permit: Permit,
        kind: EntryKind,
        body: Mapping[str, Json],
        *,
        beside: Sequence[Draft] = (),
        unchanged_since: int | None = None,
    ) -> AbstractContextManager[WithinT_co]:
        """A transaction in which a permit opens what it covers, and which records what that is used for.

        Args:
            permit: minted by this gate.
            kind: of the entry: a use, a disclosure.
            body: what is done. Nothing that is read may leave before the block has ended: then it stands on the log.
            beside: further entries of the same transaction: all of them stand on the log in the end, or none does.
            unchanged_since: only if neither the person nor the matters of `beside` have an entry at or beyond this size
                of the log; None for any.

        Raises:
            PermitError: the permit has ended: consent has moved, or its time is over.
            LogMovedError: there is such an entry; nothing was done.
        """
