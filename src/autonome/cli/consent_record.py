"""``autonome consent record``: consent records in the style of ISO/IEC TS 27560, written and checked."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.cli.instants import instant_of
from autonome.consent import read_consent
from autonome.fhir.consent import unsaid
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.report.consent_records import consent_records
from autonome.report.consent_records_reading import read_consent_records


def record(
    file: Annotated[Path, typer.Argument(help="Consent file of one person, or with --check a record.")],
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Read a record back, and say whether it agrees with itself.")
    ] = False,
    as_of: Annotated[str | None, typer.Option(help="State of each consent at this instant, not now.")] = None,
    controller: Annotated[str | None, typer.Option(help="Who is answerable for the processing.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write it here, not to standard output.")] = None,
) -> None:
    """Write a consent record for each question that was answered, or check one that was written."""
    data = bootstrap.file_bytes(file, MAX_JSON_BYTES)
    if check:
        acts = read_consent_records(data, where=file.name).acts
        typer.echo(f"{file.name}: holds; {len(acts)} events on {len({act.key for act in acts})} questions.")
        typer.echo(
            "It agrees with itself. Who wrote it is not proved: for that ask for the receipt of an entry on a log."
        )
        return
    consented = read_consent(data, where=file.name)
    at = bootstrap.clock().now() if as_of is None else instant_of(as_of, "--as-of")
    written = json.dumps(consent_records(consented, at, controller), ensure_ascii=False, indent=1) + "\n"
    if out is None:
        sys.stdout.write(written)
    else:
        bootstrap.write_file(out, written.encode())
    for line in unsaid(consented):
        typer.echo(line, err=True)
