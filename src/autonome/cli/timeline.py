"""``autonome timeline``: what a node's log holds of a patient: every decision and use, allowed and refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.access.roles import Role
from autonome.bootstrap.session import signed_in
from autonome.cli.consent_node import expect_represented
from autonome.cli.plain_text import plain
from autonome.kernel import InputError, SubjectId, canonical_bytes
from autonome.workflows.keep_patients import expect_patient
from autonome.workflows.record_use import receipt_for
from autonome.workflows.show_timeline import Line, notice, notices, provable, timeline_of

WATCH = (Role.PATIENT, Role.REPRESENTATIVE, Role.STEWARD, Role.AUDITOR)
"""Who sees a timeline: the patient, and who may act for the patient, all of it; watchers who did what."""


def timeline(
    patient: Annotated[str, typer.Argument(help="The patient's id in the node.", show_default=False)],
    *,
    receipt: Annotated[
        tuple[int, Path] | None, typer.Option(metavar="INDEX FILE", help="Write a receipt of one entry.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show every act of consent, decision and use of a patient, in the order of the log."""
    with signed_in(*WATCH) as session:
        node, own = session.node, session.role is Role.PATIENT
        if own and patient != session.subject:
            raise InputError("a patient sees no timeline but their own", mend="name your own id.")
        if session.role is Role.REPRESENTATIVE:
            expect_represented(session, SubjectId(patient))
        subject = expect_patient(node.patients, patient)
        if receipt is not None:
            index, path = receipt
            found = provable(index, node.log.entries_of(subject))
            if not found:
                raise InputError(f"entry {index} is not of this patient", mend="name one that the timeline shows.")
            bootstrap.write_file(path, canonical_bytes(receipt_for(found, log=node.log).to_json()) + b"\n")
            typer.echo(f"receipt {plain(path)}")
            return
        lines = timeline_of(subject, node.log)
        shown = (
            lines if session.role in {Role.PATIENT, Role.REPRESENTATIVE} else tuple(line.for_others() for line in lines)
        )
        told = notices(shown)
        if as_json:
            written = {"patient": subject, "notices": [each.index for each in told]}
            typer.echo(json.dumps({**written, "entries": [each.to_json() for each in shown]}, ensure_ascii=True))
        else:
            typer.echo("\n".join(map(plain, _text(shown, told))))
        if own:
            notice(subject, told, node.log)


def _text(lines: tuple[Line, ...], told: tuple[Line, ...]) -> Iterator[str]:
    for line in told:
        what = ", ".join(line.items)
        yield f"NOTICE: in an emergency {line.actor} opened {what} without asking you (entry {line.index})."
        if line.emergency is not None:
            yield f"  reason given: {line.emergency.reason}"
    for line in lines:
        yield from _entry(line)
    if not lines:
        yield "nothing is on record yet"


def _entry(line: Line) -> Iterator[str]:
    who = f"  {line.actor} ({line.organisation})" if line.organisation else f"  {line.actor}" if line.actor else ""
    yield f"{line.index:>6}  {line.at}  {line.kind:<11}{line.what}{who}"
    if line.purposes:
        yield f"        {', '.join(line.items) or 'nothing'} for {', '.join(line.purposes)}"
    for each in line.basis:
        yield f"        rests on {each}"
    for each in line.reasons:
        yield f"        {each}"
    if line.emergency is not None:
        yield f"        emergency: {line.emergency.reason}"
        if line.emergency.done is not None:
            yield f"        done {line.emergency.done}, put on the log later: it could not record then"
