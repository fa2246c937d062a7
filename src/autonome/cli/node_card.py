"""``autonome node card``: what partners know the institution by; and the process that serves its exchange."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.bootstrap import exchange
from autonome.cli.plain_text import plain
from autonome.kernel import InputError

Named = Annotated[
    Path | None,
    typer.Option("--node", help="Folder of the node (default: AUTONOME_NODE, else the session's).", show_default=False),
]


def card(
    *,
    out: Annotated[Path | None, typer.Option(help="Write the card, for partners.", show_default=False)] = None,
    new_keys: Annotated[
        bool, typer.Option("--new-keys", help="Change the keys; those before hold for 14 days.")
    ] = False,
    at_once: Annotated[
        bool, typer.Option("--at-once", help="With --new-keys: the keys before end now. For stolen keys.")
    ] = False,
    node: Named = None,
) -> None:
    """Print what partners know this institution by, and its fingerprint; the first time, keys are drawn."""
    if at_once and not new_keys:
        raise InputError("--at-once goes with --new-keys", mend="give both, or neither.")
    signed = exchange.own_card(bootstrap.node_folder(node), new_keys=new_keys, at_once=at_once)
    found = signed.card
    typer.echo(f"institution  {plain(found.id)} ({plain(found.name)})")
    typer.echo(f"exchange     {plain(found.url)}")
    typer.echo(f"valid until  {found.valid.end}")
    if found.earlier is not None:
        typer.echo(f"keys before  hold until {found.earlier.until}")
    typer.echo(f"fingerprint  {found.words}")
    if out is not None:
        bootstrap.write_file(out, signed.write())
        typer.echo(f"card         {plain(out)}: give it to the partner, and the fingerprint by another way")


def run_exchange(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The node.")]) -> None:
    """Be the process that serves a node's exchange; `node run` begins it."""
    exchange.run_exchange(folder, lambda url: typer.echo(f"exchange at {url}"))
