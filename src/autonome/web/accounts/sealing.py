"""Secrets of second factors, sealed before they go to the database; and marks of what may be looked for, not read.

AES-256-GCM with a nonce of its own for each, under a key that lies in the node's private folder. Who has a copy of the
database computes nobody's one-time code, and learns of no account whose patient it is.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import Final

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from autonome.kernel import InputError
from autonome.web.project import current

NONCE_BYTES: Final = 12
"""Of AES-GCM (NIST SP 800-38D, section 5.2.1.1: 96 bits)."""


def seal(text: str, use: str) -> bytes:
    """Seal a text for one use.

    Args:
        text: what nobody shall read in the database.
        use: to which it is bound; it opens for no other.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(current().derived("sealing")).encrypt(nonce, text.encode(), use.encode())


def opened(sealed: bytes, use: str) -> str:
    """Open what was sealed.

    Raises:
        InputError: the key is another than it was sealed under.
    """
    data = bytes(sealed)
    try:
        plain = AESGCM(current().derived("sealing")).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], use.encode())
    except InvalidTag:
        raise InputError(
            "what the accounts keep sealed does not open", mend="restore the accounts' key of this node."
        ) from None
    return plain.decode()


def subject_use(handle: str) -> str:
    """The use of sealing whose patient an account is: it opens in that account's row alone."""
    return f"subject of {handle}"


def mark(text: str, use: str) -> bytes:
    """A mark by which a text is found again, and which says nothing without the key."""
    return hmac.digest(current().derived(f"mark {use}"), text.encode(), "sha256")


class SealingAdapter(DefaultMFAAdapter):
    """allauth's, with secrets sealed."""

    def encrypt(self, text: str) -> str:
        """Seal a secret of a second factor."""
        return base64.b64encode(seal(text, "second factor")).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Open it."""
        return opened(base64.b64decode(encrypted_text), "second factor")
