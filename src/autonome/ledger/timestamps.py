"""Times from outside: a timestamp of a checkpoint by an authority (RFC 3161), as a value and two ports.

What is stamped is the text of the checkpoint, which the log signed: so a token stays good when cosignatures are added.
The token is an opaque piece of ASN.1; reading and checking it, and asking an authority, are the adapters' work. Whose
authority is believed comes from outside the receipt, as the policy does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from autonome.kernel import Instant

MAX_TOKEN_BYTES = 64 * 1024
"""Largest token read, in bytes: a few certificates and a signature take some 5 KiB."""


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A time that an authority vouches for.

    Args:
        at: not later than this, the accuracy that the authority states included.
        authority: its name, as its certificate has it.
    """

    at: Instant
    authority: str


class TimestampReader(Protocol):
    """Checks tokens against authorities that somebody trusts."""

    def read(self, token: bytes, stamped: bytes) -> Timestamp:
        """Check a token.

        Args:
            token: RFC 3161 ``TimeStampResp``, DER.
            stamped: what it must be about.

        Raises:
            FormatError: it is no token.
            UntrustedError: no trusted authority made it.
            VerificationError: it is about something else, or its signature does not hold.
        """


class TimestampAuthority(Protocol):
    """Makes tokens."""

    def stamp(self, message: bytes) -> bytes:
        """Ask for a token over bytes.

        Returns:
            RFC 3161 ``TimeStampResp``, DER.

        Raises:
            AutonomeError: the authority did not answer, or refused.
        """
