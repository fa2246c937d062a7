"""A node's backup: its database and what is public of it, and nothing that opens any of it.

::

    BACKUP/database.dump    pg_dump's custom format: sealed rows, pseudonyms, accounts
    BACKUP/node.toml        what the institution is
    BACKUP/log/…            policy, and what witnesses said
    BACKUP/genomes/…        large genomes, sealed
    BACKUP/backup.json      written last: log, size and root, and a digest of every file

Keyring and keys are never in it (`key_backup`). That a restored database is old is known to the node's own memory of
what it signed last, and to the witnesses. Erasures made since are carried out before it is served (`restoring`).
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autonome.adapters.durable import PRIVATE_DIRECTORY, make_directories, write_durably
from autonome.adapters.node.opening import DATABASE, LOG, NodeWorld, node_database
from autonome.adapters.node.process import running
from autonome.adapters.node.settings import FILE, NodeSettings, read_settings
from autonome.adapters.postgres import EmbeddedServer, Role, superuser
from autonome.adapters.postgres.configuration import SUPERUSER
from autonome.adapters.postgres.opening import NAME, embedded_database
from autonome.adapters.postgres.programs import installed_programs
from autonome.adapters.postgres.roles import make_database, make_roles
from autonome.adapters.postgres_log.shown import DatabaseLog
from autonome.adapters.small_files import read_small
from autonome.kernel import AutonomeError, InputError, Json, canonical_bytes, read_json
from autonome.ledger import Checkpoint

FORMAT: Final = "autonome-backup/1"
MANIFEST, DUMP, GENOMES = "backup.json", "database.dump", "genomes"
PUBLIC: Final = ("policy.txt", "cosigned.json", "cosigned")
"""Of the log's private side, what is public: never a key, never the keyring."""

_LARGEST_MANIFEST: Final = 64 * 1024 * 1024


class BackupError(AutonomeError):
    """A backup cannot be made, or is not whole."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup.

    Args:
        log: origin of the node's log.
        size: of the log, at least, in the database of the backup.
        root: of that tree, in hexadecimal digits.
        files: digest of each, by its name.
    """

    log: str
    size: int
    root: str
    files: dict[str, str]

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {"format": FORMAT, "log": self.log, "size": self.size, "root": self.root, "files": dict(self.files)}


def back_up(directory: Path, target: Path, world: NodeWorld) -> Backup:
    """Back a node up; it may go on working meanwhile.

    Args:
        directory: of the node.
        target: new folder; it is there whole, or not at all.
        world: what the node works with.

    Raises:
        InputError: something is there already, or the database is not our own server.
        BackupError: PostgreSQL's program failed.
    """
    settings = read_settings(directory)
    _expect_embedded(settings)
    if target.exists():
        raise InputError("there is something here already", where=str(target), mend="name a new folder.")
    fresh = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(fresh, ignore_errors=True)
    make_directories(fresh, PRIVATE_DIRECTORY)
    # The size is read first: what the dump holds is never less.
    database = node_database(directory, settings, world).without(Role.MINTER)
    with closing(DatabaseLog(database, directory / LOG)) as log:
        checkpoint = Checkpoint.of_note(log.checkpoint())
    _run("pg_dump", directory, "--format=custom", f"--file={fresh / DUMP}")
    for source, name in _public(directory):
        (shutil.copytree if source.is_dir() else _copy)(source, fresh / name)
    files = {name: _digest(fresh / name) for name in _names(fresh)}
    made = Backup(checkpoint.origin, checkpoint.size, checkpoint.root.hex(), files)
    write_durably(fresh / MANIFEST, canonical_bytes(made.to_json()) + b"\n")
    fresh.rename(target)
    return made


def read_backup(folder: Path) -> Backup:
    """Read a backup, and check that it is whole.

    Raises:
        BackupError: it is not; says what is missing or changed.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise BackupError("is no backup, or an unfinished one", where=str(folder), mend="name a finished one.")
    match read_json(read_small(path, _LARGEST_MANIFEST), where=str(path)):
        case {
            "format": "autonome-backup/1",
            "log": str(log),
            "size": int(size),
            "root": str(root),
            "files": dict(files),
        }:
            found = Backup(log, size, root, {str(name): str(digest) for name, digest in files.items()})
        case _:
            raise BackupError("is not a backup of this format", where=str(path), mend="use the version that made it.")
    there = set(_names(folder)) - {MANIFEST}
    for name in sorted(there | set(found.files)):
        if name not in there or name not in found.files or _digest(folder / name) != found.files[name]:
            raise BackupError(f"{name[:100]} is missing, changed or not of it", where=str(folder), mend="use another.")
    return found


def put_back(folder: Path, directory: Path, world: NodeWorld) -> Backup:
    """Put a node's database back from a backup; the one that is there is set aside.

    Args:
        folder: the backup.
        directory: of the node, or of a new one whose keys were put back already.
        world: what the node works with.

    Raises:
        BackupError: the backup is not whole, or PostgreSQL's program failed.
        InputError: the node runs, its keys are not there, or it is another's backup.
    """
    found = read_backup(folder)
    if running(directory) is not None:
        raise InputError("the node runs", where=str(directory), mend="stop it first: `autonome node stop`.")
    if not (directory / LOG / "keyring").is_dir():
        raise InputError("the node's keys are not there", where=str(directory / LOG), mend="put them back: --keys.")
    if not (directory / FILE).exists():
        _copy(folder / FILE, directory / FILE)
    settings = read_settings(directory)
    _expect_embedded(settings)
    if settings.origin != found.log:
        raise InputError(f"is a backup of {found.log[:80]}", where=str(folder), mend="name one of this node.")
    _set_aside(directory)
    _load(folder, directory)
    if (folder / GENOMES).is_dir():
        shutil.copytree(folder / GENOMES, directory / GENOMES, dirs_exist_ok=True)
    node_database(directory, settings, world)  # migrated, where this program is newer
    return found


def _load(folder: Path, directory: Path) -> None:
    """Fill a new server's database from the dump."""
    server = EmbeddedServer(directory / DATABASE)
    server.start()
    with superuser(server, "postgres") as admin:
        make_roles(admin)
        make_database(admin, NAME, "template0")
    _run("pg_restore", directory, "--exit-on-error", f"--dbname={NAME}", str(folder / DUMP))
    embedded_database(server)


def _set_aside(directory: Path) -> None:
    """Stop the database that is there, and keep it under another name: it may hold what the backup lacks."""
    there = directory / DATABASE
    if not there.exists():
        return
    EmbeddedServer(there).stop()
    number = 1
    while (aside := directory / f"{DATABASE}.before-{number}").exists():
        number += 1
    there.rename(aside)


def _expect_embedded(settings: NodeSettings) -> None:
    if not settings.embedded:
        raise InputError(
            "the database is not our own server",
            mend="back it up where it runs, by a role that passes row security, with the log's public files.",
        )


def _public(directory: Path) -> Iterator[tuple[Path, Path]]:
    yield directory / FILE, Path(FILE)
    for name in PUBLIC:
        if (source := directory / LOG / name).exists():
            yield source, Path(LOG, name)
    if (directory / GENOMES).is_dir():
        yield directory / GENOMES, Path(GENOMES)


def _copy(source: Path, target: Path) -> None:
    make_directories(target.parent)
    shutil.copyfile(source, target)


def _names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(program: str, directory: Path, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as the server's superuser, whom row security passes."""
    given = EmbeddedServer(directory / DATABASE).parameters(SUPERUSER, NAME)
    environment = {
        "LC_ALL": "C",
        "PGHOST": given["host"],
        "PGPORT": given["port"],
        "PGUSER": given["user"],
        "PGDATABASE": given["dbname"],
        "PGREQUIREPEER": given["requirepeer"],
    }
    command = [str(installed_programs().path(program)), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)  # noqa: S603 - a program of the wheel
    if done.returncode != 0:
        said = next((line for line in done.stderr.splitlines() if line.strip()), "no reason given")
        raise BackupError(
            f"{program} failed ({said[:300]})", where=str(directory), mend="see the database's server.log."
        )
