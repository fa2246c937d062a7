"""Private keys that sign: Ed25519 through `cryptography`, kept in a file that its owner alone may read.

The file holds one line, ``PRIVATE+KEY+name+keyid+base64(type ‖ seed)``: the form that the Go tools for signed notes
use, so that a log can be taken over by them. A log's key and a witness's differ in their type: neither signs as the
other.
"""

from __future__ import annotations

import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from autonome.adapters.durable import PRIVATE_FILE, write_durably
from autonome.kernel import InputError, sha256_hex
from autonome.ledger import COSIGNATURE, ED25519, FormatError, LogError, VerifierKey
from autonome.ledger.curve import KEY_BYTES
from autonome.ledger.encoding import decode, encode

PREFIX = "PRIVATE+KEY+"
"""Begins the one line of a key file."""

ORIGIN_HOST = "autonome.invalid"
"""Names logs that live at no address (RFC 2606 keeps ``.invalid`` free); the key's digest makes each name its own."""

_ORIGIN_DIGITS = 16
_WHOSE = {ED25519: "the log's private key", COSIGNATURE: "the witness's private key"}
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


USED_WITH = "USED+WITH+"
"""Begins a second line, which a witness's key gets with its first memory (`witness_memory`)."""


class Ed25519Signer:
    """A private key and the name under which it signs.

    Args:
        name: of the log or witness.
        key: private.
        algorithm: `ED25519` for a log, `COSIGNATURE` for a witness.
    """

    def __init__(self, name: str, key: Ed25519PrivateKey, algorithm: int = ED25519) -> None:
        self._key = key
        self._verifier = VerifierKey(name, algorithm, key.public_key().public_bytes_raw())

    @property
    def verifier(self) -> VerifierKey:
        """The public side."""
        return self._verifier

    def sign(self, message: bytes) -> bytes:
        """Sign: 64 bytes (RFC 8032)."""
        return self._key.sign(message)

    @classmethod
    def generate(cls, name: str | None = None, algorithm: int = ED25519) -> Ed25519Signer:
        """Make a new key; without a name, it is named after its own public side."""
        key = Ed25519PrivateKey.generate()
        digest = sha256_hex(key.public_key().public_bytes_raw())
        return cls(name or f"{ORIGIN_HOST}/{digest[:_ORIGIN_DIGITS]}", key, algorithm)

    def save(self, path: Path) -> None:
        """Write the key file, durably, readable by its owner alone."""
        key = self._verifier
        material = encode(bytes([key.algorithm]) + self._key.private_bytes_raw())
        write_durably(path, f"{PREFIX}{key.name}+{key.id.hex()}+{material}\n".encode(), PRIVATE_FILE)

    @classmethod
    def load(cls, path: Path, algorithm: int = ED25519) -> Ed25519Signer:
        """Read a key file.

        Args:
            path: of the file.
            algorithm: type that the key must have.

        Raises:
            InputError: others may read it.
            LogError: it holds no such key.
        """
        whose = _WHOSE[algorithm]
        if path.stat().st_mode & _OTHERS:
            raise InputError(f"others may read {whose}", where=path.name, mend=f"chmod 600 {path.name}.")
        try:
            text = path.read_text(encoding="utf-8")
            line = text.partition(f"\n{USED_WITH}")[0] if algorithm == COSIGNATURE else text
            return cls._parse(line, algorithm)
        except (FormatError, UnicodeDecodeError) as error:
            raise LogError(f"{whose} cannot be read", where=path.name, mend="restore it.") from error

    @classmethod
    def _parse(cls, text: str, algorithm: int) -> Ed25519Signer:
        parts = text.removesuffix("\n").removeprefix(PREFIX).split("+", 2)
        if not text.startswith(PREFIX) or len(parts) != 3:  # noqa: PLR2004 - name, id, key
            raise FormatError("a private key is written PRIVATE+KEY+name+keyid+base64")
        material = decode(parts[2], what="a private key", length=1 + KEY_BYTES)
        signer = cls(parts[0], Ed25519PrivateKey.from_private_bytes(material[1:]), algorithm)
        if material[0] != algorithm or parts[1] != signer.verifier.id.hex():
            raise FormatError("the private key is not the one that its id names")
        return signer
