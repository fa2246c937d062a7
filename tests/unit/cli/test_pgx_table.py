"""The table of calls: readable at 80 columns, whole in a pipe, and no name ever cut."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from autonome.cli.pgx_table import UNLIMITED, WIDE, console, print_tables
from autonome.genome import Build
from autonome.kernel import GeneSymbol, SampleName
from autonome.pharmacogenomics import Diplotype, GeneCall, SampleCalls, Status

LABEL = "c.1601G>A (*4)/[c.85T>C + c.496A>G] with a name far longer than any narrow column"
CALLS = (
    GeneCall(
        GeneSymbol("CYP2C19"),
        Status.CALLED,
        (Diplotype(("a", "b"), LABEL, "Likely Intermediate Metabolizer", "1.25", (), phased=True),),
        cannot_exclude=("*35", "*36"),
        assessed=48,
        missing=("rs1", "rs2", "rs3"),
    ),
    GeneCall(GeneSymbol("RYR1"), Status.NOT_ASSESSED),
)


def printed(width: int) -> list[str]:
    sink = StringIO()
    sample = SampleCalls(SampleName("synthetic"), Build.GRCH38, CALLS)
    print_tables([sample], Console(file=sink, width=width, force_terminal=False))
    return sink.getvalue().splitlines()


def column(lines: list[str], number: int) -> str:
    """What a column says, its folded lines joined."""
    rows = [line.strip("│").split("│") for line in lines if line.startswith("│")]
    return "".join(row[number].strip() for row in rows)


@pytest.mark.parametrize("width", [72, 80, WIDE, 200])
def test_nothing_is_cut_and_nothing_leaves_the_terminal(width: int) -> None:
    lines = printed(width)
    text = "\n".join(lines)
    assert "…" not in text
    assert max(map(len, lines)) <= width
    for name in ("CYP2C19", "RYR1", "not assessed"):
        assert name in text
    assert LABEL.replace(" ", "") in column(lines, 2).replace(" ", "")
    assert "LikelyIntermediateMetabolizer" in column(lines, 3).replace(" ", "")
    doubts = column(lines, 2 if width < WIDE else 7).replace(" ", "")
    assert "*35,*36" in doubts


def test_80_columns_show_fewer_columns_in_rows_of_few_lines() -> None:
    rows = [line for line in printed(80) if line.startswith("│")]
    assert len(rows) <= 8
    assert "Not assessed" not in "".join(printed(80))


def test_a_pipe_has_no_width() -> None:
    assert console(terminal=False).width == UNLIMITED
    rows = [line for line in printed(UNLIMITED) if line.startswith("│")]
    assert len(rows) == len(CALLS)
    assert LABEL in rows[0]
