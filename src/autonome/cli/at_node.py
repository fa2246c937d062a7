"""What commands at a node share: papers and facts stated with a request, refusals told, receipts written."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.access import Decision, Denied, Request
from autonome.access.explanation import Audience, account_of, explain
from autonome.access.roles import Role
from autonome.bootstrap.session import Session
from autonome.cli.papers import circumstances_of, documents_of
from autonome.cli.plain_text import plain
from autonome.kernel import canonical_bytes
from autonome.law import RULES, stating
from autonome.ledger import Recorded
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.record_consent import attested_of
from autonome.workflows.record_use import receipt_for

CARING = (Role.CLINICIAN, Role.PHARMACIST, Role.CLINIC, Role.LABORATORY)
"""Who takes in what belongs to a patient, and makes plans: each in their own role, for treatment."""

Facts = Annotated[
    list[str] | None,
    typer.Option("--fact", help="What is so of this request: NAME=yes, no or a number.", show_default=False),
]
Papers = Annotated[
    list[str] | None, typer.Option("--document", help="A paper that is shown with it: KIND=ID.", show_default=False)
]
ReceiptFile = Annotated[Path | None, typer.Option("--receipt", help="Write a receipt of decision and use.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def stated(request: Request, fact: Sequence[str] | None, document: Sequence[str] | None) -> Request:
    """A request with what is stated for it alone, beside what holds for all that the institution asks."""
    facts = dict(request.circumstances.to_json()) | dict(circumstances_of(fact or ()).to_json())
    return replace(
        request,
        circumstances=stating({name: value for name, value in facts.items() if isinstance(value, int)}),
        documents=(*request.documents, *documents_of(document or ())),
    )


def tell_refusal(session: Session, request: Request, found: Refusal | Denied, *, as_json: bool) -> None:
    """Tell who asked what follows from the request, the law, and whether the person is on record as alive.

    Nobody's answers are needed for it.
    """
    decision: Decision = found.decision if isinstance(found, Refusal) else found
    entry = found.recorded.index if isinstance(found, Refusal) else None
    attested = attested_of(request.subject, log=session.node.log)
    told = explain(account_of(request, decision, (), RULES, attested=attested, entry=entry), Audience.ASKER)
    language = bootstrap.language("en")
    if as_json:
        typer.echo(json.dumps({"refused": True, "entry": entry, "told": told.to_json(language.say)}, ensure_ascii=True))
        return
    typer.echo(language.say(told.headline))
    for section in told.sections:
        typer.echo(f"\n{language.say(section.title)}")
        for line in section.lines:
            typer.echo(f"  - {language.say(line)}")
    where = "on no log: it cannot record now" if entry is None else f"{session.node.log.composer.origin}, entry {entry}"
    typer.echo(f"\nrefused: {where}")


def write_receipt(session: Session, entries: Sequence[Recorded], path: Path | None) -> None:
    """Write the receipt of entries, where one is wanted."""
    if path is None:
        return
    made = receipt_for(entries, log=session.node.log)
    bootstrap.write_file(path, canonical_bytes(made.to_json()) + b"\n")
    sys.stderr.write(f"receipt {plain(path)}\n")
