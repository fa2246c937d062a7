"""``autonome pgx``: gene calls from a VCF that the user holds; nothing is stored, no consent is asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.kernel import Sha256
from autonome.pharmacogenomics import GeneCall, Research, SampleCalls, Status
from autonome.report.calls_json import call_objects
from autonome.workflows.call_pharmacogenes import CallingOptions, call_pharmacogenes


class Format(StrEnum):
    """How calls are printed."""

    TABLE = "table"
    JSONL = "jsonl"


def pgx(  # noqa: PLR0913 - one parameter for each option of the command
    vcf: Annotated[Path, typer.Argument(help="VCF 4.1 to 4.4, plain or (b)gzipped.", show_default=False)],
    *,
    sample: Annotated[str | None, typer.Option(help="One sample; all without it.")] = None,
    outside_calls: Annotated[Path | None, typer.Option(help="TSV: gene, diplotype, phenotype, score.")] = None,
    form: Annotated[Format, typer.Option("--format", help="Table, or a line of JSON for each call.")] = Format.TABLE,
    assume_reference: Annotated[
        bool, typer.Option("--assume-reference", help="Unsafe: read absent positions as reference, and mark it.")
    ] = False,
    research: Annotated[list[Research] | None, typer.Option(help="Readings that are not for care.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Name the alleles of the pharmacogenes in a VCF."""
    bundle = bootstrap.knowledge_bundle()
    outside = bootstrap.outside_calls(outside_calls, bundle) if outside_calls else ()
    options = CallingOptions(sample, assume_reference, frozenset(research or ()))
    with bootstrap.genome(vcf, quiet=quiet) as source:
        samples = call_pharmacogenes(source, bundle, outside, options)
        if form is Format.JSONL:
            _print_lines(samples, bundle.hash)
        else:
            _print_tables(samples)


def _print_lines(samples: Iterable[SampleCalls], bundle: Sha256) -> None:
    for sample in samples:
        lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in call_objects(sample, bundle))
        sys.stdout.writelines(lines)


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


def _print_tables(samples: Iterable[SampleCalls]) -> None:
    from rich.console import Console  # noqa: PLC0415 - lines of JSON do not pay for it
    from rich.table import Table  # noqa: PLC0415

    console = Console()
    for sample in samples:
        table = Table(title=f"{sample.sample} · {sample.build.value}", title_justify="left")
        for heading in (
            "Gene",
            "Status",
            "Diplotype",
            "Phenotype",
            "Score",
            "Assessed",
            "Not assessed",
            "Cannot exclude",
        ):
            table.add_column(heading)
        for call in sample.calls:
            table.add_row(*_row(call), style=STYLES[call.status])
        console.print(table)


def _row(call: GeneCall) -> tuple[str, ...]:
    return (
        call.gene,
        call.status.value.replace("_", " "),
        _few([each.label for each in call.diplotypes]),
        _few(list(dict.fromkeys(each.phenotype or "no phenotype in the tables" for each in call.diplotypes))),
        _few(list(dict.fromkeys(each.activity_score for each in call.diplotypes if each.activity_score))),
        str(call.assessed),
        str(len(call.missing)),
        _few(list(call.cannot_exclude)),
    )


def _few(names: list[str]) -> str:
    more = f" (+{len(names) - FEW})" if len(names) > FEW else ""
    return ", ".join(names[:FEW]) + more
