"""``autonome login``, ``logout``, ``whoami``: a session at a node, kept in a file of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autonome.bootstrap import nodes, session
from autonome.cli.asked import asked, asked_secretly
from autonome.cli.plain_text import plain


def login(
    node: Annotated[
        Path | None, typer.Option(help="Folder of the node (default: AUTONOME_NODE, else the session's).")
    ] = None,
) -> None:
    """Begin a session at a node: name, password and one-time code are asked for, or read as lines."""
    folder = nodes.node_folder(node)
    name = asked("Name")
    password, code = asked_secretly("Password"), asked_secretly("One-time code")
    found = session.begin_session(folder, name, password, code)
    typer.echo(f"signed in as {found.name} until {found.until}")


def logout() -> None:
    """End the session, here and at the node."""
    typer.echo("signed out" if session.end_session() else "nobody was signed in")


def whoami() -> None:
    """Say who is signed in, where, as what, and until when."""
    with session.signed_in() as found:
        shown = f" ({plain(found.person.shown)})" if found.person.shown else ""
        typer.echo(f"{found.person.name}{shown} at {found.node.settings.institution.name}")
        typer.echo(f"roles: {', '.join(sorted(found.roles))}")
        typer.echo(f"password and code given: {found.person.proven}; until {found.person.until}")
