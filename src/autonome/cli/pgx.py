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
from autonome.cli.plan_options import AssumeReference, OutsideCalls
from autonome.kernel import Sha256
from autonome.pharmacogenomics import Research, SampleCalls
from autonome.report.calls_json import call_objects
from autonome.workflows.call_pharmacogenes import CallingOptions, call_pharmacogenes


class Format(StrEnum):
    """How calls are printed."""

    TABLE = "table"
    JSONL = "jsonl"


def pgx(  # noqa: PLR0913 - one parameter for each option of the command
    vcf: Annotated[Path, typer.Argument(help="VCF 4.1 to 4.4, plain or (b)gzipped.", show_default=False)],
    *,
    sample: Annotated[str | None, typer.Option(help="Name of one sample; all without it.")] = None,
    outside_calls: OutsideCalls = None,
    form: Annotated[
        Format, typer.Option("--format", help="A table, or a line of JSON for each sample and gene.")
    ] = Format.TABLE,
    assume_reference: AssumeReference = False,
    research: Annotated[
        list[Research] | None, typer.Option(help="For research, never for care: a looser way of reading; repeatable.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
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


def _print_tables(samples: Iterable[SampleCalls]) -> None:
    from autonome.cli.pgx_table import console, print_tables  # noqa: PLC0415 - lines of JSON do not pay for rich

    print_tables(samples, console(terminal=sys.stdout.isatty()))
