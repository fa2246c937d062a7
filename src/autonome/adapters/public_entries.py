"""What opens the public entries of a local log, published beside its tiles: one file for each.

A file holds index, salt and payload of one entry, as canonical JSON; it lies at ``public/000/000/004`` for entry 4, so
that the whole folder can be copied anywhere and served as it is. It is read once: published openings never change.

Files at indexes that no checkpoint covers are left-overs of a killed writer: they are never read, and removed when
their index is used for another entry, for nothing private may come to lie under a public name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock

from autonome.adapters.durable import DurableFile, remove_left_over
from autonome.adapters.log_keys import RESTORE
from autonome.ledger import FormatError, LogError, Opening, Recorded, Thread
from autonome.ledger.openings import opening_path, read_opening, write_opening

_DIGITS = 9
_GROUP = 3


class PublicEntries:
    """The published openings of a log.

    Args:
        directory: of the log.
    """

    def __init__(self, directory: Path) -> None:
        self._folder = directory / "public"
        self._held: list[Recorded] = []
        self._size = 0
        self._lock = Lock()

    def file(self, entry: Recorded) -> DurableFile:
        """The file that opens an entry to everybody."""
        return DurableFile(self._path(entry.index), write_opening(entry))

    def below(self, size: int) -> tuple[Recorded, ...]:
        """The public entries of a tree, in log order; that they are those of its leaves is checked by who asks.

        Raises:
            LogError: a file is damaged.
        """
        with self._lock:  # a server reads in several threads, and nothing must be held twice
            if size > self._size:
                self._held += list(self._read(self._size, size))  # all, or none where one is damaged
                self._size = size
        return tuple(entry for entry in self._held if entry.index < size)

    def at(self, index: int) -> Recorded | None:
        """The published opening of one entry, which a checkpoint covers; None where nothing is published.

        Raises:
            LogError: its file is damaged.
        """
        return self._opened(index) if self._path(index).exists() else None

    def last_of(self, thread: Thread, size: int) -> Recorded | None:
        """The newest entry of a public thread below a tree size."""
        return next((entry for entry in reversed(self.below(size)) if entry.payload.thread == thread), None)

    def clear(self, entries: Sequence[Recorded]) -> None:
        """Remove what a killed writer left at the indexes of entries that are not public."""
        if self._folder.exists():
            for entry in entries:
                if entry.payload.kind.opening is not Opening.PUBLIC:
                    remove_left_over(self._path(entry.index))

    def _read(self, start: int, stop: int) -> Iterator[Recorded]:
        for index in _indexes(self._folder, "", start):
            if start <= index < stop:
                yield self._opened(index)

    def _opened(self, index: int) -> Recorded:
        path = self._path(index)
        try:
            return read_opening(path.read_bytes(), index)
        except (OSError, FormatError) as error:
            raise self._damaged(index) from error

    def _damaged(self, index: int) -> LogError:
        return LogError(
            f"the published opening of entry {index} is missing or damaged", where=opening_path(index), mend=RESTORE
        )

    def _path(self, index: int) -> Path:
        return self._folder.parent / opening_path(index)


def _indexes(folder: Path, digits: str, start: int) -> Iterator[int]:
    """Indexes of the files below a folder, ascending; folders that end before the start are not looked into."""
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    for name in names:
        known = digits + name
        if not (len(name) == _GROUP and name.isascii() and name.isdecimal()):
            continue  # a writer's file that is not in its place yet
        if len(known) == _DIGITS:
            yield int(known)
        elif int(known.ljust(_DIGITS, "9")) >= start:
            yield from _indexes(folder / name, known, start)
