"""``autonome share``: a part of a patient's record for a partner institution; what became of it; what waits here."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from autonome import bootstrap
from autonome.access import Request
from autonome.access.roles import Role
from autonome.bootstrap import exchange
from autonome.bootstrap.session import Session, signed_in
from autonome.bootstrap.sharing import expect_partner
from autonome.cli.at_node import CARING, AsJson, Facts, Papers, ReceiptFile, stated, tell_refusal
from autonome.cli.exits import EXIT_REFUSED
from autonome.cli.plain_text import plain
from autonome.consent import CATEGORIES, Action
from autonome.kernel import InputError, Json, SubjectId, canonical_bytes
from autonome.workflows.break_glass import PURPOSE, Reasoned
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.keep_patients import expect_patient

if TYPE_CHECKING:
    from autonome.sharing.transfers import Identity, Transfer
    from autonome.workflows.deliver_shared import Outcome
    from autonome.workflows.exchange_ports import Sent
    from autonome.workflows.share_record import Shared

SEND = "send"


class _SendFirst(TyperGroup):
    """``autonome share PATIENT …`` is ``autonome share send PATIENT …``."""

    default = SEND

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # typer's own Context is wider
        """Take what is no command for a patient."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args.insert(0, SEND)
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_SendFirst,
    help="A part of a patient's record for a partner institution: `share PATIENT --to …`.",
    no_args_is_help=True,
)


@app.command(name=SEND)
def send(  # noqa: PLR0913 - one parameter for each option of the command
    patient: Annotated[str, typer.Argument(help="The patient's id in the node.", show_default=False)],
    *,
    to: Annotated[str, typer.Option(help="The partner: clinic.example.", show_default=False)],
    items: Annotated[str, typer.Option(help="Categories of data, with commas: medications,laboratory.")],
    purpose: Annotated[str, typer.Option(help="What for: a code of HL7's PurposeOfUse.")] = "TREAT",
    in_reply_to: Annotated[
        str | None, typer.Option(help="The transfer that this answers: results return.", show_default=False)
    ] = None,
    break_glass: Annotated[
        str | None, typer.Option(help="In an emergency: why. The patient is told, and it is reviewed.")
    ] = None,
    fact: Facts = None,
    document: Papers = None,
    receipt: ReceiptFile = None,
    as_json: AsJson = False,
) -> None:
    """Share a part of a patient's record with a partner, as far as consent and law allow."""
    from autonome.sharing import TransferId  # noqa: PLC0415 - ML-KEM, which no plan needs
    from autonome.workflows.share_record import for_partner, share_record  # noqa: PLC0415

    with signed_in(*CARING, fresh=break_glass is not None) as session:
        world = exchange.world_of(session.node)
        partner, subject = expect_partner(world, to), expect_patient(session.node.patients, patient)
        wanted = tuple(filter(None, items.split(",")))
        asked = session.asks(subject, PURPOSE if break_glass is not None else purpose, wanted, Action.DISCLOSE)
        request = for_partner(stated(asked, fact, document), partner)
        answered = None if in_reply_to is None else TransferId(in_reply_to)
        emergency = None if break_glass is None else _reasoned(session, request, break_glass)
        found = share_record(request, partner, world=world, in_reply_to=answered, emergency=emergency)
        if isinstance(found, Refusal):
            tell_refusal(session, found.request, found, as_json=as_json)
            raise typer.Exit(EXIT_REFUSED)
        _deliver(session, found, receipt, as_json=as_json)


def _reasoned(session: Session, request: Request, reason: str) -> Reasoned:
    return Reasoned(request, reason, session.node.names.person(request.subject).hex())


def _deliver(session: Session, shared: Shared, receipt: Path | None, *, as_json: bool) -> None:
    from autonome.workflows.deliver_shared import Outcome, deliver  # noqa: PLC0415
    from autonome.workflows.verify_shared import receipt_of_shared  # noqa: PLC0415

    world, number = exchange.world_of(session.node), shared.transfer.id
    sent = world.outbox.find(number)
    outcome = Outcome("cancelled") if sent is None else deliver(sent, world=world, first=True)
    if receipt is not None:
        made = receipt_of_shared(shared, outcome.recorded, outcome.answer, log=session.node.log)
        bootstrap.write_file(receipt, canonical_bytes(made) + b"\n")
        sys.stderr.write(f"receipt {plain(receipt)}\n")
    told = _told(shared, outcome)
    sys.stdout.write(json.dumps(told, ensure_ascii=True) + "\n" if as_json else "".join(_lines(told)))
    if outcome.state == "refused":
        raise typer.Exit(EXIT_REFUSED)


def _told(shared: Shared, outcome: Outcome) -> dict[str, Json]:
    asked = set(shared.permit.request.items)
    return {
        "transfer": shared.transfer.id,
        "patient": shared.permit.subject,
        "to": shared.transfer.to,
        "state": outcome.state,
        "shared": list(shared.transfer.items),
        "items": shared.items,
        "genomes": shared.genomes,
        "all": all(shared.permit.covers(item) for item in asked),
        "decision": shared.permit.recorded.index,
        "disclosure": shared.disclosure.index,
        "end": None if outcome.recorded is None else outcome.recorded.index,
    }


_STATES = {
    "delivered": "taken in there",
    "refused": "refused there: nothing of it is kept there",
    "waiting": "there, and somebody must say whose it is",
    "tried": "nobody answers there: the node goes on trying",
    "cancelled": "cancelled: it may not leave any more",
}


def _lines(told: dict[str, Json]) -> Iterator[str]:
    shared = told["shared"]
    kinds = ", ".join(map(str, shared)) if isinstance(shared, list) else ""
    yield f"transfer {told['transfer']} to {told['to']}: {_STATES[str(told['state'])]}\n"
    yield plain(f"shared {kinds} of {told['patient']}: {told['items']} items") + "\n"
    if not told["all"]:
        yield "not all that was asked for is given\n"
    if isinstance(shared, list) and any(CATEGORIES.covers("genome", str(kind)) for kind in shared):
        yield f"of genes, what stands in the record is shared, and known positions of genomes: {told['genomes']}\n"
    end = "" if told["end"] is None else f", end entry {told['end']}"
    yield f"decision entry {told['decision']}, disclosure entry {told['disclosure']}{end}\n"


@app.command()
def status(
    patient: Annotated[
        str | None, typer.Argument(help="Of one patient; of everybody without.", show_default=False)
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what went to partners, and what became of it."""
    with signed_in(*CARING, Role.STEWARD, Role.AUDITOR) as session:
        sent = exchange.world_of(session.node).outbox.sent()
        cares = bool(session.roles.intersection(CARING))
        rows = [_row(each, cares=cares) for each in sent if patient in {None, str(each.note.subject)}]
    if as_json:
        typer.echo(json.dumps({"sent": rows}, ensure_ascii=True))
        return
    for row in rows:
        typer.echo(plain("  ".join(f"{name} {value}" for name, value in row.items() if value is not None)))
    if not rows:
        typer.echo("nothing was shared")


def _row(sent: Sent, *, cares: bool) -> dict[str, Json]:
    """What there is to tell; who has no part in anybody's care is not told whose, or what."""
    transfer = sent.note.transfer
    told: dict[str, Json] = {
        "transfer": transfer.id,
        "to": transfer.to,
        "state": sent.state,
        "put": str(sent.put),
        "tries": sent.tries,
        "what": "notice of a withdrawal" if sent.note.request is None else "data",
    }
    if cares:
        told |= {"patient": sent.note.subject, "kinds": ",".join(transfer.items) or None}
    return told


@app.command()
def waiting(
    number: Annotated[
        int | None,
        typer.Argument(help="Show what the partner tells of the person; it is recorded.", show_default=False),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List what came from partners and waits until somebody says whose it is; or show one of it."""
    from autonome.workflows.accept_transfer import look_at, waiting_transfers  # noqa: PLC0415 - ML-KEM

    with signed_in(*CARING) as session:
        world = exchange.world_of(session.node)
        if number is None:
            found = [_waits(each.number, each.transfer) for each in waiting_transfers(world=world)]
        else:
            message = look_at(number, session.actor, world=world)
            found = [_waits(number, message.transfer) | _said_of(message.body.identity)]
    if as_json:
        typer.echo(json.dumps({"waiting": found}, ensure_ascii=True))
        return
    for each in found:
        typer.echo(plain("  ".join(f"{name} {value}" for name, value in each.items())))
    if not found:
        typer.echo("nothing waits")


def _waits(number: int, transfer: Transfer) -> dict[str, Json]:
    return {
        "number": number,
        "from": transfer.sender,
        "transfer": transfer.id,
        "kinds": ",".join(transfer.items),
        "until": str(transfer.expires),
    }


def _said_of(identity: Identity) -> dict[str, Json]:
    return {"name": identity.name or "not told", "numbers": ",".join(identity.numbers) or "not told"}


@app.command()
def accept(
    number: Annotated[int, typer.Argument(help="Of what waits.", show_default=False)],
    *,
    patient: Annotated[str | None, typer.Option(help="Whose it is, by the id here.", show_default=False)] = None,
    new: Annotated[bool, typer.Option("--new", help="Somebody who is not kept here yet.")] = False,
) -> None:
    """Say whose it is what waits; it is then decided on, and taken in or refused."""
    from autonome.workflows.accept_transfer import accept_transfer  # noqa: PLC0415

    if (patient is None) is not new:
        raise InputError("whose is it?", mend="give --patient ID, or --new.")
    with signed_in(*CARING) as session:
        world = exchange.world_of(session.node)
        subject: SubjectId | None = None if patient is None else expect_patient(session.node.patients, patient)
        answer = accept_transfer(number, subject, session.actor, world=world)
        typer.echo(f"transfer {answer.transfer}: {answer.state}")
        if answer.state == "refused":
            raise typer.Exit(EXIT_REFUSED)
