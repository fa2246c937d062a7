"""Pieces of bytes as lines of text, under a limit for one line; first one by one, then a block at a time.

Invariants: no line is longer than `MAX_LINE`, all of it is UTF-8, none holds a NUL. Lines keep the order of the file,
and their numbers count from 1. A block is what one piece completes: its lines are held, and no others.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Iterable, Iterator

from autonome.genome import GenomeError

MAX_LINE = 32 * 1024 * 1024
"""Bytes of one line: 100,000 samples with 300 bytes each stay below; a file without line ends does not."""

CHECKED = 1024 * 1024
"""Bytes that are decoded at a time to see whether they are UTF-8: one rare letter makes text four times as large."""

Block = tuple[int, list[bytes]]
"""Number of the first line, and the lines without their ends (a carriage return is left where it stood)."""


class TextLines:
    """The lines of a file: `one_by_one` for its header, then `blocks` for the rest, each once."""

    def __init__(self, pieces: Iterable[bytes], name: str) -> None:
        self._blocks = _blocks(pieces, name)
        self._held: deque[bytes] = deque()
        self._number = 0

    def one_by_one(self) -> Iterator[str]:
        """Lines as text, without their ends."""
        while True:
            while self._held:
                self._number += 1
                yield text_of(self._held.popleft())
            block = next(self._blocks, None)
            if block is None:
                return
            self._held.extend(block[1])

    def blocks(self) -> Iterator[Block]:
        """The lines that have not been taken one by one."""
        if self._held:
            yield self._number + 1, list(self._held)
            self._held.clear()
        yield from self._blocks


def text_of(line: bytes) -> str:
    """A line, checked before, as text without its carriage return."""
    return line.rstrip(b"\r").decode("utf-8")


def _blocks(pieces: Iterable[bytes], name: str) -> Iterator[Block]:
    number, begun, length = 1, [], 0
    for piece in pieces:
        head, newline, _ = piece.partition(b"\n")
        length += len(head)
        if length > MAX_LINE:
            raise too_long(f"{name}, line {number}")
        if not newline:
            begun.append(piece)
            continue
        text = b"".join((*begun, piece))
        lines = text.split(b"\n")
        begun = [lines.pop()]
        length = len(begun[0])
        if b"\0" in text or not text.isascii():
            _check(number, lines, name)
        del text
        yield number, lines
        number += len(lines)
    last = b"".join(begun)
    if last:
        _check(number, [last], name)
        yield number, [last]


def too_long(where: str) -> GenomeError:
    """The error of a line beyond the limit."""
    return GenomeError(f"is longer than {MAX_LINE >> 20} MiB", where=where, mend="check for lost line ends.")


def _check(number: int, lines: list[bytes], name: str) -> None:
    for at, line in enumerate(lines):
        check_text(line, f"{name}, line {number + at}")


def check_text(line: bytes, where: str) -> None:
    """See that a line is text.

    Raises:
        GenomeError: it is not UTF-8, or holds a NUL, which no text does.
    """
    if not line.isascii():
        decoder = getincrementaldecoder("utf-8")()
        try:
            for at in range(0, len(line), CHECKED):
                decoder.decode(line[at : at + CHECKED])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise GenomeError("is not UTF-8 text", where=where, mend="give a VCF, saved as UTF-8.") from error
    if b"\0" in line:
        raise GenomeError("holds a NUL byte", where=where, mend="give a whole VCF, saved as UTF-8.")
