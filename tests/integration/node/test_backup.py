"""A node's backup, put back: nothing to read without keys, no second history, no erased people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome import bootstrap
from autonome.access.institutions import Institution
from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.node import Node, NodeSettings, NodeWorld, begin_node, open_node
from autonome.adapters.node.backup import BackupError, back_up, read_backup
from autonome.adapters.node.backup_records import backups_made, note_backup
from autonome.adapters.node.key_backup import back_up_keys, put_back_keys
from autonome.adapters.node.opening import LOG
from autonome.adapters.node.restoring import restore
from autonome.adapters.node.settings import institution_of
from autonome.adapters.postgres import EmbeddedServer
from autonome.adapters.postgres.errors import DatabaseError
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.nodes import opened_node
from autonome.consent import Action, ActKind
from autonome.kernel import ActorId, InputError, Instant, SubjectId, sha256_hex
from autonome.law import RULES
from autonome.ledger import ErasedError, Erasure, LogError, Tombstone
from autonome.ledger.erasure_lists import write_tombstones
from autonome.ledger.tombstones import ERASURES
from autonome.workflows.keep_patients import Patient
from autonome.workflows.open_record import Opened, open_record
from tests.integration.node.desks import keep_items
from tests.integration.node.nodes import ANNA, BEN, METFORMIN, consent

WORLD = NodeWorld(SystemClock(), SystemEntropy(), environment={})
HOSPITAL: Institution = institution_of("hospital.example", "care-team", "US", {})
PASSPHRASE = "correct horse battery staple"  # noqa: S105 - of a test


@pytest.fixture
def folder(postgres_folder: Path) -> Iterator[Path]:
    postgres_folder.chmod(0o711)
    begin_node(postgres_folder / "node", NodeSettings(HOSPITAL), WORLD)
    yield postgres_folder
    for server in postgres_folder.glob("*/database*"):
        EmbeddedServer(server).stop()


def take_in(node: Node, subject: SubjectId) -> None:
    node.patients.add(Patient(subject, f"{subject} Synthetic"))
    node.gate.record_acts(subject, [consent(subject, "medications", ActKind.GRANT, f"grant-{subject}")])
    keep_items(node, subject, METFORMIN)


def opens(node: Node, subject: SubjectId) -> bool:
    asked = HOSPITAL.asks(subject, ActorId("dr-b"), "TREAT", ["medications"], Action.USE)
    found = open_record(asked, gate=node.gate, records=node.records, rules=RULES, clock=SystemClock())
    return isinstance(found, Opened) and [each.item for each in found.items] == [METFORMIN]


def test_last_weeks_backup_is_found_out_and_erased_people_stay_erased(folder: Path) -> None:
    directory, backup, keys = folder / "node", folder / "backup", folder / "keys"
    with open_node(directory, WORLD) as node:
        take_in(node, ANNA)
        take_in(node, BEN)
    made = back_up(directory, backup, WORLD)
    assert made.size == 7
    back_up_keys(directory / LOG, keys, PASSPHRASE, SystemEntropy())
    expect_nothing_to_read(folder)

    with open_node(directory, WORLD) as node:
        node.log.erase(BEN, Erasure("GDPR Art. 17(1)(b)", Instant.parse("2026-01-01T00:00:00Z")))
        stones = [Tombstone.read(entry.payload) for entry in node.log.institution_entries(ERASURES)]
        kept = folder / "tombstones.json"
        kept.write_bytes(write_tombstones(node.log.composer.origin, stones))

    # In its own place the node remembers what it signed: the old database signs nothing.
    done = restore(backup, directory, WORLD, kept)
    assert done.halted is not None
    assert "put back at size 7" in done.halted
    assert done.erased == 1
    assert (directory / "database.before-1").is_dir(), "what was there is set aside"
    with open_node(directory, WORLD) as node:
        with pytest.raises(DatabaseError, match="halted"):
            opens(node, ANNA)
        assert node.log.checkpoint().split("\n")[1] == "7"
        with pytest.raises(ErasedError):
            opens(node, BEN)
    CosignedFiles(directory / LOG, directory / LOG).resume()  # somebody takes the mark away: the node remembers
    with pytest.raises(LogError, match="rolled back"), open_node(directory, WORLD):
        raise AssertionError
    with opened_node(directory, emergency=True) as node:
        assert node.log.checkpoint().split("\n")[1] == "7"

    # On another machine, with keys of the time of the backup, the list of erasures is carried out before anything else.
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    with pytest.raises(InputError, match="keys are not there"):
        restore(backup, elsewhere, WORLD)
    put_back_keys(keys, elsewhere / LOG, PASSPHRASE)
    done = restore(backup, elsewhere, WORLD, kept)
    assert (done.halted, done.known, done.erased) == (None, None, 1)
    with open_node(elsewhere, WORLD) as node:
        assert opens(node, ANNA)
        assert [each.subject for each in node.patients.all()] == [ANNA]
        assert not node.patients.known(BEN)
        (stone,) = node.log.institution_entries(ERASURES)
        assert Tombstone.read(stone.payload).person == stones[0].person
        with node.log.connections.transaction() as transaction:
            rows = transaction.execute("SELECT state FROM person_stands(%b)", [node.names.person(BEN)]).fetchall()
        assert rows == [("erased",)]


def expect_nothing_to_read(folder: Path) -> None:
    """Neither the backup nor the sealed keys hold a word, a name or a key."""
    secrets = [path.read_bytes() for path in (folder / "node" / LOG).rglob("*") if path.is_file()]
    secrets = [data.strip() for data in secrets if len(data) >= 64 and b"PUBLIC" not in data and b"quorum" not in data]
    assert secrets
    for path in [*(folder / "backup").rglob("*"), folder / "keys"]:
        if path.is_file():
            data = path.read_bytes()
            for word in (b"anna", b"metformin", b"Synthetic", b"PRIVATE KEY", *secrets):
                assert word not in data, (path, word[:20])


def test_that_a_backup_was_made_is_remembered_by_its_digest_alone(folder: Path) -> None:
    directory, target, keys = folder / "node", folder / "secret-place", folder / "keys"
    assert backups_made(directory) == ()
    made = bootstrap.back_up_node(directory, target)
    bootstrap.back_up_keys(directory, keys, PASSPHRASE)
    data, sealed = backups_made(directory)
    assert (data.part, data.digest, data.size) == ("data", sha256_hex((target / "backup.json").read_bytes()), made.size)
    assert (sealed.part, sealed.digest, sealed.size) == ("keys", sha256_hex(keys.read_bytes()), None)
    assert data.at <= sealed.at <= SystemClock().now()
    path = directory / "backups.json"
    assert path.stat().st_mode & 0o077 == 0
    assert b"secret-place" not in path.read_bytes()
    for damaged in (b"{}", b'[{"at": 1}]', b"[", b'[{"at":"2026-01-01","part":"x","digest":"","size":null}]'):
        path.write_bytes(damaged)
        with pytest.raises(InputError):
            backups_made(directory)
        note_backup(directory, data)
        assert backups_made(directory) == (data,)
    for _ in range(120):
        note_backup(directory, sealed)
    assert len(backups_made(directory)) == 100


def test_a_backup_that_is_not_whole_is_refused(folder: Path) -> None:
    backup = folder / "backup"
    back_up(folder / "node", backup, WORLD)
    with pytest.raises(InputError, match="something here already"):
        back_up(folder / "node", backup, WORLD)
    found = read_backup(backup)
    assert set(found.files) >= {"database.dump", "node.toml", "log/policy.txt"}
    dump = (backup / "database.dump").read_bytes()
    (backup / "database.dump").write_bytes(dump[:-1])
    with pytest.raises(BackupError, match=r"database\.dump is missing, changed"):
        restore(backup, folder / "node", WORLD)
    (backup / "database.dump").write_bytes(dump)
    (backup / "more").write_text("x")
    with pytest.raises(BackupError, match="more is missing, changed or not of it"):
        read_backup(backup)
    (backup / "backup.json").unlink()
    with pytest.raises(BackupError, match="is no backup"):
        read_backup(backup)
    assert (folder / "node" / "database").is_dir(), "nothing was touched"


def test_keys_open_with_their_passphrase_alone(tmp_path: Path) -> None:
    private = tmp_path / "private"
    (private / "keyring").mkdir(parents=True)
    for name in ("key", "keyring/key", "passes", "journal"):
        (private / name).write_text(f"of {name}")
    with pytest.raises(InputError, match="too short"):
        back_up_keys(private, tmp_path / "keys", "short", SystemEntropy())
    assert back_up_keys(private, tmp_path / "keys", PASSPHRASE, SystemEntropy()) == 2
    with pytest.raises(InputError, match="something here already"):
        back_up_keys(private, tmp_path / "keys", PASSPHRASE, SystemEntropy())
    data = (tmp_path / "keys").read_bytes()
    assert b"of key" not in data
    with pytest.raises(InputError, match="passphrase is another"):
        put_back_keys(tmp_path / "keys", tmp_path / "new", "another passphrase")
    assert put_back_keys(tmp_path / "keys", tmp_path / "new", PASSPHRASE) == 2
    assert (tmp_path / "new/keyring/key").read_text() == "of keyring/key"
    assert (tmp_path / "new/keyring/key").stat().st_mode & 0o077 == (tmp_path / "new").stat().st_mode & 0o077 == 0
    with pytest.raises(InputError, match="keys here already"):
        put_back_keys(tmp_path / "keys", tmp_path / "new", PASSPHRASE)
    for damage in (data[:-1], data.replace(b"scrypt", b"sha256"), b"autonome-keys/2\n" + data, data + b"x"):
        (tmp_path / "damaged").write_bytes(damage)
        with pytest.raises(InputError):
            put_back_keys(tmp_path / "damaged", tmp_path / "other", PASSPHRASE)
    assert not (tmp_path / "other").exists()
