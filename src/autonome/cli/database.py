"""``autonome database``: the node's PostgreSQL, our own in a folder or the one that ``AUTONOME_DATABASE_URL`` names."""

from __future__ import annotations

from typing import Annotated

import typer

from autonome import bootstrap
from autonome.kernel import InputError

app = typer.Typer(help="The node's PostgreSQL: start, stop, look, migrate.", no_args_is_help=True)

ANOTHERS = "AUTONOME_DATABASE_URL names a server that is not ours"


@app.command()
def start() -> None:
    """Start our own server, made and migrated where needed; it stays until it is stopped. Another's is checked."""
    settings = bootstrap.database_settings()
    bootstrap.open_database(asked_for=True)
    if settings.addresses:
        typer.echo("the database is reachable, its roles are kept apart, and no migration is missing")
    else:
        typer.echo(f"serving from {settings.folder} (process {settings.server.state().pid})")


@app.command()
def stop() -> None:
    """Stop our own server; open transactions are rolled back."""
    settings = bootstrap.database_settings()
    if settings.addresses:
        raise InputError(ANOTHERS, mend="stop it where it runs.")
    typer.echo("stopped" if settings.server.stop() else "was not running")


@app.command()
def status() -> None:
    """Say whether it serves. Our own server is looked at; another's is connected to, and its roles are checked."""
    settings = bootstrap.database_settings()
    if settings.addresses:
        start()
        return
    state = settings.server.state()
    serving = f"serving (process {state.pid})" if state.running else "not running"
    typer.echo(f"{state.folder}: {serving}, {f'PostgreSQL {state.major}' if state.major else 'not set up yet'}")


@app.command()
def migrate() -> None:
    """Bring the database to the state that this program works with."""
    for name in bootstrap.migrate_database():
        typer.echo(f"applied {name}")
    typer.echo("no migration is missing")


@app.command()
def url(role: Annotated[str, typer.Argument(help="owner, minter or app.")] = "app") -> None:
    """Print how psql connects as a role: psql "$(autonome database url app)". A password is never printed."""
    wanted = bootstrap.database_role(role)
    typer.echo(bootstrap.open_database().address(wanted))
