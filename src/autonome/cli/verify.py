"""``autonome verify``: check any receipt offline. Trust comes from a policy, never from the receipt."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autonome import bootstrap
from autonome.access.support import in_words, read_manner
from autonome.cli.exits import exit_code
from autonome.cli.ledger_query import table
from autonome.cli.plain_text import counted, plain
from autonome.kernel import AutonomeError, Json
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.ledger import Recorded, TimestampReader, UntrustedError
from autonome.workflows.kinds_of_receipts import is_transfer
from autonome.workflows.verify_erasure import VerifiedErasure, known_keys, verify_erasure
from autonome.workflows.verify_opened import ReceiptKind, VerifiedOpened, kind_of, verify_opened
from autonome.workflows.verify_receipt import Evidence, VerifiedReceipt, Vouched, verify_receipt
from autonome.workflows.verify_split_view import TwoHistories, is_split_view, verify_split_view

if TYPE_CHECKING:
    from autonome.workflows.verify_shared import VerifiedTransfer

MAX_POLICY = 1024 * 1024
"""Largest policy read, in bytes."""

NOT_VERIFIED = "NOT VERIFIED: do not rely on it."
"""What is said before anything else when a receipt does not stand."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a receipt is verified with, all of it from elsewhere."""

    policy: Evidence | None
    plan: Evidence | None
    keys: Evidence | None
    timestamps: TimestampReader | None
    partner_policy: Evidence | None = None


def verify(  # noqa: PLR0913 - one parameter for each option of the command
    receipt: Annotated[Path, typer.Argument(help="The receipt that was handed out.", show_default=False)],
    *,
    policy: Annotated[
        Path | None,
        typer.Option(help="Policy: which logs and witnesses you trust. Without one the answer is: untrusted."),
    ] = None,
    plan: Annotated[
        Path | None, typer.Option(help="A file of the plan, such as plan.html: was the receipt given for it?")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(help="What is known of the log's keys beside the policy: from `ledger keys`.")
    ] = None,
    timestamp_roots: Annotated[
        Path | None, typer.Option(help="PEM certificates of authorities for time that you trust.")
    ] = None,
    timestamp_policy: Annotated[str | None, typer.Option(help="Policy of the authority, such as 1.2.3.4.")] = None,
    partner_policy: Annotated[
        Path | None, typer.Option(help="Of the receipt of a transfer: the policy of the partner's log.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check that a trusted log holds what a receipt says, whatever it is of; or that a log showed two histories."""
    given = _evidence(receipt, MAX_JSON_BYTES)
    beside = Beside(
        None if policy is None else _evidence(policy, MAX_POLICY),
        None if plan is None else _evidence(plan),
        None if keys is None else _evidence(keys, MAX_JSON_BYTES),
        None if timestamp_roots is None else bootstrap.timestamp_reader(timestamp_roots, timestamp_policy),
        None if partner_policy is None else _evidence(partner_policy, MAX_POLICY),
    )
    try:
        value, lines = _verified(given, beside)
    except AutonomeError as error:
        # In this order the reader of the first words alone does the right thing.
        sys.stderr.write(f"autonome: {NOT_VERIFIED} {plain(_named(error))}\n")
        raise typer.Exit(exit_code(error)) from error
    told = [json.dumps(value, ensure_ascii=True)] if as_json else lines
    sys.stdout.writelines(f"{line}\n" for line in told)


def _verified(given: Evidence, beside: Beside) -> tuple[dict[str, Json], list[str]]:
    """Verify a file as what it is: as a value, and in words."""
    if is_split_view(given.data):
        shown = verify_split_view(given, policy=beside.policy)
        return shown.to_json(), _two_histories(shown)
    if is_transfer(given.data):
        from autonome.workflows.verify_shared import verify_shared  # noqa: PLC0415 - what no other receipt needs

        moved = verify_shared(given, policy=beside.policy, partner_policy=beside.partner_policy)
        return moved.to_json(), _transfer(moved)
    known = () if beside.keys is None else (known_keys(beside.keys, policy=beside.policy),)
    kind = kind_of(given)
    # What is compared with a plan must be the receipt of one.
    if beside.plan is not None or kind is ReceiptKind.DECISION:
        verified = verify_receipt(
            given, policy=beside.policy, plan=beside.plan, timestamps=beside.timestamps, keys=known
        )
        return verified.to_json(), _decision(verified)
    if kind is ReceiptKind.ERASURE:
        erased = verify_erasure(given, policy=beside.policy, timestamps=beside.timestamps, keys=known)
        return erased.to_json(), _erasure(erased)
    opened = verify_opened(given, policy=beside.policy, timestamps=beside.timestamps, keys=known)
    return opened.to_json(), _opened(opened)


def _transfer(moved: VerifiedTransfer) -> list[str]:
    rows = {
        "transfer": f"{moved.transfer}, {moved.state}",
        "shared": plain(f"{', '.join(moved.items)} to {moved.to}"),
        "log": plain(f"{moved.sender}, entries {', '.join(map(str, moved.ours))}"),
        "their log": "not shown" if moved.theirs is None else plain(f"{moved.receiver}, entry {moved.theirs}"),
    }
    return ["Verified: a transfer.", *(f"  {name:<11}{text}" for name, text in rows.items())]


def _two_histories(shown: TwoHistories) -> list[str]:
    roots = [f"  signed      size {each.size}, root {each.root.hex()}" for each in (shown.one, shown.other)]
    return [f"Proven: the log {plain(shown.one.origin)} showed two histories. Do not rely on it.", *roots]


def _erasure(erased: VerifiedErasure) -> list[str]:
    stone = erased.tombstone
    rows = {
        "erased": f"{counted(stone.entries, 'entry', 'entries')} of one person, {stone.person}",
        "ground": plain(stone.erasure.ground),
        "decided": f"{stone.erasure.decided_at}, recorded {erased.recorded_at}",
        "log": f"{erased.log}, at {erased.index} in a tree of {erased.size}",
        "witnesses": _witnesses(erased.vouched),
        "time": _time(erased.vouched),
    }
    return [
        "Verified: an erasure.",
        *_whose_time(erased.vouched),
        *(f"  {name:<11}{text}" for name, text in rows.items()),
    ]


def _opened(opened: VerifiedOpened) -> list[str]:
    """Entries as lines of a table, below what stands behind them."""
    what = "lines, who used what, when" if opened.kind is ReceiptKind.USES else "entries"
    rows = {
        "log": f"{plain(opened.log)}, a tree of {opened.size}",
        "witnesses": _witnesses(opened.vouched),
        "time": _time(opened.vouched),
    }
    told = _uses(opened.entries) if opened.kind is ReceiptKind.USES else map(_entry, opened.entries)
    return [
        f"Verified: {what} ({len(opened.entries)}).",
        *_whose_time(opened.vouched),
        *(f"  {name:<11}{text}" for name, text in rows.items()),
        *told,
    ]


def _uses(entries: Iterable[Recorded]) -> Iterable[str]:
    from autonome.workflows.prove_uses import lines_of  # noqa: PLC0415 - only who works with uses pays for it

    return (line.removesuffix("\n") for line in table(lines_of(entries)))


def _entry(entry: Recorded) -> str:
    payload = entry.payload
    body = json.dumps(payload.to_json()["body"], ensure_ascii=False)
    manner = read_manner(payload.body.get("act")) if isinstance(payload.body, Mapping) else None
    done = f"  {manner.words}" if manner else ""
    return f"{entry.index:>6}  {payload.kind:<12}{payload.recorded_at}  {plain(payload.subject)}{done}  {plain(body)}"


def _evidence(path: Path, limit: int | None = None) -> Evidence:
    data = bootstrap.file_bytes(path) if limit is None else bootstrap.file_bytes(path, limit)
    return Evidence(data, str(path))


def _named(error: AutonomeError) -> str:
    return f"Untrusted: {error}" if isinstance(error, UntrustedError) else str(error)


def _decision(verified: VerifiedReceipt) -> list[str]:
    asked = verified.request
    entries = " and ".join(map(str, verified.entries))
    rows = {
        "who": f"{_word(asked, 'actor')}, for {_word(asked, 'organisation')}, as {_word(asked, 'recipient')}",
        "whose data": f"{plain(verified.subject)}: {_words(asked, 'items')}",
        "purpose": f"{_words(asked, 'purposes')}, to {_word(asked, 'action')}, in {_word(asked, 'jurisdiction')}",
        "decision": f"{verified.effect}, recorded {verified.decided_at}",
        **{f"reason {number}": plain(told) for number, told in enumerate(_refused(verified), start=1)},
        **_consents(verified),
        "rules": ", ".join(plain(rule) for rule in verified.rules) or "none beyond the consent",
        "use": "none" if verified.used_at is None else f"recorded {verified.used_at}",
        "made": _words(verified.made, "outputs") or "nothing",
        "plan": "not compared"
        if verified.given is None
        else f"the given file is this receipt's {plain(verified.given)}",
        "log": f"{verified.log}, at {entries} in a tree of {verified.size}",
        "witnesses": _witnesses(verified.vouched),
        "time": _time(verified.vouched),
    }
    return [_of(verified), *_whose_time(verified.vouched), *(f"  {name:<11}{text}" for name, text in rows.items())]


def _consents(verified: VerifiedReceipt) -> dict[str, str]:
    """How the acts were done that it rests on; those that were done alike stand together."""
    told = in_words(verified.manners)
    return {f"consents {number}" if len(told) > 1 else "consents": each for number, each in enumerate(told, start=1)}


def _of(verified: VerifiedReceipt) -> str:
    if verified.effect != "allowed":
        return "Verified: a refusal."
    return "Verified: a permission." if verified.used_at is None else "Verified: a use that was allowed."


def _witnesses(vouched: Vouched) -> str:
    """Who cosigned, when, and whether the quorum counts it."""
    said = (
        f"{plain(name)} at {at}{'' if name in vouched.counted else ' (not counted)'}"
        for name, at in vouched.cosigned.items()
    )
    return ", ".join(said) or "none; the policy asks for none"


def _time(vouched: Vouched) -> str:
    """Whose word the time of the decision is."""
    stamp = vouched.timestamp
    stamped = f"; stamped {stamp.at} by {plain(stamp.authority)}" if stamp else ""
    unchecked = "; a timestamp is there, and was not checked" if vouched.unchecked else ""
    absent = f"; not there yet at {vouched.not_before}" if vouched.not_before else ""
    if not vouched.log_alone:
        return f"seen by others at {vouched.seen_at}{absent}{stamped}{unchecked}"
    later = f"; others saw it first at {vouched.seen_at}" if vouched.seen_at else ""
    return f"the log's own word{later}{absent}{stamped}{unchecked}"


def _whose_time(vouched: Vouched) -> list[str]:
    """What is said below the verdict where nobody else's clock bounds the stated time."""
    if not vouched.log_alone:
        return []
    if vouched.not_before is None:
        return ["Its time is the log's own word: nothing that others saw excludes that it was dated back."]
    until = f", and by {vouched.seen_at}" if vouched.seen_at else ""
    return [f"Its time is the log's own word; by others' clocks, recorded after {vouched.not_before}{until}."]


def _refused(verified: VerifiedReceipt) -> tuple[str, ...]:
    """Why it was refused, or nothing. Whoever holds the receipt holds the reasons: they are shown in full."""
    return () if verified.effect == "allowed" else verified.reasons


def _word(members: Mapping[str, Json], key: str) -> str:
    return plain(members.get(key, "not said"))


def _words(members: Mapping[str, Json], key: str) -> str:
    value = members.get(key)
    return ", ".join(plain(item) for item in value) if isinstance(value, list | dict) else ""
