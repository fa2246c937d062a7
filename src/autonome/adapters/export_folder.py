"""An export as a folder: written beside its place, and put there whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from autonome.adapters.durable import PRIVATE_DIRECTORY, PRIVATE_FILE, flush_names
from autonome.kernel import InputError, Sha256

MOST_BYTES: Final = 1 << 26
"""Largest file that is read whole: a timeline of 64 MB has some 30,000 entries."""

_PIECE: Final = 1 << 20


class ExportFolder:
    """A folder that is being written, or read.

    Args:
        directory: of it.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def write(self, name: str, chunks: Iterable[bytes]) -> tuple[int, Sha256]:
        """Write a file, chunk by chunk; gives its size and digest."""
        size, told = 0, hashlib.sha256()
        descriptor = os.open(self._directory / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                told.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return size, Sha256(told.hexdigest())

    def names(self) -> tuple[str, ...]:
        """Names of all that lies in it.

        Raises:
            InputError: there is no such folder.
        """
        if not self._directory.is_dir():
            raise InputError("is no folder", where=str(self._directory), mend="name the folder of an export.")
        return tuple(sorted(path.name for path in self._directory.iterdir()))

    def read(self, name: str) -> bytes:
        """All of a small file.

        Raises:
            InputError: there is none, or it is too large.
        """
        path = self._plain(name)
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"has more than {MOST_BYTES} bytes", where=name, mend="name the folder of an export.")
        return path.read_bytes()

    def sha256(self, name: str) -> tuple[int, Sha256]:
        """Size and digest of a file."""
        size, told = 0, hashlib.sha256()
        with self._plain(name).open("rb") as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                told.update(piece)
        return size, Sha256(told.hexdigest())

    def _plain(self, name: str) -> Path:
        path = self._directory / name
        if path.is_symlink() or not path.is_file():
            raise InputError("is missing, or no plain file", where=name[:80], mend="name the folder of an export.")
        return path


@contextmanager
def new_export(directory: Path) -> Iterator[ExportFolder]:
    """A folder to write to, that becomes visible when the block ends, whole; what fails leaves nothing.

    Args:
        directory: new.

    Raises:
        InputError: there is something already.
    """
    if directory.exists():
        raise InputError("there is something here already", where=str(directory), mend="name a new folder.")
    staged = directory.with_name(f".{directory.name}.unfinished")
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(PRIVATE_DIRECTORY, parents=True)
    try:
        folder = ExportFolder(staged)
        yield folder
        if folder.names():
            flush_names(staged)
            staged.rename(directory)
            flush_names(directory.parent)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
