"""How much a node has kept, day by day: for stewards, who want to know when a disk will be full.

One file in the node's folder, 0600, one entry a day, the newest last: bytes by kind, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autonome.adapters.durable import PRIVATE_FILE, write_durably
from autonome.adapters.small_files import read_small
from autonome.kernel import InputError, Instant, Json, canonical_bytes, read_json

FILE: Final = "sizes.json"

APART_SECONDS: Final = 20 * 3600
"""Least time between two entries: one a day, whenever the worker comes to it."""

MOST: Final = 400
"""Entries that are kept: a year and a month."""

LARGEST: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class SizesNoted:
    """Bytes by kind at a time."""

    at: Instant
    sizes: Mapping[str, int]

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {"at": str(self.at), "sizes": dict(self.sizes)}


def note_sizes(directory: Path, noted: SizesNoted) -> bool:
    """Write sizes down, where that was not done today; gives whether it was done.

    Args:
        directory: of the node.
        noted: what is kept now.
    """
    known = sizes_noted(directory)
    if known and noted.at.seconds - known[-1].at.seconds < APART_SECONDS:
        return False
    listed: list[Json] = [each.to_json() for each in (*known, noted)[-MOST:]]
    write_durably(directory / FILE, canonical_bytes(listed) + b"\n", PRIVATE_FILE)
    return True


def sizes_noted(directory: Path) -> tuple[SizesNoted, ...]:
    """All that was written down, the newest last; nothing of a list that cannot be read: it is begun anew.

    Args:
        directory: of the node.
    """
    path = directory / FILE
    try:
        listed = read_json(read_small(path, LARGEST), where=FILE) if path.exists() else []
        return tuple(map(_read, listed)) if isinstance(listed, list) else ()
    except InputError:
        return ()


def _read(entry: Json) -> SizesNoted:
    match entry:
        case {"at": str(at), "sizes": dict(sizes)}:
            return SizesNoted(Instant.parse(at), {name: size for name, size in sizes.items() if isinstance(size, int)})
    raise InputError("the list of sizes cannot be read", where=FILE)
