"""What a log's server says of a log that is damaged: 503 to whoever asks, and to the operator what it is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import httpx
import pytest

from autonome.adapters.folder_log import FolderLog
from autonome.kernel import Instant
from autonome.ledger import Draft, EntryKind, ErasedError, Erasure, LogError, Thread
from tests.integration.in_process import autonome
from tests.integration.log_servers import ANNA, BEN, READER, begun, decision, read, serving

DAMAGE = [b"", b"{}", b"\xff\xfe", b"[" * 5000, b'{"index":0,"salt":"","payload":{}}']


@pytest.mark.parametrize("damage", DAMAGE, ids=["empty", "no members", "no text", "deep", "no payload"])
def test_a_malformed_opening_is_the_operators_matter_and_no_fault_of_the_program(damage: bytes, tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    log.append([decision(ANNA)])
    (tmp_path / "log" / "public/000/000/000").write_bytes(damage)
    FolderLog(tmp_path / "log").enrol(Thread.of_person(ANNA), READER.verifier)
    with serving(tmp_path / "log") as served, httpx.Client(base_url=served.url, timeout=20, trust_env=False) as client:
        asked = [client.get(path) for path in ("/public?from=0", "/public/000/000/000", "/public?from=0")]
        assert {(each.status_code, each.headers["cache-control"]) for each in asked} == {(503, "no-store")}
        assert read(client, Thread.of_person(ANNA), READER).status_code == 503
        assert client.get("/proof/inclusion/1").status_code == 200, "what does not need it is served"
        assert client.get("/public/none").status_code == 404
        written = [json.loads(line) for line in served.errors.read_text().splitlines()]
    told = [line["said"] for line in written if line["status"] == 503]
    assert [said.partition(":")[0] for said in told[:3]] == ["public/000/000/000"] * 3
    assert "public" not in told[3], "nothing is written of what a reader asked for"
    assert {line["status"] for line in written} == {200, 404, 503}


def test_one_opening_that_was_damaged_for_a_while_is_not_held_twice(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    log.append([Draft(EntryKind.KNOWLEDGE, ANNA, {"number": number}) for number in range(3)])
    reading, path = FolderLog(tmp_path / "log"), tmp_path / "log" / "public/000/000/002"
    whole = path.read_bytes()
    path.write_bytes(b"{}")
    for _ in range(2):
        with pytest.raises(LogError, match="opening of entry 2 is missing or damaged"):
            reading.public_entries()
    path.write_bytes(whole)
    assert [each.index for each in reading.public_entries()] == [0, 1, 2, 3]


def test_a_checkpoint_that_is_gone_or_damaged_is_the_operators_matter(tmp_path: Path) -> None:
    begun(tmp_path / "log")
    with serving(tmp_path / "log") as served, httpx.Client(base_url=served.url, timeout=20, trust_env=False) as client:
        checkpoint = tmp_path / "log" / "checkpoint"
        for damage in (b"no checkpoint", None):
            checkpoint.unlink() if damage is None else checkpoint.write_bytes(damage)
            for path in (
                "/checkpoint",
                "/tile/0/000.p/1",
                "/proof/inclusion/0",
                "/public?from=0",
                "/reading/challenge",
            ):
                assert client.get(path).status_code == 503, (damage, path)


def test_a_damaged_list_of_readers_is_told_to_the_operator_and_to_nobody_else(tmp_path: Path) -> None:
    begun(tmp_path / "log").append([decision(ANNA)])
    FolderLog(tmp_path / "log").enrol(Thread.of_person(ANNA), READER.verifier)
    (enrolled,) = (tmp_path / "log" / "private" / "readers").iterdir()
    enrolled.write_text("no key\n")
    with serving(tmp_path / "log") as served, httpx.Client(base_url=served.url, timeout=20, trust_env=False) as client:
        assert read(client, Thread.of_person(ANNA), READER).status_code == 404
        written = served.errors.read_text()
    assert "who may read it, is damaged" in written
    assert enrolled.name not in written


def test_a_reader_opens_nothing_of_who_was_erased_though_the_key_is_put_back(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    log.append([decision(ANNA), decision(BEN)])
    private = tmp_path / "log" / "private"
    shutil.copytree(private, tmp_path / "before")
    reading = FolderLog(tmp_path / "log")
    held = [each.index for each in reading.entries_of(ANNA)]
    log.erase(ANNA, Erasure("GDPR Art. 17(1)(b)", Instant(0)))
    for folder in ("keyring", "sealed", "subjects"):  # the list of who was erased stays, as does all newer
        shutil.copytree(tmp_path / "before" / folder, private / folder, dirs_exist_ok=True)
    with pytest.raises(ErasedError):
        log.entries_of(ANNA)
    for lists in (True, False):
        if not lists:
            (private / "erased").unlink()  # then the tombstones themselves are opened
        for each in (reading, FolderLog(tmp_path / "log")) if lists else (FolderLog(tmp_path / "log"),):
            with pytest.raises(ErasedError):
                each.entries_of(ANNA)
            with pytest.raises(ErasedError):
                each.entry(held[0])
            assert [entry.index for entry in each.entries_of(BEN)] == [2]
    assert "gone" in autonome("ledger", "show", tmp_path / "log", "--open").stdout
    assert "who can still be read" in autonome("ledger", "audit", tmp_path / "log").stderr


def test_an_account_that_may_not_look_into_the_private_side_serves_the_public_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(tmp_path / "log").append([decision(ANNA)])
    looked: list[Path] = []
    exists = Path.exists

    def refused(path: Path) -> bool:
        if "private" in path.parts:
            looked.append(path)
            raise PermissionError(13, "Permission denied", str(path))
        return exists(path)

    monkeypatch.setattr(Path, "exists", refused)
    reading = FolderLog(tmp_path / "log")
    assert looked
    assert [each.index for each in reading.public_entries()] == [0]
    assert (reading.entry(1), reading.entries_of(ANNA), reading.readers(Thread.of_person(ANNA))) == (None, (), ())
