"""What the exchange needs of the outside: to seal for a partner, to bring there, and to be called with what came.

An envelope is signed by who sends it and sealed for who gets it. Its header can be read on the way by nobody either: it
is kept apart from the body so that who receives can judge it before a large body is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from autonome.sharing.cards import Card
from autonome.sharing.names import InstitutionId


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in an envelope.

    Args:
        sender: who signed it: a partner whose card is known here.
        header: as it was sealed.
        body: as it was sealed.
    """

    sender: InstitutionId
    header: bytes
    body: bytes


class Sealer(Protocol):
    """Seals for partners, and opens what they sealed for us."""

    def seal(self, to: Card, header: bytes, body: bytes) -> bytes:
        """Seal and sign; two calls with the same content give different bytes.

        Args:
            to: the partner's card.
            header: what the transfer is.
            body: what it carries.

        Returns:
            The envelope.
        """

    def unseal(self, envelope: bytes, cards: Mapping[InstitutionId, Card]) -> Opened:
        """Open an envelope that was sealed for us.

        Args:
            envelope: as it came.
            cards: of the partners that are trusted here.

        Raises:
            EnvelopeError: it is damaged, for another, from nobody of them, or not signed by whom it names.
        """


class Courier(Protocol):
    """Brings envelopes to partners."""

    def deliver(self, to: Card, envelope: bytes) -> bytes:
        """Bring an envelope to a partner's node, and wait for what it answers.

        Args:
            to: the partner's card: its address, and who must answer there.
            envelope: sealed for it.

        Returns:
            The answer: an envelope too.

        Raises:
            UnreachableError: nobody answered, or not to the end; the envelope may have arrived all the same. Try again.
            RefusedError: the node refused it, for a reason of at most a line.
        """


Receiver = Callable[[bytes], bytes]
"""Takes an envelope that came in from a partner, whose certificate is the sender's; gives the answer's envelope."""
