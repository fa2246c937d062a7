"""What a log holds of a person is sealed under that person's key: bound to its place, and gone with the key."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest

from autonome import bootstrap
from autonome.adapters.durable import wipe, write_all_durably
from autonome.adapters.keyring import KEY_BYTES, open_keyring
from autonome.adapters.local_log import LocalLog
from autonome.adapters.local_log_opening import open_local_log
from autonome.adapters.sealed_entries import MAGIC
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import InputError, Instant, SubjectId
from autonome.ledger import Checkpoint, Draft, EntryKind, ErasedError, Erasure, LogError, Thread

ANNA, BEN = SubjectId("patient-anna"), SubjectId("patient-ben")
ERASURE = Erasure("GDPR Art. 17(1)(b)", Instant(0))
PERSON = Thread.of_person(ANNA)
BEGUN = 1
"""Entries of a log before anybody's: the one that names its first key."""


def opened(directory: Path, keyrings: Path | None = None) -> LocalLog:
    return open_local_log(directory, clock=SystemClock(), entropy=SystemEntropy(), keyrings=keyrings)


def draft(subject: SubjectId = ANNA, **body: str) -> Draft:
    return Draft(EntryKind.DECISION, subject, body)


def sealed(directory: Path, index: int) -> Path:
    """The file of a private entry; the numbers leave the log's first one out, which is public."""
    return directory / "private" / "sealed" / "000" / "000" / f"{index + BEGUN:03d}"


def keys(directory: Path) -> list[Path]:
    return sorted((directory / "private" / "keyring" / "subjects").iterdir())


def test_nothing_in_the_whole_folder_says_whose_it_is_or_what_happened(tmp_path: Path) -> None:
    log = opened(tmp_path / "log")
    (recorded,) = log.append([draft(purpose="TREAT-THE-PATIENT")])
    for path in (tmp_path / "log").rglob("*"):
        assert "anna" not in path.name
        data = path.read_bytes() if path.is_file() else b""
        for secret in (b"anna", b"TREAT-THE-PATIENT", b"decision", recorded.salt, recorded.salt.hex().encode()):
            assert secret not in data, path
    assert log.entries_of(ANNA) == (recorded,)


def test_each_person_has_a_key_and_equal_payloads_do_not_look_alike(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft(a="x"), draft(a="x"), draft(BEN, a="x")])
    assert len(keys(directory)) == 2
    start = len(MAGIC) + 32 + 12
    assert len({sealed(directory, index).read_bytes()[start : start + 64] for index in range(3)}) == 3


@pytest.mark.parametrize(("taken", "put"), [(0, 1), (1, 0)])
def test_a_sealed_file_opens_in_its_own_place_alone(tmp_path: Path, taken: int, put: int) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft(a="one"), draft(a="two")])
    shutil.copy(sealed(directory, taken), sealed(directory, put))
    with pytest.raises(LogError, match=f"the payload of entry {put + BEGUN} is missing or damaged"):
        opened(directory).entries_of(ANNA)


def test_a_sealed_file_that_is_passed_off_as_another_persons_does_not_open(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft(), draft(BEN)])
    data, other = sealed(directory, 0).read_bytes(), sealed(directory, 1).read_bytes()
    head = len(MAGIC) + 32
    sealed(directory, 1).write_bytes(other[:head] + data[head:])
    with pytest.raises(LogError, match="the payload of entry 2 is missing or damaged"):
        opened(directory).entries_of(BEN)


def test_a_sealed_file_of_another_log_does_not_open_though_the_keys_are_the_same(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    opened(one).append([draft(a="x")])
    secret = (one / "private" / "keyring" / "key").read_bytes()
    (two / "private" / "keyring").mkdir(parents=True)
    for folder in (two / "private", two / "private" / "keyring"):
        folder.chmod(0o700)
    (two / "private" / "keyring" / "key").write_bytes(secret)
    (two / "private" / "keyring" / "key").chmod(0o600)
    opened(two).append([draft(a="x")])
    assert keys(one)[0].name != keys(two)[0].name, "pseudonyms of two logs cannot be joined"
    shutil.copy(keys(one)[0], keys(two)[0])
    with pytest.raises(LogError, match="a key is damaged"):
        opened(two).entries_of(ANNA)


@pytest.mark.parametrize("data", [b"", b'{"salt":"AAAA","payload":{}}', MAGIC, MAGIC + bytes(44), MAGIC + bytes(200)])
def test_what_is_not_sealed_is_not_read(tmp_path: Path, data: bytes) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft()])
    if data.startswith(MAGIC) and len(data) > len(MAGIC):
        data = sealed(directory, 0).read_bytes()[: len(MAGIC) + 32] + data[len(MAGIC) + 32 :]
    sealed(directory, 0).write_bytes(data)
    with pytest.raises(LogError) as caught:
        opened(directory).entries_of(ANNA)
    assert "\n" not in str(caught.value)


# --- erasing -------------------------------------------------------------------------------------------------------


def test_destroying_a_persons_key_makes_all_of_theirs_unreadable_and_nothing_else(tmp_path: Path) -> None:
    directory, backup = tmp_path / "log", tmp_path / "backup"
    log = opened(directory)
    log.append([draft(a="x"), draft(BEN, a="y")])
    wrapped = {path.name: path.read_bytes() for path in keys(directory)}
    shutil.copytree(directory, backup, ignore=shutil.ignore_patterns("keyring"))
    log.erase(ANNA, ERASURE)
    for reader in (log, opened(directory)):
        with pytest.raises(ErasedError, match=r"was erased$") as caught:
            reader.entries_of(ANNA)
        assert "anna" not in str(caught.value)
        assert [entry.payload.body for entry in reader.entries_of(BEN)] == [{"a": "y"}]
        assert reader.prove(0, 2), "the entry stands"
    changed = [path for path in keys(directory) if path.read_bytes() != wrapped[path.name]]
    assert len(changed) == 1
    assert wrapped[changed[0].name].split()[1] not in changed[0].read_bytes()
    shutil.copytree(directory / "private" / "keyring", backup / "private" / "keyring")
    with pytest.raises(ErasedError):
        opened(backup).entries_of(ANNA)


def test_the_bytes_of_a_destroyed_key_are_overwritten_where_they_lie(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    log = opened(directory)
    log.append([draft()])
    held = tmp_path / "held"
    held.hardlink_to(keys(directory)[0])
    size = held.stat().st_size
    log.erase(ANNA, ERASURE)
    assert held.read_bytes() == bytes(size)


def test_destroying_that_was_stopped_half_way_opens_nothing_and_can_be_done_again(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    log = opened(directory)
    log.append([draft()])
    wipe(keys(directory)[0])
    with pytest.raises(LogError, match="a key is damaged"):
        log.append([draft()])
    log.erase(ANNA, ERASURE)
    with pytest.raises(ErasedError):
        log.entries_of(ANNA)


def test_no_new_key_takes_the_place_of_a_destroyed_one(tmp_path: Path) -> None:
    log = opened(tmp_path / "log")
    log.append([draft()])
    log.erase(ANNA, ERASURE)
    with pytest.raises(ErasedError):
        log.append([draft()])
    assert Checkpoint.of_note(log.checkpoint()).size == BEGUN + 2, "the entry, and its tombstone"


def test_a_key_can_be_destroyed_before_anything_was_sealed(tmp_path: Path) -> None:
    log = opened(tmp_path / "log")
    log.erase(ANNA, ERASURE)
    with pytest.raises(ErasedError):
        log.append([draft()])


# --- the keyring ---------------------------------------------------------------------------------------------------


def test_the_keyring_can_lie_elsewhere_and_without_it_nothing_is_forgotten_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "log"
    monkeypatch.setenv("AUTONOME_KEYRINGS", str(tmp_path / "rings"))
    log = bootstrap.open_log(directory)
    log.append([draft()])
    assert not (directory / "private" / "keyring").exists()
    for path in (tmp_path / "rings").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert len(bootstrap.open_log(directory).entries_of(ANNA)) == 1
    monkeypatch.delenv("AUTONOME_KEYRINGS")
    with pytest.raises(LogError, match=r"the keyring of the log is missing\. Mend: restore the keyring"):
        bootstrap.open_log(directory)


def test_two_logs_have_two_keyrings_in_one_folder(tmp_path: Path) -> None:
    for name in ("one", "two"):
        opened(tmp_path / name, tmp_path / "rings").append([draft()])
    assert len(list((tmp_path / "rings").iterdir())) == 2


def test_another_keyring_is_refused_and_no_history_looks_empty_under_it(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft()])
    shutil.rmtree(directory / "private" / "keyring")
    other = opened(tmp_path / "other")
    other.append([draft()])
    shutil.copytree(tmp_path / "other" / "private" / "keyring", directory / "private" / "keyring")
    with pytest.raises(LogError, match=r"the keyring is that of another log\. Mend: give the keyring of this log"):
        opened(directory)


def test_a_lost_fingerprint_makes_no_new_keyring(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft()])
    (directory / "private" / "keyring-fingerprint").unlink()
    with pytest.raises(LogError, match="its record of the keyring is missing"):
        opened(directory)


@pytest.mark.parametrize(
    "text", ["", "nonsense", "autonome-keyring/1 AAAA\n", "autonome-keyring/2 " + "A" * 43 + "=\n"]
)
def test_a_damaged_keyring_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    directory = tmp_path / "log"
    opened(directory)
    (directory / "private" / "keyring" / "key").write_text(text)
    with pytest.raises(LogError, match=r"^[^\n]*: the keyring's key cannot be read\. Mend: restore[^\n]*$"):
        opened(directory)


@pytest.mark.parametrize("text", ["", "\x00" * 90, "autonome-subject-key/1 AAAA\n", "autonome-subject-key/2 x\n", "é"])
def test_a_damaged_key_of_a_person_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft()])
    keys(directory)[0].write_text(text)
    with pytest.raises(LogError, match=r"^[^\n]*: a key is (missing or )?damaged\. Mend: restore[^\n]*$"):
        opened(directory).entries_of(ANNA)


def test_a_lost_key_of_a_person_is_said(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft()])
    keys(directory)[0].unlink()
    with pytest.raises(LogError, match="a key is missing or damaged"):
        opened(directory).entries_of(ANNA)


@pytest.mark.parametrize(("name", "mode"), [("keyring", 0o750), ("keyring/key", 0o640)])
def test_a_keyring_that_others_may_read_is_refused(tmp_path: Path, name: str, mode: int) -> None:
    directory = tmp_path / "log"
    opened(directory)
    (directory / "private" / name).chmod(mode)
    with pytest.raises(InputError, match=r"others may look into the keyring\. Mend: chmod 700"):
        opened(directory)


def test_a_keyring_is_not_made_where_one_must_be(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="is missing"):
        open_keyring(tmp_path / "ring", origin="x", entropy=SystemEntropy(), new=False)
    assert not (tmp_path / "ring").exists()
    ring = open_keyring(tmp_path / "ring", origin="x", entropy=SystemEntropy(), new=True)
    key, files = ring.key_for(PERSON)
    write_all_durably(files)
    assert ring.key_for(PERSON) == (key, ())
    assert ring.key_of(PERSON) == key
    assert len(ring.key_of(PERSON)) == KEY_BYTES


def test_a_log_whose_payloads_lie_open_is_refused(tmp_path: Path) -> None:
    """As a version that was never released wrote them."""
    directory = tmp_path / "log"
    opened(directory).append([draft()])
    (directory / "private" / "keyring-fingerprint").unlink()
    sealed(directory, 0).with_name("000.json").write_text(json.dumps({"salt": "", "payload": {}}))
    sealed(directory, 0).unlink()
    with pytest.raises(LogError, match=r"payloads of this log lie open: .* Mend: begin a new log with --log"):
        opened(directory)
