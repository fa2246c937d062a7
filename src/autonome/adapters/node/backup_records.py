"""That a backup was made: when, of what, how far the log was, and its digest. Nothing of what is in it, nor where.

One file in the node's folder, 0600, in the order in which it was written down. It is a memory for stewards, and no
proof: whether a backup can be put back is tried where it is kept (`restoring`). Of a database that is backed up where
it runs an operator says so, by a reference of their own; that is their word alone, and has no digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from autonome.adapters.durable import PRIVATE_FILE, write_durably
from autonome.adapters.small_files import read_small
from autonome.kernel import InputError, Instant, Json, canonical_bytes, read_json

FILE: Final = "backups.json"

MOST: Final = 100
"""Entries that are kept: seven weeks of one of each a day (our own judgement)."""

LARGEST: Final = 64 * 1024

LONGEST_REFERENCE: Final = 100
"""Characters of a reference, so that `MOST` of them, of four bytes each, stay below `LARGEST`."""


class Part(StrEnum):
    """What a backup is of."""

    DATA = "data"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A backup that was made.

    Args:
        at: when it was finished.
        part: what it is of.
        digest: SHA-256 of its ``backup.json``, or of the file of keys, in hexadecimal digits; "" where it was made
            elsewhere.
        size: of the log, at least, that it holds; None for keys, and where it was made elsewhere.
        reference: by which an operator finds one that was made elsewhere; "" for those that the node made.
    """

    at: Instant
    part: Part
    digest: str
    size: int | None = None
    reference: str = ""

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        told: dict[str, Json] = {
            "at": str(self.at),
            "part": self.part.value,
            "digest": self.digest,
            "size": self.size,
        }
        return told | ({"reference": self.reference} if self.reference else {})


def made_elsewhere(reference: str, at: Instant, now: Instant) -> BackupMade:
    """A backup of the data that the node did not make, by an operator's word.

    Args:
        reference: of the operator's own, by which it is found.
        at: when it was finished.
        now: the time of it.

    Raises:
        InputError: the reference will not do or is an address, or the time is to come.
    """
    if not reference.strip() or len(reference) > LONGEST_REFERENCE or not reference.isprintable():
        raise InputError(
            f"no reference of one to {LONGEST_REFERENCE} printable characters",
            where="--made-elsewhere",
            mend="give the name by which the backup is found.",
        )
    if "://" in reference or "password" in reference.casefold():
        raise InputError(
            "an address is no reference: one with a password would be shown on the stewards' pages",
            where="--made-elsewhere",
            mend="give the name by which the backup is found.",
        )
    if now < at:
        raise InputError(f"{at} is to come", where="--at", mend="say when the backup was finished.")
    return BackupMade(at, Part.DATA, "", None, reference.strip())


def note_backup(directory: Path, made: BackupMade) -> None:
    """Write down that one was made; a list that cannot be read is begun anew, for the backup is there all the same.

    Args:
        directory: of the node.
        made: what was made.
    """
    try:
        known = backups_made(directory)
    except InputError:
        known = ()
    listed: list[Json] = [each.to_json() for each in (*known, made)[-MOST:]]
    write_durably(directory / FILE, canonical_bytes(listed) + b"\n", PRIVATE_FILE)


def backups_made(directory: Path) -> tuple[BackupMade, ...]:
    """All that is known of, in the order in which it was written down.

    Args:
        directory: of the node.

    Raises:
        InputError: the list is damaged.
    """
    path = directory / FILE
    if not path.exists():
        return ()
    match read_json(read_small(path, LARGEST), where=FILE):
        case list(listed):
            return tuple(map(_read, listed))
    raise _damaged()


def newest_backups(directory: Path) -> dict[Part, BackupMade]:
    """Of each part the one that was finished last, in whatever order they were written down.

    Args:
        directory: of the node.

    Raises:
        InputError: the list is damaged.
    """
    return {each.part: each for each in sorted(backups_made(directory), key=lambda each: each.at)}


def _read(entry: Json) -> BackupMade:
    match entry:
        case {
            "at": str(at),
            "part": "data" | "keys" as part,
            "digest": str(digest),
            "size": int() | None as size,
            **more,
        }:
            reference = more.get("reference", "")
            if isinstance(reference, str):
                return BackupMade(Instant.parse(at), Part(part), digest, size, reference)
    raise _damaged()


def _damaged() -> InputError:
    return InputError("the list of backups cannot be read", where=FILE, mend="make a backup: that begins it anew.")
