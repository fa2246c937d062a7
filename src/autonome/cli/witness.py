"""``autonome witness``: an institution's witness of other institutions' logs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap

app = typer.Typer(help="Witness other institutions' logs, and have one's own witnessed.", no_args_is_help=True)


@app.command()
def key(
    file: Annotated[Path, typer.Argument(help="Where to put the new private key.", show_default=False)],
    *,
    name: Annotated[str, typer.Option(help="Name of the witness, such as witness.example/w1.", show_default=False)],
) -> None:
    """Make a witness's key, and print its public side: the line for other people's policies."""
    typer.echo(bootstrap.new_witness_key(file, name))


@app.command()
def serve(
    *,
    log: Annotated[
        list[str],
        typer.Option(help="A log's key (name+id+base64), or a policy file with log lines.", show_default=False),
    ],
    key: Annotated[Path, typer.Option(help="The witness's private key.", show_default=False)],
    state: Annotated[Path, typer.Option(help="Folder of what it remembers; never restored.", show_default=False)],
    listen: Annotated[str, typer.Option(help="host:port; port 0 for any that is free.")] = "127.0.0.1:0",
) -> None:
    """Serve as a witness (C2SP tlog-witness): cosign what only grew; ends at SIGTERM."""
    bootstrap.serve_witness(log, key=key, state=state, listen=listen, told=_told)


def _told(url: str) -> None:
    typer.echo(f"witness at {url}")
