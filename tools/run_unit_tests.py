"""Runs the unit tests in as many processes as there are cores: half of the wait, and no process more than that needs.

    python tools/run_unit_tests.py                # what `make unit` runs
    python tools/run_unit_tests.py -k receipt     # options of pytest are handed on

Each process collects its own files and no others. `pytest -n` would collect all of them in each process and bring every
outcome to a third one, which takes longer here than most of these tests do. What each process prints comes when it has
ended, the tests that failed last.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST = 8
"""Processes at most: each of them loads the program once more."""

QUICK = (
    "-q",
    "--hypothesis-profile",
    "quick",
    *(f"-pno:{each}" for each in ("xdist", "logging", "subtests", "doctest")),
)
"""A few examples of each property, and no plugins that unit tests do not need: each is asked thrice of each test."""

NOTHING_CHOSEN = 5
"""pytest's exit code where no test of its files fits the options."""


def main() -> int:
    """Run every unit test; ends with 1 where one failed."""
    processes = min(os.cpu_count() or 1, MOST)
    running = [_started(files) for files in _shares(processes) if files]
    said = [process.communicate()[0] for process in running]
    ended = {process.returncode for process in running}
    for text in sorted(said, key=lambda text: " failed" in text or " error" in text):
        print(text)
    return 0 if ended <= {0, NOTHING_CHOSEN} else 1


def _shares(count: int) -> list[list[str]]:
    """Files of tests in so many heaps of about the same size: the longest first, each onto the smallest heap."""
    files = sorted((ROOT / "tests" / "unit").rglob("test_*.py"), key=lambda path: (-path.stat().st_size, path))
    heaps: list[tuple[int, list[str]]] = [(0, []) for _ in range(count)]
    for path in files:
        smallest = min(range(count), key=lambda at: heaps[at][0])
        size, names = heaps[smallest]
        heaps[smallest] = (size + path.stat().st_size, [*names, str(path.relative_to(ROOT))])
    return [sorted(names) for _, names in heaps]


def _started(files: list[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pytest", *QUICK, *sys.argv[1:], *files]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603 - pytest


if __name__ == "__main__":
    sys.exit(main())
