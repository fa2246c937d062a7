"""``autonome serve``: the pages of a node, for patients, clinicians and stewards."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autonome.bootstrap import nodes, serving


def serve(
    *,
    node: Annotated[
        Path | None,
        typer.Option(
            "--node", help="Folder of the node (default: AUTONOME_NODE, else the session's).", show_default=False
        ),
    ] = None,
    listen: Annotated[str, typer.Option(help="host:port.")] = serving.LISTEN,
    proxied: Annotated[
        bool,
        typer.Option(
            "--proxied", help="Browsers come over TLS, through a proxy that is set up as docs/portals.md says."
        ),
    ] = False,
) -> None:
    """Serve a node's pages, until SIGTERM or Ctrl-C."""
    serving.serve_node(nodes.node_folder(node), listen, _told, proxied=proxied)


def _told(url: str) -> None:
    typer.echo(f"pages at {url.replace('127.0.0.1', 'localhost')}")
