"""What somebody puts into the log's tables who has a login for the database, and neither keyring nor signing key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from autonome.adapters.postgres import Connection, Connections, Database, EmbeddedServer, Role, connect, superuser
from autonome.adapters.postgres_log import PostgresLog
from autonome.adapters.postgres_log.heads import coded
from autonome.adapters.postgres_log.records import MAX_PAYLOAD_BYTES
from autonome.adapters.postgres_log.rounds import Round
from autonome.adapters.postgres_log.shown import DatabaseLog
from autonome.kernel import Instant
from autonome.ledger import Checkpoint, Draft, EntryKind, Erasure, FormatError, LogError, Note, Signature, timeline_of
from autonome.workflows.audit_log import audit_log
from autonome.workflows.show_log import show_log
from tests.fakes.ledger import SeededSigner
from tests.integration.in_process import Done, autonome
from tests.integration.postgres.logs import (
    ANNA,
    BEN,
    SUBMIT,
    checkpoint,
    forge,
    opened,
    use,
    whole,
    without_minter,
)

ERASURE = Erasure("GDPR Art. 17(1)(b)", Instant(0))
NAME = use(ANNA).thread


@pytest.fixture
def log(database: Database, tmp_path: Path) -> Iterator[PostgresLog]:
    with opened(database, tmp_path / "private") as found:
        found.append([use(number=1), use(BEN)])
        yield found


@pytest.fixture
def app(database: Database) -> Iterator[Connection]:
    with connect(database, Role.APP, purpose="attack") as connection:
        yield connection


@pytest.fixture
def served(log: PostgresLog, database: Database, monkeypatch: pytest.MonkeyPatch) -> PostgresLog:
    """The same, which commands find."""
    monkeypatch.setattr("autonome.bootstrap.ledger.open_database", lambda: database)
    return log


def shown(database: Database, tmp_path: Path) -> DatabaseLog:
    return DatabaseLog(without_minter(database), tmp_path / "private")


def said(log: DatabaseLog) -> list[str]:
    """What an audit alarms over and nobody can acknowledge."""
    return [alarm.said for alarm in audit_log(log).alarms if alarm.digest is None]


def set_aside(app: Connection) -> list[int]:
    return [int(record) for (record,) in app.execute("SELECT record FROM log_set_aside ORDER BY record")]


# --- records ---------------------------------------------------------------------------------------------------------


def test_a_record_without_the_keyrings_code_gets_no_place_and_leaves_no_gap(
    log: PostgresLog, app: Connection, connections: Connections, database: Database
) -> None:
    before = checkpoint(log).size
    forged = forge(app, log.composer.name(NAME), 3)
    (mine,) = log.append([use(number=2)])
    assert set_aside(app) == forged
    with connections.transaction() as transaction:
        submitted = log.submit(transaction, [use(number=3)])
    (next_,) = log.settled(submitted)
    entries = log.entries_of(ANNA)
    assert timeline_of(entries) == entries
    assert [entry.payload.body["number"] for entry in entries] == [1, 2, 3]
    assert (mine.index, next_.index, checkpoint(log).size) == (before, before + 1, before + 2)
    assert whole(database, log.key_history(), [leaf(log, index) for index in range(before + 2)]) == 0


def leaf(log: PostgresLog, index: int) -> bytes:
    return log._tables.tree.nodes(checkpoint(log).size)(0, index)


def test_whoever_adds_in_a_transaction_passes_over_what_was_forged_before_any_sequencer_saw_it(
    database: Database, app: Connection, log: PostgresLog, connections: Connections, tmp_path: Path
) -> None:
    forged = forge(app, log.composer.name(NAME), 600)  # more than are looked through at once
    with opened(without_minter(database), tmp_path / "private") as other, connections.transaction() as transaction:
        submitted = other.submit(transaction, [use(number=2)])
        assert set_aside(app) == []
    (recorded,) = log.settled(submitted)
    assert (recorded.payload.sequence, set_aside(app)) == (1, forged)
    assert len(log.entries_of(ANNA)) == 2


def test_a_head_that_was_never_committed_is_not_added_behind_though_another_record_has_its_code(
    log: PostgresLog, app: Connection, connections: Connections
) -> None:
    with connections.transaction() as transaction:
        (undone,) = log.submit(transaction, [use(number=2)]).composed
        transaction.execute("ROLLBACK")
        transaction.execute("BEGIN")
    place = ([undone.thread], [undone.step], [undone.payload.sequence])
    given = (*place, [bytes(32)], [undone.code], [undone.opening])
    app.execute(SUBMIT, [None, *given])  # with its code, which nobody but the process that composed it knows
    with connections.transaction() as transaction:
        submitted = log.submit(transaction, [use(number=3)])
    (recorded,) = log.settled(submitted)
    assert [entry.payload.body for entry in log.entries_of(ANNA)] == [{"number": 1}, {"number": 3}]
    assert recorded.payload.sequence == 1


def test_a_record_that_was_undone_cannot_be_submitted_again_by_who_reads_it(
    log: PostgresLog, app: Connection, connections: Connections
) -> None:
    with connections.transaction() as transaction:
        (undone,) = log.submit(transaction, [use(number=2)]).composed
        read = transaction.execute(
            "SELECT r.thread, r.step, r.sequence, r.commitment, r.opening, t.newest, s.slip FROM log_record r "
            "JOIN log_thread t ON t.id = r.thread JOIN log_record_slip s ON s.id = r.id ORDER BY r.id DESC LIMIT 1"
        ).fetchone()
        transaction.execute("ROLLBACK")
        transaction.execute("BEGIN")
    assert read is not None
    *record, mark, slip = read
    sequence = undone.payload.sequence
    assert record == [undone.thread, undone.step, sequence, undone.commitment, undone.opening]
    assert slip.endswith(mark)
    *record, opening = record
    app.execute(SUBMIT, [None, *([each] for each in (*record, mark, opening))])
    log.append([use(number=3)])
    assert [entry.payload.body for entry in log.entries_of(ANNA)] == [{"number": 1}, {"number": 3}]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT code FROM log_record",
        "SELECT * FROM log_record",
        "SELECT r FROM log_record r",
        "SELECT r::text FROM log_record r",
        "SELECT to_jsonb(r) FROM log_record r",
        "SELECT id FROM log_record WHERE code > ''",
        "SELECT id FROM log_record r ORDER BY r",
        "COPY log_record TO STDOUT",
        "SELECT log_slip('', r) FROM log_record r",
        "SELECT * FROM log_waiting(0, 9)",
    ],
)
def test_nobody_with_the_apps_login_reads_a_code(log: PostgresLog, app: Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement.encode())


def test_nothing_that_the_app_may_read_holds_a_code(
    log: PostgresLog, app: Connection, connections: Connections
) -> None:
    with connections.transaction() as transaction:
        (composed,) = log.submit(transaction, [use(number=2)]).composed
        held = [
            transaction.execute(statement.encode(), [[log.composer.name(NAME)]] * statement.count("%")).fetchall()
            for statement in (
                "SELECT * FROM log_thread",
                "SELECT * FROM log_record_slip",
                "SELECT id, thread, step, sequence, commitment, opening FROM log_record",
                "SELECT * FROM log_heads(%b, ARRAY['person'])",
            )
        ]
    cells = [bytes(cell) for rows in held for row in rows for cell in row if isinstance(cell, bytes | memoryview)]
    assert any(composed.commitment in cell for cell in cells), "that very record was read"
    assert not any(composed.code in cell for cell in cells)


def test_a_thread_that_begins_with_what_was_forged_begins_anew(log: PostgresLog, app: Connection) -> None:
    thread = use(ANNA.__class__("patient-new")).thread
    forge(app, log.composer.name(thread), 2)
    (first,) = log.append([use(thread.subject)])
    (second,) = log.append([use(thread.subject)])
    assert (first.payload.sequence, first.payload.previous, second.payload.sequence) == (0, None, 1)


def test_a_code_holds_for_its_thread_its_step_its_number_and_its_bytes_alone(
    log: PostgresLog, app: Connection, database: Database
) -> None:
    with connect(database, Role.MINTER, purpose="test") as minter:  # who has the app's login reads no code
        rows = minter.execute(
            "SELECT r.thread, r.step, r.sequence, r.commitment, r.code, r.opening FROM log_record r JOIN log_thread t "
            "ON t.id = r.thread WHERE t.opening = 'person' ORDER BY r.id"
        ).fetchall()
    (anna, _, sequence, commitment, code, opening), (ben, *_) = rows
    composer, name = log.composer, log.composer.name(NAME)
    assert code == composer._code(coded(name, 0, 0, commitment, opening)), "what is submitted carries that code"
    replayed = [
        (anna, 1, sequence, commitment, code, opening),  # at a later step, under its old number
        (anna, 2, 1, commitment, code, opening),  # under the number that follows
        (ben, 1, 1, commitment, code, opening),  # to somebody else
        (anna, 3, 1, bytes(32), composer._code(coded(name, 3, 1, commitment, opening)), opening),
        (anna, 4, 1, commitment, composer._code(coded(name, 4, 1, commitment, opening)), opening + b"x"),
    ]
    for record in replayed:
        app.execute(SUBMIT, [None, *([each] for each in record)])
    log.append([use(), use(BEN)])
    assert len(set_aside(app)) == len(replayed)
    assert [len(log.entries_of(each)) for each in (ANNA, BEN)] == [2, 2]


def test_the_app_cannot_hold_the_heads_that_a_round_waits_for(log: PostgresLog, app: Connection) -> None:
    names = [name for (name,) in app.execute("SELECT name FROM log_thread WHERE reserved").fetchall()]
    assert len(names) == 2
    with app.transaction():
        for name in names:
            with pytest.raises(psycopg.errors.RestrictViolation, match="the log alone"), app.transaction():
                app.execute("SELECT count(*) FROM log_heads(%b, %b)", [[name], ["public"]])
        log.rotate()  # while the attacker's transaction is open
    assert len(log.append([use()])) == 1


def test_an_opening_without_end_is_refused(log: PostgresLog, app: Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        forge(app, log.composer.name(NAME), opening=bytes(512 * 1024 + 1))
    body = {"text": "x" * MAX_PAYLOAD_BYTES}
    with pytest.raises(FormatError, match="is too large"):
        log.append([Draft(EntryKind.USE, ANNA, body)])
    body = {"text": "x" * (MAX_PAYLOAD_BYTES - 500)}
    assert log.append([Draft(EntryKind.USE, ANNA, body)]) == log.entries_of(ANNA)[1:]


def test_what_was_forged_is_counted_and_alarmed_and_hides_nothing(
    served: PostgresLog, app: Connection, database: Database, tmp_path: Path
) -> None:
    (number, *_) = forge(app, served.composer.name(NAME), 2)
    told = f"2 records were submitted without the log's keyring, the first with number {number}: they are set aside"
    for waiting in (True, False):  # whether or not a sequencer was there since
        with closing(shown(database, tmp_path)) as reading:
            found, listed = audit_log(reading), show_log(reading, since=0, opened=False)
        assert (found.faults, found.counts["opened"], bool(set_aside(app))) == ((), 2 if waiting else 3, not waiting)
        assert [alarm.said.startswith(told) for alarm in (*found.alarms, *listed.alarms)] == [True, True]
        if waiting:
            served.append([use()])
    for command in ("audit", "show"):
        done = autonome("ledger", command, tmp_path / "private", "--database", "--json")
        assert (done.returncode, done.stderr.startswith(f"autonome: ALARM: {told}")) == (5, True)
        assert json.loads(done.stdout)["alarms"] == [alarm.to_json() for alarm in found.alarms]


def acknowledge(tmp_path: Path, *alarms: str | None, finding: str = "the app's login was in a script") -> Done:
    given = [str(alarm) for alarm in alarms]
    return autonome(
        "ledger", "acknowledge", tmp_path / "private", "--database", *given, "--finding", finding, "--by", "desk"
    )


def test_what_was_acknowledged_is_no_alarm_and_what_came_since_is(
    served: PostgresLog, app: Connection, database: Database, tmp_path: Path
) -> None:
    name = served.composer.name(NAME)
    numbers = forge(app, name, 2)
    with closing(shown(database, tmp_path)) as reading:
        (alarm,) = audit_log(reading).alarms
    done = acknowledge(tmp_path, alarm.digest)
    entry = checkpoint(served).size - 1
    assert (done.returncode, done.stdout) == (0, f"acknowledged; entry {entry}\n")
    for command in ("audit", "show"):
        again = autonome("ledger", command, tmp_path / "private", "--database")
        assert (again.returncode, again.stderr) == (0, "")
    audited = autonome("ledger", "audit", tmp_path / "private", "--database")
    assert f"acknowledged: 2 records beside the log (entry {entry})\n" in audited.stdout
    told = json.loads(autonome("ledger", "audit", tmp_path / "private", "--database", "--json").stdout)
    assert (told["alarms"], told["acknowledged"]) == ([], [[number, entry] for number in numbers])
    (fresh,) = forge(app, name)
    later = autonome("ledger", "audit", tmp_path / "private", "--database")
    assert later.returncode == 5
    assert f"ALARM: one record was submitted without the log's keyring, number {fresh}: it is set aside" in later.stderr


def test_an_acknowledgement_covers_what_was_looked_at_and_nothing_else(
    served: PostgresLog, app: Connection, connections: Connections, database: Database, tmp_path: Path
) -> None:
    with connections.transaction() as transaction:
        (honest,) = served.submit(transaction, [use(number=2)]).records
    with connect(database, Role.MINTER, purpose="attack") as minter:
        minter.execute("INSERT INTO log_set_aside (record) VALUES (%s)", [honest])
    forge(app, served.composer.name(NAME))
    with closing(shown(database, tmp_path)) as reading:
        forged, left_out = audit_log(reading).alarms
    assert [len(each.found) for each in (forged, left_out)] == [1, 1]
    forge(app, served.composer.name(NAME))
    for digests in ([forged.digest], [left_out.digest, forged.digest], ["none"]):  # more came since: look again
        refused = acknowledge(tmp_path, *digests)
        assert (refused.returncode, "no alarm stands that has the digest" in refused.stderr) == (2, True)
    for empty in ("", " ", "two\nlines", "x" * 1001):
        assert "an acknowledgement needs a finding" in acknowledge(tmp_path, left_out.digest, finding=empty).stderr
    assert acknowledge(tmp_path, left_out.digest).returncode == 0
    with closing(shown(database, tmp_path)) as reading:
        (alarm,) = audit_log(reading).alarms
    assert len(alarm.found) == 2
    assert acknowledge(tmp_path, alarm.digest).returncode == 0
    with closing(shown(database, tmp_path)) as reading:
        assert (audit_log(reading).alarms, len(audit_log(reading).acknowledged)) == ((), 3)


def test_an_honest_record_that_somebody_sets_aside_is_told(
    log: PostgresLog, database: Database, app: Connection, connections: Connections, tmp_path: Path
) -> None:
    with connections.transaction() as transaction:
        (number,) = log.submit(transaction, [use(number=2)]).records
    with connect(database, Role.MINTER, purpose="attack") as minter:
        minter.execute("INSERT INTO log_set_aside (record) VALUES (%s)", [number])
    with closing(shown(database, tmp_path)) as reading:
        (alarm,) = audit_log(reading).alarms
    assert alarm.said == f"record {number} was made with the log's keyring, and set aside or passed over all the same"


def test_an_honest_record_that_a_round_passes_over_is_told(
    log: PostgresLog, connections: Connections, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Round, "settled", property(lambda round_: round_._found.settling))  # the control taken away
    log.append([use(BEN)])
    with connections.transaction() as transaction:
        (number,) = log.submit(transaction, [use()]).records
        log.append([use(BEN)])
        with closing(shown(database, tmp_path)) as reading:
            assert audit_log(reading).alarms == (), "it waits"
    log.replay([])
    log.append([use(BEN)])
    with closing(shown(database, tmp_path)) as reading:
        (alarm,) = audit_log(reading).alarms
    assert alarm.said.startswith(f"record {number} was made with the log's keyring")


def test_who_has_the_minters_login_alone_closes_and_empties_nothing(
    log: PostgresLog, database: Database, postgres_server: EmbeddedServer, tmp_path: Path
) -> None:
    closing_all = b"UPDATE log_thread SET closed = true WHERE NOT closed AND "
    with connect(database, Role.MINTER, purpose="attack") as minter:
        for whom in (b"opening = 'person'", b"opening = 'institution'", b"reserved"):
            with pytest.raises(psycopg.errors.RestrictViolation, match="behind a tombstone"):
                minter.execute(closing_all + whom)
        with pytest.raises(psycopg.errors.RestrictViolation, match="behind a tombstone"):
            minter.execute("INSERT INTO log_thread (name, opening, closed) VALUES (%s, 'person', true)", [bytes(32)])
        log.erase(BEN, ERASURE)
        with pytest.raises(psycopg.errors.RestrictViolation, match="behind a tombstone"):  # that one was for Ben
            minter.execute(closing_all + b"opening = 'person'")
        with pytest.raises(psycopg.errors.RestrictViolation, match="only ever added to"):
            minter.execute("UPDATE log_record SET opening = '' WHERE opening <> ''")
    assert len(log.entries_of(ANNA)) == 1
    with closing(shown(database, tmp_path)) as read:
        assert audit_log(read).alarms == ()
    name = database.of(Role.APP)["dbname"]
    with superuser(postgres_server, name) as admin:  # past the triggers: so the audit has to say it
        admin.execute("ALTER TABLE autonome.log_thread DISABLE TRIGGER closed_for_a_tombstone")
        admin.execute("SET search_path = autonome")
        admin.execute(closing_all + b"opening = 'person'")
        with pytest.raises(psycopg.errors.RestrictViolation, match="only ever added to"):  # of what is the log's own
            admin.execute(
                "UPDATE log_record SET opening = '' FROM log_thread t WHERE t.id = log_record.thread AND t.reserved"
            )
    with closing(shown(database, tmp_path)) as read:
        assert "1 people's threads are closed, and no tombstone says that they were erased" in said(read)


def test_an_erasure_counts_what_stands_on_the_log_and_not_what_was_forged(
    log: PostgresLog, app: Connection, database: Database, tmp_path: Path
) -> None:
    forge(app, log.composer.name(NAME), 2)
    log.append([use()])
    forge(app, log.composer.name(NAME))
    stone = log.erase(ANNA, ERASURE)
    assert stone.payload.body["entries"] == 2
    with closing(shown(database, tmp_path)) as reading:
        assert audit_log(reading).faults == ()


# --- entries that do not open ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["person", "public"])
def test_one_entry_that_does_not_open_is_named_and_hides_no_other(
    served: PostgresLog, database: Database, postgres_server: EmbeddedServer, tmp_path: Path, kind: str
) -> None:
    served.append([use(), use(ANNA.__class__("trial-1"), EntryKind.TRIAL), use(BEN)])
    bad = 1 if kind == "person" else 4
    with superuser(postgres_server, database.of(Role.APP)["dbname"]) as admin:
        admin.execute("SET search_path = autonome")
        admin.execute("ALTER TABLE log_record DISABLE TRIGGER ALL")
        admin.execute(
            "UPDATE log_record SET opening = 'junk' WHERE id = (SELECT record FROM log_entry WHERE index = %s)", [bad]
        )
    listed = autonome("ledger", "show", tmp_path / "private", "--database")
    fault = f"autonome: NOT SOUND: the payload of entry {bad} is missing or damaged"
    assert (listed.returncode, listed.stderr.splitlines()) == (5, [fault])
    states = [line.split()[1] for line in listed.stdout.splitlines()[2:8]]
    expected = ["public", "person", "person", "person", "public", "person"]
    assert states == [*expected[:bad], "damaged", *expected[bad + 1 :]]
    audited = autonome("ledger", "audit", tmp_path / "private", "--database")
    assert (audited.returncode, fault in audited.stderr.splitlines()) == (5, True)


# --- checkpoints -----------------------------------------------------------------------------------------------------


def junk_note(origin: str, size: int) -> str:
    """A checkpoint that a key of somebody else's signed."""
    signer = SeededSigner(origin, 9)
    text = Checkpoint(origin, size, bytes(32)).text
    return str(Note(text, (Signature(origin, signer.verifier.id, signer.sign(text.encode())),)))


@pytest.mark.parametrize(("ahead", "entries", "mark"), [(0, 0, 99), (-1, 0, 99), (5, 0, 99), (1, 1, -1)])
def test_a_checkpoint_only_grows_with_the_entries(
    log: PostgresLog, database: Database, ahead: int, entries: int, mark: int
) -> None:
    size = checkpoint(log).size
    with connect(database, Role.MINTER, purpose="attack") as minter:
        for more in range(entries):
            minter.execute("INSERT INTO log_entry VALUES (%s, %s)", [size + more, 1000 + more])
        with pytest.raises(psycopg.errors.RestrictViolation, match="larger than those before"):
            minter.execute(SIGN, [size + ahead, junk_note(log.verifier.name, size + ahead), mark])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            minter.execute("INSERT INTO log_checkpoint VALUES (%s, 'junk', 99)", [size + 1])


SIGN = "SELECT log_sign(%s, %s, %s, 'nobody')"


def test_a_checkpoint_of_another_log_or_size_is_not_taken(log: PostgresLog, database: Database) -> None:
    size = checkpoint(log).size
    with connect(database, Role.MINTER, purpose="attack") as minter:
        minter.execute("INSERT INTO log_entry VALUES (%s, 1000)", [size])
        for note in (junk_note("another.example", size + 1), junk_note(log.verifier.name, size + 2), "junk"):
            with pytest.raises(psycopg.errors.RestrictViolation):
                minter.execute(SIGN, [size + 1, note, 99])


def test_a_checkpoint_that_the_key_did_not_sign_is_shown_to_nobody_and_told(
    served: PostgresLog, database: Database, tmp_path: Path
) -> None:
    log, before, size = served, served.checkpoint(), checkpoint(served).size
    with connect(database, Role.MINTER, purpose="attack") as minter:
        minter.execute("INSERT INTO log_entry VALUES (%s, 1000)", [size])
        minter.execute(SIGN, [size + 1, junk_note(log.verifier.name, size + 1), 99])
    assert log.checkpoint() == before
    with pytest.raises(LogError, match="is not signed by its key"):
        log.checkpoint_of(size + 1)
    assert log.checkpoint_of(size) == before
    with closing(shown(database, tmp_path)) as reading:
        assert reading.checkpoint() == before
        assert f"the checkpoint of size {size + 1} is not signed by the log's key" in said(reading)
    assert autonome("ledger", "checkpoint", tmp_path / "private", "--database").stdout == before
    with pytest.raises(LogError), opened(database, tmp_path / "private"):
        pass  # whoever signs signs nothing on top of it
    with opened(without_minter(database), tmp_path / "private") as other:
        assert other.checkpoint() == before
