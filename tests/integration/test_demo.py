from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .commands import ROOT


def test_the_story_ends_as_it_should(tmp_path: Path) -> None:
    folder = tmp_path / ("a folder whose name is longer than the terminal is wide " * 3)
    command = [sys.executable, str(ROOT / "examples" / "demo.py"), str(folder)]
    narrow = os.environ | {"COLUMNS": "80"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=narrow)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Genetic Information Nondiscrimination Act" in done.stdout
    assert "8 orders of medicines" in done.stdout.replace("\n", " ")
    headings = [line for line in done.stdout.splitlines() if line[:4] in {f"{number} · " for number in range(1, 7)}]
    assert len(headings) == 6
    assert [line for line in headings if "…" in line] == []
    report = folder / "plan" / "plan.html"
    assert report.exists()
    assert done.stdout.splitlines()[-1] == str(report)
