"""``make network``: three logs, four witnesses and a hospital that is caught, as real processes."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from tests.integration.commands import ROOT

SECONDS = 30
"""Processor time of the whole story: two idle cores tell it in half of that."""


def processes_in(folder: Path) -> list[str]:
    """Processes that work in a folder."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cwd"):
        try:
            place = os.readlink(each)  # noqa: PTH115 - of a process that may be gone by now
        except OSError:
            continue
        if Path(place).is_relative_to(folder):
            found.append(each.parent.name)
    return found


def test_a_hospital_that_rewrites_its_history_is_caught(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "tools/network.py", str(tmp_path / "network")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr + done.stdout
    for said in (
        "the receipt is not yet cosigned",
        "cosigned by 3 of 4 witnesses; the quorum is met",
        "the log was rolled back: it ends at size 12, and a witness holds it at size 13",
        "ALARM rollback hospital.example/autonome",
        "ALARM split-view",
        "Proven: the log hospital.example/autonome showed two histories.",
        "the patient's receipt still stands",
    ):
        assert said in done.stdout, done.stdout
    assert processes_in(tmp_path / "network") == [], "everything that was started has ended"
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < SECONDS, f"{used:.0f} s of processor time"
