"""Running the installed command line, as a user does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "patient"
AUTONOME = Path(sys.executable).with_name("autonome")


def autonome(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``autonome`` with arguments; never raises for an exit code."""
    command = [str(AUTONOME), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=cwd)
