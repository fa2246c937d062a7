"""What a child process costs, by the operating system's own accounting."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence

RUNS = 7

_PEAK = """
import sys
from autonome.cli.main import run
try:
    run()
finally:
    with open("/proc/self/status") as status:
        sys.stderr.write(next(line.split()[1] for line in status if line.startswith("VmHWM:")))
"""


def cpu_of(command: Sequence[str]) -> float:
    """CPU seconds of a child process and its children, interpreter included."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def peak_of(arguments: Sequence[str]) -> float:
    """The most memory, in MB, that ``autonome`` with these arguments holds; Linux alone tells."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    return int(done.stderr) / 1024


def median(measure: Callable[[], float], runs: int = RUNS) -> float:
    """Median of several measurements after one warm-up."""
    measure()
    return statistics.median(measure() for _ in range(runs))
