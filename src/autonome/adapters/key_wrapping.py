"""The institution's key: what wraps the keys of people. From a file by default, from a key service where one is kept.

A key that is wrapped is text that says by which generation of the institution's key; to change that key (`rotation`) is
to wrap every person's key anew, and to destroy the old one last. What people's data are sealed under stays the same.

`LocalWrapping` holds the generations in memory, as the file of the keyring has them. A key service stands behind the
same three methods: it never gives its key out, and `is_newest` compares the version that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from autonome.ledger import Entropy, FormatError
from autonome.ledger.encoding import decode, encode

KEY_BYTES = 32
"""AES-256, and the secret from which the first wrapping key is derived."""

NONCE_BYTES = 12
"""96 bits, drawn for each message (NIST SP 800-38D, section 8.2.2): good for 2^32 messages under one key."""

TAG_BYTES = 16
"""Length of the tag of AES-GCM, 128 bits."""

_MOST_DIGITS = 9


class KeyWrapping(Protocol):
    """Wraps keys under the institution's key: a file's, or that of a key service."""

    def wrap(self, key: bytes, about: bytes) -> str:
        """Wrap a key under the newest generation; one word of ASCII.

        Args:
            key: 32 bytes.
            about: whose it is; it opens for nobody else.
        """

    def unwrap(self, wrapped: str, about: bytes) -> bytes:
        """Give back what was wrapped.

        Raises:
            FormatError: it was wrapped for somebody else, by another institution's key, or is damaged.
        """

    def is_newest(self, wrapped: str) -> bool:
        """Whether something was wrapped under the newest generation."""


class LocalWrapping:
    """Generations of the institution's key in memory; a `KeyWrapping`.

    Args:
        generations: number → key of 32 bytes; the newest has the highest number.
        entropy: draws nonces.
    """

    def __init__(self, generations: Mapping[int, bytes], entropy: Entropy) -> None:
        self._keys = {number: AESGCM(key) for number, key in generations.items()}
        self._newest = max(generations)
        self._entropy = entropy

    @property
    def newest(self) -> int:
        """Number of the newest generation."""
        return self._newest

    def wrap(self, key: bytes, about: bytes) -> str:
        """See `KeyWrapping`."""
        nonce = self._entropy.token(NONCE_BYTES)
        return f"{self._newest}:{encode(nonce + self._keys[self._newest].encrypt(nonce, key, about))}"

    def unwrap(self, wrapped: str, about: bytes) -> bytes:
        """See `KeyWrapping`."""
        number, _, text = wrapped.partition(":")
        data = decode(text, what="a wrapped key", length=NONCE_BYTES + KEY_BYTES + TAG_BYTES)
        key = self._keys.get(int(number)) if _is_number(number) else None
        if key is None:
            raise FormatError("the generation of the institution's key that wrapped this is not here")
        try:
            return key.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], about)
        except InvalidTag as error:
            raise FormatError("a wrapped key is damaged") from error

    def is_newest(self, wrapped: str) -> bool:
        """See `KeyWrapping`."""
        return wrapped.partition(":")[0] == str(self._newest)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
