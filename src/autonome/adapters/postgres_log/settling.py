"""The mark below which no record waits: what keeps a round's search short.

Numbers of records are drawn one after the other and committed in another order, or never. A number is done with when
its record has a place or was set aside; and when nobody is left who could bring it. So the mark moves on in two ways:
over numbers that are done with and stand side by side, and, where some are missing, once all transactions are over that
could have drawn them.
"""

from __future__ import annotations

from collections.abc import Collection

NUMBERS_HELD = 1 << 16
"""Numbers beyond the mark that are remembered; of more none is, and transactions alone move it (our own judgement)."""


class Mark:
    """A mark in the numbers of records, as one process knows it from what it has placed itself."""

    def __init__(self) -> None:
        self.at = 0
        self._newest = 0
        self._watch: tuple[int, int] | None = None
        self._done: set[int] = set()

    def entered(self, settled: int, oldest: int, ours: int) -> int:
        """The mark below which nothing will wait when a round has placed all that it sees; else it stays where it is.

        A transaction draws the number of a record after its own. So once all are over that had a number when some
        record was placed already, no record below that one will come: what there is, this round sees.

        Args:
            settled: mark of the newest checkpoint.
            oldest: number of the oldest transaction that is not over.
            ours: of the round's; whatever began to write before has a smaller one.
        """
        at = max(self.at, settled)
        if oldest >= ours:
            return max(at, self._newest)
        if self._watch is None or oldest >= self._watch[1]:
            at = max(at, 0 if self._watch is None else self._watch[0])
            self._watch = self._newest, ours
        return at

    def committed(self, at: int, done: Collection[int]) -> None:
        """Remember what a round has done, now that it is committed.

        Args:
            at: the mark as it is when the round is over.
            done: numbers of records that it placed or set aside.
        """
        self._done.update(done)
        self._newest = max(self._newest, max(done, default=0))
        if at > self.at:
            self.at = at
            self._done = {number for number in self._done if number > at}
        while self.at + 1 in self._done:
            self.at += 1
            self._done.remove(self.at)
        if len(self._done) > NUMBERS_HELD:
            self._done.clear()
