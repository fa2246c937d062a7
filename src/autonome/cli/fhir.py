"""``autonome fhir``: FHIR documents that the user holds; nothing is stored, no consent is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.cli.exits import EXIT_INVALID

app = typer.Typer(name="fhir", help="FHIR documents: hold them against the standard.", no_args_is_help=True)


@app.callback()
def fhir() -> None:
    """FHIR documents: hold them against the standard."""


@app.command("validate")
def validate(
    files: Annotated[list[Path], typer.Argument(help="FHIR R4 resources in JSON.", show_default=False)],
    *,
    package: Annotated[
        list[Path] | None,
        typer.Option(
            help="FHIR package (.tgz) with definitions; repeatable, the first one counts most. "
            "Without it, those that `autonome fhir fetch` brings.",
            show_default=False,
        ),
    ] = None,
    profile: Annotated[
        list[str] | None,
        typer.Option(
            help="Canonical address of a profile to check besides the declared ones; repeatable.", show_default=False
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="A line for each finding; without it, equal warnings share one.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each file, with every finding.")] = False,
) -> None:
    """Hold resources against R4, the profiles that they declare and those named; exit code 6 if a rule is broken."""
    from autonome.cli.fhir_findings import line, table  # noqa: PLC0415 - the validator costs every start a tenth

    validator = bootstrap.fhir_validator(package or ())
    sound = True
    for path in files:
        report = validator.validate(bootstrap.fhir_document(path), profile or ())
        sound = sound and report.valid
        typer.echo(line(path, report) if as_json else table(path, report, every=every))
    if not sound:
        raise typer.Exit(EXIT_INVALID)


@app.command("fetch")
def fetch() -> None:
    """Fetch the FHIR packages that `validate` uses, with npm, each checked by its hash; what is there is kept."""
    for path in bootstrap.fetched_fhir_packages():
        typer.echo(path)
