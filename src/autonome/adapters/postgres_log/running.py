"""Running rounds: the connection on which they happen, and what is remembered from one to the next.

Invariant: what is remembered is only what was committed, and is used only where the newest checkpoint in the database
is the one that it belongs to; else another process was there, and all is read anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

import psycopg

from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.postgres import Connection, Database, Role, connect
from autonome.adapters.postgres.errors import refused
from autonome.adapters.postgres_log.adding import ask_heads
from autonome.adapters.postgres_log.heads import Head
from autonome.adapters.postgres_log.reading import LogTables
from autonome.adapters.postgres_log.records import Composer
from autonome.adapters.postgres_log.rounds import AT_ONCE, ENTERED, Entered, Round
from autonome.adapters.postgres_log.signing import SigningKey
from autonome.adapters.postgres_log.standing import Standing, stood
from autonome.ledger import Checkpoint, KeyHistory, LogError, Thread

Result = TypeVar("Result")

_BY_INDEX = """
SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
SET plan_cache_mode = force_generic_plan
"""
"""A round reads through indexes, however large the log is and however old what the planner knows of it: so one plan for
each statement will do, and to make it takes longer than to carry it out."""


class Rounds:
    """Rounds of one process, one at a time; the caller sees to that.

    Args:
        database: with a way to connect as the minter.
        composer: of the log.
        key: that signs.
        tables: read the log.
    """

    def __init__(self, database: Database, composer: Composer, *, key: SigningKey, tables: LogTables) -> None:
        self.key = key
        self._database = database
        self._composer = composer
        self._tables = tables
        self._connection: Connection | None = None
        self._standing: Standing | None = None
        self._settled = 0
        self._newest = 0
        self._watch: tuple[int, int] | None = None

    def run(
        self,
        threads: Iterable[Thread],
        work: Callable[[Round, dict[Thread, Head]], Result],
        *,
        stand_in: Ed25519Signer | None = None,
    ) -> tuple[Result, dict[int, int]]:
        """Do work in a round: all of it is committed, or nothing.

        Args:
            threads: whose heads are locked before the round begins: who holds a head may wait for a round, and who is
                in a round waits for no head that others hold.
            work: in the round, with those heads.
            stand_in: for the log's key where that is lost; the work puts another in its place.

        Returns:
            What the work returned, and the places given to records.

        Raises:
            DatabaseError: the database refused it, or went away: then it is not known whether it was committed.
            HaltedError: witnesses contradict the log, and it would have grown.
            LogError: the log disagrees with itself.
        """
        try:
            heads, found = self._begun(tuple(threads))
            connection = self._ready()
            try:
                with connection.pipeline():  # one way to the server and back, where the work waits for no answer
                    round_ = self._entered(connection, found, stand_in)
                    answer = work(round_, heads)
                    if round_.size > found.size:
                        self.key.refuse_if_halted()
                    standing = round_.sign()
                    connection.execute("COMMIT")
                self._newest = max(self._newest, round_.newest)
            except BaseException:
                if not connection.closed:
                    connection.execute("ROLLBACK")
                raise
        except psycopg.Error as error:
            self.close()
            raise refused(error) from None
        self._settled = round_.settled
        if standing is not self._standing:
            self._standing = standing
            self.key.remember(standing.note)
        self._composer.heads.keep(round_.heads)
        return answer, round_.placed

    def places(self, records: Iterable[int]) -> dict[int, int]:
        """Where records stand that have a place by now."""
        try:
            rows = self._ready().execute("SELECT record, index FROM log_entry WHERE record = ANY(%s)", [list(records)])
            return {int(record): int(index) for record, index in rows}
        except psycopg.Error as error:
            self.close()
            raise refused(error) from None

    def close(self) -> None:
        """Close the connection, and remember nothing."""
        self._standing = self._watch = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ready(self) -> Connection:
        if self._connection is None:
            self._connection = connect(self._database, Role.MINTER, purpose="sequencer")
            self._connection.execute(_BY_INDEX)
        return self._connection

    def _begun(self, threads: tuple[Thread, ...]) -> tuple[dict[Thread, Head], Entered]:
        """Begin the transaction: lock the heads, then the round; on a new connection where the old one is lost."""
        for attempt in range(2):
            connection = self._ready()
            try:
                with connection.pipeline():
                    connection.execute("BEGIN")
                    heads = ask_heads(connection, self._composer, threads)
                    row = connection.execute(ENTERED, [self._settled, AT_ONCE], binary=True)
                found = row.fetchone()
            except (psycopg.OperationalError, psycopg.InterfaceError):
                lost = connection.closed
                self.close()
                if not lost or attempt:
                    raise
            except BaseException:
                self.close()
                raise
            else:
                if found is None or found[0] is None:
                    self.close()
                    raise LogError("the database holds no log yet", where=self._composer.origin)
                return heads(), Entered(*found)
        raise AssertionError

    def _entered(self, connection: Connection, found: Entered, stand_in: Ed25519Signer | None) -> Round:
        standing = self._standing
        if standing is None or standing.note != found.note:
            standing = self._read(connection, found.note, stand_in)
        signer = stand_in or self.key.holding(standing.keys, found.note, found.size)
        found = replace(found, settled=self._settling(found))
        return Round(connection, self._composer, signer=signer, standing=standing, found=found)

    def _read(self, connection: Connection, note: str, stand_in: Ed25519Signer | None) -> Standing:
        keys = self._tables.keys(connection)
        first = None if keys.events or stand_in else self.key.signer.verifier
        self._tables.verified(note, keys, first)
        self._expect_remembered(connection)
        known = keys if keys.events or first is None else KeyHistory.of_keys(self._composer.origin, [first])
        return stood(connection, self._tables.tree, note, known)

    def _expect_remembered(self, connection: Connection) -> None:
        """Refuse to sign on a database that does not hold what this node has signed: an old one was put back."""
        remembered = self.key.remembered()
        if remembered is None:
            return
        size = Checkpoint.of_note(remembered).size
        row = connection.execute("SELECT note FROM log_checkpoint WHERE size = %s", [size]).fetchone()
        if row != (remembered,):
            raise LogError(
                f"the log was rolled back: this node signed a tree of size {size} that the database does not hold",
                where=self._composer.origin,
                mend="keep this database as it is, restore the newest backup elsewhere, and compare.",
            )

    def _settling(self, found: Entered) -> int:
        """The mark below which nothing will wait when this round has placed all that it sees.

        A transaction draws the number of a record after its own. So once all are over that had a number when some
        record was placed already, no record below that one will come: what there is, this round sees.
        """
        if self._watch is not None and found.oldest < self._watch[1]:
            return max(self._settled, found.settled)
        settled = 0 if self._watch is None else self._watch[0]
        self._watch = (self._newest, found.ours)
        return max(settled, self._settled, found.settled)
