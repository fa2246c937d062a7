"""Pseudonyms for what leaves an institution: one person has another name for each class of purposes and each epoch.

Two institutions that compare what they hold of a person cannot join it: each names the person under a key of its own.
Within one institution a new epoch breaks the link to the one before; who must follow a grant across epochs keeps the
pseudonym under which it stands, and a revocation names that one.
"""

from __future__ import annotations

import hashlib
import hmac

from autonome.kernel import SubjectId, canonical_bytes
from autonome.ledger.errors import FormatError

FORMAT = "autonome-pseudonym/1"
"""Begins what is hashed: the key makes nothing else."""

KEY_BYTES = 32
"""Length of an institution's pseudonym key: 256 bits, the security level of the HMAC."""


def pseudonym(key: bytes, subject: SubjectId, purpose_class: str, epoch: int) -> str:
    """Name a person for others.

    Args:
        key: of the institution, secret, for this alone.
        subject: the person, as the institution's records have it.
        purpose_class: such as ``care`` or ``research``: names of two classes cannot be joined.
        epoch: number of the period, from 0; who changes it when, the institution says.

    Returns:
        64 hexadecimal digits: HMAC-SHA-256 of the parts as canonical JSON, in which no two lists of parts read
        alike.

    Raises:
        FormatError: a key of another length, an empty part, or a negative epoch.
    """
    if len(key) != KEY_BYTES:
        raise FormatError(f"a pseudonym key has {KEY_BYTES} bytes, this one has {len(key)}")
    if not subject or not purpose_class or epoch < 0:
        raise FormatError("a pseudonym is made of a person, a class of purposes and an epoch from 0")
    return hmac.digest(key, canonical_bytes([FORMAT, subject, purpose_class, epoch]), hashlib.sha256).hex()
