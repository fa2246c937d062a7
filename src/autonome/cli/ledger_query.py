"""``autonome ledger query``: who used what, when, on a log in the database; each line with its place there."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autonome import bootstrap
from autonome.cli.ledger_show import Folder, InDatabase
from autonome.cli.plain_text import counted, plain
from autonome.kernel import Json, canonical_bytes
from autonome.ledger.receipts import MAX_ENTRIES

if TYPE_CHECKING:
    from autonome.ledger.uses import FoundUse, Query

PAGE = 500
"""Lines whose widths are looked at together: the columns of a table keep their places over as many."""


def query(  # noqa: PLR0913 - one parameter for each option of the command
    folder: Folder,
    conditions: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CONDITION]…", help="Such as user=9 or 'id<100'; all of them hold.", show_default=False
        ),
    ] = None,
    *,
    order: Annotated[str, typer.Option(help="Columns to sort by, such as user,-timestamp.")] = "",
    limit: Annotated[int | None, typer.Option(help="Most lines.")] = None,
    count: Annotated[bool, typer.Option("--count", help="Print how many there are.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object for each line.")] = False,
    receipt: Annotated[
        Path | None, typer.Option(help="Write a receipt that proves them; needs the log's keyring.")
    ] = None,
    database: InDatabase = False,
) -> None:
    """Ask who used what, when.

    Columns: timestamp, node, id, ref-id, user, activity, resource. A condition is a column, one of = < <= > >=, and a
    value; = takes several, parted by commas. A time is milliseconds since 1970, a date, or an instant.
    """
    from autonome.ledger.uses import read_query  # noqa: PLC0415 - only who asks pays for it

    asked = read_query(conditions or [], [part for part in order.split(",") if part], limit)
    if receipt is not None:
        _prove(asked, receipt, folder, database=database)
        return
    with bootstrap.use_index(folder, database=database) as index:
        if count:
            sys.stdout.write(f"{index.count(asked)}\n")
        else:
            sys.stdout.writelines(_json(index.find(asked)) if as_json else table(index.find(asked)))


def _prove(asked: Query, path: Path, folder: Path, *, database: bool) -> None:
    from autonome.workflows.prove_uses import prove_uses  # noqa: PLC0415 - as above

    with bootstrap.site_log(folder, database=database) as site:
        found = list(islice(site.find(asked), MAX_ENTRIES + 1))
        proven = prove_uses(found, opening=site, log=site.log)
    bootstrap.write_file(path, canonical_bytes(proven.to_json()) + b"\n")
    sys.stdout.write(f"{counted(len(found), 'line is', 'lines are')} proven by {plain(path)}\n")


def _json(found: Iterable[FoundUse]) -> Iterator[str]:
    from autonome.ledger.uses import Column  # noqa: PLC0415 - as above

    for each in found:
        source = each.noted.source
        value: dict[str, Json] = {
            "entry": each.index,
            **{str(column): cell for column, cell in zip(Column, each.noted.line.values, strict=True)},
            "of": None if source is None else {"log": source.log, "index": source.index, "leaf": source.leaf},
        }
        yield f"{json.dumps(value, ensure_ascii=True)}\n"


_CELLS: dict[str, Callable[[FoundUse], str]] = {
    "entry": lambda each: str(each.index),
    "time": lambda each: _time(each.noted.line.timestamp),
    "node": lambda each: each.noted.line.node,
    "id": lambda each: str(each.noted.line.id),
    "ref-id": lambda each: str(each.noted.line.ref_id),
    "user": lambda each: each.noted.line.user,
    "activity": lambda each: each.noted.line.activity,
    "resource": lambda each: each.noted.line.resource,
    "first recorded": lambda each: (
        f"{each.noted.source.log}, {each.noted.source.index}" if each.noted.source else "here"
    ),
}


def table(found: Iterable[FoundUse]) -> Iterator[str]:
    """An answer as text, page by page, so that a long one is not held in memory."""
    lines, widths = iter(found), [len(heading) for heading in _CELLS]
    rows: list[list[str]] = [list(_CELLS)]
    while rows:
        rows += [[plain(cell(each)) for cell in _CELLS.values()] for each in islice(lines, PAGE)]
        widths = [max(width, *map(len, column)) for width, column in zip(widths, zip(*rows, strict=True), strict=True)]
        for row in rows:
            padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            yield f"{'  '.join(padded).rstrip()}\n"
        rows = [[plain(cell(each)) for cell in _CELLS.values()] for each in islice(lines, PAGE)]


def _time(milliseconds: int) -> str:
    """RFC 3339 in UTC, to the millisecond; a time that no calendar has stays a number."""
    try:
        moment = datetime.fromtimestamp(milliseconds // 1000, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return str(milliseconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"
