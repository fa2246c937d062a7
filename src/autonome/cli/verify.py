"""``autonome verify``: check a receipt offline. Trust comes from a policy, never from the receipt."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.cli.exits import EXIT_UNTRUSTED
from autonome.kernel import Json
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.ledger import UntrustedError
from autonome.workflows.verify_receipt import VerifiedReceipt, verify_receipt

MAX_POLICY = 1024 * 1024
"""Largest policy read, in bytes."""


def verify(
    receipt: Annotated[Path, typer.Argument(help="The receipt.json that was handed out.", show_default=False)],
    *,
    policy: Annotated[Path | None, typer.Option(help="Whom to trust; without it the answer is: untrusted.")] = None,
    plan: Annotated[Path | None, typer.Option(help="Check also that this is the receipt's plan.json.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check that a trusted log holds what a receipt says."""
    try:
        verified = verify_receipt(
            bootstrap.file_bytes(receipt, MAX_JSON_BYTES),
            policy=None if policy is None else bootstrap.file_bytes(policy, MAX_POLICY),
            plan=None if plan is None else bootstrap.file_bytes(plan),
        )
    except UntrustedError as error:
        sys.stderr.write(f"autonome: untrusted: {error}\n")
        raise typer.Exit(EXIT_UNTRUSTED) from error
    lines = [json.dumps(verified.to_json(), ensure_ascii=True)] if as_json else _lines(verified)
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _lines(verified: VerifiedReceipt) -> list[str]:
    asked = verified.request
    entries = " and ".join(map(str, verified.entries))
    rows = {
        "who": f"{_word(asked, 'actor')}, for {_word(asked, 'organisation')}, as {_word(asked, 'recipient')}",
        "whose data": f"{_plain(verified.subject)}: {_words(asked, 'items')}",
        "purpose": f"{_words(asked, 'purposes')}, to {_word(asked, 'action')}, in {_word(asked, 'jurisdiction')}",
        "decision": f"{verified.effect}, recorded {verified.decided_at}",
        "rules": ", ".join(_plain(rule) for rule in verified.rules) or "none beyond the consent",
        "use": "none" if verified.used_at is None else f"recorded {verified.used_at}",
        "made": _words(verified.made, "outputs") or "nothing",
        "plan": "the given plan is this receipt's" if verified.plan_matches else "not compared",
        "log": f"{verified.log}, at {entries} in a tree of {verified.size}",
        "witnesses": ", ".join(verified.cosigners) or "none; the policy asks for none",
    }
    return ["Verified.", *(f"  {name:<11}{text}" for name, text in rows.items())]


def _word(members: Mapping[str, Json], key: str) -> str:
    return _plain(members.get(key, "not said"))


def _words(members: Mapping[str, Json], key: str) -> str:
    value = members.get(key)
    return ", ".join(_plain(item) for item in value) if isinstance(value, list | dict) else ""


def _plain(value: object) -> str:
    """Text that cannot move the terminal's cursor: what a log holds was written by others."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in str(value))
