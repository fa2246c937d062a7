"""``autonome ledger`` on a folder: begun, shown, proven, audited, its keys changed, somebody erased, put back."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autonome.adapters.folder_log import FolderLog
from autonome.adapters.local_log import LocalLog
from autonome.adapters.local_log_opening import open_local_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import InputError, Instant
from autonome.ledger import (
    Checkpoint,
    EntryKind,
    Erasure,
    leaf_hash,
    parse_policy,
    read_receipt,
    verify_consistency,
    verify_entries,
    verify_inclusion,
    verify_tombstone,
)
from autonome.ledger.proof_texts import InclusionText
from autonome.ledger.witnessing import AddCheckpoint
from autonome.workflows.audit_log import audit_log
from tests.fakes.ledger import SeededSigner
from tests.integration.in_process import autonome
from tests.integration.log_servers import ANNA, BEN, ORIGIN, begun, decision

GROUND = "GDPR Art. 17(1)(b)"
ERASURE = Erasure(GROUND, Instant(0))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log as `ledger init` makes it."""
    folder = tmp_path_factory.mktemp("made") / "log"
    done = autonome("ledger", "init", folder, "--origin", ORIGIN)
    assert done.returncode == 0, done.stderr
    return folder


def filled(folder: Path) -> LocalLog:
    """A log of 300 entries about two people."""
    log = begun(folder)
    log.append([decision(ANNA, number) for number in range(100)])
    log.append([decision(BEN, number) for number in range(199)])
    return log


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> LocalLog:
    return filled(tmp_path_factory.mktemp("filled") / "log")


@pytest.fixture
def copy(log: LocalLog, tmp_path: Path) -> Path:
    """A copy of it that a test may damage."""
    shutil.copytree(log._files.directory, tmp_path / "log")
    return tmp_path / "log"


def test_a_new_log_has_its_keys_its_policy_and_a_key_to_take_away(made: Path) -> None:
    spare = made.with_name("log.recovery-key")
    assert stat.S_IMODE(spare.stat().st_mode) == 0o600
    assert not any(path.name == spare.name for path in made.rglob("*")), "it does not lie in the log"
    shown = json.loads(autonome("ledger", "show", made, "--json").stdout)
    assert (shown["log"], shown["size"]) == (ORIGIN, 1)
    body = shown["entries"][0]["payload"]["body"]
    assert (body["deed"], body["recovery"].startswith(f"{ORIGIN}/recovery+")) == ("begin", True)
    (key,) = parse_policy((made / "policy.txt").read_bytes()).logs
    assert body["key"] == str(key)
    checked = autonome("ledger", "checkpoint", made, "--verify", "--policy", made / "policy.txt")
    assert (checked.returncode, checked.stdout) == (0, FolderLog(made).checkpoint())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{made}", "--origin", ORIGIN], "there is something here already"),
        (["{new}", "--origin", "two words"], "a key name is empty, or holds a space"),
        (["{new}", "--origin", ""], "a log has a name"),
        (["{new}", "--origin", ORIGIN, "--recovery-key", "{made}/policy.txt"], "there is a file already"),
        (["{made}/policy.txt/log", "--origin", ORIGIN, "--no-recovery-key"], "cannot hold a log"),
    ],
)
def test_what_cannot_begin_is_refused_in_one_line(made: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    done = autonome("ledger", "init", *(each.format(made=made, new=tmp_path / "new") for each in arguments))
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "new").exists()


def test_entries_are_listed_and_sealed_ones_tell_no_more_than_their_kind(log: LocalLog, copy: Path) -> None:
    plain = autonome("ledger", "show", copy)
    assert ANNA not in plain.stdout
    assert "decision" in plain.stdout
    opened = autonome("ledger", "show", copy, "--open", "--from", "1", "--json")
    entries = json.loads(opened.stdout)["entries"]
    assert (len(entries), entries[0]["payload"]["subject"]) == (299, ANNA)
    shutil.rmtree(copy / "private" / "keyring")
    closed = json.loads(autonome("ledger", "show", copy, "--json").stdout)["entries"]
    assert [entry["state"] for entry in closed] == ["public", *["sealed"] * 299]
    assert all(set(entry) == {"index", "state"} for entry in closed[1:])


def test_proofs_hold(log: LocalLog) -> None:
    folder, checkpoint = log._files.directory, Checkpoint.of_note(log.checkpoint())
    proof = InclusionText.parse(autonome("ledger", "prove", folder, 270).stdout)
    assert proof.entry is not None
    verify_inclusion(leaf_hash(proof.entry), 270, 300, proof.proof, checkpoint.root)
    growth = AddCheckpoint.parse(autonome("ledger", "prove", folder, "--from", 1).stdout.encode())
    first = leaf_hash(InclusionText.parse(autonome("ledger", "prove", folder, 0).stdout).entry or b"")
    verify_consistency(1, 300, growth.proof, first, checkpoint.root)
    for arguments in ([], [3, "--from", 1], [300], ["--from", 301]):
        done = autonome("ledger", "prove", folder, *arguments)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_a_receipt_of_chosen_entries_verifies(made: Path, log: LocalLog) -> None:
    done = autonome("ledger", "receipt", log._files.directory, 5, 3)
    found = verify_entries(read_receipt(done.stdout.encode()), parse_policy(policy_of(log)))
    assert [entry.index for entry in found.entries] == [3, 5]


def policy_of(log: LocalLog) -> bytes:
    return f"log {log.key_history().events[0].payload.body['key']}\nquorum none\n".encode()


def test_a_sound_log_is_audited_whole_and_so_is_a_copy_of_its_public_side(log: LocalLog, tmp_path: Path) -> None:
    done = autonome("ledger", "audit", log._files.directory)
    assert done.returncode == 0, done.stderr
    assert "300 entries (1 public, 299 opened, 0 closed, 0 gone) in 3 threads" in done.stdout
    for each in ("checkpoint", "tile", "public"):
        source = log._files.directory / each
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / each)
    found = json.loads(autonome("ledger", "audit", tmp_path, "--json").stdout)
    assert (found["sound"], found["entries"]["closed"]) == (True, 299)


def flip(path: Path, at: int = 0) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def other_checkpoint(folder: Path) -> None:
    note = (folder / "checkpoint").read_text()
    (folder / "checkpoint").write_text(note.replace(ORIGIN, "elsewhere.example/log", 1))


def swap(folder: Path) -> None:
    one, other = (folder / f"private/sealed/000/000/{index:03d}" for index in (5, 6))
    first = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(first)


def unsigned(folder: Path) -> None:
    note = (folder / "checkpoint").read_text()
    text, _, _ = note.rpartition("\n\n")
    (folder / "checkpoint").write_text(f"{text}\n\n{SeededSigner(ORIGIN, 9).line(text + chr(10))}")


def smaller(folder: Path) -> None:
    """A smaller tree, signed by nobody, over the same files."""
    root = "A" * 43 + "="
    lines = (folder / "checkpoint").read_text().split("\n")
    lines[1:3] = ["299", root]
    (folder / "checkpoint").write_text("\n".join(lines))


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a leaf": (lambda folder: flip(folder / "tile/0/000"), "entry 0 does not hash to its leaf"),
    "an entry": (lambda folder: flip(folder / "tile/entries/000", 40), "entry 0 does not hash to its leaf"),
    "a level above": (lambda folder: flip(folder / "tile/1/000.p/1"), "is not what the tiles below it give"),
    "no bundle": (lambda folder: (folder / "tile/entries/001.p/44").unlink(), "is not shown"),
    "a salt": (lambda folder: flip(folder / "public/000/000/000", 40), "published opening of entry 0"),
    "a payload": (lambda folder: flip(folder / "private/sealed/000/000/007", 90), "payload of entry 7"),
    "payloads swapped": (swap, "payload of entry 5"),
    "payload gone": (lambda folder: (folder / "private/sealed/000/000/007").unlink(), "tombstones account for 0"),
    "another name": (other_checkpoint, "out of its place"),
    "another key": (unsigned, "no key of the policy signed"),
    "another size": (smaller, "does not hold"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_audit_tells_what_is_wrong(copy: Path, fault: str) -> None:
    damage, said = FAULTS[fault]
    damage(copy)
    found = audit_log(FolderLog(copy))
    assert any(said in each for each in found.faults), found.faults


def test_an_audit_that_finds_something_says_so_and_exits_with_5(copy: Path) -> None:
    flip(copy / "tile/0/000")
    done = autonome("ledger", "audit", copy)
    assert done.returncode == 5
    assert done.stderr.startswith("autonome: NOT SOUND: ")
    assert "Sound" not in done.stdout
    assert autonome("ledger", "checkpoint", copy, "--verify").returncode == 5
    assert autonome("ledger", "checkpoint", copy).returncode == 0
    assert json.loads(autonome("ledger", "audit", copy, "--json").stdout)["sound"] is False


def test_an_audit_holds_the_log_to_a_policy(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(f"log {SeededSigner(ORIGIN, 9).verifier}\nquorum none\n")
    done = autonome("ledger", "audit", copy, "--policy", tmp_path / "other.txt")
    assert done.returncode == 5
    assert "no key of the policy is among the keys" in done.stderr


def test_keys_are_rotated_recovered_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    assert autonome("ledger", "init", folder, "--origin", ORIGIN).returncode == 0
    rotated = autonome("ledger", "rotate-key", folder)
    assert len(rotated.stdout.splitlines()) == 2
    (folder / "private" / "key").unlink()
    assert autonome("ledger", "rotate-key", folder).returncode == 5
    early = autonome("ledger", "recover-key", folder, "--recovery-key", tmp_path / "log.recovery-key", "--until", "99")
    assert (early.returncode, "the log has not reached size 99" in early.stderr) == (2, True)
    recovered = autonome("ledger", "recover-key", folder, "--recovery-key", tmp_path / "log.recovery-key")
    assert len(recovered.stdout.splitlines()) == 3, recovered.stderr
    assert autonome("ledger", "audit", folder, "--policy", folder / "policy.txt").returncode == 0
    events = verify_entries(
        read_receipt(autonome("ledger", "keys", folder).stdout.encode()),
        parse_policy((folder / "policy.txt").read_bytes()),
    )
    assert [entry.payload.kind for entry in events.entries] == [EntryKind.KEY] * 3
    assert autonome("ledger", "recover-key", folder, "--recovery-key", tmp_path / "nowhere").returncode == 2


def test_an_erasure_is_told_proven_and_outlasts_a_backup(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    filled(folder)
    shutil.copytree(folder, tmp_path / "backup")
    done = autonome("ledger", "erase", folder, ANNA, "--ground", GROUND, "--decided-at", "2026-03-01T10:00:00Z")
    assert done.stdout == "erased; the tombstone is entry 300\n"
    audited = autonome("ledger", "audit", folder)
    assert "(1 public, 200 opened, 0 closed, 100 gone)" in audited.stdout, audited.stderr
    receipt = read_receipt(autonome("ledger", "receipt", folder, 300).stdout.encode())
    stone, _ = verify_tombstone(receipt, parse_policy(policy_of(begun_again(folder))))
    assert (stone.entries, stone.erasure.ground) == (100, GROUND)
    (tmp_path / "stones").write_bytes(autonome("ledger", "tombstones", folder).stdout.encode())
    assert autonome("ledger", "replay", tmp_path / "backup", tmp_path / "stones").stdout.startswith("1 erasure")
    assert autonome("ledger", "replay", tmp_path / "backup", tmp_path / "stones").stdout == "nothing was missing\n"
    assert "100 gone" in autonome("ledger", "audit", tmp_path / "backup").stdout
    wrong = autonome("ledger", "erase", folder, BEN, "--ground", "a\nstory", "--decided-at", "2026-03-01T10:00:00Z")
    assert wrong.returncode == 2


def begun_again(folder: Path) -> LocalLog:
    return open_local_log(folder, clock=SystemClock(), entropy=SystemEntropy())


def test_a_tombstone_whose_person_came_back_is_a_fault(tmp_path: Path) -> None:
    log = filled(tmp_path / "log")
    shutil.copytree(tmp_path / "log", tmp_path / "before")
    log.erase(ANNA, ERASURE)
    for each in ("keyring/subjects", "subjects", "sealed"):
        shutil.copytree(tmp_path / "before/private" / each, tmp_path / "log/private" / each, dirs_exist_ok=True)
    found = audit_log(FolderLog(tmp_path / "log"))
    assert any("a person was erased who can still be read" in fault for fault in found.faults)


def test_a_folder_without_a_log_is_refused(tmp_path: Path) -> None:
    for command in ("show", "audit", "checkpoint", "keys", "serve", "tombstones"):
        done = autonome("ledger", command, tmp_path)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), command
        assert "there is no log here" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("rotate-key",),
        ("erase", ANNA, "--ground", GROUND, "--decided-at", "2026-03-01"),
        ("replay", "{policy}"),
    ],
)
def test_no_command_that_works_on_a_log_makes_one(made: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    """A mistyped folder would be a new log of another name, whose key was changed and whose people were erased."""
    nowhere = tmp_path / "lgo"
    filled = [word.format(policy=made / "policy.txt") for word in words[1:]]
    done = autonome("ledger", words[0], nowhere, *filled)
    assert (done.returncode, "there is no log here" in done.stderr, nowhere.exists()) == (2, True, False)


def test_an_erasure_of_nobody_or_of_tomorrow_is_told(tmp_path: Path) -> None:
    begun(tmp_path / "log").append([decision(ANNA)])
    erase = ("ledger", "erase", tmp_path / "log")
    how = ("--ground", GROUND, "--decided-at")
    assert autonome(*erase, ANNA, *how, "2026-03-01").stderr == ""
    mistyped = autonome(*erase, "synthetic-ana", *how, "2026-03-01")
    assert (mistyped.returncode, mistyped.stdout) == (2, "")
    assert "holds nothing of this person. Mend: check the id" in mistyped.stderr
    listed = ("ledger", "tombstones", tmp_path / "log")
    assert len(json.loads(autonome(*listed).stdout)["tombstones"]) == 1, "nothing was recorded of it"
    assert autonome(*erase, "synthetic-ana", *how, "2026-03-01", "--although-unknown").returncode == 0
    assert autonome(*erase, ANNA, *how, "2026-03-01").returncode == 0, "who was erased is not unknown"
    assert len(json.loads(autonome(*listed).stdout)["tombstones"]) == 2
    for when, said in (("2999-01-01", "--decided-at: 2999-01-01T00:00:00Z is in the future"), ("soon", "--decided-at")):
        refused = autonome(*erase, BEN, *how, when)
        assert (refused.returncode, said in refused.stderr, refused.stderr.count("\n")) == (2, True, 1)


def test_a_receipt_of_an_entry_that_is_not_there_is_refused_as_such(made: Path) -> None:
    done = autonome("ledger", "receipt", made, "0", "99")
    assert (done.returncode, "the log has no entry 99: it ends at size" in done.stderr) == (2, True)


def test_the_private_side_of_a_log_in_the_database_is_not_taken_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "keyring-fingerprint").write_bytes(bytes(32))
    (tmp_path / "key").write_text("synthetic")
    assert "Mend: add --database" in autonome("ledger", "show", tmp_path).stderr
    with pytest.raises(InputError, match="the private side of a log in the database"):
        open_local_log(tmp_path, clock=SystemClock(), entropy=SystemEntropy())


def test_a_reader_is_enrolled_for_one_person(made: Path, tmp_path: Path) -> None:
    key = autonome("ledger", "reader-key", tmp_path / "k").stdout.strip()
    assert autonome("ledger", "reader-key", tmp_path / "k").returncode == 2, "no key is overwritten"
    folder = tmp_path / "log"
    filled(folder)
    assert autonome("ledger", "reader", folder, key, "--subject", ANNA).stdout == "enrolled\n"
    assert autonome("ledger", "reader", folder, key, "--subject", ANNA, "--remove").stdout == "taken away\n"
    for arguments in ([], ["--subject", "nobody"], ["--subject", ANNA, "--institution"]):
        assert autonome("ledger", "reader", folder, key, *arguments).returncode == 2


def test_no_other_command_pays_for_servers_and_clients() -> None:
    heavy = "('starlette', 'uvicorn', 'httpx', 'psycopg', 'asyncio')"
    script = f"import sys, autonome.cli.main; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == "[]\n"
