"""``autonome plan --batch``: each patient's plan is that of the single command, and stands or falls alone."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from .batches import AS_OF, Batch
from .commands import EXAMPLE, autonome

ENTRIES = len(json.loads((EXAMPLE / "consent.json").read_text())["acts"]) + 2
"""Of a patient: the acts of consent, one decision, one use."""

Mixed = tuple[Batch, subprocess.CompletedProcess[str]]


def log_size(batch: Batch) -> int:
    return int((batch.folder / "log" / "checkpoint").read_text().splitlines()[1])


def entries(receipt: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(receipt.read_text())["entries"]
    return found


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Mixed:
    """Six patients: three that can be planned for, a broken genome, a consent to nothing, a broken record."""
    batch = Batch(tmp_path_factory.mktemp("batch"), 6)
    batch.file(1, "vcf").write_text("no genome\n")
    consent = json.loads(batch.file(3, "consent").read_text())
    batch.file(3, "consent").write_text(json.dumps(consent | {"acts": []}))
    batch.file(4, "record").write_text("{")
    batch.rows[5]["drugs"] = "voriconazole; nothing-known"
    batch.write()
    return batch, batch.run("--jobs", 2)


OUTCOMES = {"p-0": "done", "p-1": "failed", "p-2": "done", "p-3": "refused", "p-4": "failed", "p-5": "done"}


def test_one_bad_patient_does_not_stop_the_rest(mixed: Mixed) -> None:
    batch, done = mixed
    assert done.returncode == 7, done.stderr
    assert batch.summary() == OUTCOMES
    assert batch.folders() == {"p-0", "p-2", "p-3", "p-5"}
    assert {path.name for path in (batch.out / "p-3").iterdir()} == {"refusal.json", "policy.txt"}


def test_progress_names_folders_and_outcomes_and_nothing_else(mixed: Mixed) -> None:
    told = [line.partition(" ") for line in mixed[1].stderr.splitlines()]
    assert [number for number, _, _ in told] == [f"{each}/6" for each in range(1, 7)]
    assert {said for _, _, said in told} == {f"{patient}: {outcome}" for patient, outcome in OUTCOMES.items()}


def test_the_summary_says_of_each_what_the_single_command_would(mixed: Mixed, tmp_path: Path) -> None:
    batch, _ = mixed
    with (batch.out / "summary.tsv").open(newline="") as stream:
        rows = {row["patient"]: row for row in csv.DictReader(stream, delimiter="\t")}
    for number in (1, 4):
        alone = autonome(
            "plan", batch.file(number, "vcf"), "--record", batch.file(number, "record"), "--quiet",
            "--consent", batch.file(number, "consent"), "--log", tmp_path / "log", "--out", tmp_path / f"out-{number}",
        )  # fmt: skip
        row = rows[f"p-{number}"]
        assert (row["exit_code"], f"autonome: {row['error']}\n") == (str(alone.returncode), alone.stderr)
        assert row["worst"] == row["avoid"] == "", "a patient without a plan has no zero medicines to avoid"
    assert rows["p-3"]["exit_code"] == "3"
    assert rows["p-3"]["error"].startswith("refused: ")
    assert rows["p-0"]["worst"] == "avoid"
    assert float(rows["p-0"]["seconds"]) > 0


def test_the_summary_counts_the_medicines_of_the_plan(mixed: Mixed) -> None:
    batch, _ = mixed
    document = json.loads((batch.out / "summary.json").read_text())
    assert document["totals"] == {"done": 3, "failed": 2, "refused": 1, "resumed": 0, "open": 0}
    plan = json.loads((batch.out / "p-5" / "plan.json").read_text())
    (counted,) = (each["medicines"] for each in document["patients"] if each["patient"] == "p-5")
    assert sum(counted.values()) == len(plan["medicines"])
    assert counted["avoid"] == sum(medicine["consequence"] == "avoid" for medicine in plan["medicines"]) > 0
    assert "voriconazole" in {medicine["drug"] for medicine in plan["medicines"]}


def test_each_patient_has_one_decision_and_one_use_and_a_receipt_that_verifies(mixed: Mixed) -> None:
    batch, _ = mixed
    found = {}
    for number, name in ((0, "receipt.json"), (2, "receipt.json"), (3, "refusal.json"), (5, "receipt.json")):
        folder = batch.out / f"p-{number}"
        done = autonome("verify", folder / name, "--policy", folder / "policy.txt")
        assert done.returncode == 0, done.stderr
        found[number] = [entry["payload"]["kind"] for entry in entries(folder / name)]
    assert found == {0: ["decision", "use"], 2: ["decision", "use"], 3: ["decision"], 5: ["decision", "use"]}
    # Whose genome is broken: consent and decision are on record, and no use. Whose record is: nothing.
    assert log_size(batch) == 1 + 3 * ENTRIES + (ENTRIES - 1) + 1, "the first names the key of the log"


def test_the_bytes_are_those_of_the_single_command(mixed: Mixed, tmp_path: Path) -> None:
    batch, _ = mixed
    shutil.copytree(batch.folder / "log", tmp_path / "log")  # the patient's page names the log
    alone = autonome(
        "plan", batch.file(0, "vcf"), "--record", batch.file(0, "record"), "--consent", batch.file(0, "consent"),
        "--as-of", AS_OF, "--no-pdf", "--log", tmp_path / "log", "--out", tmp_path / "out",
    )  # fmt: skip
    assert alone.returncode == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names >= {"plan.json", "plan.fhir.json", "plan.html", "policy.txt", "receipt.json"}
    assert names == {path.name for path in (batch.out / "p-0").iterdir()}
    for name in names - {"policy.txt", "receipt.json"}:
        assert (batch.out / "p-0" / name).read_bytes() == (tmp_path / "out" / name).read_bytes(), name


# --- resume --------------------------------------------------------------------------------------------------------


def test_what_is_done_stands_and_what_has_changed_is_made_again(tmp_path: Path) -> None:
    batch = Batch(tmp_path, 4)
    assert batch.run().returncode == 0
    size = log_size(batch)
    before = {name: (batch.out / name / "receipt.json").read_bytes() for name in batch.folders()}
    batch.file(1, "record").write_text(batch.file(1, "record").read_text() + "\n")
    (batch.out / "p-2" / "plan.html").write_text("damaged")
    (batch.out / "p-3" / "receipt.json").unlink()
    assert batch.run().returncode == 0
    assert batch.summary() == {"p-0": "resumed", "p-1": "done", "p-2": "done", "p-3": "done"}
    assert (batch.out / "p-0" / "receipt.json").read_bytes() == before["p-0"]
    assert (batch.out / "p-1" / "receipt.json").read_bytes() != before["p-1"]
    assert (batch.out / "earlier-1" / "p-1" / "receipt.json").read_bytes() == before["p-1"]
    assert log_size(batch) == size + 3 * 2, "a decision and a use for each that was made again"


@pytest.mark.parametrize("more", [("--purpose", "HMARKT"), ("--drug", "voriconazole"), ("--actor", "somebody-else")])
def test_another_question_is_not_answered_by_an_earlier_plan(tmp_path: Path, more: tuple[str, ...]) -> None:
    batch = Batch(tmp_path, 1)
    assert batch.run().returncode == 0
    batch.run(*more)
    assert batch.summary()["p-0"] in {"done", "refused"}
    assert batch.run(as_of="2026-03-02T10:00:00Z").returncode == 0
    assert batch.summary() == {"p-0": "done"}


def test_an_unfinished_batch_goes_on_as_of_the_instant_at_which_it_began(tmp_path: Path) -> None:
    batch = Batch(tmp_path, 2)
    whole = batch.file(1, "record").read_text()
    batch.file(1, "record").write_text("{")
    assert batch.run(as_of="").returncode == 7
    began = json.loads((batch.out / "summary.json").read_text())["as_of"]
    time.sleep(1.1)
    batch.file(1, "record").write_text(whole)
    assert batch.run(as_of="").returncode == 0
    assert batch.summary() == {"p-0": "resumed", "p-1": "done"}
    assert json.loads((batch.out / "summary.json").read_text())["as_of"] == began
    assert batch.run(as_of="").returncode == 0
    assert batch.summary() == {"p-0": "done", "p-1": "done"}, "a batch that was finished begins anew, as of now"


def test_a_plan_does_not_stay_where_this_runs_refusal_or_failure_belongs(tmp_path: Path) -> None:
    batch = Batch(tmp_path, 2)
    assert batch.run().returncode == 0
    batch.file(0, "vcf").write_text("broken\n")
    batch.file(1, "consent").write_text(batch.file(1, "consent").read_text().replace('"grant"', '"deny"'))
    assert batch.run().returncode == 7
    assert batch.summary() == {"p-0": "failed", "p-1": "refused"}
    assert batch.folders() == {"p-1", "earlier-1"}
    assert (batch.out / "earlier-1" / "p-0" / "plan.json").exists()
    assert not (batch.out / "p-1" / "plan.json").exists()


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "autonome plan: there is neither a VCF nor a batch. Mend: name the person's VCF, or many patients with"),
        (("x.vcf",), "autonome: --record: there is no health record. Mend: name its file with this option."),
        (("x.vcf", "--record", "r"), "--consent: there is no consent. Mend: name the person's file with this option."),
        (("x.vcf", "--batch", "m"), "--batch: both a batch and a VCF are given. Mend: name each patient's files"),
        (("--batch", "m", "--outside-calls", "o"), "--batch: both a batch and --outside-calls are given"),
        (("--batch", "m", "--sample", "s"), "--batch: both a batch and --sample are given"),
        (("--jobs", "2", "x.vcf"), "--jobs: there is no batch to share out. Mend: give it with --batch MANIFEST."),
        (("--batch", "absent.tsv"), "absent.tsv: there is no such file. Mend: check the path."),
    ],
)
def test_options_that_do_not_go_together_are_refused_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = autonome("plan", *arguments, "--out", tmp_path / "out", "--log", tmp_path / "log", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "log").exists()


@pytest.mark.parametrize("kind", ["absent", "folder", "pipe"])
def test_a_file_that_is_not_there_is_found_before_anything_is_computed(tmp_path: Path, kind: str) -> None:
    batch = Batch(tmp_path, 3)
    path = batch.file(2, "record")
    path.unlink()
    if kind == "folder":
        path.mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    done = batch.run()
    assert done.returncode == 2
    assert done.stderr == (
        "autonome: manifest.tsv, line 4: the record 'in/p-2/record.json' is no file that can be read. "
        "Mend: correct the path; it is relative to the manifest.\n"
    )
    assert not (tmp_path / "log").exists()
    assert batch.folders() == set()
    assert not (batch.out / "summary.tsv").exists()


def test_quiet_says_nothing_and_json_is_the_summary(tmp_path: Path) -> None:
    batch = Batch(tmp_path, 1)
    done = batch.run("--quiet")
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    done = batch.run("--json")
    assert done.stderr == ""
    assert json.loads(done.stdout) == json.loads((batch.out / "summary.json").read_text())
