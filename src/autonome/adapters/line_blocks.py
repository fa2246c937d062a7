"""Pieces of bytes as blocks of whole lines, for who looks at thousands of lines at once (`vcf.columns`).

Invariants: those of `text_lines`: no line is longer than `MAX_LINE`, all of it is UTF-8, none holds a NUL; lines keep
the order of the file, and their numbers count from 1. Each block ends with a line feed, also where the file does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autonome.adapters.text_lines import MAX_LINE, check_text, text_of, too_long

BLOCK = 4 * 1024 * 1024
"""Bytes of a block: some 20,000 lines of a genome, and what is made of them stays in the processor's caches."""


class LineBlocks:
    """The lines of a file: `one_by_one` for its header, then `blocks` for the rest, each once.

    Args:
        pieces: of the file, in order.
        name: of the file, for messages.
    """

    def __init__(self, pieces: Iterable[bytes], name: str) -> None:
        self._blocks = _blocks(pieces, name)
        self._held = b""
        self._at = 0
        self._number = 1

    def one_by_one(self) -> Iterator[str]:
        """Lines as text, without their ends."""
        while True:
            if self._at == len(self._held):
                self._number, self._held = next(self._blocks, (self._number, b""))
                self._at = 0
            if not self._held:
                return
            end = self._held.index(b"\n", self._at)
            line, self._at = self._held[self._at : end], end + 1
            self._number += 1
            yield text_of(line)

    def blocks(self) -> Iterator[tuple[int, bytes]]:
        """Blocks of the lines that have not been taken one by one, each with the number of its first line."""
        if self._at < len(self._held):
            yield self._number, self._held[self._at :]
        self._held, self._at = b"", 0
        yield from self._blocks


def _blocks(pieces: Iterable[bytes], name: str) -> Iterator[tuple[int, bytes]]:
    number, held, size = 1, [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size < BLOCK:
            continue
        text, rest = _cut(held)
        if len(rest) > MAX_LINE:
            raise too_long(f"{name}, line {number + text.count(NEWLINE)}")
        held, size = [rest], len(rest)
        if text:
            _check(number, text, name)
            yield number, text
            number += text.count(NEWLINE)
    last = b"".join(held)
    if last:
        text = last if last.endswith(NEWLINE) else last + NEWLINE
        _check(number, text, name)
        yield number, text


NEWLINE = b"\n"


def _cut(held: list[bytes]) -> tuple[bytes, bytes]:
    """What pieces hold up to their last line feed, and what stands behind it."""
    text = b"".join(held)
    at = text.rfind(NEWLINE) + 1
    return text[:at], text[at:]


def _check(number: int, text: bytes, name: str) -> None:
    """See that no line is too long, and that all are text."""
    if len(text) > MAX_LINE or b"\0" in text or not text.isascii():
        for at, line in enumerate(text.split(NEWLINE)):
            if len(line) > MAX_LINE:
                raise too_long(f"{name}, line {number + at}")
            check_text(line, f"{name}, line {number + at}")
