"""``autonome verify`` on receipts of erasures, and with what is known of a log's keys beside the policy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from autonome.ledger import Checkpoint, Note
from tests.fakes.ledger import SeededSigner
from tests.integration.in_process import Done, autonome
from tests.integration.log_servers import ANNA, ORIGIN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A log on which a person was erased."""
    folder = tmp_path / "log"
    assert autonome("ledger", "init", folder, "--origin", ORIGIN).returncode == 0
    erase = ("--ground", "GDPR Art. 17(1)(b)", "--decided-at", "2026-03-01T10:00:00Z")
    assert autonome("ledger", "erase", folder, ANNA, *erase, "--although-unknown").returncode == 0
    return folder


def receipt(folder: Path, index: int, name: str = "receipt.json") -> Path:
    path = folder.parent / name
    path.write_text(autonome("ledger", "receipt", folder, index).stdout)
    return path


def verify(receipt: Path, folder: Path, *more: object) -> Done:
    return autonome("verify", receipt, "--policy", folder / "policy.txt", *more)


def test_an_erasure_is_verified_and_told(folder: Path) -> None:
    done = verify(receipt(folder, 1), folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Verified: an erasure.\nIts time is the log's own word: ")
    assert "  erased     0 entries of one person, " in done.stdout
    assert "  ground     GDPR Art. 17(1)(b)\n  decided    2026-03-01T10:00:00Z, recorded " in done.stdout
    told = json.loads(verify(receipt(folder, 1), folder, "--json").stdout)
    assert (told["verified"], told["kind"], told["erased"]["ground"]) == (True, "erasure", "GDPR Art. 17(1)(b)")
    assert ANNA not in done.stdout


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("GDPR Art. 17(1)(b)", "GDPR Art. 17(1)(c)"), 5, "is not what the log recorded"),
        (('"entries": 0', '"entries": 1'), 5, "is not what the log recorded"),
        (('"ground"', '"reason"'), 5, "is not what the log recorded"),
        (('"kind": "tombstone"', '"kind": "incident"'), 5, "is not what the log recorded"),
    ],
)
def test_a_forged_erasure_is_refused(folder: Path, change: tuple[str, str], code: int, said: str) -> None:
    path = receipt(folder, 1)
    path.write_text(path.read_text().replace(*change, 1))
    done = verify(path, folder)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("autonome: NOT VERIFIED: do not rely on it. ")
    assert said in done.stderr


def test_a_receipt_of_other_entries_is_verified_as_that(folder: Path) -> None:
    path = receipt(folder, 0)
    done = verify(path, folder)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "Verified: entries (1)."
    assert lines[1].startswith("Its time is the log's own word: ")
    assert lines[2] == f"  log        {ORIGIN}, a tree of 2"
    assert lines[-1].startswith("     0  key         ")
    told = json.loads(verify(path, folder, "--json").stdout)
    assert (told["verified"], told["kind"], told["entries"]) == (True, "entries", [0])
    assert told["opened"][0]["body"]["deed"] == "begin"
    assert autonome("verify", path).returncode == 4
    assert verify(path, folder, "--plan", folder / "policy.txt").returncode == 5
    path.write_text(path.read_text().replace('"begin"', '"rotate"', 1))
    assert (verify(path, folder).returncode, verify(path, folder).stdout) == (5, "")


def test_an_erasure_needs_a_policy_and_is_no_receipt_of_a_plan(folder: Path) -> None:
    assert autonome("verify", receipt(folder, 1)).returncode == 4
    assert verify(receipt(folder, 1), folder, "--plan", folder / "policy.txt").returncode == 5


def keys(folder: Path) -> Path:
    path = folder.parent / "keys.json"
    path.write_text(autonome("ledger", "keys", folder).stdout)
    return path


def test_what_a_replaced_key_signed_is_refused_by_who_knows_that_it_was_replaced(folder: Path) -> None:
    """A thief of the first key forks the log before the rotation: only who knows of the rotation can tell."""
    shutil.copytree(folder, folder.parent / "stolen")
    assert autonome("ledger", "rotate-key", folder).returncode == 0
    erase = ("--ground", "forged", "--decided-at", "2026-03-01T10:00:00Z")
    for _ in range(3):
        autonome("ledger", "erase", folder.parent / "stolen", f"{ANNA}-{_}", *erase, "--although-unknown")
    forged = receipt(folder.parent / "stolen", 4, "forged.json")
    assert verify(forged, folder).returncode == 0, "the policy alone names the old key"
    done = verify(forged, folder, "--keys", keys(folder))
    assert done.returncode == 5
    assert "by a key of" in done.stderr
    assert verify(receipt(folder, 1), folder, "--keys", keys(folder)).returncode == 0


def test_a_history_of_keys_is_not_believed_for_its_own_sake(folder: Path) -> None:
    good, path = receipt(folder, 1), keys(folder)
    other = folder.parent / "other.txt"
    other.write_text(f"log {SeededSigner(ORIGIN, 9).verifier}\nquorum none\n")
    assert autonome("verify", good, "--policy", other, "--keys", path).returncode == 4
    assert autonome("verify", good, "--keys", path).returncode == 4
    assert verify(good, folder, "--keys", good).returncode == 2, "a receipt of something else"
    path.write_text(path.read_text().replace('"until": null', '"until": 0'))
    done = verify(good, folder, "--keys", path)
    assert done.returncode == 5
    assert str(path) in done.stderr


def test_the_checkpoint_of_a_copy_carries_its_cosignatures(folder: Path) -> None:
    own = (folder / "checkpoint").read_text()
    text = Note.parse(own).text
    witness = SeededSigner("w.example", 7, 4)
    cosigned = str(Note.parse(own).with_signatures([witness.cosign(text)]))
    (folder / "cosigned.json").write_text(
        json.dumps({"format": "autonome-cosigned/1", "checkpoint": cosigned, "timestamp": None})
    )
    assert autonome("ledger", "checkpoint", folder).stdout == cosigned
    assert autonome("ledger", "rotate-key", folder).returncode == 0
    newest = autonome("ledger", "checkpoint", folder).stdout
    assert Checkpoint.of_note(newest).size == 3, "a cosigned one of an older size is not shown as the newest"
    (folder / "cosigned.json").write_text("damaged")
    assert autonome("ledger", "checkpoint", folder).stdout == newest
