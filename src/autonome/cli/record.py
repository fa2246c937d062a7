"""``autonome record``: what a health record in hand holds, and what is wrong with it; nothing is stored."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.cli.instants import instant_of
from autonome.clinical.quality import QualityReport, assess
from autonome.kernel import sha256_hex
from autonome.report.quality_json import quality_document

MAX_RECORD = 64 * 1024 * 1024
"""Largest record read, in bytes: the limit of the FHIR reader."""

app = typer.Typer(help="Health records: quality at the door.", no_args_is_help=True)


@app.callback()
def record() -> None:
    """Health records: quality at the door."""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="FHIR R4 Bundle or HL7 v2 messages of one patient.", show_default=False)],
    *,
    as_of: Annotated[
        str | None, typer.Option(help="Count ages to this instant, such as 2026-03-01; now without it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what is doubtful, doubled, contradictory, missing or not read in a record."""
    data = bootstrap.file_bytes(file, MAX_RECORD + 1)
    at = bootstrap.clock().now() if as_of is None else instant_of(as_of, "--as-of")
    report = assess(bootstrap.health_record(data, file.name), at)
    if as_json:
        sys.stdout.write(json.dumps(quality_document(report, sha256_hex(data)), ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(report))


def _lines(report: QualityReport) -> Iterator[str]:
    yield f"Record of {report.subject}, as of {report.as_of}: {report.items} entries read"
    for finding in report.findings:
        beside = f" (beside {finding.other})" if finding.other else ""
        yield f"  {finding.check.value:<14} {finding.source}: {finding.text}{beside}"
    for left in report.left_out:
        yield f"  {'left out':<14} {left.source}: {left.reason}"
    for name, count in report.not_read:
        yield f"  {'not read':<14} {name} ({count})"
    yield "What a plan asks for"
    for presence in report.presences:
        latest = f", latest {presence.latest}, {presence.age_days} days old" if presence.latest else ""
        origin = f" from {presence.origin}" if presence.origin else ""
        yield f"  {presence.need:<14} {presence.usable} of {presence.entries} usable{origin}{latest}"
    yield f"Missing: {', '.join(report.missing) or 'nothing that a plan asks for'}"
