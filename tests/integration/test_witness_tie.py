"""A witness's key and its memory: neither is used with an older, an empty or another half, nor twice at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.system import SystemEntropy
from autonome.adapters.witness_memory import FileMemory, open_memory
from autonome.adapters.witnessing import new_witness_key, witness_signer
from autonome.kernel import InputError, Instant, SubjectId
from autonome.ledger import COSIGNATURE, Draft, EntryKind, LogError, Note
from autonome.ledger.witnessing import cosign
from tests.fakes.ledger import MemoryKeptLog

ORIGIN = "test.example/log"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    new_witness_key(tmp_path / "wk", "w.example")
    return tmp_path / "wk"


def opened(key: Path, state: Path) -> FileMemory:
    return open_memory(state, key, witness_signer(key).verifier, SystemEntropy())


def remember(memory: FileMemory, key: Path) -> None:
    log = MemoryKeptLog()
    log.append([Draft(EntryKind.USE, SubjectId("anna"), {})])
    note = Note.parse(log.checkpoint())
    memory.remember(ORIGIN, str(note.with_signatures([cosign(note, witness_signer(key), Instant(1_700_000_000))])))


def worked(key: Path, state: Path, times: int = 1) -> None:
    memory = opened(key, state)
    for _ in range(times):
        remember(memory, key)
    memory.close()


def test_two_processes_do_not_share_a_key_on_two_folders(key: Path, tmp_path: Path) -> None:
    worked(key, tmp_path / "ws")
    shutil.copytree(tmp_path / "ws", tmp_path / "copy")
    first = opened(key, tmp_path / "ws")
    with pytest.raises(InputError, match="another witness works with this key"):
        opened(key, tmp_path / "copy")
    first.close()


def test_a_copied_folder_that_is_behind_the_key_is_refused_and_the_newest_is_not(key: Path, tmp_path: Path) -> None:
    worked(key, tmp_path / "ws")
    shutil.copytree(tmp_path / "ws", tmp_path / "copy")
    worked(key, tmp_path / "ws", 2)
    with pytest.raises(LogError, match="has seen 1 cosignatures, and its key has made 3: it is an older state"):
        opened(key, tmp_path / "copy")
    worked(key, tmp_path / "ws")


def test_a_bare_key_that_was_used_starts_with_no_empty_folder(key: Path, tmp_path: Path) -> None:
    worked(key, tmp_path / "ws")
    (tmp_path / "cpk").mkdir()
    bare = tmp_path / "cpk/wk"
    shutil.copy(key, bare)
    with pytest.raises(LogError, match="has cosigned with another memory"):
        opened(bare, tmp_path / "empty")
    shutil.copytree(tmp_path / "ws", tmp_path / "copy")
    with pytest.raises(LogError, match="the count beside the key is gone"):
        opened(bare, tmp_path / "copy")
    assert Ed25519Signer.load(bare, COSIGNATURE).verifier == witness_signer(key).verifier


def test_who_is_killed_between_the_two_counts_goes_on(key: Path, tmp_path: Path) -> None:
    worked(key, tmp_path / "ws")
    beside = key.with_name("wk.state").read_bytes()
    worked(key, tmp_path / "ws")
    key.with_name("wk.state").write_bytes(beside)  # the folder is ahead by the one that was not counted beside the key
    worked(key, tmp_path / "ws")


@pytest.mark.parametrize("lost", ["wk.state", "mark"])
def test_who_is_killed_at_the_first_use_goes_on(key: Path, tmp_path: Path, lost: str) -> None:
    whole = key.read_bytes()
    opened(key, tmp_path / "ws").close()
    assert key.read_bytes() != whole
    key.write_bytes(whole)  # the mark in the key is written last
    if lost == "wk.state":
        key.with_name(lost).unlink()
    worked(key, tmp_path / "ws")


def test_a_count_that_is_no_number_is_damaged(key: Path, tmp_path: Path) -> None:
    worked(key, tmp_path / "ws")
    (tmp_path / "ws/count").write_text("many\n")
    with pytest.raises(LogError, match="a count of cosignatures is damaged"):
        opened(key, tmp_path / "ws")
