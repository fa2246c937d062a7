"""The envelope: one container, one form of bytes, signed by who sends it over all that is in it.

::

    autonome-envelope/1 ⏎
    sender · recipient · header · sealed     each behind its length in four bytes, the highest first
    signature                                64 bytes, Ed25519 (RFC 8032)

The signature covers the recipient, so that nobody passes an envelope on as if it had been meant for somebody else; the
seal covers sender, recipient and header (`bound`), so that nobody puts another signature, or another header, around
what was sealed. Nothing is compressed: what is read is no larger than what came.

Not here: the keys, and sealing itself, which draws lots (`adapters.exchange.sealing`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from autonome.ledger.notes import SIGNATURE_BYTES
from autonome.sharing.cards import MAX_HOST, is_institution
from autonome.sharing.errors import EnvelopeError
from autonome.sharing.names import InstitutionId

MAGIC: Final = b"autonome-envelope/1\n"

MAX_HEADER_BYTES: Final = 1024 * 1024
"""Largest header, in bytes: what a transfer is takes some kilobytes."""

MAX_CONTENT_BYTES: Final = 64 * 1024 * 1024
"""Largest header and body together, in bytes: a panel of a genome and a long record have some megabytes."""

SEAL_BYTES: Final = 1120 + 16
"""What sealing adds, in bytes: an encapsulated key (1088 of ML-KEM-768, 32 of X25519) and the tag of AES-GCM."""

_LENGTH_BYTES: Final = 4

MAX_ENVELOPE_BYTES: Final = (
    len(MAGIC) + 4 * _LENGTH_BYTES + 2 * MAX_HOST + MAX_CONTENT_BYTES + SEAL_BYTES + SIGNATURE_BYTES
)
"""Largest envelope, in bytes."""

_SIGNED: Final = b"autonome-envelope/1 signature\n"
_BOUND: Final = b"autonome-envelope/1 seal\n"


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope as it came, taken apart; nothing of it is checked but its form.

    Args:
        sender: who says to have sent it.
        recipient: for whom.
        header: readable without a key.
        sealed: the body, as HPKE sealed it.
        signature: over all of it.
    """

    sender: InstitutionId
    recipient: InstitutionId
    header: bytes
    sealed: bytes
    signature: bytes = bytes(SIGNATURE_BYTES)

    def __post_init__(self) -> None:
        if not is_institution(self.sender) or not is_institution(self.recipient):
            raise EnvelopeError("the envelope names somebody who is no institution")
        if len(self.header) > MAX_HEADER_BYTES:
            raise EnvelopeError(f"the envelope's header is larger than {MAX_HEADER_BYTES} bytes")
        if len(self.header) + len(self.sealed) > MAX_CONTENT_BYTES + SEAL_BYTES:
            raise EnvelopeError(f"the envelope holds more than {MAX_CONTENT_BYTES >> 20} MiB")
        if len(self.sealed) < SEAL_BYTES or len(self.signature) != SIGNATURE_BYTES:
            raise EnvelopeError("the envelope is cut off")

    @property
    def bound(self) -> bytes:
        """What the seal is bound to: sender, recipient, header."""
        return bound(self.sender, self.recipient, self.header)

    @property
    def signed(self) -> bytes:
        """What the sender's key signs."""
        hashed = hashlib.sha256(_named(self.sender, self.recipient, self.header))
        hashed.update(_length(self.sealed))
        hashed.update(self.sealed)
        return _SIGNED + hashed.digest()

    def write(self) -> bytes:
        """The envelope's bytes."""
        named = _named(self.sender, self.recipient, self.header)
        return b"".join((named, _length(self.sealed), self.sealed, self.signature))

    @classmethod
    def read(cls, data: bytes) -> Envelope:
        """Take an envelope apart.

        Raises:
            EnvelopeError: it is none, cut off, too long, or larger than is read.
        """
        if len(data) > MAX_ENVELOPE_BYTES:
            raise EnvelopeError(f"the envelope is larger than {MAX_ENVELOPE_BYTES} bytes")
        if not data.startswith(MAGIC):
            raise EnvelopeError("is no envelope of this format")
        at, fields = len(MAGIC), []
        for _ in range(4):
            begins = at + _LENGTH_BYTES
            ends = begins + int.from_bytes(data[at:begins], "big")
            if ends > len(data):
                raise EnvelopeError("the envelope is cut off")
            fields.append(data[begins:ends])
            at = ends
        if len(data) - at > SIGNATURE_BYTES:
            raise EnvelopeError("something stands behind the envelope's end")
        sender, recipient, header, sealed = fields
        return cls(_institution(sender), _institution(recipient), header, sealed, data[at:])


def bound(sender: InstitutionId, recipient: InstitutionId, header: bytes) -> bytes:
    """What a seal is bound to (``info`` of RFC 9180, section 5.1)."""
    return _BOUND + hashlib.sha256(_named(sender, recipient, header)).digest()


def _named(sender: InstitutionId, recipient: InstitutionId, header: bytes) -> bytes:
    fields = (sender.encode(), recipient.encode(), header)
    return MAGIC + b"".join(_length(each) + each for each in fields)


def _length(field: bytes) -> bytes:
    return len(field).to_bytes(_LENGTH_BYTES, "big")


def _institution(field: bytes) -> InstitutionId:
    return InstitutionId(field[: MAX_HOST + 1].decode("ascii", "replace"))
