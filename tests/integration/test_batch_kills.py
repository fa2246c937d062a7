"""A batch is killed, in part or whole, at any moment: what is there is whole, and the next run goes on."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autonome.kernel import sha256_hex

from .batches import AS_OF, Batch
from .commands import AUTONOME

FILES = {"plan.json", "plan.fhir.json", "plan.html", "policy.txt", "receipt.json"}
KILLS = 4


@contextmanager
def running(batch: Batch, *more: object) -> Iterator[subprocess.Popen[str]]:
    arguments = [str(AUTONOME), *map(str, batch.arguments), "--as-of", AS_OF, *map(str, more)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def workers(process: subprocess.Popen[str]) -> list[int]:
    """Processes that a process has started, those that multiprocessing starts for itself apart."""
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [pid for pid in map(int, found) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def has_ended(pid: int) -> bool:
    """Whether a process is gone, or is only waiting to be counted by its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def first_line(process: subprocess.Popen[str]) -> str:
    """Wait until one patient is done."""
    assert process.stderr is not None
    return process.stderr.readline()


def assert_whole(batch: Batch) -> None:
    """Each patient's folder that is there holds all files, and they are those that its receipt is for."""
    for name in batch.folders() if batch.out.exists() else ():
        folder = batch.out / name
        assert {path.name for path in folder.iterdir()} >= FILES, name
        use = json.loads((folder / "receipt.json").read_text())["entries"][1]
        for file, digest in use["payload"]["body"]["made"]["outputs"].items():
            assert sha256_hex((folder / file).read_bytes()) == digest


def test_a_batch_that_is_killed_at_any_moment_leaves_no_half_plan_and_goes_on(tmp_path: Path) -> None:
    batch = Batch(tmp_path, 12)
    for _ in range(KILLS):
        with running(batch, "--jobs", 2) as process:
            time.sleep(random.uniform(0.5, 2.5))  # noqa: S311 - when the power fails is no secret
            left = workers(process) if process.poll() is None else []
            process.kill()
            process.wait()
            end = time.monotonic() + 10
            while not all(map(has_ended, left)):
                assert time.monotonic() < end, "a worker outlives its parent"
                time.sleep(0.01)
            assert_whole(batch)
    assert batch.run().returncode == 0
    assert set(batch.summary().values()) <= {"done", "resumed"}
    assert len(batch.folders()) == 12
    assert_whole(batch)
    assert not list(batch.out.glob(".batch/making/*"))


def test_a_worker_that_is_killed_costs_its_patient_at_most(tmp_path: Path) -> None:
    """At most: it may have been between its folder and its word, or have not begun."""
    batch = Batch(tmp_path, 12)
    with running(batch, "--jobs", 2) as process:
        assert first_line(process).startswith("1/12 ")
        os.kill(workers(process)[0], signal.SIGKILL)
        out, _ = process.communicate(timeout=60)
    failed = list(batch.summary().values()).count("failed")
    assert failed <= 1
    assert process.returncode == (7 if failed else 0)
    assert ("ended by signal 9" in out) == bool(failed)
    assert len(batch.folders()) == 12 - failed
    assert_whole(batch)
    assert batch.run().returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_cleanly_and_says_how_to_go_on(tmp_path: Path, number: signal.Signals) -> None:
    batch = Batch(tmp_path, 30)
    with running(batch, "--jobs", 2) as process:
        first_line(process)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 7
    assert "patients have a plan. Run the same command again to go on." in said
    assert "Traceback" not in said
    outcomes = list(batch.summary().values())
    assert 0 < outcomes.count("done") < 30
    assert outcomes.count("done") + outcomes.count("open") == 30
    assert_whole(batch)


def test_two_batches_do_not_work_in_one_folder(tmp_path: Path) -> None:
    batch = Batch(tmp_path, 30)
    with running(batch) as process:
        first_line(process)
        second = batch.run()
    assert second.returncode == 2
    assert "another batch is at work in this folder" in second.stderr
