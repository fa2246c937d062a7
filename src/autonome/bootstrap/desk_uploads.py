"""Files that were sent and wait for the worker: in the node's private folder, each in one of its own, and then gone.

A name that somebody gave a file is kept as far as it is plain letters: errors quote it. A file that no worker came to
within a day is swept away with the next that is sent.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time
from typing import Final

from autonome.adapters.system import SystemEntropy
from autonome.kernel import InputError

FOLDER: Final = "arriving"
KEPT_SECONDS: Final = 24 * 3600
LONGEST_NAME: Final = 80
_UNPLAIN: Final = re.compile(r"[^A-Za-z0-9._-]+")
_KEPT: Final = re.compile(r"[0-9a-f]{32}/[A-Za-z0-9_-][A-Za-z0-9._-]*")


def keep_file(private: Path, chunks: Iterable[bytes], name: str) -> str:
    """Keep what was sent; gives by which name it is found again.

    Args:
        private: the node's private folder.
        chunks: of it.
        name: that it was sent under.
    """
    _sweep(private / FOLDER)
    plain = _UNPLAIN.sub("_", name).strip(".")[-LONGEST_NAME:].lstrip(".") or "file"
    kept = f"{SystemEntropy().token(16).hex()}/{plain}"
    path = private / FOLDER / kept
    path.parent.mkdir(mode=0o700, parents=True)
    try:
        with path.open("xb") as target:
            path.chmod(0o600)
            for chunk in chunks:
                target.write(chunk)
    except BaseException:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise
    return kept


@contextmanager
def kept_file(private: Path, kept: str) -> Iterator[Path]:
    """What was kept, for one reading; it is gone afterwards, whatever came of it.

    Raises:
        InputError: it is not there any more.
    """
    path = private / FOLDER / kept
    if _KEPT.fullmatch(kept) is None or not path.is_file():
        raise InputError("the file is not there any more", mend="send it again.")
    try:
        yield path
    finally:
        shutil.rmtree(path.parent, ignore_errors=True)


def _sweep(folder: Path) -> None:
    if folder.is_dir():
        for each in folder.iterdir():
            if each.stat().st_mtime < time() - KEPT_SECONDS:
                shutil.rmtree(each, ignore_errors=True)
