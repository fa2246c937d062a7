"""A process that keeps a server for as long as somebody else lives: run as a script, it needs nothing of the package.

``keeper.py ALIVE UID GID PROGRAM ARGUMENT…``: starts the program as its own child, and waits. When its standard input
ends (its parent ended, however that came about), it stops the server: fast, and if that takes too long, at once. It
signals its own child alone, whose number cannot be given to another process before the keeper has looked.

`ALIVE` is the number of an open file: the server's standard input, written with the server's process id.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys

FAST = 30.0
"""Seconds for a fast shutdown (open transactions are rolled back, all is written)."""

AT_ONCE = 10.0
"""Seconds for a shutdown without writing: the next start recovers."""


def keep(alive: int, uid: int, gid: int, command: list[str]) -> None:
    """Start, wait, stop."""
    who = {} if uid == os.geteuid() else {"user": uid, "group": gid, "extra_groups": []}
    child = subprocess.Popen(  # noqa: S603 - the parent's own words
        command,
        stdin=alive,
        start_new_session=True,
        **who,  # type: ignore[call-overload]  # a mapping of its arguments
    )
    os.write(alive, f"{child.pid}\n".encode())
    os.close(alive)
    ended = os.pidfd_open(child.pid) if hasattr(os, "pidfd_open") else None
    select.select([0] if ended is None else [0, ended], [], [])
    for number, seconds in ((signal.SIGINT, FAST), (signal.SIGQUIT, AT_ONCE)):
        if child.poll() is None:
            child.send_signal(number)
            try:
                child.wait(seconds)
            except subprocess.TimeoutExpired:
                continue


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    keep(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
