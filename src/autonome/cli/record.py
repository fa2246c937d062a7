"""``autonome record``: what a health record in hand holds and what is wrong with it; and how a node takes it in."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.bootstrap.session import signed_in
from autonome.cli.at_node import CARING, AsJson, Facts, Papers, ReceiptFile, stated, tell_refusal, write_receipt
from autonome.cli.exits import EXIT_REFUSED
from autonome.cli.instants import instant_of
from autonome.cli.plain_text import plain
from autonome.clinical.quality import QualityReport, assess
from autonome.consent import Action
from autonome.fhir import parse_json
from autonome.fhir.shelving import items_of
from autonome.kernel import Json, SubjectId, sha256_hex
from autonome.law import RULES
from autonome.report.quality_json import quality_document
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.import_record import Imported, categories_of_items, import_record
from autonome.workflows.keep_patients import expect_patient

MAX_RECORD = 64 * 1024 * 1024
"""Largest record read, in bytes: the limit of the FHIR reader."""

app = typer.Typer(help="Health records: quality at the door, and taken into a node.", no_args_is_help=True)


@app.callback()
def record() -> None:
    """Health records: quality at the door, and taken into a node."""


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


@app.command(name="import")
def import_(  # noqa: PLR0913 - one parameter for each option of the command
    patient: Annotated[str, typer.Argument(help="The patient's id in the node.", show_default=False)],
    file: Annotated[Path, typer.Argument(help="FHIR R4 Bundle of this patient.", show_default=False)],
    *,
    whole: Annotated[
        bool, typer.Option("--whole", help="All of it or nothing, if consent covers a part only.")
    ] = False,
    fact: Facts = None,
    document: Papers = None,
    receipt: ReceiptFile = None,
    as_json: AsJson = False,
) -> None:
    """Take a record into a node, as far as consent covers it; what is kept already is not added again."""
    data = bootstrap.file_bytes(file, MAX_RECORD + 1)
    found, items = items_of(parse_json(data, file.name), file.name)
    report = assess(found, bootstrap.clock().now())
    with signed_in(*CARING) as session:
        subject = expect_patient(session.node.patients, patient)
        asked = session.asks(subject, "TREAT", categories_of_items(items), Action.COLLECT)
        request = replace(stated(asked, fact, document), whole=whole)
        node, clock = session.node, bootstrap.clock()
        done = import_record(request, items, gate=node.gate, records=node.records, rules=RULES, clock=clock)
        if isinstance(done, Refusal):
            tell_refusal(session, request, done, as_json=as_json)
            raise typer.Exit(EXIT_REFUSED)
        write_receipt(session, (done.permit.recorded, done.use), receipt)
    if as_json:
        quality = quality_document(report, sha256_hex(data))
        sys.stdout.write(json.dumps({**_taken(subject, done), "quality": quality}, ensure_ascii=True) + "\n")
        return
    sys.stdout.writelines(f"{plain(line)}\n" for line in (*_taken_lines(subject, done), *_lines(report)))


def _taken(subject: SubjectId, done: Imported) -> dict[str, Json]:
    return {
        "patient": subject,
        "added": done.added,
        "unchanged": done.unchanged,
        "not_covered": list(done.not_covered),
        "decision": done.permit.recorded.index,
        "use": done.use.index,
    }


def _taken_lines(subject: SubjectId, done: Imported) -> Iterator[str]:
    yield f"taken in for {subject}: {done.added} added, {done.unchanged} unchanged"
    if done.not_covered:
        yield f"not taken in, because consent does not cover it: {', '.join(done.not_covered)}"
    yield f"decision entry {done.permit.recorded.index}, use entry {done.use.index}"


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
