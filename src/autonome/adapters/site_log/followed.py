"""What is known of the logs of other sites, in the database: kept in the transaction that notes their lines.

Two processes that follow one site do not note a line twice: the second finds that the log is known further than it
thought, and is told so.

Each step is a row, with a code that is made with the keyring over all of it: whoever has the app's login alone could
else move a log on past lines that were never noted, let its keys be forgotten, or stop it for good. Rows without such a
code, and steps that were passed already, count for nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from autonome.adapters.postgres import Connection
from autonome.adapters.postgres_log import PostgresLog, Submitted
from autonome.kernel import Json, canonical_bytes, read_json
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

_STEPS = """
SELECT code, step, node, size, peaks, note, keys, left_out FROM followed_log WHERE origin = %s ORDER BY step DESC, id
"""

_LOCK = "SELECT followed_lock(%s)"

_MOVE = """
INSERT INTO followed_log (origin, code, step, node, size, peaks, note, keys, left_out)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""

_CLOSED = "SELECT name FROM log_thread WHERE closed AND name = ANY (%s)"


@dataclass(frozen=True, slots=True)
class _Step:
    """A row of the table.

    Args:
        step: of those on the way along one log, from 0 on.
        node: whose log it is.
        size: of the tree.
        peaks: its right edge, one hash after the other.
        note: newest checkpoint.
        keys: key events, opened, as JSON.
        left_out: lines of this step that were not noted, for their people were erased.
    """

    step: int
    node: str
    size: int
    peaks: bytes
    note: str
    keys: str
    left_out: int

    def message(self, origin: str) -> bytes:
        """What its code is made over."""
        numbers = [str(each) for each in (self.step, self.size, self.left_out)]  # some that are no numbers of JSON
        parts: list[Json] = [origin, self.node, *numbers, self.peaks.hex(), self.note, self.keys]
        return canonical_bytes(parts)


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
            kept = self._newest(transaction, origin)
        if kept is None:
            return Followed(origin, node)
        if kept.node != node:
            raise VerificationError(f"the log {origin!r} was followed as that of site {kept.node!r}, not {node!r}")
        tree = Frontier(kept.size, tuple(split_hashes(kept.peaks, len(kept.peaks) // HASH_BYTES)))
        return Followed(origin, node, tree, kept.note, _history(origin, kept.keys))

    def note(self, before: Followed, after: Followed, received: Sequence[ReceivedUse]) -> Noted:
        """Note lines on this log, and what is known of theirs: both or neither.

        Raises:
            LogMovedError: another process has noted of that log in between; nothing was noted.
            ErasedError: a person was erased at this very moment; nothing was noted.
        """
        with self._log.connections.transaction() as transaction:
            step = self._next_step(transaction, before)
            wanted = self._wanted(transaction, received)
            left_out = len(received) - len(wanted)
            drafts = [each.noted.draft(each.subject) for each in wanted]
            submitted = self._log.submit(transaction, drafts) if drafts else Submitted()
            self._keep(transaction, after, step, left_out)
        recorded = self._log.settled(submitted) if submitted.records else ()
        return Noted(tuple(entry.index for entry in recorded), left_out)

    def _next_step(self, transaction: Connection, before: Followed) -> int:
        """Lock what is known of a log, and insist that it is what it was; gives the number of the step that follows."""
        transaction.execute(_LOCK, [before.origin])
        kept = self._newest(transaction, before.origin)
        if (before.tree.size, before.note) != ((0, "") if kept is None else (kept.size, kept.note)):
            raise LogMovedError("the log was followed further by another process", mend="follow it again.")
        return 0 if kept is None else kept.step + 1

    def _newest(self, transaction: Connection, origin: str) -> _Step | None:
        """The highest step that was written with the keyring."""
        for code, *values in transaction.execute(_STEPS, [origin], binary=True):
            step = _Step(*values)
            if hmac.compare_digest(self._code(step, origin), code):
                return step
        return None

    def _keep(self, transaction: Connection, after: Followed, number: int, left_out: int) -> None:
        """Write down what is known of a log now."""
        keys = canonical_bytes(write_openings(after.keys.events if after.keys else ())).decode()
        peaks = b"".join(after.tree.peaks)
        step = _Step(number, after.node, after.tree.size, peaks, after.note, keys, left_out)
        transaction.execute(_MOVE, [after.origin, self._code(step, after.origin), *astuple(step)])

    def _code(self, step: _Step, origin: str) -> bytes:
        composer = self._log.composer
        about = f"autonome-followed-log/1 {composer.origin}\n".encode()
        return composer.keyring.code(about + step.message(origin))

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
