"""What others say of a log: witnesses, authorities for time, and monitors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.local_log import LocalLog
from autonome.adapters.small_files import read_small
from autonome.adapters.system import SystemClock
from autonome.bootstrap.ledger import kept_log
from autonome.bootstrap.node import node_installed
from autonome.kernel import InputError
from autonome.ledger import Receipt, TimestampReader, VerifierKey
from autonome.ledger.timestamps import TimestampAuthority

if TYPE_CHECKING:
    from autonome.adapters.postgres_log import PostgresLog
    from autonome.adapters.witnessed_log import WitnessedLog
    from autonome.workflows.monitor_log import Ended, Told, Watch


def new_witness_key(path: Path, name: str) -> VerifierKey:
    """Make a witness's key; gives its public side.

    Raises:
        InputError: something is there already, or the name is none that a note can carry.
    """
    from autonome.adapters.witnessing import new_witness_key as made  # noqa: PLC0415 - only this command pays for it

    return made(path, name)


def serve_witness(  # noqa: PLR0913 - one command's options
    logs: Sequence[str],
    *,
    key: Path,
    state: Path,
    listen: str,
    told: Callable[[str], None],
    per_address: int,
    proxies: Sequence[str],
) -> None:
    """Serve as a witness until the process is told to end; as `adapters.witnessing.serve_witness` and `serve_log`.

    Raises:
        AutonomeError: something of it cannot be used; says what.
    """
    from autonome.adapters.witnessing import serve_witness as served  # noqa: PLC0415 - only this command pays for it

    with node_installed():
        from autonome.adapters.ledger_http.doors import THIS_MACHINE, DoorRule  # noqa: PLC0415 - an extra

        rule = DoorRule.of(per_address, proxies or THIS_MACHINE)
        served(logs, key=key, state=state, listen=listen, told=told, rule=rule)


def timestamp_reader(roots: Path, policy: str | None) -> TimestampReader:
    """What checks timestamps by a file of trusted roots.

    Raises:
        InputError: it cannot be used, or what checks timestamps is not installed.
    """
    with node_installed():
        from autonome.adapters.timestamping import timestamp_reader as made  # noqa: PLC0415 - an extra

        return made(read_small(roots), policy, where=roots.name)


@contextmanager
def timestamp_authority(url: str, roots: Path, policy: str | None) -> Iterator[TimestampAuthority]:
    """An authority for time that is asked over HTTP.

    Args:
        url: of the authority.
        roots: file of its trusted roots.
        policy: object identifier under which it must stamp; None for any.

    Raises:
        InputError: something of it cannot be used.
    """
    with node_installed():
        from autonome.adapters.ledger_http.asking import Asker, checked_url  # noqa: PLC0415 - an extra
        from autonome.adapters.ledger_http.authority_client import HttpAuthority  # noqa: PLC0415 - an extra
        from autonome.adapters.timestamping import timestamp_reader as made  # noqa: PLC0415 - an extra

        reader = made(read_small(roots), policy, where=roots.name)
        checked = checked_url(url, where="--timestamp-url")
    with closing(Asker()) as asker:
        yield HttpAuthority(checked, reader, asker, SystemClock())


@contextmanager
def witnessed_log(
    directory: Path,
    policy: Path,
    *,
    seconds: float,
    authority: TimestampAuthority | None = None,
    database: bool = False,
) -> Iterator[WitnessedLog]:
    """A log with its witnesses.

    Args:
        directory: of the log, which must be there; of a log in the node's database its private side.
        policy: names the witnesses, with their URLs, and the quorum.
        seconds: longest wait for one witness.
        authority: stamps what a quorum cosigned; None for none.
        database: whether it is there.

    Raises:
        AutonomeError: something of it cannot be used; says what.
    """
    with node_installed():
        from autonome.adapters.witnessed_log import WitnessedLog  # noqa: PLC0415 - an extra
    with (
        _log_that_is_there(directory, database=database) as (log, keeper),
        closing(WitnessedLog(log, keeper, policy, seconds=seconds, authority=authority)) as witnessed,
    ):
        yield witnessed


def renewed_receipt(directory: Path, receipt: Path, *, database: bool = False) -> Receipt:
    """Prove the entries of a receipt again, under what witnesses have cosigned since; arguments as `witnessed_log`.

    Raises:
        AutonomeError: it is no receipt of this log, or its entries are not cosigned yet.
    """
    with node_installed():
        from autonome.adapters.witnessed_log import renew_receipt  # noqa: PLC0415 - an extra
    with _log_that_is_there(directory, database=database) as (log, keeper):
        return renew_receipt(log, keeper, receipt)


def rounds(seconds: float | None) -> Iterator[int]:
    """Numbers of rounds, one each so many seconds, until the process is told to end; one alone without seconds."""
    from autonome.adapters.rounds import rounds as made  # noqa: PLC0415 - only what runs on pays for it

    return made(seconds)


def monitor(  # noqa: PLR0913 - one command's options
    log: str,
    *,
    peers: Sequence[str],
    state: Path,
    watch: Watch,
    interval: int | None,
    told: Callable[[Told], None],
) -> Ended:
    """Follow a log until the process is told to end; arguments and errors as for `adapters.monitoring_logs.monitor`."""
    with node_installed():
        from autonome.adapters.monitoring_logs import Place  # noqa: PLC0415 - an extra
        from autonome.adapters.monitoring_logs import monitor as monitored  # noqa: PLC0415
    return monitored(Place(log, peers, state), watch, SystemClock(), interval, told)


@contextmanager
def _log_that_is_there(directory: Path, *, database: bool) -> Iterator[tuple[LocalLog | PostgresLog, CosignedFiles]]:
    """A log that is not made here, and what keeps what others say of it."""
    if not database and not (directory / "checkpoint").exists():
        raise InputError("there is no log", where=str(directory), mend="name the directory of a log.")
    with kept_log(directory, database=database, signing=False) as log:
        yield log, CosignedFiles(directory, directory if database else None)
