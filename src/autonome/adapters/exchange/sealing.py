"""Sealing for partners and opening what they sealed; a `sharing.ports.Sealer`.

HPKE (RFC 9180) in its base mode, with a key that an attacker has to break twice: ML-KEM-768 and X25519. Who sent it is
shown by a signature, and by nothing of HPKE's: its authenticated mode has no form against quantum computers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PublicKey

from autonome.adapters.exchange.key_sets import HPKE, KeySet
from autonome.ledger import Clock
from autonome.sharing.cards import Card
from autonome.sharing.envelopes import MAX_CONTENT_BYTES, Envelope, bound
from autonome.sharing.errors import CardError, EnvelopeError
from autonome.sharing.names import InstitutionId
from autonome.sharing.ports import Opened


@dataclass(frozen=True, slots=True)
class HpkeSealer:
    """Seals and opens in the name of one institution.

    Args:
        own: its id.
        signing: gives the set of keys that signs now.
        opening: gives the sets that open what comes, the likeliest first.
        clock: tells whether cards are in force.
    """

    own: InstitutionId
    signing: Callable[[], KeySet]
    opening: Callable[[], Sequence[KeySet]]
    clock: Clock

    def seal(self, to: Card, header: bytes, body: bytes) -> bytes:
        """Seal and sign.

        Raises:
            CardError: the partner's card is not in force.
            EnvelopeError: more is given than an envelope holds.
        """
        if not to.holds(self.clock.now()):
            raise CardError(f"the card of {to.id} is not in force", mend="ask the partner for its new card.")
        if len(header) + len(body) > MAX_CONTENT_BYTES:
            raise EnvelopeError(f"an envelope holds {MAX_CONTENT_BYTES >> 20} MiB at most", mend="share less at once.")
        sealed = HPKE.encrypt(body, _public(to), info=bound(self.own, to.id, header))
        envelope = Envelope(self.own, to.id, header, sealed)
        return replace(envelope, signature=self.signing().signing.sign(envelope.signed)).write()

    def unseal(self, envelope: bytes, cards: Mapping[InstitutionId, Card]) -> Opened:
        """Open an envelope that was sealed for us.

        Raises:
            EnvelopeError: it is damaged, for another, from nobody of them, or not signed by whom it names.
        """
        found = Envelope.read(envelope)
        if found.recipient != self.own:
            raise EnvelopeError("the envelope is for another institution")
        if found.sender not in cards:
            raise EnvelopeError("the envelope is from nobody who is a partner here")
        signed = found.signed
        theirs = cards[found.sender].identities(self.clock.now())
        if not any(_holds(found.signature, signed, each.signing) for each in theirs):
            raise EnvelopeError("the envelope is not signed by whom it names, or no longer by a key in force")
        for keys in self.opening():
            if (body := keys.opened(found.sealed, found.bound)) is not None:
                return Opened(found.sender, found.header, body)
        raise EnvelopeError("the envelope was not sealed to a key of ours, or not by whom it names")


def _holds(signature: bytes, signed: bytes, key: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _public(card: Card) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(card.sealing.mlkem), X25519PublicKey.from_public_bytes(card.sealing.x25519)
    )
