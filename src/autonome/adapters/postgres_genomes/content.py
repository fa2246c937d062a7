"""Where the sealed chunks of genomes lie: small ones beside their manifest in the database, large ones in files.

::

    FOLDER/ab/abcdef…   0600: ``autonome-genome/1``, a line feed, and the sealed parts, end to end

A file is named by the genome's number, drawn at random. It counts once a row of the database names it: until then it is
locked by who writes it, and a file without a row and without a lock was left by somebody who was killed (`sweep`).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from autonome.adapters.durable import PRIVATE_DIRECTORY, PRIVATE_FILE, flush_names, make_directories
from autonome.adapters.postgres_gate.vault import StoreError

MAGIC = b"autonome-genome/1\n"
"""Begins each file."""

SMALL = 512 * 1024
"""Bytes of sealed chunks that stay in the database: a panel's; measured in ADR 0032."""


class Content(Protocol):
    """The sealed parts of one genome, end to end."""

    def read(self, begin: int, size: int) -> bytes | memoryview:
        """Some bytes of it, which hold until the next are read.

        Raises:
            StoreError: they are not there.
        """


class HeldContent:
    """Sealed parts in memory.

    Args:
        data: all of them.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, begin: int, size: int) -> bytes:
        """See `Content`."""
        return self._data[begin : begin + size]


class ContentFile:
    """Sealed parts in a file.

    Args:
        path: of it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._buffer = bytearray()
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError as error:
            raise self._missing(error) from error

    def read(self, begin: int, size: int) -> memoryview:
        """See `Content`; fewer bytes than asked for do not open, so that they are not looked for here."""
        if len(self._buffer) < size:
            self._buffer = bytearray(size)  # one for all parts: fresh memory costs more than what is read into it
        view = memoryview(self._buffer)[:size]
        try:
            return view[: os.preadv(self._descriptor, [view], len(MAGIC) + begin)]
        except OSError as error:
            raise self._missing(error) from error

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def _missing(self, error: OSError) -> StoreError:
        return StoreError(
            f"the file of a stored genome cannot be read ({error.strerror})",
            where=self._path.name,
            mend="restore the folder of genomes from the backup that belongs to the database.",
        )


class NewContent:
    """Sealed parts on their way into the store: held while they are few, then written to a file that is locked.

    Unless it is `kept` in the end, nothing of it is left.

    Args:
        folder: of genomes.
        number: of the genome.
        wanted: whether it is to be held at all; what is not, is passed over part by part.
    """

    def __init__(self, folder: GenomeFolder, number: bytes, *, wanted: bool = True) -> None:
        self._path = folder.path(number)
        self._wanted = wanted
        self.kept = False
        self._held = bytearray()
        self._descriptor: int | None = None

    @property
    def held(self) -> bytes | None:
        """All of it, where it is little; None where it is in a file."""
        return bytes(self._held) if self._descriptor is None else None

    def add(self, part: bytes) -> None:
        """Take the next part."""
        if not self._wanted:
            return
        self._held += part
        if self._descriptor is None and len(self._held) > SMALL:
            make_directories(self._path.parent, PRIVATE_DIRECTORY)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            self._descriptor = os.open(self._path, flags, PRIVATE_FILE)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            self._held[:0] = MAGIC
        if self._descriptor is not None and len(self._held) > SMALL:
            self._write()

    def finish(self) -> None:
        """Have all of it on the disk, where it is in a file."""
        if self._descriptor is not None:
            self._write()
            os.fsync(self._descriptor)
            flush_names(self._path.parent)

    def let_go(self) -> None:
        """End: the file stays where it is `kept`, and its lock ends."""
        if self._descriptor is not None:
            if not self.kept:
                with suppress(FileNotFoundError):
                    self._path.unlink()
            os.close(self._descriptor)
            self._descriptor = None

    def _write(self) -> None:
        if self._descriptor is not None:
            view = memoryview(bytes(self._held))
            while view:
                view = view[os.write(self._descriptor, view) :]
            self._held.clear()


class GenomeFolder:
    """The folder of large genomes.

    Args:
        directory: made where it is missing, its owner's alone.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def path(self, number: bytes) -> Path:
        """Where a genome's file lies."""
        return self._directory / number.hex()[:2] / number.hex()

    def open(self, number: bytes) -> ContentFile:
        """Open a genome's file.

        Raises:
            StoreError: it is missing.
        """
        return ContentFile(self.path(number))

    def sweep(self, known: Callable[[Collection[bytes]], Collection[bytes]]) -> int:
        """Take away files that no row names and nobody writes.

        Args:
            known: which of some numbers the database knows.

        Returns:
            How many there were.
        """
        swept = 0
        for path in sorted(self._directory.glob("??/*")):
            with suppress(FileNotFoundError, ValueError):
                swept += _swept(path, bytes.fromhex(path.name), known)
        return swept


def _swept(path: Path, number: bytes, known: Callable[[Collection[bytes]], Collection[bytes]]) -> bool:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Asked only now that nobody writes it: who has written it has had its row committed before letting go.
        if known([number]):
            return False
        path.unlink()
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
