"""``autonome serve``: the pages of a node, for patients, clinicians and stewards."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autonome.bootstrap import nodes, serving
from autonome.kernel import InputError


def serve(  # noqa: PLR0913 - options of a command
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
    processes: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="That answer (default: one for each core, at most four).", show_default=False),
    ] = None,
    socket: Annotated[int | None, typer.Option(hidden=True, help="Be one of several: the listening socket.")] = None,
    first: Annotated[bool, typer.Option("--first", hidden=True, help="Of several, the first.")] = False,
) -> None:
    """Serve a node's pages, until SIGTERM or Ctrl-C."""
    if demo and processes not in {None, 1}:
        raise InputError("a demonstration is one process", mend="leave out --demo or --processes.")
    if demo and proxied:
        raise InputError("a demonstration is for this machine alone", mend="leave out --demo or --proxied.")
    if demo:
        serving.serve_demo(node, listen, typer.echo)
    elif socket is not None:
        serving.serve_among_several(nodes.node_folder(node), socket, first=first, proxied=proxied)
    else:
        folder = nodes.node_folder(node)
        raise typer.Exit(serving.serve_node(folder, listen, typer.echo, proxied=proxied, processes=processes))
