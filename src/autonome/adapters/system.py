"""The machine's clock, its generator of secrets, and how many of its cores are ours."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from autonome.kernel import Instant


class SystemClock:
    """The time of this machine, in whole seconds."""

    def now(self) -> Instant:
        """Read it."""
        return Instant(int(time.time()))


class SystemEntropy:
    """The operating system's generator."""

    def token(self, length: int) -> bytes:
        """Draw ``length`` unforeseeable bytes."""
        return os.urandom(length)


def usable_cores(groups: Path = Path("/sys/fs/cgroup")) -> int:
    """Cores that this process may use: those it may run on, and no more than its control group's share of time.

    Args:
        groups: where control groups are told (Linux, version 2); a container sees its own at the top.
    """
    cores = len(os.sched_getaffinity(0))
    with suppress(OSError, ValueError):
        quota, period = (groups / "cpu.max").read_text(encoding="ascii").split()
        if quota != "max":
            cores = min(cores, int(quota) // int(period))
    return max(cores, 1)
