"""Checking a receipt against a policy, step by step, each with the text it follows.

Returns what may be relied upon; raises in every other case. Nothing in a receipt is believed because the receipt says
so: trust begins with the policy's keys, and with the authorities for time that the caller names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from autonome.kernel import Instant
from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.dating import refuse_earlier, refuse_later
from autonome.ledger.entries import Recorded, Thread
from autonome.ledger.errors import UntrustedError, VerificationError
from autonome.ledger.key_history import GET_A_POLICY, KeyHistory, verify_key_history
from autonome.ledger.notes import Cosigned, Note, VerifierKey
from autonome.ledger.policies import Policy
from autonome.ledger.proofs import inclusion_proof, verify_inclusion
from autonome.ledger.receipts import ProvenEntry, Receipt
from autonome.ledger.seen_before import Seen, verify_earlier
from autonome.ledger.timestamps import Timestamp, TimestampReader
from autonome.ledger.tombstones import Tombstone
from autonome.ledger.tree import NodeReader

WAIT_FOR_WITNESSES = "ask for the receipt again once the witnesses have cosigned; nobody here can know when that is."
"""What to do with a receipt that was handed out before its checkpoint was cosigned."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom and what a verifier brings along.

    Args:
        policy: logs, witnesses and quorum.
        keys: what is known of the keys of some logs beside the policy, such as a revocation; of each log once.
        timestamps: checks tokens; None where no authority for time is trusted: tokens are then not looked at.
    """

    policy: Policy
    keys: Sequence[KeyHistory] = ()
    timestamps: TimestampReader | None = None


@dataclass(frozen=True, slots=True)
class VerifiedEntries:
    """Entries that stand in a log that the policy trusts.

    Args:
        checkpoint: of the tree in which they stand.
        log: the key that signed it.
        entries: in log order.
        cosigned: by witnesses of the policy, with their times.
        counted: those of them that the quorum counts.
        seen_at: the earliest time at which others than the log vouch that the tree was there; None where nobody does.
        timestamp: that was checked; None where there is none, or no authority is trusted.
        keys: the history of the log's keys, as far as it is known now.
        before: smaller trees of the log that others saw, with times.
    """

    checkpoint: Checkpoint
    log: VerifierKey
    entries: tuple[Recorded, ...]
    cosigned: tuple[Cosigned, ...] = ()
    counted: tuple[Cosigned, ...] = ()
    seen_at: Instant | None = None
    timestamp: Timestamp | None = None
    keys: KeyHistory = field(default_factory=lambda: KeyHistory(""))
    before: tuple[Seen, ...] = ()

    @property
    def cosigners(self) -> tuple[VerifierKey, ...]:
        """Witnesses of the policy that cosigned."""
        return tuple(each.key for each in self.cosigned)

    def not_before(self, entry: Recorded) -> Instant | None:
        """The newest time at which others saw the log without an entry; None where nobody who is trusted did."""
        return max((seen.at for seen in self.before if seen.checkpoint.size <= entry.index), default=None)


def verify_entries(receipt: Receipt, trust: Policy | Trust) -> VerifiedEntries:
    """Check that a trusted log holds the receipt's entries.

    Args:
        receipt: as it was read.
        trust: from outside the receipt.

    Raises:
        FormatError: the checkpoint is not written as it should be.
        UntrustedError: the policy knows no key behind the checkpoint, or its quorum is not met.
        VerificationError: a signature, a commitment, a proof, a link or a time does not hold.
    """
    trusted = trust if isinstance(trust, Trust) else Trust(trust)
    # 1. The checkpoint is a signed note with origin, size and root (signed-note; tlog-checkpoint).
    note = Note.parse(receipt.checkpoint)
    checkpoint = Checkpoint.parse(note.text)
    # 2. The key of a log of the policy that holds at that size signed it, under the name that its first line has
    #    (tlog-policy, "Defining a log"; the log's own key events lead from the policy's key to it).
    keys = _history(receipt.keys, note, checkpoint, trusted)
    log = keys.signer_of(note, checkpoint)
    # 3. Witnesses of the policy make its quorum (tlog-policy, "Defining the quorum"; tlog-cosignature).
    cosigned = note.cosignatures(trusted.policy.witnesses.values())
    _expect_quorum(trusted.policy, cosigned)
    # 4. The timestamp is of this checkpoint, by a trusted authority (RFC 3161, 2.4.2).
    timestamp = None if trusted.timestamps is None else _timestamp(receipt, note, trusted.timestamps)
    for proven in receipt.entries:
        # 5. Salt and payload give the committed entry, and the entry stands in the tree (RFC 9162, 2.1.3.2).
        recorded = proven.recorded
        verify_inclusion(recorded.leaf, recorded.index, checkpoint.size, proven.proof, checkpoint.root)
        # 6. The payload was written for this log: no replay from another.
        if recorded.payload.log != checkpoint.origin:
            raise VerificationError(f"entry {recorded.index} was written for another log")
    # 7. One person's entries follow each other as their numbers and links say.
    entries = tuple(proven.recorded for proven in receipt.entries)
    _check_order(entries)
    # 8. No entry states a time after others saw the tree that holds it.
    seen_at = _earliest(trusted.policy.met_at(cosigned), timestamp)
    if seen_at is not None:
        refuse_later(entries, seen_at)
    # 9. No entry states a time before others saw a tree that does not hold it.
    before = _before(receipt, checkpoint, keys, trusted)
    for seen in before:
        refuse_earlier(entries, seen.checkpoint, seen.at)
    counted = tuple(each for each in cosigned if each.key in trusted.policy.counted)
    return VerifiedEntries(checkpoint, log, entries, cosigned, counted, seen_at, timestamp, keys, before)


def verify_tombstone(receipt: Receipt, trust: Policy | Trust) -> tuple[Tombstone, VerifiedEntries]:
    """Check a receipt of an erasure: what was decided, when, on what ground.

    Raises:
        FormatError: the entry is no tombstone.
        UntrustedError: as for `verify_entries`.
        VerificationError: as for `verify_entries`; or the receipt holds more than the one entry.
    """
    verified = verify_entries(receipt, trust)
    if len(verified.entries) != 1:
        raise VerificationError("a receipt of an erasure holds one entry, the tombstone")
    return Tombstone.read(verified.entries[0].payload), verified


def verify_in_tree(entries: Sequence[Recorded], checkpoint: Checkpoint, node: NodeReader) -> tuple[Recorded, ...]:
    """Verify entries of one's own log against its tree.

    Args:
        entries: as they were opened.
        checkpoint: of the tree.
        node: reads the tree's nodes.

    Returns:
        The entries.

    Raises:
        VerificationError: one does not stand in the tree.
    """
    for entry in entries:
        proof = inclusion_proof(entry.index, checkpoint.size, node)
        verify_inclusion(entry.leaf, entry.index, checkpoint.size, proof, checkpoint.root)
    return tuple(entries)


def _history(shown: Sequence[ProvenEntry], note: Note, checkpoint: Checkpoint, trust: Trust) -> KeyHistory:
    """The keys of the checkpoint's log, from the policy's on."""
    trusted = [key for key in trust.policy.logs if key.name == checkpoint.origin]
    if not trusted:
        for other in note.signers(trust.policy.logs):
            raise VerificationError(f"{other.name!r} signed a checkpoint of another log, {checkpoint.origin!r}")
        raise UntrustedError(f"no key of the policy signed for the log {checkpoint.origin!r}", mend=GET_A_POLICY)
    known = next((keys for keys in trust.keys if keys.origin == checkpoint.origin), None)
    return verify_key_history(shown, checkpoint, trusted=trusted, known=known)


def _expect_quorum(policy: Policy, cosigned: tuple[Cosigned, ...]) -> None:
    if policy.is_met_by({each.key for each in cosigned}):
        return
    found = len({each.key for each in cosigned} & policy.counted)
    if not found:
        raise UntrustedError(
            f"the receipt is not yet cosigned: the policy asks for the quorum {policy.quorum!r}",
            mend=WAIT_FOR_WITNESSES,
        )
    raise UntrustedError(
        f"the witnesses' quorum {policy.quorum!r} is not met: {found} of its {len(policy.counted)} witnesses cosigned",
        mend=WAIT_FOR_WITNESSES,
    )


def _timestamp(receipt: Receipt, note: Note, reader: TimestampReader) -> Timestamp | None:
    return None if receipt.timestamp is None else reader.read(receipt.timestamp, note.text.encode())


def _before(receipt: Receipt, checkpoint: Checkpoint, keys: KeyHistory, trust: Trust) -> tuple[Seen, ...]:
    """The smaller trees that others saw; what nobody who is trusted saw says nothing."""
    found = (verify_earlier(each, checkpoint, keys, trust.policy, trust.timestamps) for each in receipt.earlier)
    return tuple(seen for seen in found if seen is not None)


def _earliest(met_at: Instant | None, timestamp: Timestamp | None) -> Instant | None:
    times = [at for at in (met_at, timestamp.at if timestamp else None) if at is not None]
    return min(times, default=None)


def _check_order(entries: tuple[Recorded, ...]) -> None:
    """Indexes ascend; the numbers of one thread ascend with them; neighbours in number are linked."""
    last: dict[Thread, Recorded] = {}
    for place, entry in enumerate(entries):
        if place and entries[place - 1].index >= entry.index:
            raise VerificationError("the receipt's entries are not in log order")
        before = last.get(entry.payload.thread)
        if before is not None and not _follows(before, entry):
            raise VerificationError(f"entry {entry.index} does not follow entry {before.index} of the same person")
        last[entry.payload.thread] = entry


def _follows(before: Recorded, after: Recorded) -> bool:
    step = after.payload.sequence - before.payload.sequence
    return step > 1 or (step == 1 and after.payload.previous == before.leaf.hex())
