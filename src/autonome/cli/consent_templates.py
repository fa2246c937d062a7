"""``autonome consent templates``: the shipped forms, listed and shown."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from autonome.cli.plain_text import plain
from autonome.consent import SHIPPED
from autonome.kernel import InputError

app = typer.Typer(help="The shipped forms: list them, show one.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command(name="list")
def list_forms() -> None:
    """List the shipped forms."""
    typer.echo("\n".join(f"{form.name:18} {form.digest}" for form in SHIPPED))


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="ID/VERSION/LANGUAGE, such as treatment/2/en.", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Show one form: its exact text and its questions."""
    found = next((form for form in SHIPPED if form.name == name), None)
    if found is None:
        raise InputError(f"no form is called {plain(name)[:60]!r}", mend="see autonome consent templates list.")
    if as_json:
        typer.echo(json.dumps(found.to_json(), ensure_ascii=True))
        return
    typer.echo("\n".join([found.text, *(f"{question.id}: {question.text}" for question in found.questions)]))
