"""Files that are there whole, or not at all, and that stay after the power fails.

A file is written beside its place, flushed to the disk, moved into place, and the directory is flushed too. Several
files go through these four steps together, and a slow disk is waited for once, not once for each: flushes that stand
in its queue at the same time cost it one commit of its journal. Who calls holds a lock: two writers of one path would
share the name beside it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from autonome.kernel import InputError

PUBLIC_FILE = 0o644
PRIVATE_FILE = 0o600
PUBLIC_DIRECTORY = 0o755
PRIVATE_DIRECTORY = 0o700

FLUSHES_AT_ONCE = 16
"""Threads that wait for the disk (our own judgement: a queue that a single disk still takes in one go)."""

SLOW = 0.001
"""Seconds: a flush that takes longer waits for a disk, and others can wait beside it; a thread begins in 0.1 ms."""


@dataclass(frozen=True, slots=True)
class DurableFile:
    """A file to be put in its place.

    Args:
        path: its place.
        data: all of it.
        private: whether it, and each directory made for it, is its owner's alone.
    """

    path: Path
    data: bytes
    private: bool = False

    @property
    def beside(self) -> Path:
        """Where it is written before it is moved."""
        return self.path.with_name(f".{self.path.name}.tmp")


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


def write_durably(path: Path, data: bytes, mode: int = PUBLIC_FILE, *, named: bool = True) -> None:
    """Put a file in its place; when this returns, it is on the disk.

    Args:
        path: its place; the directory exists.
        data: all of it.
        mode: permission bits of the file.
        named: whether its name is on the disk, too; without it a power cut may leave the file that was there before.
    """
    file = DurableFile(path, data)
    _write_beside(file, mode)
    _flush(file.beside)
    os.replace(file.beside, path)  # noqa: PTH105
    if named:
        _flush_directory(path.parent)


def write_all_durably(files: Sequence[DurableFile]) -> None:
    """Put files in their places, in this order; when this returns, all are on the disk.

    A kill in between leaves the first of them; a power cut leaves any of them. Missing directories are made.
    """
    changed: dict[Path, None] = {}
    for parent, private in {file.path.parent: file.private for file in files}.items():
        changed |= dict.fromkeys(_make(parent, PRIVATE_DIRECTORY if private else PUBLIC_DIRECTORY))
    for file in files:
        _write_beside(file, PRIVATE_FILE if file.private else PUBLIC_FILE)
    slow = _flush_all(_flush, [file.beside for file in files])
    for file in files:
        os.replace(file.beside, file.path)  # noqa: PTH105
    changed |= dict.fromkeys(file.path.parent for file in files)
    _flush_all(_flush_directory, list(changed), slow=slow)


def write_once_durably(file: DurableFile, mark: str) -> bool:
    """Put a file in a place where none is yet, though others try the same at the same time.

    Args:
        file: to be put in its place; missing directories are made.
        mark: a name part that nobody else uses at the same time.

    Returns:
        Whether it is ours; else another stands there, and is on the disk too.
    """
    make_directories(file.path.parent, PRIVATE_DIRECTORY if file.private else PUBLIC_DIRECTORY)
    ours = DurableFile(file.path.with_name(f".{file.path.name}.{mark}"), file.data, private=file.private)
    _write_beside(ours, PRIVATE_FILE if file.private else PUBLIC_FILE)
    try:
        _flush(ours.beside)
        os.link(ours.beside, file.path)
    except FileExistsError:
        return False
    else:
        return True
    finally:
        os.unlink(ours.beside)  # noqa: PTH108
        _flush_directory(file.path.parent)


def _write_beside(file: DurableFile, mode: int) -> None:
    with suppress(FileNotFoundError):  # left over from a writer that was killed
        os.unlink(file.beside)  # noqa: PTH108 - one module, os, for all that a crash test counts
    # O_EXCL and O_NOFOLLOW: whoever can write here cannot make us write elsewhere through a link.
    descriptor = os.open(file.beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    try:
        view = memoryview(file.data)
        while view:
            view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)


def _flush_all(flush: Callable[[Path], None], paths: Sequence[Path], *, slow: bool = False) -> bool:
    """Flush all, the first alone: a disk that answers at once is done before a thread has begun.

    Args:
        flush: one of them.
        paths: all of them.
        slow: whether the disk is known to be slow.

    Returns:
        Whether it is.
    """
    waiting = list(paths)
    if not slow:
        begun = monotonic()
        flush(waiting.pop(0))
        slow = monotonic() - begun > SLOW
    if not slow:
        for path in waiting:
            flush(path)
    elif waiting:
        with ThreadPoolExecutor(min(len(waiting), FLUSHES_AT_ONCE)) as threads:
            flushes = [threads.submit(flush, path) for path in waiting]
        for each in flushes:
            each.result()
    return slow


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


def remove_left_over(path: Path) -> None:
    """Remove a file that a writer left who was killed before it counted; none is no fault."""
    with suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(path)  # noqa: PTH108 - one module, os, for all that a crash test counts


def remove_durably(path: Path) -> None:
    """Overwrite a file and take it away; when this returns, it is gone from the disk. None is no fault."""
    wipe(path)
    remove_left_over(path)
    if path.parent.is_dir():
        _flush_directory(path.parent)


def flush_names(directory: Path) -> None:
    """Have the names of a directory's files on the disk."""
    _flush_directory(directory)


def make_directories(path: Path, mode: int = PUBLIC_DIRECTORY) -> None:
    """Make a directory, and those above it, so that they are on the disk.

    Args:
        path: to make.
        mode: permission bits of those that are new.
    """
    for changed in _make(path, mode):
        _flush_directory(changed)


def _make(path: Path, mode: int) -> list[Path]:
    """Make a directory and those above it; those in which one was made, to be flushed."""
    if path.is_dir():
        return []
    changed = _make(path.parent, mode)
    with suppress(FileExistsError):
        os.mkdir(path, mode)  # noqa: PTH102
    return [*changed, path.parent]


def _flush(path: Path) -> None:
    """Flush a file that was written and closed: the system keeps what is not on the disk yet by file, not by handle."""
    _flush_opened(path, os.O_RDONLY | os.O_NOFOLLOW)


def _flush_directory(path: Path) -> None:
    _flush_opened(path, os.O_RDONLY | os.O_DIRECTORY)


def _flush_opened(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
