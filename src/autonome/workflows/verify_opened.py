"""Verify the receipt of any entries, offline; and tell which kind of receipt a file is, so that each has its own words.

A receipt of a decision, of an erasure or of a plan's use says something as a whole, and is verified as that
(`verify_receipt`, `verify_erasure`). Of all others it holds what it says of itself: these entries stand on this log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from autonome.kernel import Json
from autonome.ledger import (
    GET_A_POLICY,
    EntryKind,
    FormatError,
    KeyHistory,
    Payload,
    Recorded,
    TimestampReader,
    Trust,
    UntrustedError,
    parse_policy,
    read_receipt,
    verify_entries,
)
from autonome.workflows.ask_and_answer import ANSWERED, ASKED
from autonome.workflows.prepare_consent import SHOWN, UNDERSTOOD
from autonome.workflows.show_timeline import LOOKS, NOTICED
from autonome.workflows.verify_receipt import Evidence, Vouched, naming, vouched_for

_SAID: Final = frozenset({SHOWN, UNDERSTOOD, ASKED, ANSWERED, NOTICED, *LOOKS})
"""Members of entries that stand by themselves."""


class ReceiptKind(StrEnum):
    """What a receipt is of."""

    DECISION = "decision"
    """A decision, and perhaps what was done under it."""

    ERASURE = "erasure"
    """A tombstone."""

    USES = "uses"
    """Lines: who used what, when."""

    ENTRIES = "entries"
    """Entries of other kinds, such as consents or key events."""


@dataclass(frozen=True, slots=True)
class VerifiedOpened:
    """What may be relied upon.

    Args:
        kind: `ReceiptKind.USES` or `ReceiptKind.ENTRIES`.
        log: origin of the log.
        size: of the tree in which the entries stand.
        entries: opened, in log order.
        vouched: what others than the log say of the checkpoint.
    """

    kind: ReceiptKind
    log: str
    size: int
    entries: tuple[Recorded, ...]
    vouched: Vouched

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "verified": True,
            "kind": self.kind,
            "log": self.log,
            "size": self.size,
            "entries": [entry.index for entry in self.entries],
            "opened": [entry.payload.to_json() for entry in self.entries],
            "vouched": self.vouched.to_json(),
        }


def kind_of(receipt: Evidence) -> ReceiptKind:
    """Say as what a file is to be verified; nothing is verified, and what is no receipt is said by who verifies it."""
    try:
        entries = read_receipt(receipt.data, where=receipt.where).entries
    except FormatError:
        return ReceiptKind.DECISION
    payloads = [entry.recorded.payload for entry in entries]
    if payloads[0].kind is EntryKind.TOMBSTONE:
        return ReceiptKind.ERASURE
    if all(map(_has_line, payloads)):
        return ReceiptKind.USES
    # What belongs to a decision counts together with it, or not at all: a use by itself proves no permission.
    if any(payload.kind in {EntryKind.DECISION, EntryKind.USE} and not _is_said(payload) for payload in payloads):
        return ReceiptKind.DECISION
    return ReceiptKind.ENTRIES


def verify_opened(
    receipt: Evidence,
    *,
    policy: Evidence | None,
    timestamps: TimestampReader | None = None,
    keys: Sequence[KeyHistory] = (),
) -> VerifiedOpened:
    """Verify the receipt of lines, or of entries that say nothing as a whole; arguments as for `verify_receipt`.

    Raises:
        FormatError: it is a receipt of something else; otherwise as for `verify_receipt`.
        UntrustedError: as for `verify_receipt`.
        VerificationError: as for `verify_receipt`.
    """
    opened, kind = read_receipt(receipt.data, where=receipt.where), kind_of(receipt)
    if kind not in {ReceiptKind.USES, ReceiptKind.ENTRIES}:
        raise FormatError(f"is the receipt of a {kind}", where=receipt.where, mend="verify it as that.")
    if policy is None:
        raise UntrustedError("a receipt cannot vouch for itself", where=receipt.where, mend=GET_A_POLICY)
    trusted = parse_policy(policy.data, where=policy.where)
    with naming(receipt.where):
        verified = verify_entries(opened, Trust(trusted, tuple(keys), timestamps))
    vouched = vouched_for(verified, verified.entries, stamped=opened.timestamp is not None)
    return VerifiedOpened(kind, verified.checkpoint.origin, verified.checkpoint.size, verified.entries, vouched)


def _is_said(payload: Payload) -> bool:
    """Whether it tells what the person read, asked or was shown, or who looked at that: no decision is beside it."""
    return payload.kind is EntryKind.USE and len(payload.body) == 1 and set(payload.body) <= _SAID


def _has_line(payload: Payload) -> bool:
    return payload.kind is EntryKind.USE and "line" in payload.body
