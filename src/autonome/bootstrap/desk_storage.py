"""What a node takes on its disks, by kind of what is kept; and what it took before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from autonome.adapters.system import SystemClock
from autonome.bootstrap.desk_uploads import FOLDER as ARRIVING

if TYPE_CHECKING:
    from pathlib import Path

    from autonome.adapters.node import Node
    from autonome.kernel import Instant

GENOMES: Final = "genomes"

TABLES: Final = (
    ("log_", "log"),
    ("record_", "records"),
    ("genome", "variants"),
    ("exchange_", "exchange"),
    ("followed_", "exchange"),
    ("use_line", "uses"),
    ("permit", "uses"),
    ("emergency_", "uses"),
    ("question", "uses"),
    ("right_", "uses"),
    ("keyed_", "uses"),
    ("patient", "people"),
    ("person", "people"),
)
"""How names of our own tables begin, and which kind that is."""

ACCOUNTS, OTHER = "accounts", "other"

KINDS: Final = ("log", "records", "variants", "exchange", "uses", "people", ACCOUNTS)
"""Kinds that are in the database; what is in none of them is its own, of all databases (`OTHER`)."""

_SIZES: Final = """
    SELECT n.nspname, c.relname, pg_total_relation_size(c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN ('autonome', 'accounts')
"""


def sizes_of(node: Node) -> dict[str, int]:
    """Bytes by kind, the whole database among them, and what is free."""
    with node.log.connections.transaction(read_only=True) as transaction:
        whole = transaction.execute("SELECT pg_database_size(current_database())").fetchone()
        rows = transaction.execute(_SIZES).fetchall()
    found = dict.fromkeys(KINDS, 0)
    for schema, table, size in rows:
        kind = _kind(str(schema), str(table))
        if kind in found:
            found[kind] += int(str(size))
    database = int(str(whole[0])) if whole is not None else 0
    return {
        "database": database,
        **found,
        OTHER: max(database - sum(found.values()), 0),
        GENOMES: _held(node.directory / GENOMES),
        "arriving": _held(node.private / ARRIVING),
        "free": shutil.disk_usage(node.directory).free,
    }


def sizes_before(node: Node) -> tuple[tuple[Instant, Mapping[str, int]], ...]:
    """What was written down day by day, the newest last."""
    from autonome.adapters.node.size_records import sizes_noted  # noqa: PLC0415 - an extra

    return tuple((each.at, each.sizes) for each in sizes_noted(node.directory))


def note_sizes_of(node: Node) -> None:
    """Write down what is kept now, once a day."""
    from autonome.adapters.node.size_records import SizesNoted, note_sizes  # noqa: PLC0415 - an extra

    note_sizes(node.directory, SizesNoted(SystemClock().now(), sizes_of(node)))


def _kind(schema: str, table: str) -> str:
    if schema == ACCOUNTS:
        return ACCOUNTS
    return next((kind for begin, kind in TABLES if table.startswith(begin)), OTHER)


def _held(folder: Path) -> int:
    return sum(each.stat().st_size for each in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    return (each for each in folder.rglob("*") if each.is_file()) if folder.is_dir() else iter(())
