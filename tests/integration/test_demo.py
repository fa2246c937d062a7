from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .commands import ROOT


def test_the_story_ends_as_it_should(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "examples" / "demo.py"), str(tmp_path / "demo")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Genetic Information Nondiscrimination Act" in done.stdout
    assert (tmp_path / "demo" / "plan" / "plan.html").exists()
