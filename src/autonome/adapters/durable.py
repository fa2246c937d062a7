"""Files that are there whole, or not at all, and that stay after the power fails.

A file is written beside its place, flushed to the disk, moved into place, and the directory is flushed too. Who calls
holds a lock: two writers of one path would share the name beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from autonome.kernel import InputError

PUBLIC_FILE = 0o644
PRIVATE_FILE = 0o600
PUBLIC_DIRECTORY = 0o755
PRIVATE_DIRECTORY = 0o700


@contextmanager
def folder_of_a_log(directory: Path) -> Iterator[None]:
    """Say in one line that a folder cannot hold a log: a file in its place, no permission, a full disk.

    Raises:
        InputError: the system refused something there.
    """
    try:
        yield
    except OSError as error:
        raise InputError(
            f"cannot hold a log ({error.strerror})", where=str(directory), mend="name another folder with --log."
        ) from error


def write_durably(path: Path, data: bytes, mode: int = PUBLIC_FILE) -> None:
    """Put a file in its place; when this returns, it is on the disk.

    Args:
        path: its place; the directory exists.
        data: all of it.
        mode: permission bits of the file.
    """
    beside = path.with_name(f".{path.name}.tmp")
    with suppress(FileNotFoundError):  # left over from a writer that was killed
        os.unlink(beside)  # noqa: PTH108 - one module, os, for all that a crash test counts
    # O_EXCL and O_NOFOLLOW: whoever can write here cannot make us write elsewhere through a link.
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.replace(beside, path)  # noqa: PTH105
    _flush_directory(path.parent)


def wipe(path: Path) -> None:
    """Overwrite a file where it lies, on the disk; a file that is not there is left alone.

    What a journal, a snapshot or the controller of a flash disk has kept is out of reach from here.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    try:
        os.write(descriptor, bytes(os.fstat(descriptor).st_size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_directories(path: Path, mode: int = PUBLIC_DIRECTORY) -> None:
    """Make a directory, and those above it, so that they are on the disk.

    Args:
        path: to make.
        mode: permission bits of those that are new.
    """
    if path.is_dir():
        return
    make_directories(path.parent, mode)
    with suppress(FileExistsError):
        os.mkdir(path, mode)  # noqa: PTH102
    _flush_directory(path.parent)


def _flush_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
