"""Runs the command line in a process of its own and says what it cost: the peak of memory, from inside that process.

The operating system's account of a finished child is of no use here: it begins with the memory of the process that
forked it, which is the test runner's. So the child says itself, at its end, how high it stood (``VmHWM``).
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

STATUS = Path("/proc/self/status")

needs_proc = pytest.mark.skipif(not STATUS.exists(), reason="peak memory is read from /proc, which Linux alone has")

MEMORY_BOUND = 512 * 1024 * 1024
"""Bytes: the most that a process may ever hold, whatever genome it is given. Nearest
come as many samples as are read at once, and a long line in which one rare letter makes text four times as large."""

_MEASURED = f"""
import os, sys
from autonome.cli.main import run
try:
    run()
finally:
    with open({str(STATUS)!r}) as status:
        peak = next(line.split()[1] for line in status if line.startswith("VmHWM:"))
    os.write(int(os.environ["PEAK_TO"]), peak.encode())
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the command line gave.

    Args:
        code: exit code.
        stdout: as text.
        stderr: as text.
        peak: bytes of memory at the highest.
    """

    code: int
    stdout: str
    stderr: str
    peak: int


def autonome(*arguments: object, timeout: float = 300) -> Ran:
    """Run ``autonome`` with arguments; never raises for an exit code."""
    reader, writer = os.pipe()
    try:
        done = subprocess.run(
            [sys.executable, "-c", _MEASURED, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            pass_fds=(writer,),
            env={**os.environ, "PEAK_TO": str(writer)},
        )
        os.close(writer)
        peak = int(os.read(reader, 64) or b"0") * 1024
    finally:
        os.close(reader)
    return Ran(done.returncode, done.stdout, done.stderr, peak)
