"""Read and write the project's own tables: TSV with a header line, UTF-8, LF, no quotes.

A cell never holds a tab or a line break, so that `cut`, `grep` and `git diff` work on every table. Lists inside a
cell are separated by ``;``. Nothing here knows what a table means.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = Mapping[str, str]

Object = dict[str, Any]
"""A JSON object that these scripts write; its shape is that of `autonome.evidence.parsing`."""

LIST_SEPARATOR = ";"


class TableError(Exception):
    """A table is not what the scripts expect: says the file, the line and what is wrong."""


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a table of ours: every line has as many cells as the header."""
    header, *lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    names = header.split("\t")
    rows = []
    for number, line in enumerate(lines, start=2):
        cells = line.split("\t")
        if len(cells) != len(names):
            raise TableError(f"{path}, line {number}: {len(cells)} cells, the header has {len(names)}")
        rows.append(dict(zip(names, cells, strict=True)))
    return rows


def grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Rows by the value of one column, in their order."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


def pairs_of(cell: str) -> dict[str, str]:
    """``GENE=value;GENE=value`` as a mapping, genes in alphabetical order."""
    return dict(sorted(part.split("=", 1) for part in cell.split(";") if part))


def read_foreign(text: str, delimiter: str = "\t") -> list[dict[str, str]]:
    """Read somebody else's table, which may quote its cells and begin with ``#`` comments."""
    lines = (line for line in io.StringIO(text) if not line.startswith("#"))
    return list(csv.DictReader(lines, delimiter=delimiter))


def read_jsonl_gz(path: Path) -> list[dict[str, Any]]:
    """Read a gzipped file with one JSON object a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write a table of ours.

    Returns:
        How many rows were written.
    """
    lines = ["\t".join(columns)]
    for row in rows:
        cells = [row.get(column, "") for column in columns]
        if any(character in cell for cell in cells for character in "\t\n\r"):
            raise TableError(f"{path}: a cell of {cells!r} holds a tab or a line break")
        lines.append("\t".join(cells))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return len(lines) - 1


def open_wheel(path: Path, sha256: str) -> zipfile.ZipFile:
    """Open a wheel after checking that it is the one that the sources name."""
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise TableError(f"{path}: sha256 is {found}, knowledge/sources.tsv pins {sha256}")
    return zipfile.ZipFile(io.BytesIO(data))


def read_member(wheel: zipfile.ZipFile, name: str) -> str:
    """Read a text file of a wheel."""
    return wheel.read(name).decode("utf-8")
