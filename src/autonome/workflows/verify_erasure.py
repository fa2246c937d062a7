"""Verify the receipt of an erasure, offline; and read what is known of a log's keys beside its policy.

The receipt holds one entry, the tombstone: what was decided, when, on what ground, and how many entries it closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autonome.kernel import AutonomeError, Instant, Json
from autonome.ledger import (
    GET_A_POLICY,
    EntryKind,
    FormatError,
    KeyHistory,
    TimestampReader,
    Tombstone,
    Trust,
    UntrustedError,
    VerificationError,
    parse_policy,
    read_receipt,
    verify_entries,
    verify_tombstone,
)
from autonome.workflows.verify_receipt import Evidence, Vouched, naming, vouched_for


@dataclass(frozen=True, slots=True)
class VerifiedErasure:
    """What may be relied upon.

    Args:
        log: origin of the log.
        size: of the tree in which the tombstone stands.
        index: of the tombstone.
        tombstone: what was decided.
        recorded_at: when it was recorded.
        vouched: what others than the log say of the checkpoint.
    """

    log: str
    size: int
    index: int
    tombstone: Tombstone
    recorded_at: Instant
    vouched: Vouched

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "verified": True,
            "kind": "erasure",
            "log": self.log,
            "size": self.size,
            "entries": [self.index],
            "erased": dict(self.tombstone.draft().body),
            "recorded_at": str(self.recorded_at),
            "vouched": self.vouched.to_json(),
        }


def verify_erasure(
    receipt: Evidence,
    *,
    policy: Evidence | None,
    timestamps: TimestampReader | None = None,
    keys: Sequence[KeyHistory] = (),
) -> VerifiedErasure:
    """Verify the receipt of an erasure; arguments and errors as for `verify_receipt`."""
    opened = read_receipt(receipt.data, where=receipt.where)
    if policy is None:
        raise UntrustedError("a receipt cannot vouch for itself", where=receipt.where, mend=GET_A_POLICY)
    trusted = parse_policy(policy.data, where=policy.where)
    with naming(receipt.where):
        stone, verified = verify_tombstone(opened, Trust(trusted, tuple(keys), timestamps))
    entry = verified.entries[0]
    vouched = vouched_for(verified, (entry,), stamped=opened.timestamp is not None)
    checkpoint = verified.checkpoint
    return VerifiedErasure(checkpoint.origin, checkpoint.size, entry.index, stone, entry.payload.recorded_at, vouched)


def known_keys(file: Evidence, *, policy: Evidence | None) -> KeyHistory:
    """Read what is known of a log's keys, as ``autonome ledger keys`` prints it, against a policy.

    Args:
        file: a receipt of all key events of the log.
        policy: names a key of that log; its quorum must have cosigned.

    Raises:
        FormatError: it holds something else than key events.
        UntrustedError: the policy does not vouch for it.
        VerificationError: something does not hold.
    """
    if policy is None:
        raise UntrustedError("a history of keys cannot vouch for itself", where=file.where, mend=GET_A_POLICY)
    opened = read_receipt(file.data, where=file.where)
    trusted = parse_policy(policy.data, where=policy.where)
    if any(each.recorded.payload.kind is not EntryKind.KEY for each in opened.entries):
        raise FormatError("holds something else than key events", where=file.where, mend="autonome ledger keys.")
    try:
        verified = verify_entries(opened, trusted)
        history = KeyHistory.follow(verified.checkpoint.origin, verified.entries)
        if not any(history.knows(key) for key in trusted.logs):
            raise VerificationError("does not begin with a key of the policy, and leads to none")
    except AutonomeError as error:
        raise type(error)(error.message, where=file.where, mend=error.mend) from error
    return history
