"""The embedded server: PostgreSQL in a folder, reachable by the folder's owner alone.

Invariants:

- One server for a folder, whoever starts it and how many at once: a lock orders them.
- A server is known to run by a lock that its processes hold on the file ``alive``, and by its number in there; both end
  with it, so a number that was given to another process since is never signalled.
- Nothing listens on TCP, and no rule trusts anybody (`configuration`).
- The data are moved to their place when they are set up whole; an interrupted set-up leaves nothing.

Not here: roles and databases (`roles`), connections (`connections`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from autonome.adapters.postgres import keeper
from autonome.adapters.postgres.accounts import Account, owner, server_account
from autonome.adapters.postgres.configuration import ACCESS_RULES, INITIAL, arguments, name_map
from autonome.adapters.postgres.errors import DatabaseError
from autonome.adapters.postgres.folders import (
    GLANCE,
    PATIENCE,
    PORT,
    Layout,
    check_own,
    claimed,
    exclusive,
    locked,
    open_log,
    own_folder,
)
from autonome.adapters.postgres.programs import Programs, programs_for

STOP_FAST = 60.0
"""Seconds for a fast shutdown, which rolls back open transactions and writes everything."""

STOP_AT_ONCE = 20.0
"""Seconds for one that writes nothing; the next start recovers from the write-ahead log."""

PROBE = 1.0
"""Seconds that a starter waits for those who only look whether a server runs."""

ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
"""All that the server sees of ours: no PG… variable, no secret."""

DETACHED = 'exec 3<&0; /bin/sh -c \'echo $$ >&0; exec "$@"\' sh "$@" <&3 3<&- &'
"""Starts the server as nobody's child. It writes its number before it becomes the server, so no kill comes between."""


@dataclass(frozen=True, slots=True)
class ServerState:
    """What is known of a server from outside.

    Args:
        folder: where its data lie.
        pid: process that serves; none where none does.
        major: PostgreSQL's major version that the data are of; none where there are no data.
    """

    folder: Path
    pid: int | None
    major: int | None

    @property
    def running(self) -> bool:
        """Whether it serves."""
        return self.pid is not None


@dataclass(slots=True)
class EmbeddedServer:
    """PostgreSQL in a folder.

    Args:
        folder: of the server; made when it is started first.
        account: that root runs it as; our own choice without it.
        settings: PostgreSQL's, beside those that are fixed, such as ``shared_buffers``.
    """

    folder: Path
    account: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    _keeper: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    def start(self, *, tied: bool = False) -> ServerState:
        """Start it where it does not run yet; set it up where there is none yet.

        Args:
            tied: it ends when this process does, however that comes about; else it stays until somebody stops it.

        Raises:
            DatabaseError: it cannot; says why.
        """
        account = server_account(self.account)
        layout = claimed(self.folder, account)
        with exclusive(layout):
            if _serving(layout, account) is None:
                programs = programs_for(account, layout.root)
                _expect_version(layout, programs)
                if layout.version() is None:
                    _set_up(layout, account, programs)
                self._launch(layout, account, programs, tied=tied)
        return self.state()

    def stop(self) -> bool:
        """Stop it; open transactions are rolled back. False where none runs.

        Raises:
            DatabaseError: it does not end.
        """
        layout = Layout(self.folder.resolve())
        if not layout.alive.is_file():
            return False
        with exclusive(layout):
            stopped = _stop(layout)
        self._release()
        return stopped

    def state(self) -> ServerState:
        """Look, without touching it."""
        layout = Layout(self.folder.resolve())
        pid = _pid(layout) if _held(layout) else None
        return ServerState(layout.root, pid if pid and _works_in(pid, layout.data) else None, layout.version())

    @contextmanager
    def running(self) -> Iterator[ServerState]:
        """Run it for the length of a block, and no longer than this process lives."""
        state = self.start(tied=True)
        try:
            yield state
        finally:
            self.stop()

    def parameters(self, role: str, database: str) -> dict[str, str]:
        """What a client needs to connect: the socket, and the account that must stand behind it.

        Raises:
            DatabaseError: the socket's folder is not what it should be.
        """
        account = server_account(self.account)
        layout = Layout(self.folder.resolve())
        check_own(layout.socket, account)
        return {
            "host": str(layout.socket),
            "port": str(PORT),
            "user": role,
            "dbname": database,
            "requirepeer": account.name,  # a server of somebody else in its place gets nothing from us
        }

    def _release(self) -> None:
        """Let the keeper of an earlier server end, which does so with its server."""
        if self._keeper is not None:
            _end_keeper(self._keeper)
            self._keeper = None

    def _launch(self, layout: Layout, account: Account, programs: Programs, *, tied: bool) -> None:
        self._release()
        own_folder(layout.socket, account)
        _write_rules(layout, account)
        alive, log = os.open(layout.alive, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), open_log(layout)
        try:
            if not locked(alive, fcntl.LOCK_EX, PATIENCE if layout.alive.stat().st_size else PROBE):
                raise DatabaseError("processes of an earlier server do not end", where=str(layout.root))
            os.ftruncate(alive, 0)
            _give_way(layout, account)
            command = [str(programs.path("postgres")), *arguments(layout, self.settings)]
            since = os.lseek(log, 0, os.SEEK_END)
            if tied:
                self._keeper = _kept(command, account, alive, log)
            else:
                _detached(command, account, alive, log)
        finally:
            os.close(alive)
            os.close(log)
        try:
            _await_ready(layout, since)
        except DatabaseError:
            self._release()
            raise


def _serving(layout: Layout, account: Account) -> int | None:
    """The number of the server that runs; one that is just ending is waited for."""
    until = time.monotonic() + PATIENCE
    while _held(layout):
        pid = _pid(layout)
        if pid is not None and _works_in(pid, layout.data):
            check_own(layout.socket, account)
            return pid
        if time.monotonic() >= until:
            raise DatabaseError("processes of an earlier server do not end", where=str(layout.root))
        time.sleep(GLANCE)
    return None


def _expect_version(layout: Layout, programs: Programs) -> None:
    there, ours = layout.version(), programs.major()
    if there is None or there == ours:
        return
    raise DatabaseError(
        f"the data are of PostgreSQL {there}, the program here is of {ours}",
        where=str(layout.root),
        mend=f"dump them with the programs of {there} (pg_dumpall), set the folder aside, start, and restore the dump "
        "(docs/database.md, Upgrade).",
    )


def _set_up(layout: Layout, account: Account, programs: Programs) -> None:
    """Make the data, whole or not at all."""
    shutil.rmtree(layout.fresh, ignore_errors=True)
    own_folder(layout.fresh, account)
    done = subprocess.run(  # noqa: S603 - a program of the wheel
        [programs.path("initdb"), "-D", layout.fresh, *INITIAL],
        check=False, capture_output=True, text=True, cwd="/", env=ENVIRONMENT, **account.credentials(),
    )  # fmt: skip
    if done.returncode != 0:
        shutil.rmtree(layout.fresh, ignore_errors=True)
        said = next(
            (line for line in done.stderr.splitlines() if "error" in line or "FATAL" in line), "no reason given"
        )
        raise DatabaseError(f"the database cannot be set up ({said})", where=str(layout.root))
    layout.fresh.rename(layout.data)
    descriptor = os.open(layout.root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_rules(layout: Layout, account: Account) -> None:
    """Write who may connect: the server reads it and cannot change it."""
    for path, text in ((layout.access_rules, ACCESS_RULES), (layout.name_map, name_map(owner()))):
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o640)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        if not account.is_ours:
            os.chown(path, -1, account.gid)


def _detached(command: list[str], account: Account, alive: int, log: int) -> None:
    subprocess.run(  # noqa: S603 - fixed words, and paths as arguments
        ["/bin/sh", "-c", DETACHED, "sh", *command],
        check=True, stdin=alive, stdout=log, stderr=log, cwd="/", env=ENVIRONMENT, start_new_session=True,
        **account.credentials(),
    )  # fmt: skip


def _kept(command: list[str], account: Account, alive: int, log: int) -> subprocess.Popen[bytes]:
    who = [str(alive), str(account.uid), str(account.gid)]
    return subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-I", "-S", keeper.__file__, *who, *command],
        stdin=subprocess.PIPE, stdout=log, stderr=log, pass_fds=[alive], cwd="/", env=ENVIRONMENT,
        start_new_session=True,
    )  # fmt: skip


def _end_keeper(kept: subprocess.Popen[bytes]) -> None:
    if kept.stdin is not None:
        kept.stdin.close()
    kept.wait(STOP_FAST)


def _await_ready(layout: Layout, since: int) -> None:
    """Wait until the server takes connections; recovery may take minutes, so only its end ends our patience."""
    while _held(layout):
        with suppress(OSError, IndexError):
            lines = (layout.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            if lines[0] == str(_pid(layout)) and lines[7].strip() == "ready":
                return
        time.sleep(GLANCE)
    with layout.log.open("rb") as file:
        file.seek(since)
        said = file.read().decode("utf-8", "replace").splitlines()
    fatal = next((line.split("FATAL:", 1)[1].strip() for line in said if "FATAL:" in line), "no reason given")
    raise DatabaseError(f"the database does not start ({fatal})", where=str(layout.root), mend=f"see {layout.log}.")


def _stop(layout: Layout) -> bool:
    for number, seconds in ((signal.SIGINT, STOP_FAST), (signal.SIGQUIT, STOP_AT_ONCE)):
        pid = _pid(layout)
        if not _held(layout) or pid is None:
            return number is not signal.SIGINT
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not _held(layout):
                return True
            time.sleep(GLANCE)
    raise DatabaseError("the database does not stop", where=str(layout.root), mend="see its server.log.")


def _held(layout: Layout) -> bool:
    """Whether processes of a server live: they hold the lock on ``alive``."""
    try:
        descriptor = os.open(layout.alive, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not locked(descriptor, fcntl.LOCK_SH, 0)
    finally:
        os.close(descriptor)


def _pid(layout: Layout) -> int | None:
    """The number in ``alive``: it can be relied upon while the lock is held."""
    with suppress(FileNotFoundError, ValueError):
        return int(layout.alive.read_text(encoding="ascii"))
    return None


def _give_way(layout: Layout, account: Account) -> None:
    """Keep numbers that say nothing any more from passing for a server.

    PostgreSQL refuses to start while there is a process of the number in ``postmaster.pid`` or beside its socket: be it
    another one by now (likely after a container was started anew), or the dead server's own entry that nobody collects
    (a container whose first process collects none). Where no server works in the folder, a number that no process has
    takes the first one's place, and the second goes. The rest of ``postmaster.pid`` stays, and with it PostgreSQL's
    second guard, the shared memory of the earlier server.
    """
    with suppress(FileNotFoundError):
        descriptor = os.open(layout.data / "postmaster.pid", os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            status = os.fstat(descriptor)
            first, _, rest = os.read(descriptor, _LONGEST_PID_FILE).decode("utf-8", "replace").partition("\n")
            if first.isdecimal() and _works_in(int(first), layout.data):
                return  # PostgreSQL will say so
            if status.st_uid == account.uid and status.st_nlink == 1:  # no link to what is not the server's
                os.pwrite(descriptor, f"{_NOBODY}\n{rest}".encode(), 0)
        finally:
            os.close(descriptor)
    (layout.socket / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


_NOBODY = 2**31 - 1
"""A process number beyond those that systems give (Linux: below 2²²), and as long as any of them."""

_LONGEST_PID_FILE = 8192


def _works_in(pid: int, folder: Path) -> bool:
    """Whether a living process works in a folder; yes where the system does not tell."""
    entry = Path(f"/proc/{pid}")
    try:
        if entry.joinpath("stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            return False
        return entry.joinpath("cwd").resolve(strict=True) == folder
    except FileNotFoundError:
        return not Path("/proc/self").exists()
    except OSError:
        return True
