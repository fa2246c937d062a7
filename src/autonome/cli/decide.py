"""``autonome decide``: may this be done with these data? With ``--log`` the answer is put on record first."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.access import Allowed, Decision, Permit, Request, decide, read_request, told
from autonome.access.passports import Evidence
from autonome.cli.exits import EXIT_REFUSED
from autonome.cli.instants import instant_of
from autonome.consent import NO_DISEASES, ConsentAct, ConsentFile, Diseases, read_consent, read_diseases
from autonome.kernel import Instant, Json, canonical_bytes
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.law import COUNSEL, RULES
from autonome.ledger import Recorded
from autonome.workflows.decide_and_record import acts_not_handed_in, decide_and_record
from autonome.workflows.record_use import receipt_for

SHORT = 12
"""Characters of a digest that are shown."""


def decide_request(  # noqa: PLR0913 - one parameter for each option of the command
    *,
    consent: Annotated[Path, typer.Option(help="Consent file of the person.", show_default=False)],
    request: Annotated[Path, typer.Option(help="The request, in JSON: who asks for what.", show_default=False)],
    diseases: Annotated[
        Path | None, typer.Option(help="Hierarchy of diseases, in JSON, for a request that names any.")
    ] = None,
    passport: Annotated[
        Path | None, typer.Option(help="GA4GH passport of whoever asks; its visas count as documents. Needs --issuers.")
    ] = None,
    issuers: Annotated[
        Path | None, typer.Option(help="Trusted issuers of visas with their keys, and what visas stand for, in JSON.")
    ] = None,
    log: Annotated[
        Path | None, typer.Option(help="Put the decision on the log in this folder; without it, nothing is recorded.")
    ] = None,
    receipt: Annotated[Path | None, typer.Option(help="Write its receipt here; needs --log.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Judge consent and law as of this instant, not now.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Decide on a request: by the person's consent and the law of the place."""
    if receipt is not None and log is None:
        raise typer.BadParameter("a receipt needs a log: add --log DIR.", param_hint="--receipt")
    if (passport is None) is not (issuers is None):
        raise typer.BadParameter("a passport and the file of trusted issuers go together.", param_hint="--passport")
    asked = read_request(bootstrap.file_bytes(request, MAX_JSON_BYTES), where=request.name)
    consented = read_consent(bootstrap.file_bytes(consent, MAX_JSON_BYTES), where=consent.name)
    at = bootstrap.clock().now() if as_of is None else instant_of(as_of, "--as-of")
    shown = _shown(passport, issuers, asked, at)
    asked = replace(asked, documents=(*asked.documents, *shown.documents))
    known = NO_DISEASES if diseases is None else _diseases(diseases)
    if log is None:
        made = _decide(asked, consented, at, known)
    else:
        made = _decide_on(log, asked, consented, at, diseases=known, receipt=receipt)
    sys.stdout.write(_json(made, shown) if as_json else _text(made, shown))
    if not isinstance(made.decision, Allowed):
        raise typer.Exit(EXIT_REFUSED)


@dataclass(frozen=True, slots=True)
class _Made:
    """A decision, the entry in which it stands, and the recorded acts that it rests on beside those of the file."""

    decision: Decision
    recorded: Recorded | None = None
    on_record: tuple[ConsentAct, ...] = ()


def _shown(passport: Path | None, issuers: Path | None, asked: Request, at: Instant) -> Evidence:
    if passport is None or issuers is None:
        return Evidence((), ())
    return bootstrap.shown_by_passport(passport, issuers, asked.actor, at)


def _diseases(path: Path) -> Diseases:
    return read_diseases(bootstrap.file_bytes(path, MAX_JSON_BYTES), where=path.name)


def _decide(request: Request, consent: ConsentFile, at: Instant, diseases: Diseases) -> _Made:
    asked = request.handed_in_with(consent.subject)
    acts, attested = consent.in_file_order(), consent.attested_at_once()
    return _Made(decide(acts, asked, RULES, at, len(acts), diseases=diseases, attested=attested))


def _decide_on(  # noqa: PLR0913 - what a decision depends on, and where it is put on record
    log: Path, request: Request, consent: ConsentFile, at: Instant, *, diseases: Diseases, receipt: Path | None
) -> _Made:
    opened = bootstrap.open_log(log)
    answer = decide_and_record(request, consent, log=opened, rules=RULES, at=at, diseases=diseases)
    if receipt is not None:
        bootstrap.write_file(receipt, canonical_bytes(receipt_for((answer.recorded,), log=opened).to_json()) + b"\n")
    on_record = acts_not_handed_in(answer, consent, log=opened) if isinstance(answer, Permit) else ()
    return _Made(answer.decision, answer.recorded, on_record)


def _json(made: _Made, shown: Evidence) -> str:
    value: dict[str, Json] = {
        "effect": "allowed" if isinstance(made.decision, Allowed) else "denied",
        "told": list(told(made.decision.reasons)),
        "decision": made.decision.to_json(),
        "entry": None if made.recorded is None else made.recorded.index,
        "consent_on_record": [{"entry": act.leaf, "act": act.id, "question": act.key} for act in made.on_record],
        "visas": {
            "documents": [document.to_json() for document in shown.documents],
            "set_aside": [{"visa": each.visa, "why": each.why} for each in shown.set_aside],
        },
    }
    return json.dumps(value, ensure_ascii=True) + "\n"


def _text(made: _Made, shown: Evidence) -> str:
    decision, recorded = made.decision, made.recorded
    lines = ["Allowed." if isinstance(decision, Allowed) else "Refused."]
    if isinstance(decision, Allowed):
        lines.append(f"  data        {', '.join(grant.item for grant in decision.grants)}")
        lines.append(f"  until       {decision.until or 'no end stated'}")
        lines += [f"  obligation  {code}" for code in decision.obligations]
    lines += [f"  on record   entry {act.leaf}: {act.key}; the given file does not hold it" for act in made.on_record]
    lines += [f"  visa        shows {each.kind} until {each.until}" for each in shown.documents]
    lines += [f"  visa        set aside, for it {each.why}: {each.visa[:SHORT]}…" for each in shown.set_aside]
    lines += [f"  reason      {sentence}" for sentence in told(decision.reasons)]
    lines += [f"  duty        {duty.sentence} ({duty.article})" for duty in decision.duties]
    where = "not recorded" if recorded is None else f"{recorded.payload.log}, entry {recorded.index}"
    return "\n".join([*lines, f"  log         {where}", f"  note        {COUNSEL}", ""])
