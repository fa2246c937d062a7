"""The log in PostgreSQL: beside what every log must do, what a database adds to it, and what it must not."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.postgres import Connections, Database, EmbeddedServer, Role, connect, superuser
from autonome.adapters.postgres_log import IntegrationError, PostgresLog, erasing
from autonome.adapters.postgres_log.erasing import person_of
from autonome.adapters.postgres_log.records import Composer, Row
from autonome.adapters.postgres_log.shown import DatabaseLog
from autonome.adapters.postgres_log.signing import SigningKey
from autonome.kernel import Instant, SubjectId
from autonome.ledger import (
    EntryKind,
    Erasure,
    FormatError,
    LogError,
    LogMovedError,
    Recorded,
    Thread,
    timeline_of,
    verify_consistency,
    verify_inclusion,
)
from autonome.ledger.cosigned import CosignedCheckpoint
from autonome.ledger.key_events import KEYS
from autonome.ledger.tombstones import ERASURES
from autonome.workflows.record_use import receipt_for
from tests.integration.postgres.logs import (
    ANNA,
    BEN,
    SUBMIT,
    checkpoint,
    entries_in,
    forge,
    opened,
    pymerkle_agrees,
    use,
    whole,
    without_minter,
)

CALLERS = 64
ERASURE = Erasure("GDPR Art. 17(1)(b), file 12", Instant.parse("2026-02-28"))
TABLES = (
    "log_identity", "log_thread", "log_record", "log_set_aside", "log_entry", "log_tile", "log_checkpoint"
)  # fmt: skip


@pytest.fixture
def log(database: Database, tmp_path: Path) -> Iterator[PostgresLog]:
    with opened(database, tmp_path / "private") as found:
        yield found


# --- in the caller's transaction -------------------------------------------------------------------------------------


def test_entries_are_committed_with_the_callers_own_change_or_not_at_all(
    log: PostgresLog, connections: Connections
) -> None:
    with connections.transaction() as transaction:
        submitted = log.submit(transaction, [use(dose=1), use(BEN)])
        before = checkpoint(log)
    assert before.size == 0, "nothing stands on the log before the commit"
    recorded = log.settled(submitted)
    signed = checkpoint(log)
    for entry in recorded:
        verify_inclusion(entry.leaf, entry.index, signed.size, log.prove(entry.index, signed.size), signed.root)
    assert (*log.entries_of(ANNA), *log.entries_of(BEN)) == recorded
    with connections.transaction() as transaction:
        undone = log.submit(transaction, [use(dose=2)])
        transaction.execute("ROLLBACK")
        transaction.execute("BEGIN")
    with pytest.raises(IntegrationError, match="not committed"):
        log.settled(undone)
    assert len(log.entries_of(ANNA)) == 1
    (after,) = log.append([use(dose=3)])
    assert (after.payload.sequence, after.payload.previous) == (1, recorded[0].leaf.hex())


def test_a_long_transaction_holds_up_nobody_else(log: PostgresLog, connections: Connections) -> None:
    with connections.transaction() as transaction:
        submitted = log.submit(transaction, [use()])
        others = [log.append([use(BEN, number=number)]) for number in range(300)]
    (mine,) = log.settled(submitted)
    assert mine.index == 1 + len(others), "it waited for nobody, and nobody for it"
    assert checkpoint(log).size == 2 + len(others)
    assert len(log.entries_of(ANNA)) == 1


def test_what_is_pending_has_moved_the_thread(log: PostgresLog, connections: Connections) -> None:
    size = checkpoint(log).size
    with connections.transaction() as transaction:
        log.submit(transaction, [use()], unchanged_since=size)
    with connections.transaction() as transaction:
        with pytest.raises(LogMovedError):
            log.submit(transaction, [use()], unchanged_since=size)
        log.submit(transaction, [use(BEN)], unchanged_since=size)
    with pytest.raises(LogMovedError):
        log.append([use()], unchanged_since=size)


def test_whoever_records_what_the_log_itself_records_is_refused(log: PostgresLog, connections: Connections) -> None:
    log.append([use()])
    for kind, subject in ((EntryKind.KEY, KEYS), (EntryKind.TOMBSTONE, ERASURES)):
        with connections.transaction() as transaction, pytest.raises(FormatError, match="by the log itself"):
            log.submit(transaction, [use(subject, kind)])
    with connect_as_app(connections) as app:
        for number, steps in app.execute("SELECT id, steps::integer FROM log_thread WHERE reserved").fetchall():
            assert isinstance(steps, int)
            for many in (1, 2):
                columns = [
                    range(steps, steps + many),
                    [0] * many,
                    [bytes(32)] * many,
                    [bytes(16)] * many,
                    [b"x"] * many,
                ]
                with pytest.raises(psycopg.errors.RestrictViolation):
                    app.execute(SUBMIT, [None, [number] * many, *map(list, columns)])


def connect_as_app(connections: Connections) -> psycopg.Connection[tuple[object, ...]]:
    with connections.transaction() as transaction:
        parameters = transaction.info.get_parameters()
    return psycopg.connect("", autocommit=True, **parameters)  # type: ignore[arg-type]  # as libpq gave them


# --- many at once ----------------------------------------------------------------------------------------------------


def test_64_callers_leave_no_gap_and_no_fork(database: Database, tmp_path: Path) -> None:
    subjects = [SubjectId(f"patient-{number}") for number in range(5)]
    rounds = 6

    def call(log: PostgresLog, connections: Connections, caller: int) -> list[Recorded]:
        recorded: list[Recorded] = []
        for number in range(rounds):
            wanted = [use(subjects[(caller + step) % 5], caller=caller, number=number) for step in (0, caller % 3, 3)]
            if caller % 2:
                recorded += log.append(wanted)
            else:
                with connections.transaction() as transaction:
                    submitted = log.submit(transaction, wanted)
                recorded += log.settled(submitted)
        return recorded

    with (
        opened(database, tmp_path / "private", patience=60) as one,
        opened(database, tmp_path / "private", patience=60) as other,
        Connections(database, Role.APP, purpose="callers", most=CALLERS) as connections,
        ThreadPoolExecutor(CALLERS) as threads,
    ):
        calls = [threads.submit(call, (one, other)[caller % 4 > 1], connections, caller) for caller in range(CALLERS)]
        recorded = [entry for each in calls for entry in each.result()]
        assert len({entry.index for entry in recorded}) == len(recorded) == CALLERS * rounds * 3
        for subject in subjects:
            mine = [entry for entry in recorded if entry.payload.subject == subject]
            assert timeline_of(mine) == one.entries_of(subject) == tuple(sorted(mine, key=lambda entry: entry.index))
        signed = checkpoint(one)
        entries = entries_in(one, signed.size)
        assert {entry.entry for entry in recorded} < set(entries)
        assert whole(database, one.key_history(), [entry.leaf for entry in in_order(one, recorded)]) == 0
        pymerkle_agrees(entries, signed)


def in_order(log: PostgresLog, recorded: list[Recorded]) -> list[Recorded]:
    return sorted([*recorded, *log.public_entries()], key=lambda entry: entry.index)


def test_callers_who_name_the_same_people_in_another_order_do_not_wait_in_a_ring(
    log: PostgresLog, connections: Connections
) -> None:
    people = [SubjectId(f"patient-{number}") for number in range(8)]

    def call(caller: int) -> None:
        for number in range(10):
            order = people[caller % 8 :] + people[: caller % 8]
            with connections.transaction() as transaction:
                submitted = log.submit(transaction, [use(each, n=number) for each in order[:: 1 if caller % 2 else -1]])
            log.settled(submitted)

    with ThreadPoolExecutor(8) as threads:
        for each in [threads.submit(call, caller) for caller in range(8)]:
            each.result()
    assert all(len(log.entries_of(each)) == 80 for each in people)


def test_a_new_person_whom_many_name_at_once_has_one_key(database: Database, tmp_path: Path) -> None:
    people = [SubjectId(f"patient-{number}") for number in range(10)]
    with (
        opened(database, tmp_path / "private") as one,
        opened(database, tmp_path / "private") as other,
        ThreadPoolExecutor(8) as threads,
    ):
        for each in people:
            list(threads.map(lambda number, each=each: (one, other)[number % 2].append([use(each)]), range(8)))
        assert all(len(log.entries_of(each)) == 8 for log in (one, other) for each in people)


# --- without the key -------------------------------------------------------------------------------------------------


def test_a_process_without_the_key_waits_for_one_that_has_it(database: Database, tmp_path: Path) -> None:
    with opened(database, tmp_path / "private") as log, opened(without_minter(database), tmp_path / "private") as other:
        stop = threading.Event()
        serving = threading.Thread(target=log.serve, args=(stop,))
        serving.start()
        try:
            (recorded,) = other.append([use()])
        finally:
            stop.set()
            serving.join()
        assert log.entries_of(ANNA) == (recorded,) == other.entries_of(ANNA)
        assert recorded.index == 1, "the log has begun before"
        assert other.verifier == log.verifier
        with pytest.raises(LogError, match="is not here"):
            other.erase(ANNA, ERASURE)


def test_where_nobody_has_the_key_a_caller_is_told_that_the_entries_are_safe(
    database: Database, tmp_path: Path
) -> None:
    with opened(database, tmp_path / "private"):
        pass
    with opened(without_minter(database), tmp_path / "private", patience=0.3) as other:
        begun = time.monotonic()
        with pytest.raises(IntegrationError, match="what was committed it takes up by itself"):
            other.append([use()])
        assert time.monotonic() - begun < 5
    with opened(database, tmp_path / "private") as log:
        assert len(log.entries_of(ANNA)) == 1, "whoever opens it next takes them up"


def test_who_waits_for_a_round_that_does_not_end_is_told(database: Database, tmp_path: Path) -> None:
    with (
        opened(database, tmp_path / "private", patience=0.5) as log,
        connect(database, Role.MINTER, purpose="test") as held,
        ThreadPoolExecutor(2) as threads,
    ):
        with held.transaction():
            held.execute("SELECT log_enter(0, 1)")
            first, second = (threads.submit(log.append, [use()]) for _ in range(2))
            with pytest.raises(IntegrationError, match=r"did not come within 0\.5 seconds; nothing was recorded"):
                second.result(5)
        assert first.result(), "who had begun to work goes on as soon as it can"


# --- what may not be changed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_the_app_only_reads_the_tables(log: PostgresLog, connections: Connections, table: str) -> None:
    log.append([use()])
    with connect_as_app(connections) as app:
        for statement in (b"DELETE FROM {}", b"TRUNCATE {}", b"INSERT INTO {} DEFAULT VALUES"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement.replace(b"{}", table.encode()))
        columns = app.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [table]
        ).fetchall()
        for (column,) in columns:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(
                    sql.SQL("UPDATE {0} SET {1} = DEFAULT").format(sql.Identifier(table), sql.Identifier(str(column)))
                )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SELECT log_enter(0, 1)")


@pytest.mark.parametrize("table", TABLES)
def test_not_even_a_superuser_changes_what_is_recorded(
    log: PostgresLog, database: Database, postgres_server: EmbeddedServer, table: str
) -> None:
    log.append([use(number=number) for number in range(300)])
    with log.connections.transaction() as app:
        forge(app, log.composer.name(use(BEN).thread))
    log.append([use()])
    column = {"log_identity": "origin", "log_thread": "name", "log_record": "commitment", "log_entry": "record"}.get(
        table, {"log_checkpoint": "size", "log_set_aside": "record"}.get(table, "root")
    )
    with superuser(postgres_server, database.of(Role.APP)["dbname"]) as admin:
        admin.execute("SET search_path = autonome")
        for setting in ("origin", "replica"):
            admin.execute(f"SET session_replication_role = {setting}".encode())
            changed = {"log_thread": "'\\x00'", "log_identity": "''"}.get(table, column)
            for statement in (b"DELETE FROM {}", b"TRUNCATE {}", b"UPDATE {} SET " + f"{column} = {changed}".encode()):
                with pytest.raises(psycopg.errors.RestrictViolation, match="refused"):
                    admin.execute(statement.replace(b"{}", table.encode()))


def test_only_what_was_erased_can_be_emptied_and_a_head_only_moves_on(log: PostgresLog, database: Database) -> None:
    log.append([use(), use(BEN)])
    with connect(database, Role.MINTER, purpose="test") as minter:
        for statement in (
            b"UPDATE log_record SET opening = ''",
            b"UPDATE log_record SET opening = 'other'",
            b"UPDATE log_thread SET steps = steps - 1 WHERE steps > 0",
            b"UPDATE log_thread SET newest = sha256('') WHERE steps > 0",
        ):
            with pytest.raises(psycopg.errors.RestrictViolation):
                minter.execute(statement)
        (thread,) = minter.execute("SELECT min(id) FROM log_thread WHERE NOT reserved").fetchone() or (0,)
        for step in (0, 2):  # there already; a gap
            with pytest.raises(psycopg.errors.RestrictViolation, match="not at that step"):
                minter.execute(SUBMIT, [None, [thread], [step], [step], [bytes(32)], [bytes(16)], [b""]])


def test_a_record_that_is_moved_to_another_person_does_not_open(
    log: PostgresLog, database: Database, postgres_server: EmbeddedServer
) -> None:
    log.append([use(), use(BEN)])
    with superuser(postgres_server, database.of(Role.APP)["dbname"]) as admin:
        admin.execute("SET search_path = autonome")
        admin.execute("ALTER TABLE log_record DISABLE TRIGGER ALL")
        admin.execute(
            "UPDATE log_record r SET opening = o.opening FROM log_record o WHERE o.id <> r.id AND o.thread <> r.thread "
            "AND o.thread IN (SELECT id FROM log_thread WHERE opening = 'person') "
            "AND r.thread IN (SELECT id FROM log_thread WHERE opening = 'person')"
        )
    with pytest.raises(LogError, match="missing or damaged"):
        log.entries_of(ANNA)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM log_entry WHERE index = 3",
        "UPDATE log_entry SET record = -record WHERE index = 3",
        "UPDATE log_record SET commitment = sha256('') WHERE id = (SELECT record FROM log_entry WHERE index = 3)",
        "DELETE FROM log_tile",
        "UPDATE log_tile SET root = sha256('')",
        "DELETE FROM log_checkpoint WHERE size > 0",
        "UPDATE log_checkpoint SET note = replace(note, size || E'\\n', (size + 1) || E'\\n') WHERE size > 0",
    ],
)
def test_a_log_that_was_changed_behind_its_back_signs_no_more(
    database: Database, postgres_server: EmbeddedServer, tmp_path: Path, damage: str
) -> None:
    number = 258 if "tile" in damage else 5
    with opened(database, tmp_path / "private") as log:
        log.append([use(number=each) for each in range(number)])
        before = log.checkpoint()
    with superuser(postgres_server, database.of(Role.APP)["dbname"]) as admin:
        admin.execute("SET search_path = autonome")
        for table in TABLES:
            admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
        admin.execute(damage.encode())
    with pytest.raises(LogError), opened(database, tmp_path / "private"):
        pass
    with connect(database, Role.APP, purpose="test") as app:
        row = app.execute("SELECT note FROM log_checkpoint ORDER BY size DESC LIMIT 1").fetchone()
    assert "checkpoint" in damage or row == (before,), "nothing was signed"


def test_an_old_database_put_back_is_found_out(
    database: Database, postgres_server: EmbeddedServer, tmp_path: Path
) -> None:
    with opened(database, tmp_path / "private") as log:
        log.append([use(), use()])
    with superuser(postgres_server, database.of(Role.APP)["dbname"]) as admin:
        admin.execute("SET search_path = autonome")
        for table in TABLES:
            admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
        admin.execute("DELETE FROM log_entry")
        admin.execute("DELETE FROM log_checkpoint WHERE size > 0")
        admin.execute("DELETE FROM log_record")
        admin.execute("UPDATE log_thread SET steps = 0, newest = NULL")
    with pytest.raises(LogError, match="was rolled back: this node signed a tree of size 3"):
        opened(database, tmp_path / "private").__enter__()


# --- what is remembered beside it ------------------------------------------------------------------------------------


def test_a_receipt_shows_what_others_saw_before_the_entry(log: PostgresLog, database: Database, tmp_path: Path) -> None:
    log.append([use(dose=1)])
    seen = CosignedCheckpoint(log.checkpoint())
    CosignedFiles(tmp_path / "private", tmp_path / "private").keep(seen)
    (second,) = log.append([use(dose=2)])
    older, newer = seen.checkpoint, checkpoint(log)
    with closing(DatabaseLog(database, tmp_path / "private")) as shown:
        for each in (log, shown):
            (earlier,) = each.seen_earlier([second], newer.size)
            assert earlier.note == seen.note
            verify_consistency(older.size, newer.size, earlier.proof, older.root, newer.root)
    assert receipt_for([second], log=log).earlier == (earlier,)


def test_a_reader_opens_each_public_entry_once(
    log: PostgresLog, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.append([use(SubjectId(f"trial-{number}"), EntryKind.TRIAL) for number in range(9)])
    read_alone, opened_now = Composer.published_alone, list[int]()

    def counted(composer: Composer, row: Row) -> Recorded:
        opened_now.append(row[0])
        return read_alone(composer, row)

    monkeypatch.setattr(Composer, "published_alone", counted)
    with closing(DatabaseLog(without_minter(database), tmp_path / "private")) as read:
        assert read.public_entries() == read.public_entries() == log.public_entries()
        assert opened_now == list(range(10))
        log.append([use(), use(SubjectId("trial-late"), EntryKind.TRIAL)])
        assert read.public_entries() == log.public_entries()
        assert opened_now == [*range(10), 11]


def test_what_is_remembered_as_signed_does_not_grow_smaller(log: PostgresLog, tmp_path: Path) -> None:
    log.append([use(dose=1)])
    older = log.checkpoint()
    log.append([use(dose=2)])
    key = SigningKey(tmp_path / "private", checkpoint(log).origin)
    assert key.remembered() == log.checkpoint()
    key.remember(older)  # another process's, which comes late to write
    assert key.remembered() == log.checkpoint()


def test_a_start_opens_no_tombstone_for_nothing_and_all_where_a_key_came_back(
    log: PostgresLog, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.append([use(ANNA), use(BEN)])
    keyring = log.composer.keyring
    path = tmp_path / "private" / "keyring" / "subjects" / keyring.pseudonym(Thread.of_person(ANNA))
    kept = path.read_bytes()
    log.erase(ANNA, ERASURE)
    stones: list[Recorded] = []

    def noted(stone: Recorded) -> str:
        stones.append(stone)
        return person_of(stone)

    monkeypatch.setattr(erasing, "person_of", noted)
    with opened(database, tmp_path / "private"):
        assert stones == []
    path.write_bytes(kept)
    with opened(database, tmp_path / "private"):
        assert len(stones) == 1
    assert keyring.is_destroyed(path.name)
