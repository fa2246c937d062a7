"""``autonome fhir``: FHIR documents that the user holds; nothing is stored, no consent is asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.cli.exits import EXIT_INVALID
from autonome.fhir.elements import printable
from autonome.fhir.validate import SECTIONS, Issue, Report, Severity

app = typer.Typer(name="fhir", help="FHIR documents: hold them against the standard.", no_args_is_help=True)

_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "unknown"}


@app.callback()
def fhir() -> None:
    """FHIR documents: hold them against the standard."""


@app.command("validate")
def validate(
    files: Annotated[list[Path], typer.Argument(help="FHIR R4 resources in JSON.", show_default=False)],
    *,
    package: Annotated[
        list[Path], typer.Option(help="FHIR package (.tgz) with definitions; repeatable, the first one counts most.")
    ],
    profile: Annotated[
        list[str] | None, typer.Option(help="Canonical address of a profile to check besides the declared ones.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each file.")] = False,
) -> None:
    """Hold resources against R4, the profiles that they declare and those named; exit code 6 if a rule is broken."""
    validator = bootstrap.fhir_validator(package)
    sound = True
    for path in files:
        report = validator.validate(bootstrap.fhir_document(path), profile or ())
        sound = sound and report.valid
        typer.echo(_line(path, report) if as_json else _table(path, report))
    if not sound:
        raise typer.Exit(EXIT_INVALID)


def _table(path: Path, report: Report) -> str:
    unchecked = sum(issue.severity is Severity.INFORMATION for issue in report.issues)
    verdict = "valid" if report.valid else f"not valid, {_counted(len(report.errors), 'error')}"
    rest = f"; {_counted(unchecked, 'rule')} not checked" if unchecked else ""
    lines = [f"{_WORDS[issue.severity]} · {issue.path} · {issue.rule} · {issue.message}" for issue in report.issues]
    return "\n  ".join([f"{path}: {verdict}{rest}", *map(printable, lines)])


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _line(path: Path, report: Report) -> str:
    issues = [_issue(issue) for issue in report.issues]
    return json.dumps({"file": str(path), "valid": report.valid, "issues": issues}, ensure_ascii=False)


def _issue(issue: Issue) -> dict[str, str]:
    return {
        "severity": issue.severity.value,
        "path": issue.path,
        "rule": issue.rule.value,
        "section": SECTIONS[issue.rule],
        "message": printable(issue.message),
    }
