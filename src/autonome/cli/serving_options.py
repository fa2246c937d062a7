"""Options of every command that serves: how many connections an address may have, and whom that does not concern."""

from __future__ import annotations

from typing import Annotated

import typer

CONNECTIONS = 32
"""Connections of one address at once, unless told otherwise (`adapters.ledger_http.doors` says why)."""

PerAddress = Annotated[int, typer.Option(help="Connections that one address may have at once.", min=1)]
Proxies = Annotated[
    list[str] | None,
    typer.Option(
        "--proxy",
        help="Address of a proxy, which is not limited; without one 127.0.0.1 and ::1.",
        show_default=False,
    ),
]
