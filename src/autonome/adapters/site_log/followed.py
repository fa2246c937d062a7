"""What is known of the logs of other sites, in the database: kept in the transaction that notes their lines.

Two processes that follow one site do not note a line twice: the second finds that the log is known further than it
thought, and is told so.
"""

from __future__ import annotations

from collections.abc import Sequence

from autonome.adapters.postgres import Connection
from autonome.adapters.postgres_log import PostgresLog, Submitted
from autonome.kernel import canonical_bytes, read_json
from autonome.ledger import (
    HASH_BYTES,
    FormatError,
    Frontier,
    KeyHistory,
    LogError,
    LogMovedError,
    Thread,
    VerificationError,
    split_hashes,
)
from autonome.ledger.uses import Followed, ReceivedUse
from autonome.ledger.uses.parcels import read_openings, write_openings
from autonome.ledger.uses.ports import Noted

_KNOWN = "SELECT node, size, peaks, note, keys FROM followed_log WHERE origin = %s"

_FIRST = """
INSERT INTO followed_log (origin, node, size, peaks, note, keys) VALUES (%s, %s, 0, '', '', '[]')
ON CONFLICT (origin) DO NOTHING
"""

_LOCKED = "SELECT size, note FROM followed_log WHERE origin = %s FOR UPDATE"

_MOVE = """
UPDATE followed_log SET size = %s, peaks = %s, note = %s, keys = %s, left_out = left_out + %s WHERE origin = %s
"""

_CLOSED = "SELECT name FROM log_thread WHERE closed AND name = ANY (%s)"


class FollowedTable:
    """The logs that a log follows.

    Args:
        log: on which their lines are noted.
    """

    def __init__(self, log: PostgresLog) -> None:
        self._log = log

    def known(self, origin: str, node: str) -> Followed:
        """What is known of a log; of one that was never followed, the empty tree.

        Raises:
            LogError: what was kept of it is damaged.
            VerificationError: it was followed as the log of another site.
        """
        with self._log.connections.transaction(read_only=True) as transaction:
            row = transaction.execute(_KNOWN, [origin]).fetchone()
        if row is None:
            return Followed(origin, node)
        kept, size, peaks, note, keys = row
        if kept != node:
            raise VerificationError(f"the log {origin!r} was followed as that of site {kept!r}, not {node!r}")
        tree = Frontier(size, tuple(split_hashes(bytes(peaks), len(peaks) // HASH_BYTES)))
        return Followed(origin, node, tree, note, _history(origin, keys))

    def note(self, before: Followed, after: Followed, received: Sequence[ReceivedUse]) -> Noted:
        """Note lines on this log, and what is known of theirs: both or neither.

        Raises:
            LogMovedError: another process has noted of that log in between; nothing was noted.
            ErasedError: a person was erased at this very moment; nothing was noted.
        """
        with self._log.connections.transaction() as transaction:
            self._expect_unmoved(transaction, before)
            wanted = self._wanted(transaction, received)
            left_out = len(received) - len(wanted)
            drafts = [each.noted.draft(each.subject) for each in wanted]
            submitted = self._log.submit(transaction, drafts) if drafts else Submitted((), ())
            transaction.execute(
                _MOVE,
                [
                    after.tree.size,
                    b"".join(after.tree.peaks),
                    after.note,
                    canonical_bytes(write_openings(after.keys.events if after.keys else ())).decode(),
                    left_out,
                    after.origin,
                ],
            )
        recorded = self._log.settled(submitted) if submitted.records else ()
        return Noted(tuple(entry.index for entry in recorded), left_out)

    def _expect_unmoved(self, transaction: Connection, before: Followed) -> None:
        """Lock what is known of a log, and insist that it is what it was."""
        transaction.execute(_FIRST, [before.origin, before.node])
        row = transaction.execute(_LOCKED, [before.origin]).fetchone()
        if row != (before.tree.size, before.note):
            raise LogMovedError("the log was followed further by another process", mend="follow it again.")

    def _wanted(self, transaction: Connection, received: Sequence[ReceivedUse]) -> list[ReceivedUse]:
        """All but the lines of people who were erased here: nothing is recorded of them any more."""
        names = {each.subject: self._log.composer.name(Thread.of_person(each.subject)) for each in received}
        closed = {bytes(name) for (name,) in transaction.execute(_CLOSED, [list(names.values())])}
        return [each for each in received if names[each.subject] not in closed]


def _history(origin: str, keys: str) -> KeyHistory | None:
    try:
        value = read_json(keys.encode(), where=origin, error=FormatError)
        events = read_openings(value if isinstance(value, list) else [None], where=origin)
        return KeyHistory.follow(origin, events) if events else None
    except (FormatError, VerificationError) as error:
        raise LogError("what is known of the keys of a followed log is damaged", where=origin) from error
