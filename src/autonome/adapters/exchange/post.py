"""The way to partners: cards, seals and HTTPS together; a `workflows.exchange_ports.Post`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from autonome.ledger import Clock, UnreachableError
from autonome.sharing.cards import Card
from autonome.sharing.errors import CardError
from autonome.sharing.names import InstitutionId
from autonome.sharing.ports import Courier, Sealer
from autonome.workflows.exchange_ports import Partner

HEADER: Final = b"autonome-exchange/1"
"""What anybody may read on an envelope: that it is one of an exchange. All else is sealed."""


@dataclass(frozen=True, slots=True)
class NodePost:
    """The way to the partners of one node.

    Args:
        sealer: seals and opens.
        courier: brings envelopes.
        cards: gives the cards of those who are partners now.
        clock: tells whether cards are in force.
    """

    sealer: Sealer
    courier: Courier
    cards: Callable[[], Mapping[InstitutionId, Card]]
    clock: Clock

    def partner(self, id_: InstitutionId) -> Partner | None:
        """A partner whose card is in force; None for anybody else."""
        card = self.cards().get(id_)
        if card is None or not card.holds(self.clock.now()):
            return None
        return Partner(card.id, card.recipient, card.jurisdiction, card.policy)

    def seal(self, to: InstitutionId, data: bytes) -> bytes:
        """Seal for a partner.

        Raises:
            CardError: it is none, or its card is not in force.
        """
        card = self.cards().get(to)
        if card is None:
            raise CardError(f"{to[:60]!r} is no partner here", mend="see `autonome partner list`.")
        return self.sealer.seal(card, HEADER, data)

    def unseal(self, envelope: bytes) -> tuple[InstitutionId, bytes]:
        """Open what a partner sealed for us; gives who did, and what was in it.

        Raises:
            EnvelopeError: it is damaged, for another, or from nobody who is a partner.
        """
        found = self.sealer.unseal(envelope, self.cards())
        return found.sender, found.body

    def deliver(self, to: InstitutionId, envelope: bytes) -> bytes:
        """Bring an envelope to a partner, and wait for the answer's.

        Raises:
            UnreachableError: nobody answered, or there is no card: try again.
            RefusedError: it was refused.
        """
        card = self.cards().get(to)
        if card is None:
            raise UnreachableError("is no partner here any more", where=to, mend="see `autonome partner list`.")
        return self.courier.deliver(card, envelope)
