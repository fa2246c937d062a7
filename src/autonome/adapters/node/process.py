"""The one background process of a node: known by a lock that it holds, ended by its own number and no other way.

``DIR/running`` is locked by the process as long as it lives, and says its number and where the log is served. The
number counts only while the lock is held: one that was given to another process since is never signalled.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autonome.kernel import AutonomeError, InputError

FILE: Final = "running"
EXCHANGE_FILE: Final = "running-exchange"
"""The same of the process that serves the exchange, which the node's own one begins."""

OUTPUT: Final = "node.log"
"""What the process says, where it was started in the background; names and numbers, nobody's data."""

PATIENCE: Final = 60.0
"""Seconds for a start or an end: a database that recovers from a crash takes its time."""

GLANCE: Final = 0.05
"""Seconds between two looks."""

_LOOKING: Final = 1.0
"""Seconds for which those may hold the lock who only look whether somebody holds it."""

_LENGTH: Final = 512
"""Bytes of the file, filled up with spaces: written at once, so that nobody reads half of it."""

_PROGRAM: Final = "from autonome.cli.main import run; run()"


class NodeProcessError(AutonomeError):
    """The node's process cannot be started or ended."""


@dataclass(frozen=True, slots=True)
class RunningNode:
    """A node's process, as it says of itself.

    Args:
        pid: its number.
        url: where it serves the log; none before it does.
    """

    pid: int
    url: str | None


@contextmanager
def held(directory: Path, file: str = FILE) -> Iterator[Callable[[str], None]]:
    """Be the node's process for the length of a block.

    Args:
        directory: of the node.
        file: that is locked: which of its processes.

    Yields:
        What is to be called with the URL once the log is served.

    Raises:
        InputError: there is one already.
    """
    descriptor = os.open(directory / file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + _LOOKING
        while not (ours := _locked(descriptor)) and time.monotonic() < until:
            time.sleep(GLANCE)
        if not ours:
            raise InputError("the node runs already", where=str(directory), mend="see `autonome node status`.")
        _say(descriptor, RunningNode(os.getpid(), None))
        yield lambda url: _say(descriptor, RunningNode(os.getpid(), url))
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def running(directory: Path, file: str = FILE) -> RunningNode | None:
    """A process of a node; None where none runs."""
    try:
        descriptor = os.open(directory / file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        if _locked(descriptor, fcntl.LOCK_SH):
            return None
        found = json.loads(os.pread(descriptor, _LENGTH, 0) or b"{}")
        return RunningNode(int(found["pid"]), found["url"]) if "pid" in found else None
    except ValueError:  # it is just being written
        return None
    finally:
        os.close(descriptor)


def start(directory: Path, *arguments: str) -> RunningNode:
    """Start a node's process in the background; when this returns, it serves.

    Args:
        directory: of the node.
        arguments: of the command ``autonome node run``, after the folder.

    Raises:
        InputError: it runs already.
        NodeProcessError: it has ended, or does not get ready; its last line says why.
    """
    if running(directory) is not None:
        raise InputError("the node runs already", where=str(directory), mend="see `autonome node status`.")
    output = directory / OUTPUT
    descriptor = os.open(output, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "ab") as told:
        begun = told.tell()
        child = subprocess.Popen(  # noqa: S603 - this program
            command("node", "run", str(directory.resolve()), *arguments),
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            cwd="/",
            start_new_session=True,
        )
    until = time.monotonic() + PATIENCE
    while child.poll() is None and time.monotonic() < until:
        found = running(directory)
        if found is not None and found.url is not None:
            child.returncode = 0  # it is left to itself: nobody here waits for its end
            return found
        time.sleep(GLANCE)
    with suppress(ProcessLookupError):
        child.terminate()
    raise NodeProcessError(f"the node does not start ({_last(output, begun)})", where=str(directory))


def command(*arguments: str) -> list[str]:
    """This program as a command, whatever it was started as."""
    return [sys.executable, "-P", "-c", _PROGRAM, *arguments]


def end(directory: Path) -> bool:
    """End a node's process, after what it has begun; False where none runs.

    Raises:
        NodeProcessError: it does not end.
    """
    found = running(directory)
    if found is None:
        return False
    with suppress(ProcessLookupError):
        os.kill(found.pid, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        now = running(directory)
        if now is None or now.pid != found.pid:
            return True
        time.sleep(GLANCE)
    raise NodeProcessError(f"process {found.pid} does not end", where=str(directory), mend=f"see {OUTPUT} there.")


def _locked(descriptor: int, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _say(descriptor: int, node: RunningNode) -> None:
    os.pwrite(descriptor, json.dumps({"pid": node.pid, "url": node.url}).encode().ljust(_LENGTH), 0)


def _last(output: Path, begun: int) -> str:
    with output.open("rb") as file:
        file.seek(begun)
        lines: Sequence[str] = file.read().decode("utf-8", "replace").split("\n")
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "no reason given")
