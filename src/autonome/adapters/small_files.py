"""Small files that are read whole: records, consents, calls made elsewhere, policies; and results written whole.

Results are health data. A file of them is its owner's alone, and so is each folder that is made for them, whatever the
umask says; a folder that was there before keeps its mode, which is its owner's decision (`is_open_to_others`).
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from autonome.kernel import InputError

MAX_SMALL = 64 * 1024 * 1024
"""Bytes of a file that is read whole: a long FHIR record has some megabytes."""


PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
ANYBODY_PASSES = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH
"""Bits with which an account goes through a folder to what it knows by name; others list and change it."""


def read_small(path: Path, limit: int = MAX_SMALL) -> bytes:
    """Read a file, up to a limit.

    Raises:
        InputError: it cannot be read, or is larger.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except FileNotFoundError as error:
        raise InputError("there is no such file", where=str(path), mend="check the path.") from error
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=str(path), mend="give a readable file.") from error
    if len(data) > limit:
        raise InputError(f"is larger than {limit >> 20} MiB", where=str(path), mend="check that it is the right file.")
    return data


def small_text(data: bytes, where: str) -> str:
    """Read bytes as UTF-8 text, with or without a byte-order mark.

    Raises:
        InputError: they are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text", where=where, mend="save it as UTF-8.") from error


def make_private(path: Path) -> None:
    """Make a folder, and those above it that are missing, their owner's alone; one that is there is left as it is.

    Raises:
        OSError: it cannot be made.
    """
    if path.is_dir():
        return
    make_private(path.parent)
    try:
        path.mkdir(PRIVATE_FOLDER)
    except FileExistsError:
        if not path.is_dir():  # a file; a folder was made by another process in this very moment
            raise
        return
    # A umask can only take away: others were never let in, but the owner may be shut out.
    if stat.S_IMODE(path.stat().st_mode) & PRIVATE_FOLDER != PRIVATE_FOLDER:
        path.chmod(PRIVATE_FOLDER)


def is_open_to_others(path: Path) -> bool:
    """Whether another account, of the folder's group or of none, can get to a folder and list or change it."""
    folder = path.resolve()
    modes = [each.stat().st_mode for each in folder.parents]
    lists_or_changes = folder.stat().st_mode & ~ANYBODY_PASSES
    return any(
        lists_or_changes & who and all(mode & who & ANYBODY_PASSES for mode in modes)
        for who in (stat.S_IRWXG, stat.S_IRWXO)
    )


def make_folder(path: Path) -> None:
    """Make a folder that can be written to.

    Raises:
        InputError: it cannot be.
    """
    try:
        make_private(path)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise InputError(
            f"cannot be written to ({error.strerror})", where=str(path), mend="choose a folder you may write to."
        ) from error


def set_aside(folder: Path, names: Iterable[str]) -> None:
    """Move files, where they exist, into the first free folder ``earlier-N`` beside them.

    Raises:
        InputError: they cannot be moved.
    """
    there = [folder / name for name in names if (folder / name).exists()]
    if not there:
        return
    target = next(each for each in (folder / f"earlier-{number}" for number in count(1)) if not each.exists())
    try:
        make_private(target)
        for path in there:
            path.rename(target / path.name)
    except OSError as error:
        raise InputError(
            f"earlier results cannot be set aside ({error.strerror})", where=str(folder), mend="choose another folder."
        ) from error


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees all of it or nothing.

    Raises:
        InputError: the folder cannot be written to.
    """
    try:
        make_private(path.parent)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                os.fchmod(handle, PRIVATE_FILE)
                stream.write(data)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})", where=str(path), mend="choose a folder you may write to."
        ) from error
