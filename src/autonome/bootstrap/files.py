"""Files that are read and written, and where the node's own lie when nobody says."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from autonome.adapters.small_files import MAX_SMALL, is_open_to_others, make_folder, read_small, set_aside, write_whole


def file_bytes(path: Path, limit: int = MAX_SMALL) -> bytes:
    """Read a file whole.

    Args:
        path: of the file.
        limit: largest size, in bytes.

    Raises:
        InputError: it cannot be read, or is larger.
    """
    return read_small(path, limit)


def write_file(path: Path, data: bytes) -> None:
    """Write a file, its owner's alone, so that a reader sees all of it or nothing."""
    write_whole(path, data)


def results_folder(path: Path) -> bool:
    """Make a folder for results, its owner's alone, before anything is decided or computed for it.

    Returns:
        Whether other accounts can look into it: a folder that was there before is left as it is.

    Raises:
        InputError: it cannot be made or written to.
    """
    make_folder(path)
    return is_open_to_others(path)


def set_aside_results(folder: Path, names: Iterable[str]) -> None:
    """Move results of an earlier run out of the way, into a folder ``earlier-N``: they do not go with the new ones."""
    set_aside(folder, names)


def is_readable_file(path: Path) -> bool:
    """Whether a path leads to a file that may be read; a folder, a device or a pipe is none."""
    return path.is_file() and os.access(path, os.R_OK)


def default_log() -> Path:
    """Where the local log lies when nobody says: in the user's data folder (XDG Base Directory Specification)."""
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "autonome" / "log"


def default_database() -> Path:
    """Where our own server's data lie when nobody says: beside the log, or where root's server may go."""
    if os.geteuid() == 0 and not os.environ.get("XDG_DATA_HOME"):
        return Path("/var/lib/autonome/database")
    return default_log().with_name("database")
