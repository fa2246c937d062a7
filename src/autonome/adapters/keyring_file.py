"""``KEYRING/key``: what names people, and the generations of the institution's key.

::

    autonome-keyring/1 SECRET                                   as it is begun: all is derived from it
    autonome-keyring/2 NAMING CODING NUMBER KEY [NUMBER KEY]    after a change; two keys while one is going on

Base64, 32 bytes each. What names people, and what codes are made with, never changes, whatever becomes of the
institution's key: the log has the names and the codes. So both are written down by themselves at the first change, and
the secret that all came from is gone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from autonome.adapters.durable import PRIVATE_FILE, wipe, write_durably
from autonome.adapters.key_wrapping import KEY_BYTES
from autonome.ledger import Entropy, FormatError, LogError
from autonome.ledger.encoding import decode, encode

_BEGUN, _CHANGED = "autonome-keyring/1", "autonome-keyring/2"

_MOST = 2
"""Generations that a file holds: the one that counts, and the one that it takes the place of."""


@dataclass(frozen=True, slots=True)
class KeyringSecrets:
    """What the file holds.

    Args:
        naming: names people.
        coding: makes codes.
        generations: of the institution's key, by number.
    """

    naming: bytes
    coding: bytes
    generations: Mapping[int, bytes]

    @property
    def newest(self) -> int:
        """Number of the generation that wraps."""
        return max(self.generations)

    def written(self) -> bytes:
        """As a line."""
        keys = " ".join(f"{number} {encode(key)}" for number, key in sorted(self.generations.items()))
        return f"{_CHANGED} {encode(self.naming)} {encode(self.coding)} {keys}\n".encode()


def begin_secrets(path: Path, entropy: Entropy) -> None:
    """Make the file."""
    write_durably(path, f"{_BEGUN} {encode(entropy.token(KEY_BYTES))}\n".encode(), PRIVATE_FILE)


def write_secrets(path: Path, secrets: KeyringSecrets) -> None:
    """Put new secrets into the place of the old ones, whose bytes are overwritten where they lie."""
    forget_old(path)
    os.link(path, _old(path))
    write_durably(path, secrets.written(), PRIVATE_FILE)
    forget_old(path)


def forget_old(path: Path) -> bool:
    """Overwrite what a change has put another file into the place of; gives whether there was any."""
    old = _old(path)
    if not old.exists():
        return False
    replaced = not old.samefile(path)  # else whoever made the second name was killed before the change
    if replaced:
        wipe(old)
    os.unlink(old)  # noqa: PTH108 - one module, os, for all that a crash test counts
    return replaced


def is_left_over(path: Path) -> bool:
    """Whether old secrets lie there still."""
    return _old(path).exists()


def _old(path: Path) -> Path:
    return path.with_name(f".{path.name}.old")


def read_secrets(path: Path) -> KeyringSecrets:
    """Read the file.

    Raises:
        LogError: it is damaged.
    """
    try:
        name, *words = path.read_text(encoding="ascii").removesuffix("\n").split(" ")
        if name == _BEGUN and len(words) == 1:
            secret = decode(words[0], what="a keyring's secret", length=KEY_BYTES)
            naming, coding, first = (_derived(secret, purpose) for purpose in ("pseudonym", "code", "wrap"))
            return KeyringSecrets(naming, coding, {0: first})
        if name == _CHANGED and len(words) in {2 + 2 * count for count in range(1, _MOST + 1)}:
            given = [*words[:2], *words[3::2]]
            naming, coding, *keys = (decode(each, what="a keyring's secret", length=KEY_BYTES) for each in given)
            return KeyringSecrets(naming, coding, dict(zip(map(int, words[2::2]), keys, strict=True)))
    except (FormatError, ValueError) as error:
        raise _unreadable(path) from error
    raise _unreadable(path)


def _unreadable(path: Path) -> LogError:
    return LogError(
        "the keyring's key cannot be read", where=str(path), mend="restore the keyring that belongs to this log."
    )


def _derived(secret: bytes, purpose: str) -> bytes:
    """One key for each purpose (HKDF, RFC 5869): what names people never wraps keys."""
    return HKDF(SHA256(), KEY_BYTES, None, f"{_BEGUN} {purpose}".encode()).derive(secret)
