"""A backup that the node did not make: an operator's word, by a reference, where the database is not the node's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autonome.adapters.node import NodeSettings
from autonome.adapters.node.backup_records import (
    FILE,
    LARGEST,
    MOST,
    BackupMade,
    Part,
    backups_made,
    newest_backups,
    note_backup,
)
from autonome.adapters.node.settings import FILE as SETTINGS
from autonome.adapters.node.settings import institution_of, written
from autonome.adapters.system import SystemClock
from autonome.bootstrap.nodes import note_backup_elsewhere
from autonome.cli.node import app
from autonome.kernel import AutonomeError, InputError, Instant

EARLY = Instant.parse("2026-03-01T02:00:00Z")


def node(folder: Path, *, embedded: bool = False) -> Path:
    institution = institution_of("hospital.example", "care-team", "US", {})
    (folder / SETTINGS).write_text(written(NodeSettings(institution, embedded=embedded)), encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str) -> str | AutonomeError:
    outcome = CliRunner().invoke(app, ["backup", "--node", str(folder), *arguments])
    if isinstance(outcome.exception, AutonomeError):
        return outcome.exception
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


def test_a_backup_of_an_external_database_is_written_down_with_time_and_reference(tmp_path: Path) -> None:
    before = SystemClock().now()
    said = run(node(tmp_path), "--made-elsewhere", " cluster-7/2026-03-02 ")
    assert "your word, and nothing was checked" in str(said)
    (first,) = backups_made(tmp_path)
    assert first == BackupMade(first.at, Part.DATA, "", None, "cluster-7/2026-03-02")
    assert before <= first.at <= SystemClock().now()
    run(tmp_path, "--made-elsewhere", "cluster-7/2026-03-01", "--at", str(EARLY))
    assert backups_made(tmp_path)[1] == BackupMade(EARLY, Part.DATA, "", None, "cluster-7/2026-03-01")
    assert newest_backups(tmp_path) == {Part.DATA: first}, "the one that was finished last, whatever was written last"
    assert "reference" not in BackupMade(EARLY, Part.KEYS, "b" * 64).to_json()


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["--made-elsewhere", " "], "no reference"),
        (["--made-elsewhere", "x" * 101], "no reference"),
        (["--made-elsewhere", "a\x1b[2Jb"], "no reference"),
        (["--made-elsewhere", "postgresql://app:secret@db/x"], "an address is no reference"),
        (["--made-elsewhere", "host=db Password=secret"], "an address is no reference"),
        (["--made-elsewhere", "b", "--at", "2999-01-01T00:00:00Z"], "is to come"),
        (["--made-elsewhere", "b", "--at", "yesterday"], "--at"),
        (["folder", "--made-elsewhere", "b"], "not said what was backed up"),
        (["folder", "--at", "2026-03-01"], "not said what was backed up"),
        ([], "not said what was backed up"),
    ],
)
def test_what_says_too_little_or_too_much_is_refused_in_a_line(
    tmp_path: Path, arguments: list[str], wrong: str
) -> None:
    refused = run(node(tmp_path), *arguments)
    assert isinstance(refused, InputError)
    assert wrong in str(refused)
    assert len(str(refused).splitlines()) == 1
    assert backups_made(tmp_path) == ()
    assert not (tmp_path / "folder").exists()


def test_a_nodes_own_database_is_backed_up_by_the_node_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the node's own server"):
        note_backup_elsewhere(node(tmp_path, embedded=True), "cluster-7")
    assert backups_made(tmp_path) == ()


def test_the_longest_references_leave_a_list_that_is_read(tmp_path: Path) -> None:
    for _ in range(MOST + 1):
        note_backup_elsewhere(node(tmp_path), "\N{GRINNING FACE}" * 100)
    assert len(backups_made(tmp_path)) == MOST
    assert (tmp_path / FILE).stat().st_size < LARGEST


def test_a_reference_that_is_no_text_makes_the_list_a_damaged_one(tmp_path: Path) -> None:
    note_backup(tmp_path, BackupMade(EARLY, Part.DATA, "", None, "cluster-7"))
    listed = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    (tmp_path / FILE).write_text(json.dumps([listed[0] | {"reference": 7}]), encoding="utf-8")
    with pytest.raises(InputError):
        backups_made(tmp_path)
