"""Assembly: the one place that knows the adapters. The command line asks here for what it works with.

Longer than 500 lines because there is one such place: a function for each thing that a command needs, and no logic.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.knowledge_pack import load_bundle, verify_pack
from autonome.adapters.language_catalogues import load_language
from autonome.adapters.local_log import LocalLog, open_local_log
from autonome.adapters.patient_folders import PatientFolders, batch_folder
from autonome.adapters.small_files import (
    MAX_SMALL,
    is_open_to_others,
    make_folder,
    read_small,
    set_aside,
    small_text,
    write_whole,
)
from autonome.adapters.system import SystemClock, SystemEntropy, usable_cores
from autonome.adapters.terminal import reading_progress
from autonome.clinical import HealthRecord
from autonome.evidence import Bundle
from autonome.fhir import parse_json, read_record
from autonome.genome import GenomeSource
from autonome.hl7 import looks_like_hl7, read_messages
from autonome.kernel import ActorId, InputError, Instant, SubjectId
from autonome.ledger import Clock, KeyHistory, Log, Receipt, TimestampReader, VerifierKey
from autonome.ledger.timestamps import TimestampAuthority
from autonome.pharmacogenomics import OutsideCall, read_outside_calls
from autonome.report.language import Language
from autonome.report.ports import Typesetter

if TYPE_CHECKING:
    from autonome.access.passports import Evidence
    from autonome.adapters.batch_progress import Tell
    from autonome.adapters.folder_log import FolderLog
    from autonome.adapters.log_administration import BegunLog, LogWorld
    from autonome.adapters.postgres import Database, DatabaseSettings, Role
    from autonome.adapters.postgres_log import PostgresLog
    from autonome.adapters.postgres_log.shown import DatabaseLog
    from autonome.adapters.site_log import SiteLog
    from autonome.adapters.witnessed_log import WitnessedLog
    from autonome.adapters.worker_pool import Result, Settings, Task, WorkerPool
    from autonome.fhir.validate import Validator
    from autonome.ledger.uses import UseIndex
    from autonome.workflows.monitor_log import Ended, Told, Watch

__all__ = ["PatientFolders", "batch_folder", "usable_cores"]
"""Given on as they are; what is defined below is public as well."""


@cache
def knowledge_bundle() -> Bundle:
    """Read the knowledge bundle that is shipped with the package, once per process."""
    return load_bundle()


def verified_knowledge_bundle() -> Bundle:
    """Read the shipped bundle and every file in it against the manifest.

    Raises:
        KnowledgeError: a file is missing, damaged or not what it should be; names it.
    """
    return verify_pack()


@cache
def language(tag: str) -> Language:
    """A language that plans are read in, such as ``en``, ``zh-hans`` or ``id``.

    Raises:
        InputError: there is no such language; names those that there are.
    """
    return load_language(tag)


@cache
def typesetter() -> Typesetter:
    """What sets ``plan.pdf``.

    Raises:
        PagesError: it is not installed; says how to get it.
    """
    from autonome.adapters.typst_engine import TypstEngine  # noqa: PLC0415 - an extra, and plan.pdf alone pays for it

    return TypstEngine()


def outside_calls(path: Path, bundle: Bundle) -> tuple[OutsideCall, ...]:
    """Read a file of calls made elsewhere.

    Raises:
        InputError: it cannot be read, or is no such file.
    """
    return outside_calls_in(read_small(path), bundle, path.name)


def outside_calls_in(data: bytes, bundle: Bundle, where: str) -> tuple[OutsideCall, ...]:
    """Read the bytes of a file of calls made elsewhere.

    Raises:
        InputError: it is no such file.
    """
    tables = {gene: bundle.phenotypes.get(gene) for gene in (*bundle.definitions, *bundle.phenotypes)}
    return read_outside_calls(small_text(data, where).splitlines(), tables, where=where)


@contextmanager
def genome(path: Path, *, quiet: bool) -> Iterator[GenomeSource]:
    """Open a VCF, with progress on the terminal for what takes longer than a second."""
    with reading_progress(path.name, quiet=quiet) as progress:
        yield GenomeFile(path, progress)


def file_bytes(path: Path, limit: int = MAX_SMALL) -> bytes:
    """Read a file whole.

    Args:
        path: of the file.
        limit: largest size, in bytes.

    Raises:
        InputError: it cannot be read, or is larger.
    """
    return read_small(path, limit)


def write_file(path: Path, data: bytes) -> None:
    """Write a file, its owner's alone, so that a reader sees all of it or nothing."""
    write_whole(path, data)


def results_folder(path: Path) -> bool:
    """Make a folder for results, its owner's alone, before anything is decided or computed for it.

    Returns:
        Whether other accounts can look into it: a folder that was there before is left as it is.

    Raises:
        InputError: it cannot be made or written to.
    """
    make_folder(path)
    return is_open_to_others(path)


def set_aside_results(folder: Path, names: Iterable[str]) -> None:
    """Move results of an earlier run out of the way, into a folder ``earlier-N``: they do not go with the new ones."""
    set_aside(folder, names)


def clock() -> Clock:
    """The machine's clock."""
    return SystemClock()


def open_log(directory: Path) -> LocalLog:
    """Open the log of a directory; make it where the directory is absent or empty.

    Raises:
        InputError: the directory holds something else, or others may look into its private side.
        LogError: the log disagrees with itself.
    """
    return open_local_log(directory, clock=SystemClock(), entropy=SystemEntropy(), keyrings=_keyrings())


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
        yield FolderLog(directory, _keyrings())
        return
    opened = open_database()
    from autonome.adapters.postgres_log.shown import DatabaseLog  # noqa: PLC0415 - an extra

    with closing(DatabaseLog(opened, directory, _keyrings())) as log:
        yield log


@contextmanager
def kept_log(directory: Path, *, database: bool = False, signing: bool = True) -> Iterator[LocalLog | PostgresLog]:
    """A log of one's own, to work with; arguments and errors as for `read_log`.

    A log in the database that is opened without ``signing`` puts nothing on itself, whatever waits: what is to be held
    against what others remember must not grow before.
    """
    if not database:
        yield open_log(directory)
        return
    if not (directory / ("key" if signing else "keyring-fingerprint")).exists():
        raise InputError("no log's key is there", where=str(directory), mend="name the log's private side.")
    opened = open_database()
    if not signing:
        opened = opened.without(database_role("minter"))
    from autonome.adapters.postgres_log import open_postgres_log  # noqa: PLC0415 - an extra

    log = open_postgres_log(opened, directory, clock=SystemClock(), entropy=SystemEntropy(), keyrings=_keyrings())
    with closing(log):
        yield log


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

        return logs.begin_log(directory, origin, recovery, world=_log_world())
    opened = open_database()
    from autonome.adapters.postgres_log import administration  # noqa: PLC0415 - an extra

    return administration.begin_postgres_log(opened, directory, origin, recovery, world=_log_world())


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

        return logs.recover_log(directory, recovery, until, world=_log_world()).key_history()
    opened = open_database()
    from autonome.adapters.postgres_log import administration  # noqa: PLC0415 - an extra

    return administration.recover_log_in(opened, directory, recovery, until, world=_log_world())


def new_reader_key(path: Path, name: str) -> VerifierKey:
    """Make a reader's key; gives its public side.

    Raises:
        InputError: something is there already.
    """
    from autonome.adapters import log_administration as logs  # noqa: PLC0415 - once in the life of a key

    return logs.new_reader_key(path, name)


def serve_log(directory: Path, *, database: bool, listen: str, told: Callable[[str], None]) -> None:
    """Serve a log for reading until the process is told to end.

    Args:
        directory: as for `read_log`.
        database: as for `read_log`.
        listen: ``host:port``.
        told: is given the URL.

    Raises:
        InputError: no such address can be listened on, there is no log, or what a node needs is not installed.
    """
    with _node_installed():
        from autonome.adapters.ledger_http.log_server import log_app  # noqa: PLC0415 - an extra
        from autonome.adapters.ledger_http.serving import serve, to_stderr  # noqa: PLC0415
    with read_log(directory, database=database) as log:
        serve(log_app(log, SystemClock(), to_stderr()), listen, told)


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
    with _node_installed():
        from autonome.adapters.ledger_http.reading_client import receipts_for_reader  # noqa: PLC0415 - an extra
    return receipts_for_reader(url, key, subject, logs)


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
    with _node_installed():
        from autonome.adapters.monitoring_logs import Place  # noqa: PLC0415 - an extra
        from autonome.adapters.monitoring_logs import monitor as monitored  # noqa: PLC0415
    return monitored(Place(log, peers, state), watch, SystemClock(), interval, told)


def _keyrings() -> Path | None:
    keyrings = os.environ.get("AUTONOME_KEYRINGS")
    return Path(keyrings) if keyrings else None


def _log_world() -> LogWorld:
    from autonome.adapters.log_administration import LogWorld  # noqa: PLC0415

    return LogWorld(SystemClock(), SystemEntropy(), _keyrings())


def worker_pool(
    begin: Callable[[Settings, Log], Callable[[Task], Result]], settings: Settings, directory: Path
) -> WorkerPool[Settings, Task, Result]:
    """Processes that share the log of a directory (see `WorkerPool`).

    Raises:
        InputError: the directory holds something else, or others may look into its private side.
        LogError: the log disagrees with itself.
    """
    from autonome.adapters.worker_pool import WorkerPool  # noqa: PLC0415 - only a batch pays for it

    return WorkerPool(begin, settings, log=open_log(directory), reopen=partial(open_log, directory))


def batch_progress(total: int, *, quiet: bool) -> AbstractContextManager[Tell]:
    """Progress over patients, on stderr."""
    from autonome.adapters.batch_progress import batch_progress as progress  # noqa: PLC0415 - only a batch pays for it

    return progress(total, quiet=quiet)


def is_readable_file(path: Path) -> bool:
    """Whether a path leads to a file that may be read; a folder, a device or a pipe is none."""
    return path.is_file() and os.access(path, os.R_OK)


def default_log() -> Path:
    """Where the local log lies when nobody says: in the user's data folder (XDG Base Directory Specification)."""
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "autonome" / "log"


@cache
def database_settings() -> DatabaseSettings:
    """Where the database is: read once from the environment.

    Raises:
        InputError: what a node needs is not installed; says how to get it.
    """
    try:
        from autonome.adapters.postgres import DatabaseSettings  # noqa: PLC0415 - an extra, and only a node pays for it
    except ImportError as error:
        raise InputError("PostgreSQL's driver is not installed here", mend="pip install 'autonome[node]'.") from error
    return DatabaseSettings.read(os.environ, default_database())


def default_database() -> Path:
    """Where our own server's data lie when nobody says: beside the log, or where root's server may go."""
    if os.geteuid() == 0 and not os.environ.get("XDG_DATA_HOME"):
        return Path("/var/lib/autonome/database")
    return default_log().with_name("database")


def open_database(*, tied: bool = False) -> Database:
    """A database that is ready to work with.

    Args:
        tied: our own server, when it is started now, ends with this process.

    Raises:
        AutonomeError: there is none, or it is not as it must be; says what.
    """
    settings = database_settings()
    from autonome.adapters.postgres import open_database as opened  # noqa: PLC0415 - an extra

    return opened(settings, tied=tied)


def migrate_database() -> list[str]:
    """Apply the migrations that are not applied yet; gives the names of their files.

    Raises:
        AutonomeError: one failed, or the database is not as it must be.
    """
    settings = database_settings()
    from autonome.adapters.postgres import checked_database, embedded_database, migrate  # noqa: PLC0415 - an extra

    if settings.addresses:
        return [each.name for each in migrate(checked_database(settings))]
    settings.server.start()
    return [each.name for each in migrate(embedded_database(settings.server))]


def database_role(name: str) -> Role:
    """One of the database's roles, by its name.

    Raises:
        InputError: there is none of that name.
    """
    database_settings()
    from autonome.adapters.postgres import Role  # noqa: PLC0415 - an extra

    try:
        return Role(name)
    except ValueError:
        raise InputError(f"there is no role {name}", mend=f"write one of {', '.join(Role)}.") from None


@contextmanager
def use_index(directory: Path, *, database: bool) -> Iterator[UseIndex]:
    """The index of the uses on a log; no key of the log is opened.

    Args:
        directory: private side of the log.
        database: whether it is in the node's database: in a folder there is no index.

    Raises:
        AutonomeError: there is none, or the log or the database is not as it must be.
    """
    opened = _database_of(directory, database=database)
    from autonome.adapters.postgres import Connections, Role  # noqa: PLC0415 - an extra
    from autonome.adapters.postgres_uses.index import PostgresUseIndex  # noqa: PLC0415 - an extra

    with Connections(opened, Role.APP, purpose="query", most=1) as connections:
        yield PostgresUseIndex(connections)


@contextmanager
def site_log(directory: Path, *, database: bool) -> Iterator[SiteLog]:
    """A log with its uses; arguments and errors as for `use_index`."""
    opened = _database_of(directory, database=database)
    from autonome.adapters.postgres_log import open_postgres_log  # noqa: PLC0415 - an extra
    from autonome.adapters.site_log import SiteLog  # noqa: PLC0415 - an extra

    log = open_postgres_log(opened, directory, clock=SystemClock(), entropy=SystemEntropy(), keyrings=_keyrings())
    with closing(SiteLog(log, opened)) as site:
        yield site


def _database_of(directory: Path, *, database: bool) -> Database:
    """The node's database, which holds the log whose private side a folder is."""
    if not database:
        raise InputError(
            "a log in a folder has no index of uses", where=str(directory),
            mend="give --database, and the private side of the log there.",
        )  # fmt: skip
    opened = open_database()
    from autonome.adapters.postgres_log.administration import expect_private_side  # noqa: PLC0415 - an extra

    expect_private_side(opened, directory)
    return opened


def health_record(data: bytes, where: str) -> HealthRecord:
    """Read a FHIR R4 Bundle, or HL7 v2 messages; which of them is decided by the first bytes.

    Args:
        data: bytes of the file.
        where: its name, for messages.

    Raises:
        RecordError: it cannot be used.
    """
    if looks_like_hl7(data):
        return read_messages(data, where)
    return read_record(parse_json(data, where), where)


def fetched_fhir_packages() -> Iterator[Path]:
    """Bring the pinned FHIR packages to where `fhir_validator` looks for them; gives each once it is there.

    Raises:
        DefinitionError: one cannot be had.
    """
    from autonome.adapters.fhir_fetching import fetch, places  # noqa: PLC0415 - only this command pays for it

    return fetch(places(os.environ, Path.home())[-1])


def fhir_validator(packages: Sequence[Path]) -> Validator:
    """A validator over FHIR packages; where two define the same address, the first one counts.

    Args:
        packages: their files; those that are pinned, wherever they lie, where none is named.

    Raises:
        DefinitionError: a package cannot be used or is not there, or the base definitions of R4 are in none of them.
    """
    from autonome.adapters.fhir_fetching import find, places  # noqa: PLC0415 - only this command pays for it
    from autonome.adapters.fhir_packages import read_packages  # noqa: PLC0415 - only this command pays for it
    from autonome.fhir.validate import Validator  # noqa: PLC0415

    return Validator(read_packages(packages or find(places(os.environ, Path.home()))))


def fhir_document(path: Path) -> object:
    """Read one FHIR JSON document, strictly and under limits.

    Raises:
        InputError: it cannot be read, or is not one unambiguous JSON document.
    """
    return parse_json(read_small(path), path.name)


def shown_by_passport(passport: Path, issuers: Path, actor: ActorId, at: Instant) -> Evidence:
    """Verify a GA4GH passport, and say which documents it shows for whoever asks.

    Raises:
        InputError: a file cannot be read, the passport does not hold, or the extra is not installed.
    """
    from autonome.access import passports  # noqa: PLC0415 - only this option pays for it

    trust = passports.read_trust(read_small(issuers), where=issuers.name)
    with _node_installed():
        from autonome.adapters.visa_tokens import read_passport  # noqa: PLC0415 - an extra
    held = read_passport(read_small(passport), trust, at, where=passport.name)
    shown = passports.evidence_of(held.visas, trust, actor, at)
    return passports.Evidence(shown.documents, (*held.set_aside, *shown.set_aside))


def new_witness_key(path: Path, name: str) -> VerifierKey:
    """Make a witness's key; gives its public side.

    Raises:
        InputError: something is there already, or the name is none that a note can carry.
    """
    from autonome.adapters.witnessing import new_witness_key as made  # noqa: PLC0415 - only this command pays for it

    return made(path, name)


def serve_witness(logs: Sequence[str], *, key: Path, state: Path, listen: str, told: Callable[[str], None]) -> None:
    """Serve as a witness until the process is told to end; arguments as for `adapters.witnessing.serve_witness`.

    Raises:
        AutonomeError: something of it cannot be used; says what.
    """
    from autonome.adapters.witnessing import serve_witness as served  # noqa: PLC0415 - only this command pays for it

    with _node_installed():
        served(logs, key=key, state=state, listen=listen, told=told)


def timestamp_reader(roots: Path, policy: str | None) -> TimestampReader:
    """What checks timestamps by a file of trusted roots.

    Raises:
        InputError: it cannot be used, or what checks timestamps is not installed.
    """
    with _node_installed():
        from autonome.adapters.timestamping import timestamp_reader as made  # noqa: PLC0415 - an extra

        return made(read_small(roots), policy, where=roots.name)


def timestamp_authority(url: str, roots: Path, policy: str | None) -> TimestampAuthority:
    """An authority for time that is asked over HTTP.

    Args:
        url: of the authority.
        roots: file of its trusted roots.
        policy: object identifier under which it must stamp; None for any.

    Raises:
        InputError: something of it cannot be used.
    """
    with _node_installed():
        from autonome.adapters.ledger_http.asking import Asker, checked_url  # noqa: PLC0415 - an extra
        from autonome.adapters.ledger_http.authority_client import HttpAuthority  # noqa: PLC0415 - an extra
        from autonome.adapters.timestamping import timestamp_reader as made  # noqa: PLC0415 - an extra

        reader = made(read_small(roots), policy, where=roots.name)
        return HttpAuthority(checked_url(url, where="--timestamp-url"), reader, Asker(), SystemClock())


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
    with _node_installed():
        from autonome.adapters.witnessed_log import WitnessedLog  # noqa: PLC0415 - an extra
    with _log_that_is_there(directory, database=database) as (log, keeper):
        yield WitnessedLog(log, keeper, policy, seconds=seconds, authority=authority)


def renewed_receipt(directory: Path, receipt: Path, *, database: bool = False) -> Receipt:
    """Prove the entries of a receipt again, under what witnesses have cosigned since; arguments as `witnessed_log`.

    Raises:
        AutonomeError: it is no receipt of this log, or its entries are not cosigned yet.
    """
    with _node_installed():
        from autonome.adapters.witnessed_log import renew_receipt  # noqa: PLC0415 - an extra
    with _log_that_is_there(directory, database=database) as (log, keeper):
        return renew_receipt(log, keeper, receipt)


def rounds(seconds: float | None) -> Iterator[int]:
    """Numbers of rounds, one each so many seconds, until the process is told to end; one alone without seconds."""
    from autonome.adapters.rounds import rounds as made  # noqa: PLC0415 - only what runs on pays for it

    return made(seconds)


@contextmanager
def _log_that_is_there(directory: Path, *, database: bool) -> Iterator[tuple[LocalLog | PostgresLog, CosignedFiles]]:
    """A log that is not made here, and what keeps what others say of it."""
    if not database and not (directory / "checkpoint").exists():
        raise InputError("there is no log", where=str(directory), mend="name the directory of a log.")
    with kept_log(directory, database=database, signing=False) as log:
        yield log, CosignedFiles(directory, directory if database else None)


@contextmanager
def _node_installed() -> Iterator[None]:
    """Say in one line that what a node needs is not installed."""
    try:
        yield
    except ImportError as error:
        raise InputError("what a node needs is not installed here", mend="pip install 'autonome[node]'.") from error
