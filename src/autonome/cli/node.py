"""``autonome node``: an institution's node, made, started, stopped and looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.bootstrap import accounts, nodes
from autonome.cli.actor import tell
from autonome.cli.exits import EXIT_VERIFICATION
from autonome.cli.instants import instant_of
from autonome.cli.node_card import card, run_exchange
from autonome.cli.node_keys import rotate_keys
from autonome.cli.node_review import app as review
from autonome.cli.papers import circumstances_of, documents_of
from autonome.cli.plain_text import plain
from autonome.kernel import InputError, Json

app = typer.Typer(help="An institution's node: make it, start and stop it, look at it.", no_args_is_help=True)
app.add_typer(review, name="review")
app.command(name="rotate-keys")(rotate_keys)
app.command(name="card")(card)
app.command(name="run-exchange", hidden=True)(run_exchange)

Named = Annotated[
    Path | None,
    typer.Option("--node", help="Folder of the node (default: AUTONOME_NODE, else the session's).", show_default=False),
]
Passphrase = Annotated[
    Path | None, typer.Option(help="File with the passphrase (default: it is asked for).", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def init(  # noqa: PLR0913 - options of a command
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="New folder.", show_default=False)],
    *,
    name: Annotated[str, typer.Option(help="The institution's host name, such as hospital.example.")],
    recipient: Annotated[str, typer.Option(help="Class of recipients, such as care-team.")],
    jurisdiction: Annotated[str, typer.Option(help="Whose law it works under, such as US.")],
    fact: Annotated[
        list[str] | None, typer.Option(help="What always holds here: NAME=yes, no or a number.", show_default=False)
    ] = None,
    document: Annotated[
        list[str] | None, typer.Option(help="A paper that is held here: KIND=ID.", show_default=False)
    ] = None,
    steward: Annotated[str, typer.Option(help="Name of the first steward's account.")] = "steward",
    external_database: Annotated[
        bool, typer.Option("--external-database", help="Use the server that AUTONOME_DATABASE_URL names.")
    ] = False,
) -> None:
    """Make a node: its settings, its database, its log with a key for recovery, and its first steward."""
    facts = {key: value for key, value in circumstances_of(fact or ()).to_json().items() if isinstance(value, int)}
    begun = bootstrap.begun_node(
        folder,
        name=name,
        recipient=recipient,
        jurisdiction=jurisdiction,
        facts=facts,
        documents=documents_of(document or ()),
        external=external_database,
    )
    typer.echo(f"node      {plain(name)} in {plain(folder)}")
    typer.echo(f"log       {plain(begun.settings.origin)}")
    typer.echo(f"key       {begun.log.key}")
    typer.echo(f"policy    {plain(begun.log.policy)}")
    typer.echo(f"recovery  {plain(begun.recovery)}: take it away, to where this machine does not reach")
    with nodes.opened_node(folder) as node:
        tell(accounts.first_steward(node, steward))


@app.command()
def start(node: Named = None) -> None:
    """Start the node in the background: its database, what puts entries on its log, and the log's server."""
    begun = bootstrap.start_node(bootstrap.node_folder(node))
    typer.echo(f"node started (process {begun.pid})\nlog at {begun.url}")


@app.command()
def run(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The node.", show_default=False)]) -> None:
    """Be the node's process, until SIGTERM: for a service manager. The database goes on."""
    bootstrap.run_node(folder, told=lambda url: typer.echo(f"log at {url}"))


@app.command()
def stop(node: Named = None) -> None:
    """End the node's process, and then its database; what was begun is finished."""
    ended, database = bootstrap.stop_node(bootstrap.node_folder(node))
    typer.echo("node stopped" if ended else "the node was not running")
    if database:
        typer.echo("database stopped")


@app.command()
def status(node: Named = None, *, as_json: AsJson = False) -> None:
    """Say how the node is; nothing is started. Where its database cannot be asked, that is the exit code."""
    folder = bootstrap.node_folder(node)
    found = bootstrap.node_status(folder)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=True))
    else:
        for name, value in found.items():
            typer.echo(f"{name:<12}{plain(_word(value))}")
    if "log size" not in found:
        raise InputError("the node's database cannot be asked", where=str(folder), mend="start it, or see `fault`.")


@app.command()
def backup(
    target: Annotated[Path | None, typer.Argument(metavar="BACKUP", help="New folder.", show_default=False)] = None,
    node: Named = None,
    *,
    made_elsewhere: Annotated[
        str | None,
        typer.Option(
            metavar="REFERENCE",
            help="Back nothing up: write down that the institution's own database was, and how that is found.",
            show_default=False,
        ),
    ] = None,
    at: Annotated[
        str | None, typer.Option(help="When that one was finished (default: now).", show_default=False)
    ] = None,
) -> None:
    """Back the node up: database, large genomes, what is public of the log. Keys are never in it: see backup-keys."""
    if (target is None) == (made_elsewhere is None) or (at is not None and made_elsewhere is None):
        raise InputError(
            "it is not said what was backed up", mend="give BACKUP, or --made-elsewhere REFERENCE with or without --at."
        )
    if target is None:
        _note_backup(bootstrap.node_folder(node), str(made_elsewhere), at)
        return
    made = bootstrap.back_up_node(bootstrap.node_folder(node), target)
    typer.echo(f"backup {plain(target)}: {plain(made.log)} at size {made.size} or beyond, {len(made.files)} files")
    typer.echo("without the keys nobody reads it: keep those in another place (autonome node backup-keys)")


def _note_backup(folder: Path, reference: str, at: str | None) -> None:
    noted = nodes.note_backup_elsewhere(folder, reference, None if at is None else instant_of(at, "--at"))
    typer.echo(f"written down: the data were backed up elsewhere at {noted}: {plain(reference)}")
    typer.echo("this is your word, and nothing was checked; keys are backed up apart (autonome node backup-keys)")


@app.command("backup-keys")
def backup_keys(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="New file.", show_default=False)],
    *,
    passphrase_file: Passphrase = None,
    node: Named = None,
) -> None:
    """Seal the node's keys under a passphrase, for a place of their own.

    People who are new since then have keys that it lacks: make it as often as the backup.
    """
    count = bootstrap.back_up_keys(bootstrap.node_folder(node), target, _passphrase(passphrase_file, new=True))
    typer.echo(f"keys {plain(target)}: {count} files, sealed; never keep it beside a backup of the database")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="Folder of the backup.", show_default=False)],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The node, or a new one.", show_default=False)],
    *,
    keys: Annotated[Path | None, typer.Option(help="File of backup-keys, for a new node.")] = None,
    passphrase_file: Passphrase = None,
    tombstones: Annotated[
        Path | None, typer.Option(help="List of `ledger tombstones` that was kept elsewhere.")
    ] = None,
) -> None:
    """Put a node back from a backup; what was erased since stays erased, and a log that is old signs nothing."""
    if keys is not None:
        bootstrap.put_back_keys(keys, folder, _passphrase(passphrase_file, new=False))
    done = bootstrap.restored_node(source, folder, tombstones)
    typer.echo(f"put back {plain(done.backup.log)} at size {done.backup.size} or beyond")
    typer.echo(f"people erased: {done.erased}")
    if done.halted is None:
        typer.echo("the log may sign. Before you serve, have it cosigned: only witnesses know whether it is the newest")
        return
    typer.echo(f"HALTED: {plain(done.halted)}", err=True)
    typer.echo("Find a newer backup, or the database that was set aside, and restore that (docs/node.md).", err=True)
    raise typer.Exit(EXIT_VERIFICATION)


def _passphrase(file: Path | None, *, new: bool) -> str:
    if file is not None:
        return bootstrap.file_bytes(file, 4096).decode("utf-8", "replace").strip("\r\n")
    return str(typer.prompt("passphrase", hide_input=True, confirmation_prompt=new))


def _word(value: Json) -> str:
    return {None: "-", True: "yes", False: "no"}[value] if isinstance(value, bool | None) else str(value)
