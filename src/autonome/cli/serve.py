"""``autonome serve``: the pages of a node, for patients, clinicians and stewards."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autonome.bootstrap import nodes, serving
from autonome.kernel import InputError


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
        bool, typer.Option("--proxied", help="Browsers come over TLS, through a proxy (docs/portals.md).")
    ] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="Make a small synthetic hospital (in .demo/hospital), and serve that.")
    ] = False,
) -> None:
    """Serve a node's pages, until SIGTERM or Ctrl-C."""
    if demo and proxied:
        raise InputError("a demonstration is for this machine alone", mend="leave out --demo or --proxied.")
    if demo:
        serving.serve_demo(node, listen, typer.echo)
    else:
        serving.serve_node(nodes.node_folder(node), listen, typer.echo, proxied=proxied)
