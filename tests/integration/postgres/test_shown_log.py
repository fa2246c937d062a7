"""The log of a database, read without its signing key: the same port and the same commands as for a folder."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from autonome.adapters.postgres import Database
from autonome.adapters.postgres_log.shown import DatabaseLog
from autonome.kernel import InputError, Instant
from autonome.ledger import Checkpoint, EntryKind, Erasure, LogError, Thread, Tile, leaf_hash, verify_inclusion
from autonome.ledger.proof_texts import InclusionText
from autonome.workflows.audit_log import audit_log
from tests.fakes.ledger import SeededSigner
from tests.integration.in_process import autonome
from tests.integration.postgres.logs import ANNA, BEN, opened, use, without_minter

ERASURE = Erasure("GDPR Art. 17(1)(b)", Instant(0))


@pytest.fixture
def private(database: Database, tmp_path: Path) -> Path:
    """The private side of a log of 301 entries, without the key that signs."""
    with opened(database, tmp_path / "private") as log:
        log.begin()
        log.append([use(ANNA, number=number) for number in range(100)])
        log.append([use(BEN, number=number) for number in range(200)])
    (tmp_path / "private" / "key").rename(tmp_path / "key")
    return tmp_path / "private"


def shown(database: Database, private: Path) -> DatabaseLog:
    return DatabaseLog(without_minter(database), private)


def test_a_log_in_a_database_is_audited_without_its_key(database: Database, private: Path) -> None:
    with closing(shown(database, private)) as log:
        found = audit_log(log)
        assert found.faults == ()
        assert (found.size, found.threads) == (301, 3)
        assert found.counts == {"public": 1, "opened": 300, "closed": 0, "gone": 0}
        assert [entry.payload.sequence for entry in log.entries_of(BEN)] == list(range(200))
        assert log.public_entries(EntryKind.KEY)[0] == log.entry(0)
        with pytest.raises(LogError, match="entry 301 is missing"):
            log.entry(301)


def test_narrow_tiles_are_the_beginning_of_wider_ones(database: Database, private: Path) -> None:
    with closing(shown(database, private)) as log:
        for level in (-1, 0):
            wide = log.tile(Tile(level, 0))
            assert log.tile(Tile(level, 0, 7)) == Tile(level, 0, 7).cut(wide)


def test_who_was_erased_is_gone_and_accounted_for(database: Database, private: Path) -> None:
    (private.parent / "key").rename(private / "key")
    with opened(database, private) as log:
        stone = log.erase(ANNA, ERASURE)
    with closing(shown(database, private)) as log:
        found = audit_log(log)
        assert found.faults == ()
        assert found.counts == {"public": 1, "opened": 201, "closed": 0, "gone": 100}
        assert log.entry(stone.index) == stone


def test_readers_are_enrolled_as_for_a_folder(database: Database, private: Path) -> None:
    key = SeededSigner("reader", 5).verifier
    with closing(shown(database, private)) as log:
        log.enrol(Thread.of_person(ANNA), key)
        assert log.readers(Thread.of_person(ANNA)) == (key.public,)
        assert log.readers(Thread.of_person(BEN)) == ()
        log.withdraw(Thread.of_person(ANNA), key)
        assert log.readers(Thread.of_person(ANNA)) == ()
        with pytest.raises(InputError, match="holds nothing to read"):
            log.enrol(Thread.of_person(ANNA.__class__("nobody")), key)


def test_another_private_side_or_an_empty_database_is_refused(
    database: Database, private: Path, tmp_path: Path
) -> None:
    with pytest.raises(LogError, match="the keyring of the log is not here"):
        shown(database, tmp_path / "elsewhere")
    assert private.exists()


def test_an_empty_database_holds_no_log(database: Database, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the database holds no log"):
        shown(database, tmp_path)


def test_the_commands_take_a_log_in_the_nodes_database(
    database: Database, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autonome.bootstrap.ledger.open_database", lambda: database)
    audited = autonome("ledger", "audit", private, "--database")
    assert (audited.returncode, audited.stdout.endswith("ask the witnesses.\n")) == (0, True), audited.stderr
    entries = json.loads(autonome("ledger", "show", private, "--database", "--json").stdout)["entries"]
    assert len(entries) == 301
    proof = InclusionText.parse(autonome("ledger", "prove", private, 17, "--database").stdout)
    root = Checkpoint.of_note(autonome("ledger", "checkpoint", private, "--database").stdout).root
    verify_inclusion(leaf_hash(proof.entry or b""), 17, 301, proof.proof, root)
    no_key = autonome("ledger", "rotate-key", private, "--database")
    assert (no_key.returncode, "no log's key is there" in no_key.stderr) == (2, True)
    (private.parent / "key").rename(private / "key")
    assert len(autonome("ledger", "rotate-key", private, "--database").stdout.splitlines()) == 2
    erased = autonome(
        *("ledger", "erase", private, ANNA, "--ground", "GDPR Art. 17(1)(b)"),
        *("--decided-at", "2026-03-01T10:00:00Z", "--database"),
    )
    assert erased.stdout == "erased; the tombstone is entry 302\n", erased.stderr
    assert autonome("ledger", "audit", private, "--database").returncode == 0
