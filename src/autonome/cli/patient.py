"""``autonome patient``: whom a node keeps, as the desk knows them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.access.roles import Role
from autonome.bootstrap.session import signed_in
from autonome.cli.patient_mandates import born, died, mandate_app
from autonome.cli.plain_text import plain
from autonome.workflows.keep_patients import Patient, add_patient

app = typer.Typer(help="The patients of a node: take somebody in, find somebody.", no_args_is_help=True)
app.command()(born)
app.command()(died)
app.add_typer(mandate_app, name="mandate")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

DESK = (Role.CLINICIAN, Role.PHARMACIST, Role.CLINIC, Role.LABORATORY)
"""Who knows patients by name. To find somebody opens nothing of the record."""


@app.command()
def add(
    *,
    name: Annotated[str, typer.Option(help="The patient's name, for the desk.")] = "",
    number: Annotated[
        list[str] | None, typer.Option(help="A number elsewhere, such as mrn:12345.", show_default=False)
    ] = None,
    identity: Annotated[str | None, typer.Option("--id", help="An id of your own (default: a random one).")] = None,
) -> None:
    """Take a patient in, and print the id that the patient has in this node."""
    with signed_in(*DESK) as session:
        made = add_patient(
            session.node.patients, bootstrap.entropy(), subject=identity, name=name, numbers=number or ()
        )
    typer.echo(made.subject)


@app.command(name="list")
def list_patients(*, as_json: AsJson = False) -> None:
    """List the patients of the node; nothing of their records."""
    with signed_in(*DESK) as session:
        _print(session.node.patients.all(), as_json=as_json)
        if many := session.node.patients.unopened():
            typer.echo(f"{many} more do not open: damaged, or not put there by this node", err=True)


@app.command()
def find(
    words: Annotated[str, typer.Argument(help="The whole name, or a number as it was given.", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Find patients by a name or number; it must be the whole of it."""
    with signed_in(*DESK) as session:
        _print(session.node.patients.find(words), as_json=as_json)


def _print(patients: Iterable[Patient], *, as_json: bool) -> None:
    if as_json:
        found = [{"id": each.subject, "name": each.name, "numbers": list(each.numbers)} for each in patients]
        typer.echo(json.dumps({"patients": found}, ensure_ascii=True))
        return
    for each in patients:
        typer.echo(plain("  ".join([each.subject, each.name or "-", *each.numbers])))
