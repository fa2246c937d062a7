"""The folder of the embedded server: what lies where, and who may look in.

::

    DIR/                 0700; with an account of its own for the server 0710, its group the account's
    ├── lock             held while somebody starts, stops or sets up
    ├── alive            held by the server as long as one process of it lives; says its number
    ├── pg_hba.conf, pg_ident.conf    who may connect; written at each start, readable and not writable for the server
    ├── server.log       what the server says; no values of statements
    ├── data/            0700, the server's account
    └── socket/          0700, the server's account; elsewhere where the path would be too long for a socket

Invariant: where root starts the server, root follows no name inside what the account owns to write or to send signals.
"""

from __future__ import annotations

import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from autonome.adapters.postgres.accounts import Account, shut_out
from autonome.adapters.postgres.errors import DatabaseError

PORT = 5432
"""Names the socket; nothing listens on TCP."""

LONGEST_SOCKET = 103
"""Bytes of a socket's path that every system takes (Linux: 107, macOS: 103)."""

SHORT = Path("/tmp")  # noqa: S108 - a folder in it is made for its owner alone, and checked before each use
"""Where the socket lies when its path would be too long: the same for all processes, whatever their environment."""

PATIENCE = 120.0
"""Seconds to wait for another who starts or stops: recovery after a crash takes its time."""

GLANCE = 0.02
"""Seconds between two looks."""

LOG_SIZE = 16 * 1024 * 1024
"""Bytes of `server.log` beyond which the next start sets it aside as ``server.log.1``."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of a folder.

    Args:
        root: the folder, resolved.
    """

    root: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own."""
        return self.root / "data"

    @property
    def fresh(self) -> Path:
        """Data that are being set up; moved to their place when they are whole."""
        return self.root / "data.new"

    @property
    def access_rules(self) -> Path:
        """``pg_hba.conf``."""
        return self.root / "pg_hba.conf"

    @property
    def name_map(self) -> Path:
        """``pg_ident.conf``."""
        return self.root / "pg_ident.conf"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.root / "server.log"

    @property
    def alive(self) -> Path:
        """Held by the server."""
        return self.root / "alive"

    @property
    def socket(self) -> Path:
        """The folder of the socket."""
        near = self.root / "socket"
        if len(os.fsencode(near / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
            return near
        return SHORT / f"autonome-{sha256(os.fsencode(self.root)).hexdigest()[:24]}"

    def version(self) -> int | None:
        """PostgreSQL's major version that the data are of; none where there are no data.

        Raises:
            DatabaseError: the file that says it does not.
        """
        try:
            text = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        if not text.isdecimal():
            raise DatabaseError("does not say PostgreSQL's version", where=str(self.data / "PG_VERSION"))
        return int(text)


def claimed(root: Path, account: Account) -> Layout:
    """Make the folder, or take the one that is there.

    Args:
        root: of it.
        account: that the server runs under.

    Raises:
        DatabaseError: it belongs to somebody else, holds something else, or the account cannot get there.
    """
    layout = Layout(root.resolve())
    try:
        layout.root.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
        _expect_ours(layout.root)
        if not account.is_ours:
            os.chown(layout.root, -1, account.gid)
        layout.root.chmod(0o700 if account.is_ours else 0o710)
    except OSError as error:
        raise DatabaseError(
            f"the database cannot lie here ({error.strerror})", where=str(root), mend="choose another folder."
        ) from error
    if (closed := None if account.is_ours else shut_out(layout.root, account)) is not None:
        raise DatabaseError(
            f"the account {account.name}, which the database runs as, may not pass {closed}",
            where=str(root),
            mend="choose a folder such as /var/lib/autonome.",
        )
    return layout


def _expect_ours(root: Path) -> None:
    if root.stat().st_uid != os.geteuid():
        raise DatabaseError("the folder belongs to somebody else", where=str(root), mend="run as its owner.")
    names = {path.name for path in root.iterdir()}
    if names and not names & {"lock", "data"}:
        raise DatabaseError("the folder holds something else", where=str(root), mend="choose an empty folder.")


def own_folder(path: Path, account: Account) -> None:
    """Make a folder that is an account's alone, or check that it is.

    Raises:
        DatabaseError: it is not: somebody was there before us.
    """
    with suppress(FileExistsError):
        path.mkdir(mode=stat.S_IRWXU)
        if not account.is_ours:
            os.chown(path, account.uid, account.gid)
    check_own(path, account)


def check_own(path: Path, account: Account) -> None:
    """Check that a folder is an account's alone.

    Raises:
        DatabaseError: it is a link, belongs to somebody else, or lets others in.
    """
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != account.uid or stat.S_IMODE(status.st_mode) & 0o077:
        raise DatabaseError(
            f"not a folder of {account.name} alone", where=str(path), mend="remove it, or choose another data folder."
        )


@contextmanager
def exclusive(layout: Layout, patience: float = PATIENCE) -> Iterator[None]:
    """One process at a time starts, stops or sets up.

    Raises:
        DatabaseError: another one takes longer than our patience, in seconds.
    """
    descriptor = os.open(layout.root / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        if not locked(descriptor, fcntl.LOCK_EX, patience):
            raise DatabaseError(
                "somebody else starts or stops this database", where=str(layout.root), mend="try again."
            )
        yield
    finally:
        os.close(descriptor)


def locked(descriptor: int, kind: int, patience: float) -> bool:
    """Lock an open file within so many seconds, or say that it cannot be had."""
    until = time.monotonic() + patience
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(GLANCE)


def open_log(layout: Layout) -> int:
    """Open the server's log for what is to come; a long one is set aside."""
    with suppress(FileNotFoundError):
        if layout.log.stat().st_size > LOG_SIZE:
            layout.log.rename(layout.log.with_name("server.log.1"))
    return os.open(layout.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
