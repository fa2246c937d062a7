"""A log, in a folder or in the node's database: begun, opened to work with or to read, and served."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.adapters.cosigned_files import halted as halted_by
from autonome.adapters.local_log import LocalLog
from autonome.adapters.local_log_opening import open_local_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.database import compare_database_log, database_log, database_role, open_database
from autonome.bootstrap.node import keyrings, log_world, node_installed, without_witnesses
from autonome.kernel import InputError, SubjectId
from autonome.ledger import KeyHistory, VerifierKey

if TYPE_CHECKING:
    from autonome.adapters.folder_log import FolderLog
    from autonome.adapters.log_administration import BegunLog
    from autonome.adapters.postgres_log import PostgresLog
    from autonome.adapters.postgres_log.shown import DatabaseLog


def open_log(directory: Path) -> LocalLog:
    """Open the log of a directory; make it where the directory is absent or empty.

    Raises:
        InputError: the directory holds something else, or others may look into its private side.
        LogError: the log disagrees with itself.
    """
    return open_local_log(
        directory, clock=SystemClock(), entropy=SystemEntropy(), keyrings=keyrings(directory), alone=without_witnesses()
    )


@contextmanager
def read_log(directory: Path, *, database: bool = False) -> Iterator[FolderLog | DatabaseLog]:
    """A log for reading: no key that signs is opened, and nothing is written.

    Args:
        directory: of the log, or of a copy; of a log in the node's database its private side.
        database: whether it is there.

    Raises:
        InputError: there is no log.
        LogError: the keyring is not this log's, or damaged.
    """
    from autonome.adapters.folder_log import FolderLog  # noqa: PLC0415 - only who reads a log as such pays for it

    if not database:
        yield FolderLog(directory, keyrings(directory))
        return
    opened = open_database()
    from autonome.adapters.postgres_log.shown import DatabaseLog  # noqa: PLC0415 - an extra

    with closing(DatabaseLog(opened, directory, keyrings(directory))) as log:
        yield log


@contextmanager
def kept_log(directory: Path, *, database: bool = False, signing: bool = True) -> Iterator[LocalLog | PostgresLog]:
    """A log of one's own, to work with, which is never made here; arguments and errors as for `read_log`.

    A log in the database that is opened without ``signing`` puts nothing on itself, whatever waits: what is to be held
    against what others remember must not grow before.
    """
    if not database:
        if not any((directory / name).exists() for name in ("checkpoint", "private/signed")):
            mend = "name the directory of a log; autonome ledger init begins one."
            raise InputError("there is no log here", where=str(directory), mend=mend)
        yield open_log(directory)
        return
    if not (directory / ("key" if signing else "keyring-fingerprint")).exists():
        raise InputError("no log's key is there", where=str(directory), mend="name the log's private side.")
    opened = open_database()
    if not signing:
        opened = opened.without(database_role("minter"))
    log = database_log(opened, directory)
    with closing(log):
        yield log


def halted(directory: Path, *, database: bool = False) -> str | None:
    """Why a log signs nothing, by its witnesses; None where it may. Arguments as for `read_log`."""
    return halted_by(directory if database else directory / "private")


def begin_log(directory: Path, origin: str, recovery: Path | None, *, database: bool = False) -> BegunLog:
    """Make a log, and record its first key; otherwise as `adapters.log_administration.begin_log`.

    Args:
        directory: new; of a log in the node's database its private side.
        origin: name of the log.
        recovery: file for the key for recovery; None for a log without one.
        database: whether it is there.
    """
    if not database:
        from autonome.adapters import log_administration as logs  # noqa: PLC0415 - once in the life of a log

        return logs.begin_log(directory, origin, recovery, world=log_world(directory))
    opened = open_database()
    from autonome.adapters.postgres_log import administration  # noqa: PLC0415 - an extra

    return administration.begin_postgres_log(opened, directory, origin, recovery, world=log_world(directory))


def recover_log(directory: Path, recovery: Path, until: int | None, *, database: bool = False) -> KeyHistory:
    """Give a log whose key is lost or stolen a new one; gives its keys.

    Args:
        directory: as for `begin_log`.
        recovery: file of the key for recovery.
        until: largest size at which what the old key signed still counts; None for all until now.
        database: as for `begin_log`.

    Raises:
        AutonomeError: there is no such key, or no such log; says what.
    """
    if not database:
        from autonome.adapters import log_administration as logs  # noqa: PLC0415 - never, one hopes

        return logs.recover_log(directory, recovery, until, world=log_world(directory)).key_history()
    opened = open_database()
    compare_database_log(opened, directory)
    from autonome.adapters.postgres_log import administration  # noqa: PLC0415 - an extra

    return administration.recover_log_in(opened, directory, recovery, until, world=log_world(directory))


def new_reader_key(path: Path, name: str) -> VerifierKey:
    """Make a reader's key; gives its public side.

    Raises:
        InputError: something is there already.
    """
    from autonome.adapters import log_administration as logs  # noqa: PLC0415 - once in the life of a key

    return logs.new_reader_key(path, name)


def serve_log(  # noqa: PLR0913 - one command's options
    directory: Path,
    *,
    database: bool,
    listen: str,
    told: Callable[[str], None],
    per_address: int,
    proxies: Sequence[str],
) -> None:
    """Serve a log for reading until the process is told to end.

    Args:
        directory: as for `read_log`.
        database: as for `read_log`.
        listen: ``host:port``.
        told: is given the URL.
        per_address: connections that one address may have.
        proxies: addresses that are not limited; none for this machine's own.

    Raises:
        InputError: no such address can be listened on, there is no log, or what a node needs is not installed.
    """
    with node_installed():
        from autonome.adapters.ledger_http.doors import THIS_MACHINE, DoorRule  # noqa: PLC0415 - an extra
        from autonome.adapters.ledger_http.log_server import log_app  # noqa: PLC0415
        from autonome.adapters.ledger_http.serving import serve, to_stderr  # noqa: PLC0415
    rule = DoorRule.of(per_address, proxies or THIS_MACHINE)
    with read_log(directory, database=database) as log:
        serve(log_app(log, SystemClock(), to_stderr()), listen, told, rule)


def entries_for_reader(url: str, key: Path, subject: SubjectId, logs: Sequence[str]) -> Iterator[bytes]:
    """Receipts of a person's entries, as the log's server gives them to the person's key.

    Args:
        url: of the log.
        key: file of the reader's private key.
        subject: the person.
        logs: origins of logs that are trusted; a statement is signed for none other.

    Raises:
        InputError: there is no such key, or what a node needs is not installed.
        UnreachableError: the server does not answer, or gives nothing.
        UntrustedError: it is another log.
    """
    with node_installed():
        from autonome.adapters.ledger_http.reading_client import receipts_for_reader  # noqa: PLC0415 - an extra
    return receipts_for_reader(url, key, subject, logs)
