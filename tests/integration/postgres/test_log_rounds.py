"""Heads of threads that are remembered, and rounds: what is believed of them, and only where it still holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from autonome.adapters.postgres import Connections, Database, DatabaseError, Role, connect
from autonome.adapters.postgres_log import PostgresLog
from autonome.adapters.postgres_log.rounds import Round
from autonome.ledger import Draft, EntryKind, FormatError, timeline_of
from tests.integration.postgres.logs import ANNA, BEN, SUBMIT, forge, opened, use


@pytest.fixture
def log(database: Database, tmp_path: Path) -> Iterator[PostgresLog]:
    with opened(database, tmp_path / "private") as found:
        yield found


def test_a_head_that_is_remembered_is_believed_only_where_it_still_stands_so(
    database: Database, log: PostgresLog, connections: Connections, tmp_path: Path
) -> None:
    with opened(database, tmp_path / "private") as other:
        for turn in range(3):
            with connections.transaction() as transaction:
                log.submit(transaction, [use(undone=turn)])
                transaction.execute("ROLLBACK")
                transaction.execute("BEGIN")
            (theirs,) = other.append([use(theirs=turn)])  # takes the step that was given up
            with connections.transaction() as transaction:
                submitted = log.submit(transaction, [use(mine=turn)] * (1 + turn % 2))
                again = log.submit(transaction, [use(third=turn)])  # behind what is not committed yet
            mine = (*log.settled(submitted), *log.settled(again))
            assert mine[0].payload.previous == theirs.leaf.hex()
    assert len(log.entries_of(ANNA)) == 10


def test_a_head_that_another_process_has_moved_is_read_again(database: Database, tmp_path: Path) -> None:
    with opened(database, tmp_path / "private") as one, opened(database, tmp_path / "private") as other:
        for log in (one, other):  # both remember both heads
            log.append([use(), use(BEN)])
        one.append([use(n=1), use(BEN, n=1)])
        other.append([use(n=2), use(BEN, n=2)])  # all that it remembers has moved
        one.append([use(BEN, n=3)])
        other.append([use(n=4), use(BEN, n=4)])  # one of two has
        with pytest.raises(FormatError, match="too large"):
            one.append([use(n=5), Draft(EntryKind.USE, BEN, {"large": "x" * 400_000})])
        one.append([use(n=6), use(BEN, n=6)])
        for person, numbers in ((ANNA, [1, 2, 4, 6]), (BEN, [1, 2, 3, 4, 6])):
            entries = other.entries_of(person)
            assert [entry.payload.body.get("n") for entry in entries] == [None, None, *numbers]
            assert timeline_of(list(entries)) == entries


def test_a_head_of_another_history_is_not_added_behind_though_it_has_as_many_steps(
    log: PostgresLog, connections: Connections
) -> None:
    """What a process remembers while an older database is put back beneath it, and grows again."""
    log.append([use(), use(BEN)])
    for drafts in ([use()], [use(), use(BEN)], [use(), use()]):
        for way in ("append", "submit"):
            heads = {thread: log.composer.heads.of(thread) for thread in {draft.thread for draft in drafts}}
            for thread, head in heads.items():
                assert head is not None
                log.composer.heads.forget(thread)
                log.composer.heads.keep({thread: replace(head, mark=bytes(16), newest=bytes(32))})
            if way == "append":
                log.append(drafts)
            else:
                with connections.transaction() as transaction:
                    submitted = log.submit(transaction, drafts)
                log.settled(submitted)
    for person, many in ((ANNA, 9), (BEN, 3)):
        entries = log.entries_of(person)
        assert len(entries) == many
        assert timeline_of(list(entries)) == entries


def test_records_are_taken_in_the_order_of_their_steps_alone(log: PostgresLog, connections: Connections) -> None:
    log.append([use()])
    with connections.transaction() as app:
        forge(app, log.composer.name(use().thread))
        (thread, steps) = app.execute("SELECT id, steps FROM log_thread WHERE steps = 2").fetchone() or (0, 0)
        for wrong in ([steps + 1, steps], [steps, steps + 2], [steps, steps]):
            given = [[thread] * 2, wrong, [0, 0], [bytes(32)] * 2, [bytes(16)] * 2, [b""] * 2]
            with pytest.raises(psycopg.errors.RestrictViolation, match="not at that step"), app.transaction():
                app.execute(SUBMIT, [None, *given])


def test_a_head_stays_the_same_threads_whoever_changes_it(log: PostgresLog, database: Database) -> None:
    log.append([use(), use(BEN)])
    with connect(database, Role.OWNER, purpose="test") as owner:
        for change in ("name = sha256(name)", "opening = 'public'", "reserved = false", "steps = steps - 1",
                       "newest = sha256('')", "steps = steps, newest = ''"):  # fmt: skip
            with pytest.raises(psycopg.errors.RestrictViolation):
                owner.execute(f"UPDATE log_thread SET {change}".encode())  # noqa: S608 - of the list above


def test_a_round_that_places_nothing_passes_over_nothing_that_waits(log: PostgresLog, connections: Connections) -> None:
    log.append([use()])
    with connections.transaction() as transaction:
        late = log.submit(transaction, [use()])
        log.append([use(BEN)])  # behind it by number, and before it on the log
    assert log.replay([]) == ()  # sees what waits, and has nothing of its own to place
    log.append([use(BEN)])
    assert [entry.payload.subject for entry in log.settled(late)] == [ANNA]


def test_a_round_that_the_server_has_undone_is_told(log: PostgresLog) -> None:
    def refused_unseen(round_: Round) -> None:
        with suppress(psycopg.Error):
            round_.connection.execute("SELECT 1 / 0")

    assert log._sequencer is not None
    with pytest.raises(DatabaseError, match="InFailedSqlTransaction"):
        log._sequencer.act(refused_unseen)
    assert len(log.append([use()])) == 1
