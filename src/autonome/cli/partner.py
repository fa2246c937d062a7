"""``autonome partner``: with which institutions the node exchanges. Stewards' acts, each on the node's log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.access.roles import Role
from autonome.bootstrap import exchange, session
from autonome.cli.plain_text import one_line, plain
from autonome.kernel import AutonomeError, Json

app = typer.Typer(help="With which institutions the node exchanges.", no_args_is_help=True)


@app.command()
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The partner's card.", show_default=False)],
    fingerprint: Annotated[
        str | None,
        typer.Option(
            help="As the partner read it to you: eight words, or hexadecimal digits. A card that follows a trusted "
            "one needs none.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make an institution a partner, or take a partner's new card."""
    signed = exchange.read_card(file)
    heard = None if fingerprint is None else exchange.heard_fingerprint(fingerprint)
    with session.signed_in(Role.STEWARD, fresh=True) as found:
        done = exchange.partners_of(found.node).add(signed, heard, found.person.name, bootstrap.clock().now())
    card = signed.card
    typer.echo(f"partner    {plain(card.id)} ({plain(card.name)}): {card.recipient}, {card.jurisdiction}")
    typer.echo(f"exchange   {plain(card.url)}, until {card.valid.end}")
    typer.echo(f"on the log: entry {done.index}")


@app.command("list")
def list_(*, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False) -> None:
    """List the partners: who each is, until when its card holds, and which entry made it one."""
    with session.signed_in(Role.STEWARD, Role.AUDITOR) as found:
        shown = list(exchange.partners_of(found.node).shown())
    for known, card in shown:
        told: dict[str, Json] = {"partner": known.id, "entry": known.entry, "by": known.by, "since": str(known.at)}
        if isinstance(card, AutonomeError):
            told |= {"fault": one_line(card)}
        else:
            told |= {"recipient": card.recipient, "jurisdiction": card.jurisdiction, "exchange": card.url}
            told |= {"until": str(card.valid.end), "fingerprint": card.words}
        if as_json:
            typer.echo(json.dumps(told, ensure_ascii=True))
        else:
            typer.echo("  ".join(plain(str(told[name])) for name in (*_COLUMNS, "fault") if name in told))


@app.command()
def remove(institution: Annotated[str, typer.Argument(help="Its id, such as clinic.example.")]) -> None:
    """End a partnership: nothing goes there, and nothing is taken from there, any more."""
    with session.signed_in(Role.STEWARD, fresh=True) as found:
        done = exchange.partners_of(found.node).remove(institution, found.person.name)
    typer.echo(f"{plain(institution)} is no partner any more: entry {done.index}")


_COLUMNS = ("partner", "recipient", "jurisdiction", "exchange", "until", "entry")
