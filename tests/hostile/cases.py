"""Small hostile files of one form, and the answers that they must get.

The bytes are written out in a script beside; those that are not large lie in ``files/`` too, for a reader to look at.
The answers lie in ``answers.tsv``: name, tab, the whole line after the file's name where it is refused, else ``read:``
and what is read of it, in words. A line of it is changed by hand, after judging what the program says now. It ends in
an ellipsis where a list follows that grows with the program.

Receipts are not kept as files: what is sound about them is made by the program, and so is new with its format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MADE = "receipt-"
"""Begins the names of files that are made when they are needed."""

MAX_KEPT = 16 * 1024
"""Bytes of the largest file that is kept; larger ones are made when they are needed."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Files of one form.

    Args:
        folder: in which ``files`` and ``answers.tsv`` lie.
        data: name → bytes.
    """

    folder: Path
    data: Mapping[str, bytes]

    @property
    def answers(self) -> dict[str, str]:
        """Name → answer."""
        lines = (self.folder / "answers.tsv").read_text(encoding="utf-8").splitlines()
        return dict(line.split("\t", 1) for line in lines)

    @property
    def kept(self) -> dict[str, bytes]:
        """What lies in ``files``."""
        small = {name: data for name, data in self.data.items() if len(data) <= MAX_KEPT}
        return {name: data for name, data in small.items() if not name.startswith(MADE)}

    def write(self) -> None:
        """Write the files, and remove those that are no case any more."""
        files = self.folder / "files"
        files.mkdir(exist_ok=True)
        for path in files.iterdir():
            path.unlink()
        for name, data in self.kept.items():
            (files / name).write_bytes(data)
