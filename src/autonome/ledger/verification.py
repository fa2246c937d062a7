"""Checking a receipt against a policy, step by step, each with the text it follows.

Returns what may be relied upon; raises in every other case. Nothing in a receipt is believed because the receipt says
so: trust begins with the policy's keys.
"""

from __future__ import annotations

from dataclasses import dataclass

from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.entries import Recorded
from autonome.ledger.errors import UntrustedError, VerificationError
from autonome.ledger.notes import Note, VerifierKey
from autonome.ledger.policies import Policy
from autonome.ledger.proofs import verify_inclusion
from autonome.ledger.receipts import Receipt

GET_A_POLICY = "get the policy of a log that you trust from somebody you trust, and give it with --policy."
"""What to do when nothing vouches for a log."""


@dataclass(frozen=True, slots=True)
class VerifiedEntries:
    """Entries that stand in a log that the policy trusts.

    Args:
        checkpoint: of the tree in which they stand.
        log: the key that signed it.
        cosigners: witnesses of the policy that cosigned it.
        entries: in log order.
    """

    checkpoint: Checkpoint
    log: VerifierKey
    cosigners: tuple[VerifierKey, ...]
    entries: tuple[Recorded, ...]


def verify_entries(receipt: Receipt, policy: Policy) -> VerifiedEntries:
    """Check that a trusted log holds the receipt's entries.

    Args:
        receipt: as it was read.
        policy: from outside the receipt.

    Raises:
        FormatError: the checkpoint is not written as it should be.
        UntrustedError: the policy knows no key behind the checkpoint, or its quorum is not met.
        VerificationError: a signature, a commitment, a proof or a link does not hold.
    """
    # 1. The checkpoint is a signed note with origin, size and root (signed-note; tlog-checkpoint).
    note = Note.parse(receipt.checkpoint)
    checkpoint = Checkpoint.parse(note.text)
    # 2. A log of the policy signed it, under the name that its first line has (tlog-policy, "Defining a log").
    log = _signing_log(note, checkpoint, policy)
    # 3. Witnesses of the policy make its quorum (tlog-policy, "Defining the quorum"; tlog-cosignature).
    cosigners = note.signers(policy.witnesses.values())
    if not policy.is_met_by(cosigners):
        raise UntrustedError(f"the witnesses' quorum {policy.quorum!r} is not met", mend="ask for a cosigned receipt.")
    for proven in receipt.entries:
        # 4. Salt and payload give the committed entry, and the entry stands in the tree (RFC 9162, 2.1.3.2).
        recorded = proven.recorded
        verify_inclusion(recorded.leaf, recorded.index, checkpoint.size, proven.proof, checkpoint.root)
        # 5. The payload was written for this log: no replay from another.
        if recorded.payload.log != checkpoint.origin:
            raise VerificationError(f"entry {recorded.index} was written for another log")
    # 6. One person's entries follow each other as their numbers and links say.
    entries = tuple(proven.recorded for proven in receipt.entries)
    _check_order(entries)
    return VerifiedEntries(checkpoint, log, cosigners, entries)


def _signing_log(note: Note, checkpoint: Checkpoint, policy: Policy) -> VerifierKey:
    signers = note.signers(policy.logs)
    if not signers:
        raise UntrustedError(f"no key of the policy signed for the log {checkpoint.origin!r}", mend=GET_A_POLICY)
    for key in signers:
        if key.name == checkpoint.origin:
            return key
    raise VerificationError(f"{signers[0].name!r} signed a checkpoint of another log, {checkpoint.origin!r}")


def _check_order(entries: tuple[Recorded, ...]) -> None:
    """Indexes ascend; a person's numbers ascend with them; neighbours in number are linked."""
    last: dict[str, Recorded] = {}
    for place, entry in enumerate(entries):
        if place and entries[place - 1].index >= entry.index:
            raise VerificationError("the receipt's entries are not in log order")
        before = last.get(entry.payload.subject)
        if before is not None and not _follows(before, entry):
            raise VerificationError(f"entry {entry.index} does not follow entry {before.index} of the same person")
        last[entry.payload.subject] = entry


def _follows(before: Recorded, after: Recorded) -> bool:
    step = after.payload.sequence - before.payload.sequence
    return step > 1 or (step == 1 and after.payload.previous == before.leaf.hex())
