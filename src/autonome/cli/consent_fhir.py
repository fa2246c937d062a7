"""``autonome consent to-fhir`` and ``from-fhir``: acts of consent as FHIR R4, and FHIR R4 as acts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.cli.instants import instant_of
from autonome.cli.plain_text import plain
from autonome.consent import read_consent
from autonome.consent.writing import consent_json
from autonome.fhir.consent import NotUnderstood, ReadConsents, consent_bundle, read_consents, unsaid
from autonome.kernel import Json, SubjectId
from autonome.kernel.canonical import MAX_JSON_BYTES

Out = Annotated[Path | None, typer.Option(help="Write it here, not to standard output.")]


def to_fhir(
    file: Annotated[Path, typer.Argument(help="Consent file of one person.", show_default=False)],
    *,
    as_of: Annotated[str | None, typer.Option(help="What is in force at this instant, not now, is active.")] = None,
    out: Out = None,
) -> None:
    """Write a consent file as a FHIR R4 Bundle: a Consent for each act, active where it is in force."""
    consented = read_consent(bootstrap.file_bytes(file, MAX_JSON_BYTES), where=file.name)
    at = bootstrap.clock().now() if as_of is None else instant_of(as_of, "--as-of")
    _print(consent_bundle(consented, at), out)
    for line in unsaid(consented):
        typer.echo(line, err=True)


def from_fhir(
    file: Annotated[Path, typer.Argument(help="A Consent of FHIR R4, or a Bundle, in JSON.", show_default=False)],
    *,
    patient: Annotated[str | None, typer.Option(help="Refuse the consent of anybody but this patient.")] = None,
    out: Out = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object: consent and list.")] = False,
) -> None:
    """Read FHIR R4 Consents as a consent file; what is not understood is listed, and never permits."""
    expected = None if patient is None else SubjectId(patient)
    read = read_consents(bootstrap.fhir_document(file), file.name, patient=expected)
    if as_json:
        _print(_both(read), out)
        return
    _print(consent_json(read.file), out)
    for line in map(_line, read.not_understood):
        typer.echo(line, err=True)


def _both(read: ReadConsents) -> Json:
    return {"consent": consent_json(read.file), "not_understood": [each.to_json() for each in read.not_understood]}


def _line(note: NotUnderstood) -> str:
    return f"{plain(note.place)}: {plain(note.said)}: {note.effect}"


def _print(value: Json, out: Path | None) -> None:
    written = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    if out is None:
        sys.stdout.write(written)
    else:
        bootstrap.write_file(out, written.encode())
