"""``autonome decide``: may this be done with these data? With ``--log`` the answer is put on record first."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.access import Allowed, Decision, Request, decide, read_request, told
from autonome.cli.exits import EXIT_REFUSED
from autonome.consent import ConsentFile, read_consent
from autonome.kernel import Instant, Json, canonical_bytes
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.law import COUNSEL, RULES
from autonome.ledger import Recorded
from autonome.workflows.decide_and_record import decide_and_record
from autonome.workflows.record_use import receipt_for


def decide_request(  # noqa: PLR0913 - one parameter for each option of the command
    *,
    consent: Annotated[Path, typer.Option(help="Consent file of the person.", show_default=False)],
    request: Annotated[Path, typer.Option(help="Who asks for what.", show_default=False)],
    log: Annotated[Path | None, typer.Option(help="Put the decision on the log in this directory.")] = None,
    receipt: Annotated[Path | None, typer.Option(help="Write its receipt here; needs --log.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Decide as of this instant; now without it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Decide on a request: by the person's consent and the law of the place."""
    if receipt is not None and log is None:
        raise typer.BadParameter("a receipt needs a log: add --log DIR.", param_hint="--receipt")
    asked = read_request(bootstrap.file_bytes(request, MAX_JSON_BYTES), where=request.name)
    consented = read_consent(bootstrap.file_bytes(consent, MAX_JSON_BYTES), where=consent.name, subject=asked.subject)
    at = bootstrap.clock().now() if as_of is None else Instant.parse(as_of)
    decision, recorded = _decide(asked, consented, log=log, receipt=receipt, at=at)
    sys.stdout.write(_json(decision, recorded) if as_json else _text(decision, recorded))
    if not isinstance(decision, Allowed):
        raise typer.Exit(EXIT_REFUSED)


def _decide(
    request: Request, consent: ConsentFile, *, log: Path | None, receipt: Path | None, at: Instant
) -> tuple[Decision, Recorded | None]:
    if log is None:
        return decide(consent.in_file_order(), request, RULES, at, len(consent.acts)), None
    opened = bootstrap.open_log(log)
    answer = decide_and_record(request, consent.acts, log=opened, rules=RULES, at=at)
    if receipt is not None:
        bootstrap.write_file(receipt, canonical_bytes(receipt_for((answer.recorded,), log=opened).to_json()) + b"\n")
    return answer.decision, answer.recorded


def _json(decision: Decision, recorded: Recorded | None) -> str:
    value: dict[str, Json] = {
        "effect": "allowed" if isinstance(decision, Allowed) else "denied",
        "told": list(told(decision.reasons)),
        "decision": decision.to_json(),
        "entry": None if recorded is None else recorded.index,
    }
    return json.dumps(value, ensure_ascii=True) + "\n"


def _text(decision: Decision, recorded: Recorded | None) -> str:
    lines = ["Allowed." if isinstance(decision, Allowed) else "Refused."]
    if isinstance(decision, Allowed):
        lines.append(f"  data        {', '.join(grant.item for grant in decision.grants)}")
        lines.append(f"  until       {decision.until or 'no end stated'}")
        lines += [f"  obligation  {code}" for code in decision.obligations]
    lines += [f"  reason      {sentence}" for sentence in told(decision.reasons)]
    lines += [f"  duty        {duty.sentence} ({duty.article})" for duty in decision.duties]
    where = "not recorded" if recorded is None else f"{recorded.payload.log}, entry {recorded.index}"
    return "\n".join([*lines, f"  log         {where}", f"  note        {COUNSEL}", ""])
