"""From an answer to its proof, and back: the entries of found lines, opened, under a receipt that anybody can verify.

An index may say what it likes: what goes into the receipt is what the log opens, and it must be what the index said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from autonome.kernel import InputError
from autonome.ledger import FormatError, Log, LogError, Receipt, Recorded
from autonome.ledger.receipts import MAX_ENTRIES
from autonome.ledger.uses import FoundUse, line_of
from autonome.workflows.record_use import receipt_for


class OpeningLog(Protocol):
    """Opens single entries of a log."""

    def opened(self, index: int) -> Recorded | None:
        """Open the entry of a line; None where it holds none, or nothing opens it any more."""


def prove_uses(found: Sequence[FoundUse], *, opening: OpeningLog, log: Log) -> Receipt:
    """Prove the lines of an answer.

    Args:
        found: lines, in any order.
        opening: opens their entries.
        log: on which they stand.

    Returns:
        The receipt: an entry for each line, in log order.

    Raises:
        InputError: no line, or more than a receipt holds.
        LogError: the index says what the log does not hold.
    """
    if not 0 < len(found) <= MAX_ENTRIES:
        raise InputError(
            f"a receipt proves 1 to {MAX_ENTRIES} lines, not {len(found)}", mend="ask for fewer with --limit."
        )
    entries = [_opened(each, opening) for each in sorted(found, key=lambda each: each.index)]
    return receipt_for(entries, log=log)


def lines_of(entries: Iterable[Recorded]) -> tuple[FoundUse, ...]:
    """The lines of a receipt's entries, with their places on its log; that they stand there is verified before.

    Raises:
        FormatError: an entry holds no line.
    """
    return tuple(map(_line, entries))


def _line(entry: Recorded) -> FoundUse:
    noted = line_of(entry)
    if noted is None:
        raise FormatError(f"entry {entry.index} of the receipt holds no line of a use")
    return FoundUse(entry.index, noted)


def _opened(found: FoundUse, opening: OpeningLog) -> Recorded:
    entry = opening.opened(found.index)
    if entry is None or line_of(entry) != found.noted:
        raise LogError(
            f"the index says of entry {found.index} what the log does not hold",
            mend="make the index anew with `autonome ledger uses check DIR --database --rebuild`.",
        )
    return entry
