"""``autonome node rotate-keys``: the institution's key, changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.bootstrap.node_keys import rotate_node_key
from autonome.cli.plain_text import counted


def rotate_keys(
    node: Annotated[
        Path | None,
        typer.Option(
            "--node", help="Folder of the node (default: AUTONOME_NODE, else the session's).", show_default=False
        ),
    ] = None,
    key_service: Annotated[
        Path | None,
        typer.Option(help="Go over to the key service that this file names (docs/key-service.md).", show_default=False),
    ] = None,
) -> None:
    """Change the key under which people's keys are wrapped; the node is stopped before. What was begun is ended."""
    resumed, count = rotate_node_key(bootstrap.node_folder(node), key_service)
    said = "the change that was begun is ended" if resumed else "the institution's key is changed"
    typer.echo(f"{said}: {counted(count, 'key', 'keys')} wrapped anew")
