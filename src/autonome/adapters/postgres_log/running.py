"""Running rounds: the connection on which they happen, and what is remembered from one to the next.

Invariant: what is remembered is only what was committed, and is used only where the newest checkpoint in the database
is the one that it belongs to; else another process was there, and all is read anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

import psycopg
from psycopg.pq import TransactionStatus

from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.log_commit import Append
from autonome.adapters.postgres import Connection, Database, Role, Trips, connect
from autonome.adapters.postgres.errors import refused
from autonome.adapters.postgres_log.adding import Answers, asked_to_put, lock_heads, put_lines
from autonome.adapters.postgres_log.batches import Batch
from autonome.adapters.postgres_log.heads import Head
from autonome.adapters.postgres_log.reading import LogTables
from autonome.adapters.postgres_log.records import Composer
from autonome.adapters.postgres_log.rounds import Answer, Entered, Round
from autonome.adapters.postgres_log.settling import Mark
from autonome.adapters.postgres_log.signing import SigningKey
from autonome.adapters.postgres_log.standing import Standing, stood
from autonome.ledger import Checkpoint, KeyHistory, LogError, Thread

Result = TypeVar("Result")

_BEGIN, _COMMIT = b"BEGIN", b"COMMIT"

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
        self._trips: Trips | None = None
        self._standing: Standing | None = None
        self._mark = Mark()

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
        wanted = tuple(threads)
        with self._refusing():
            heads, found = self._begun(lambda trips: self._locked(trips, wanted))
            return self._ended(found, lambda round_: work(round_, heads), stand_in)

    def add(self, appends: Sequence[Append]) -> tuple[list[Answer], dict[int, int]]:
        """Add and place what several callers ask for, each all or nothing.

        Where all heads are remembered, records are put behind them before the round begins, unseen; where one has
        moved, nothing of that stands, and heads are locked and read first.

        Returns:
            For each in turn its entries, or why they cannot be recorded; and the places given to records of others.

        Raises:
            AutonomeError: as `run`.
        """
        threads = {draft.thread for each in appends for draft in each.drafts}
        heads = self._remembered(appends, threads)
        done = None if heads is None else self._add_behind(appends, heads)
        return done or self.run(threads, lambda round_, locked: round_.add(appends, locked))

    def _remembered(self, appends: Sequence[Append], threads: Iterable[Thread]) -> dict[Thread, Head] | None:
        """The heads of threads, if all are remembered, and nobody asks where on the log they stand."""
        if (
            self._standing is None
            or not self._standing.keys.events
            or any(each.unchanged_since is not None for each in appends)
        ):
            return None
        heads = {thread: self._composer.heads.of(thread) for thread in threads}
        known = {thread: head for thread, head in heads.items() if head is not None}
        return known if len(known) == len(heads) else None

    def _add_behind(
        self, appends: Sequence[Append], heads: dict[Thread, Head]
    ) -> tuple[list[Answer], dict[int, int]] | None:
        batch = Batch(self._composer, heads, 0)
        answers = [batch.add(append) for append in appends]
        if not batch.composed:
            return None
        with self._refusing():
            try:
                records, found = self._begun(lambda trips: asked_to_put(trips, batch.composed, heads.values()))
            except psycopg.errors.RestrictViolation:
                records = None
            if records is None:
                self._moved(heads)
                return None

            def work(round_: Round) -> list[Answer]:
                put_lines(round_.connection, records, batch.composed)
                return round_.place_all(batch, answers, records)

            return self._ended(found, work, None)

    def _moved(self, heads: Iterable[Thread]) -> None:
        """Nothing was put: some heads have moved, and none of these is remembered any longer."""
        connection = self._ready().connection
        if connection.info.transaction_status != TransactionStatus.IDLE:
            connection.execute("ROLLBACK")
        for thread in heads:
            self._composer.heads.forget(thread)

    def _ended(
        self, found: Entered, work: Callable[[Round], Result], stand_in: Ed25519Signer | None
    ) -> tuple[Result, dict[int, int]]:
        """Do the work of a round that was begun, and commit it."""
        trips = self._ready()
        try:
            round_ = self._entered(trips, found, stand_in)
            answer = work(round_)
            if round_.size > found.size:
                self.key.refuse_if_halted()
            standing = round_.sign()
            place = trips.ask(_COMMIT)
            ended = trips.go()[place]
        except BaseException:
            trips.forget()
            if not trips.connection.closed:
                trips.connection.execute("ROLLBACK")
            raise
        if ended.command_status != _COMMIT:  # the server has undone it before
            raise psycopg.errors.InFailedSqlTransaction("a statement of the round was refused")
        self._mark.committed(round_.settled, (*round_.placed, *round_.aside))
        if standing is not self._standing:
            self._standing = standing
            self.key.remember(standing.note)
        self._composer.heads.keep(round_.heads)
        return answer, round_.placed

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """What goes wrong between the database and us ends the connection, and is told in our words."""
        try:
            yield
        except psycopg.Error as error:
            self.close()
            raise refused(error) from None

    def places(self, records: Iterable[int]) -> dict[int, int]:
        """Where records stand that have a place by now."""
        with self._refusing():
            rows = self._ready().connection.execute(
                "SELECT record, index FROM log_entry WHERE record = ANY(%s)", [list(records)]
            )
            return {int(record): int(index) for record, index in rows}

    def close(self) -> None:
        """Close the connection, and remember nothing."""
        self._standing, self._mark = None, Mark()
        if self._trips is not None:
            self._trips.connection.close()
            self._trips = None

    def _ready(self) -> Trips:
        if self._trips is None:
            self._trips = Trips(connect(self._database, Role.MINTER, purpose="sequencer"))
            self._trips.connection.execute(_BY_INDEX)
        return self._trips

    def _begun(self, first: Callable[[Trips], Callable[[Answers], Result]]) -> tuple[Result, Entered]:
        """Begin the transaction: what concerns heads, then the lock of a round; on a new connection where one is lost.

        Args:
            first: asks for what concerns heads; what it returns reads the answers.
        """
        for attempt in range(2):
            trips = self._ready()
            try:
                trips.ask(_BEGIN)
                read = first(trips)
                place = Entered.ask(trips, self._mark.at)
                answers = trips.go()
            except psycopg.errors.RestrictViolation:
                trips.connection.execute("ROLLBACK")
                raise
            except (psycopg.OperationalError, psycopg.InterfaceError):
                lost = trips.connection.closed
                self.close()
                if not lost or attempt:
                    raise
            except BaseException:
                self.close()
                raise
            else:
                found = Entered.read(answers[place])
                if found is None:
                    self.close()
                    raise LogError("the database holds no log yet", where=self._composer.origin)
                return read(answers), found
        raise AssertionError

    def _locked(self, trips: Trips, threads: Iterable[Thread]) -> Callable[[Answers], dict[Thread, Head]]:
        trips.go()
        heads = lock_heads(trips.connection, self._composer, threads)
        return lambda _: heads

    def _entered(self, trips: Trips, found: Entered, stand_in: Ed25519Signer | None) -> Round:
        standing = self._standing
        if standing is None or standing.note != found.note:
            standing = self._read(trips.connection, found.note, stand_in)
        signer = stand_in or self.key.holding(standing.keys, found.note, found.size)
        found = replace(found, settling=self._mark.entered(found.settled, found.oldest, found.ours))
        return Round(trips, self._composer, signer=signer, standing=standing, found=found)

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
