"""What ties a witness's key to its memory, so that neither is used with an older or another half.

A random mark stands in the folder, in the key file and beside it; a count of cosignatures stands in the folder and
beside the key. The key file is written to in place, for whoever works with it holds a lock on it.
"""

from __future__ import annotations

import os
from pathlib import Path

from autonome.adapters.durable import PRIVATE_FILE, write_durably
from autonome.adapters.keys import USED_WITH
from autonome.ledger import Entropy, LogError, VerifierKey

MARK_BYTES = 16
"""Length of the mark that ties a key to its folder: nobody draws the same twice."""

ANOTHER_KEY = "give the folder that this key worked with, or make a new key with autonome witness key."
"""What to do when key and folder do not belong together."""

NEW_KEY = "give the newest folder, or make a new key and begin with an empty one: a witness must not forget."
"""What to do with a folder that is older than its key."""


class Tie:
    """A key and a folder that belong together; see `tied`.

    Args:
        folder: of the memory.
        beside: file beside the key.
        mark: that both have.
        made: how many cosignatures were made.
    """

    def __init__(self, folder: Path, beside: Path, mark: str, made: int) -> None:
        self._folder = folder
        self._beside = beside
        self._mark = mark
        self._made = made

    def count(self) -> None:
        """Count one cosignature, before it leaves: on the disk in the folder, and then beside the key."""
        write_durably(self._folder / "count", f"{self._made + 1}\n".encode(), PRIVATE_FILE)
        write_durably(self._beside, f"{self._mark}\n{self._made + 1}\n".encode(), PRIVATE_FILE)
        self._made += 1


def tied(folder: Path, key: Path, verifier: VerifierKey, entropy: Entropy) -> Tie:
    """Tie a key that was never used to an empty folder, or insist that both belong together.

    Args:
        folder: of the memory; the caller holds its lock.
        key: file of the key; the caller holds its lock.
        verifier: the key itself.
        entropy: draws the mark.

    Raises:
        LogError: they do not belong together, or the folder is older than what the key has cosigned.
    """
    identity, beside = folder / "identity", key.with_name(f"{key.name}.state")
    used = key.read_text(encoding="utf-8").partition(f"\n{USED_WITH}")[2].rstrip("\n")
    if not identity.exists():
        if used or beside.exists():
            raise _another(folder)
        mark = entropy.token(MARK_BYTES).hex()
        write_durably(identity, f"{verifier}\n{mark}\n".encode(), PRIVATE_FILE)
    owner, _, mark = identity.read_text(encoding="utf-8").rstrip("\n").partition("\n")
    if owner != str(verifier):
        raise LogError("the folder is another witness's", where=str(folder), mend=ANOTHER_KEY)
    if used not in {"", mark}:
        raise _another(folder)
    made = _number(folder / "count")
    if used or beside.exists():
        _expect_not_behind(folder, beside, mark, made)
    tie = Tie(folder, beside, mark, made)
    if not used:  # the mark in the key last: from then on nothing of this may be missing
        write_durably(beside, f"{mark}\n{made}\n".encode(), PRIVATE_FILE)
        _append(key, f"{USED_WITH}{mark}\n")
    return tie


def _expect_not_behind(folder: Path, beside: Path, mark: str, made: int) -> None:
    if not beside.exists():
        raise LogError(
            "the count beside the key is gone: whether the folder is the newest cannot be known",
            where=str(beside),
            mend=NEW_KEY,
        )
    known, _, count = beside.read_text(encoding="utf-8").partition("\n")
    if known != mark:
        raise _another(folder)
    if made < _read_number(count, beside):
        raise LogError(
            f"the folder has seen {made} cosignatures, and its key has made {count.strip()}: it is an older state",
            where=str(folder),
            mend=NEW_KEY,
        )


def _another(folder: Path) -> LogError:
    return LogError("this key has cosigned with another memory", where=str(folder), mend=ANOTHER_KEY)


def _number(path: Path) -> int:
    return _read_number(path.read_text(encoding="utf-8"), path) if path.exists() else 0


def _read_number(text: str, path: Path) -> int:
    digits = text.strip()
    if digits and not (digits.isascii() and digits.isdecimal()):
        raise LogError("a count of cosignatures is damaged", where=str(path), mend=NEW_KEY)
    return int(digits or 0)


def _append(path: Path, line: str) -> None:
    """Add a line to a file where it lies, and wait until it is on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
