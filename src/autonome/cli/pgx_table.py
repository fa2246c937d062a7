"""The table of ``autonome pgx``: made for eyes; programs read the lines of JSON.

Names are folded, never cut: half a diplotype is another diplotype. A narrow terminal gets fewer columns; what is not
excluded stays, below the diplotype that it puts in doubt. Where nobody looks (a pipe, a file) no width is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autonome.pharmacogenomics import GeneCall, SampleCalls, Status

STYLES = {
    Status.CALLED: "green",
    Status.OUTSIDE: "green",
    Status.AMBIGUOUS: "yellow",
    Status.NOT_ASSESSED: "dim",
    Status.NO_MATCH: "magenta",
    Status.CONFLICTING: "red",
}

FEW = 3
"""Diplotypes that a table's cell names; the lines of JSON hold all."""

WIDE = 110
"""Columns of a terminal from which on all columns of the table fit without folding most of their cells."""

UNLIMITED = 100_000
"""Width where the output is no terminal: beyond any row."""

Cells = Mapping[str, Callable[[GeneCall], str]]


def print_tables(samples: Iterable[SampleCalls], console: Console) -> None:
    """Print a table for each sample, in the columns that the console has room for."""
    cells = ALL if console.width >= WIDE else NARROW
    for sample in samples:
        table = Table(title=Text(f"{sample.sample} · {sample.build.value}"), title_justify="left")
        for heading in cells:
            table.add_column(heading, overflow="fold")
        for call in sample.calls:
            # As text: an allele such as [c.85T>C + c.496A>G] is not a mark of rich.
            table.add_row(*(Text(cell(call)) for cell in cells.values()), style=STYLES[call.status])
        console.print(table)
        if cells is NARROW:
            console.print(f"Numbers of positions: from {WIDE} columns on, or with --format jsonl.", style="dim")


def console(*, terminal: bool) -> Console:
    """A console of the terminal's width, or without a limit where the output is none."""
    return Console() if terminal else Console(width=UNLIMITED)


def _status(call: GeneCall) -> str:
    return call.status.value.replace("_", " ")


def _diplotypes(call: GeneCall) -> str:
    return _few([each.label for each in call.diplotypes])


def _diplotypes_and_doubts(call: GeneCall) -> str:
    doubts = f"cannot exclude {_not_excluded(call)}" if call.cannot_exclude else ""
    return "\n".join(part for part in (_diplotypes(call), doubts) if part)


def _phenotypes(call: GeneCall) -> str:
    return _few(list(dict.fromkeys(each.phenotype or "no phenotype in the tables" for each in call.diplotypes)))


def _scores(call: GeneCall) -> str:
    return _few(list(dict.fromkeys(each.activity_score for each in call.diplotypes if each.activity_score)))


def _not_excluded(call: GeneCall) -> str:
    return _few(list(call.cannot_exclude))


def _few(names: list[str]) -> str:
    more = f" (+{len(names) - FEW})" if len(names) > FEW else ""
    return ", ".join(names[:FEW]) + more


ALL: Cells = {
    "Gene": lambda call: call.gene,
    "Status": _status,
    "Diplotype": _diplotypes,
    "Phenotype": _phenotypes,
    "Score": _scores,
    "Assessed": lambda call: str(call.assessed),
    "Not assessed": lambda call: str(len(call.missing)),
    "Cannot exclude": _not_excluded,
}
"""Heading → text of a call."""

NARROW: Cells = {
    "Gene": lambda call: call.gene,
    "Status": _status,
    "Diplotype": _diplotypes_and_doubts,
    "Phenotype": _phenotypes,
    "Score": _scores,
}
"""The same for a narrow terminal."""
