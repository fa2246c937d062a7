"""Who puts entries on the log: this process for all of its threads, or, without the log's key, somebody else.

Whoever asks first works for all that wait (`turns`), so a lone command needs no other process, and a server no thread
for it. `Sequencer.serve` is a loop for a process that works for others; those without the key say that something waits
(`Follower`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar, cast

import psycopg

from autonome.adapters.log_commit import Append
from autonome.adapters.postgres import Connection, Database, Role, connect
from autonome.adapters.postgres.errors import refused
from autonome.adapters.postgres_log.asking import PATIENCE, Act, Cover, Wish, not_placed, timed_out, together
from autonome.adapters.postgres_log.rounds import GROWN, Answer, Round
from autonome.adapters.postgres_log.running import Rounds
from autonome.adapters.postgres_log.signing import SigningKey
from autonome.adapters.postgres_log.turns import Asked, Turns
from autonome.kernel import AutonomeError
from autonome.ledger import HaltedError, Recorded, Thread

WAITING = "autonome_log_waiting"
"""Channel on which those without the key say that something waits."""

IDLE = 1.0
"""Seconds after which the loop looks though nobody said that something waits: it may have been said to nobody."""

Result = TypeVar("Result")


class Waiting(Protocol):
    """Gets records onto the log."""

    def placed(self, records: Sequence[int]) -> dict[int, int]:
        """Wait until records that are committed stand on the log; gives their places."""


class Sequencer:
    """Puts entries on the log for all threads of this process, and for whoever else waits.

    Args:
        database: for the loop's ear.
        rounds: of this process.
        patience: seconds that a caller waits.
    """

    def __init__(self, database: Database, rounds: Rounds, patience: float = PATIENCE) -> None:
        self._database = database
        self._rounds = rounds
        self._patience = patience
        self._turns: Turns[Wish] = Turns(self._work, together)

    @property
    def key(self) -> SigningKey:
        """The log's."""
        return self._rounds.key

    def close(self) -> None:
        """Close the connection."""
        self._rounds.close()

    def append(self, append: Append) -> tuple[Recorded, ...]:
        """Record what comes with no change of the caller's own: one transaction for all that ask at once."""
        return cast("tuple[Recorded, ...]", self._ask(append))

    def placed(self, records: Sequence[int]) -> dict[int, int]:
        """Wait until records that are committed stand on the log; gives their places.

        Raises:
            IntegrationError: they were not committed.
        """
        return cast("dict[int, int]", self._ask(Cover(tuple(records))))

    def act(self, work: Callable[[Round], Result], *threads: Thread) -> Result:
        """Do something in a round of its own, with the heads of threads locked."""
        return cast("Result", self._ask(Act(work, frozenset(threads))))

    def serve(self, stop: threading.Event) -> None:
        """Work for others until told to stop.

        Raises:
            DatabaseError: the database went away; the caller begins anew.
        """
        with connect(self._database, Role.MINTER, purpose="sequencer's ear") as ear:
            try:
                ear.execute(f"LISTEN {WAITING}")
                while not stop.is_set():
                    self.placed(())
                    tuple(ear.notifies(timeout=IDLE, stop_after=1))
            except psycopg.Error as error:
                raise refused(error) from None

    def _ask(self, wish: Wish) -> object:
        try:
            return self._turns.ask(wish, self._patience)
        except TimeoutError as error:
            raise timed_out(wish, self._patience, begun=bool(error.args[0])) from None

    # --- by one thread at a time -------------------------------------------------------------------------------------

    def _work(self, batch: Sequence[Asked[Wish]]) -> None:
        try:
            if isinstance(batch[0].what, Act):
                act = batch[0].what
                batch[0].answer, _ = self._rounds.run(act.threads, lambda round_, _: act.work(round_))
            else:
                self._round(batch)
        except AutonomeError as error:
            for asked in batch:
                asked.answer = error

    def _round(self, batch: Sequence[Asked[Wish]]) -> None:
        appends = [(asked, asked.what) for asked in batch if isinstance(asked.what, Append)]
        covers = [(asked, asked.what) for asked in batch if isinstance(asked.what, Cover)]
        wishes = [append for _, append in appends]
        answers: Sequence[Answer] = ()
        halted: str | None = None
        try:
            if wishes:
                answers, placed = self._rounds.add(wishes)
            else:
                _, placed = self._rounds.run((), lambda round_, _: round_.place_later())
        except HaltedError as error:
            answers, placed, halted = [error] * len(wishes), {}, self.key.halted
        for (asked, _), answer in zip(appends, answers, strict=True):
            asked.answer = answer
        elsewhere = {record for _, cover in covers for record in cover.records} - placed.keys()
        known = placed | (self._rounds.places(elsewhere) if elsewhere else {})
        for asked, cover in covers:
            asked.answer = _covered(cover, known, halted)


class Follower:
    """Waits for somebody else's sequencer: for a process without the log's key.

    Args:
        database: to connect to.
        key: of the log, which lies elsewhere; says whether it may sign.
        patience: seconds that a caller waits.
    """

    def __init__(self, database: Database, key: SigningKey, patience: float = PATIENCE) -> None:
        self._database = database
        self._key = key
        self._patience = patience
        self._turns: Turns[Cover] = Turns(self._work, len)

    def placed(self, records: Sequence[int]) -> dict[int, int]:
        """Wait until records that are committed stand on the log; gives their places.

        Raises:
            IntegrationError: they were not committed, or nobody has put them there in time.
        """
        cover = Cover(tuple(records))
        try:
            return cast("dict[int, int]", self._turns.ask(cover, 2 * self._patience))
        except TimeoutError as error:
            raise timed_out(cover, self._patience, begun=bool(error.args[0])) from None

    def _work(self, batch: Sequence[Asked[Cover]]) -> None:
        records = sorted({record for asked in batch for record in asked.what.records})
        try:
            with connect(self._database, Role.APP, purpose="log") as ear:
                ear.execute(f"LISTEN {GROWN}")
                ear.execute("SELECT pg_notify(%s, '')", [WAITING])
                known = self._heard(ear, records)
        except psycopg.Error as error:
            for asked in batch:
                asked.answer = refused(error)
            return
        halted = self._key.halted
        for asked in batch:
            asked.answer = _covered(asked.what, known, halted)

    def _heard(self, ear: Connection, records: Sequence[int]) -> dict[int, int]:
        until = time.monotonic() + self._patience
        while True:
            rows = ear.execute("SELECT record, index FROM log_entry WHERE record = ANY(%s)", [list(records)])
            known = {int(record): int(index) for record, index in rows}
            left = until - time.monotonic()
            if len(known) == len(records) or left <= 0 or self._key.halted is not None:
                return known
            tuple(ear.notifies(timeout=min(left, IDLE), stop_after=1))


def _covered(cover: Cover, known: dict[int, int], halted: str | None) -> dict[int, int] | AutonomeError:
    missing = [record for record in cover.records if record not in known]
    return not_placed(missing, halted) if missing else {record: known[record] for record in cover.records}
