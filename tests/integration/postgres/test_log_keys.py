"""The log in PostgreSQL through its years: keys rotated and lost, people erased, erasures of a backup put back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from autonome.adapters.keyring import FileKeyring
from autonome.adapters.postgres import Connections, Database, Role, connect
from autonome.adapters.postgres_log import PostgresLog, recover_postgres_log
from autonome.adapters.postgres_log.erasing import Erasing
from autonome.adapters.postgres_log.rounds import ROUND
from autonome.adapters.postgres_log.shown import DatabaseLog
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import Instant
from autonome.ledger import (
    Deed,
    ErasedError,
    Erasure,
    KeyEvent,
    LogError,
    Recorded,
    Tombstone,
    VerificationError,
    parse_policy,
    verify_consistency,
    verify_entries,
    write_policy,
)
from autonome.ledger import Role as KeyRole
from autonome.workflows.audit_log import audit_log
from autonome.workflows.record_use import receipt_for
from tests.fakes.ledger import SeededSigner
from tests.integration.postgres.logs import (
    ANNA,
    BEN,
    checkpoint,
    opened,
    use,
    without_minter,
)

ERASURE = Erasure("GDPR Art. 17(1)(b), file 12", Instant.parse("2026-02-28"))


@pytest.fixture
def log(database: Database, tmp_path: Path) -> Iterator[PostgresLog]:
    with opened(database, tmp_path / "private") as found:
        yield found


# --- keys ------------------------------------------------------------------------------------------------------------

RECOVERY = SeededSigner("recovery.example", 10)


def believed(log: PostgresLog, entry: Recorded, policy: str) -> bool:
    return bool(verify_entries(receipt_for([entry], log=log), parse_policy(policy.encode())).entries)


def test_a_rotated_log_goes_on_in_all_its_processes(database: Database, tmp_path: Path) -> None:
    with opened(database, tmp_path / "private") as log, opened(database, tmp_path / "private") as other:
        (old,) = other.append([use()])
        first, policy = log.verifier, write_policy(log.verifier)
        history = log.rotate()
        assert log.verifier != first
        assert (history.key_at(2), history.key_at(3)) == (first, log.verifier)
        (new,) = other.append([use()])
        assert other.verifier == log.verifier
        assert believed(log, new, policy)
        assert believed(log, old, policy)
        other.rotate()
        log.append([use(BEN)])
        assert len(log.key_history().events) == 3
        assert not (tmp_path / "private" / "key.next").exists()


def test_a_rotation_that_was_stopped_is_ended_or_undone_by_who_opens_next(database: Database, tmp_path: Path) -> None:
    private = tmp_path / "private"
    with opened(database, private) as log:
        log.append([use()])
        before = (private / "key").read_bytes()
        log.rotate()
        after = (private / "key").read_bytes()
    (private / "key.next").write_bytes(after)  # as if killed before the next key was put into its place
    (private / "key.next").chmod(0o600)
    (private / "key").write_bytes(before)
    with opened(database, private) as log:
        log.append([use()])
        assert (private / "key").read_bytes() == after
        current = log.verifier
    (private / "key.next").write_bytes(before)  # as if killed before the event was recorded
    with opened(database, private) as log:
        log.append([use()])
        assert log.verifier == current
    (private / "key").write_bytes(before)
    (private / "key.next").unlink()
    with pytest.raises(LogError, match="does not hold at size"), opened(database, private):
        pass


def test_a_lost_key_is_replaced_by_the_one_for_recovery_alone(database: Database, tmp_path: Path) -> None:
    private = tmp_path / "private"
    with opened(database, private) as log:
        log.begin(RECOVERY)
        log.append([use()])
        policy = write_policy(log.verifier)
    (private / "key").unlink()
    clock, entropy = SystemClock(), SystemEntropy()
    with pytest.raises(VerificationError, match="not signed by whom it must be"):
        recover_postgres_log(database, private, SeededSigner("recovery.example", 11), clock=clock, entropy=entropy)
    recovered = recover_postgres_log(database, private, RECOVERY, clock=clock, entropy=entropy)
    (entry,) = recovered.append([use()])
    assert believed(recovered, entry, policy)
    recovered.close()


def test_a_recovery_that_is_refused_leaves_the_key_of_a_rotation_that_was_stopped(
    database: Database, tmp_path: Path
) -> None:
    private = tmp_path / "private"
    with opened(database, private) as log:
        log.begin(RECOVERY)
        before = (private / "key").read_bytes()
        log.rotate()
    (private / "key").replace(private / "key.next")  # as if killed before the next key was put into its place
    (private / "key").write_bytes(before)
    (private / "key").chmod(0o600)
    clock, entropy = SystemClock(), SystemEntropy()
    with pytest.raises(VerificationError, match="not signed by whom it must be"):
        recover_postgres_log(database, private, SeededSigner("recovery.example", 11), clock=clock, entropy=entropy)
    with opened(database, private) as log:
        assert len(log.append([use()])) == 1


def test_what_a_recovery_made_void_is_no_alarm_of_the_audit(database: Database, tmp_path: Path) -> None:
    private = tmp_path / "private"
    with opened(database, private) as log:
        log.begin(RECOVERY)
        for number in range(4):
            log.append([use(number=number)])
    clock, entropy = SystemClock(), SystemEntropy()
    with closing(recover_postgres_log(database, private, RECOVERY, clock=clock, entropy=entropy, until=3)) as again:
        again.append([use()])
    with closing(DatabaseLog(without_minter(database), private)) as read:
        audit = audit_log(read)
    assert (audit.faults, audit.alarms) == ((), ())


def test_growth_is_proven(log: PostgresLog) -> None:
    log.append([use()])
    older = checkpoint(log)
    log.append([use(number=number) for number in range(700)])
    newer = checkpoint(log)
    verify_consistency(older.size, newer.size, log.prove_growth(older.size, newer.size), older.root, newer.root)


def test_an_event_of_a_key_that_does_not_follow_leaves_nothing(log: PostgresLog, connections: Connections) -> None:
    with connections.transaction() as transaction:
        log.submit(transaction, [use()])
    evidence = SeededSigner("e.example", 21)
    with pytest.raises(VerificationError):
        log.change_keys(KeyEvent(Deed.ENROL, KeyRole.EVIDENCE, evidence.verifier))
    assert checkpoint(log).size == 0
    log.change_keys(KeyEvent(Deed.ENROL, KeyRole.EVIDENCE, evidence.verifier), evidence)
    assert [entry.index for entry in log.public_entries()] == [0, 2], "the log begins before all that waited"


# --- erasing ---------------------------------------------------------------------------------------------------------


def test_an_erasure_empties_what_opens_the_entries_and_nothing_else(
    log: PostgresLog, database: Database, connections: Connections
) -> None:
    log.append([use(), use(BEN), use()])
    size = checkpoint(log).size
    stone = log.erase(ANNA, ERASURE)
    assert Tombstone.read(stone.payload).entries == 2
    with connections.transaction() as transaction:
        rows = transaction.execute(
            "SELECT count(*) FILTER (WHERE r.opening = ''), count(*) FROM log_record r JOIN log_thread t "
            "ON t.id = r.thread WHERE t.closed"
        ).fetchone()
    assert rows == (2, 2)
    assert len(log.entries_of(BEN)) == 1
    assert checkpoint(log).size == size + 1
    with connections.transaction() as transaction, pytest.raises(ErasedError):
        log.submit(transaction, [use()])


def test_an_erasure_waits_for_who_is_adding_and_counts_that_too(log: PostgresLog, connections: Connections) -> None:
    log.append([use()])
    with ThreadPoolExecutor(1) as threads:
        with connections.transaction() as transaction:
            log.submit(transaction, [use()])
            erasing = threads.submit(log.erase, ANNA, ERASURE)
            time.sleep(0.2)
            assert not erasing.done()
        assert Tombstone.read(erasing.result().payload).entries == 2
    with connections.transaction() as transaction, pytest.raises(ErasedError):
        log.submit(transaction, [use()])


def test_who_waits_for_an_erasure_with_a_head_that_was_read_before_adds_nothing(
    log: PostgresLog, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connections.transaction() as transaction:
        submitted = log.submit(transaction, [use()])
    log.settled(submitted)
    assert log.composer.heads.of(use().thread) is not None, "it will be added behind, without a look at it"
    monkeypatch.setattr(Erasing, "carry_out", lambda *_: None)  # the key is there yet
    log.erase(ANNA, ERASURE)
    with pytest.raises(ErasedError), connections.transaction() as transaction:
        log.submit(transaction, [use()])
    with connections.transaction() as transaction:
        assert transaction.execute(
            "SELECT count(*) FROM log_record r JOIN log_thread t ON t.id = r.thread WHERE t.closed"
        ).fetchone() == (1,)


def test_an_erasure_that_was_stopped_half_way_is_carried_out_by_who_opens_next(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(database, tmp_path / "private") as log:
        log.append([use(), use(BEN)])
        with monkeypatch.context() as patch:
            patch.setattr(Erasing, "carry_out", lambda *_: None)
            stone = log.erase(ANNA, ERASURE)
        assert destroyed(tmp_path) == [False, False], "it was stopped before that"
    with opened(database, tmp_path / "private") as again:
        assert destroyed(tmp_path) == [False, True], "to open is enough: nobody asked for it again"
        with again.connections.transaction() as connection:
            emptied = connection.execute("SELECT count(*) FROM log_record WHERE opening = ''").fetchone()
        assert emptied == (1,)
        with pytest.raises(ErasedError):
            again.entries_of(ANNA)
        assert again.erase(ANNA, ERASURE) == stone


def destroyed(tmp_path: Path) -> list[bool]:
    """Whether the key of somebody is destroyed: once for each."""
    return sorted(path.read_text().endswith("destroyed\n") for path in subjects(tmp_path))


def test_two_who_erase_at_once_write_down_what_was_done_one_after_the_other(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, turn = FileKeyring.remember_erasures, threading.Lock()

    def slowly(keyring: FileKeyring, count: int) -> None:
        assert turn.acquire(blocking=False), "two at once write the same file"
        time.sleep(0.3)
        written(keyring, count)
        turn.release()

    with opened(database, tmp_path / "private") as one, opened(database, tmp_path / "private") as other:
        one.append([use(), use(BEN)])
        monkeypatch.setattr(FileKeyring, "remember_erasures", slowly)
        with ThreadPoolExecutor(2) as threads:
            erasing = [threads.submit(log.erase, person, ERASURE) for log, person in ((one, ANNA), (other, BEN))]
            assert len({each.result().index for each in erasing}) == 2
        assert one.composer.keyring.erasures == 2


def test_nobody_reads_who_was_erased_between_the_tombstone_and_the_rest(
    log: PostgresLog, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mine, _) = log.append([use(), use(BEN)])
    monkeypatch.setattr(Erasing, "carry_out", lambda *_: None)
    log.erase(ANNA, ERASURE)
    with closing(DatabaseLog(without_minter(database), tmp_path / "private")) as read:
        with pytest.raises(ErasedError):
            read.entries_of(ANNA)
        with pytest.raises(ErasedError):
            read.entry(mine.index)
        assert len(read.entries_of(BEN)) == 1


def test_a_part_of_a_keyring_that_was_put_back_brings_nobody_back(database: Database, tmp_path: Path) -> None:
    with opened(database, tmp_path / "private") as log:
        log.append([use(), use(BEN)])
        kept = {path: path.read_bytes() for path in subjects(tmp_path)}
        log.erase(ANNA, ERASURE)
        for path, data in kept.items():
            path.write_bytes(data)
        with pytest.raises(ErasedError):
            log.append([use()])
    with opened(database, tmp_path / "private") as again:
        assert sorted(path.read_text().endswith("destroyed\n") for path in subjects(tmp_path)) == [False, True]
        with pytest.raises(ErasedError):
            again.append([use()])
        again.append([use(BEN)])


def subjects(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "private" / "keyring" / "subjects").iterdir())


def test_a_replay_in_a_ring_with_who_holds_a_head_and_waits_for_a_round_is_done_once_more(
    log: PostgresLog, database: Database
) -> None:
    log.append([use(), use(BEN)])
    name = log.composer.name(use(ANNA).thread)
    stones = [Tombstone(name.hex(), 1, ERASURE)]
    with connect(database, Role.MINTER, purpose="holder") as holder, ThreadPoolExecutor(1) as pool:
        holder.execute("BEGIN")
        holder.execute("SELECT FROM log_heads(%b, %b)", [[name], ["person"]])
        replay = pool.submit(log.replay, stones)
        while holder.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() == (0,):
            time.sleep(0.01)
        holder.execute(ROUND)  # the database ends the one that has waited longest
        holder.execute("COMMIT")
        assert replay.result() == tuple(stones)
    with pytest.raises(ErasedError):
        log.entries_of(ANNA)
    log.append([use(BEN)])


def test_a_backup_that_was_put_back_is_given_its_erasures_again(log: PostgresLog) -> None:
    log.append([use(), use(BEN)])
    (pseudonym,) = [log._composer.name(use(ANNA).thread).hex()]
    stones = [Tombstone(pseudonym, 1, ERASURE)]
    assert log.replay(stones) == tuple(stones)
    assert log.replay(stones) == ()
    with pytest.raises(ErasedError):
        log.entries_of(ANNA)
    with pytest.raises(ErasedError):
        log.append([use()])


def test_another_keyring_is_refused(database: Database, tmp_path: Path) -> None:
    with opened(database, tmp_path / "private"):
        pass
    with pytest.raises(LogError, match="keyring is not that of the log"), opened(database, tmp_path / "other"):
        pass
