"""When others saw the log without an entry, by the earlier checkpoints of its receipt.

An entry that is not in a tree which others saw on Tuesday was not recorded on Monday, whatever it states (`dating`).
Whether the tree was an earlier one of the same log is proven; whose times count is the policy's matter.

What it cannot do is make a log show such a checkpoint: a receipt without one says nothing of how early an entry was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autonome.kernel import Instant
from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.earlier import EarlierCheckpoint
from autonome.ledger.entries import Recorded
from autonome.ledger.errors import VerificationError
from autonome.ledger.key_history import KeyHistory
from autonome.ledger.notes import Note
from autonome.ledger.policies import Policy
from autonome.ledger.proofs import verify_consistency
from autonome.ledger.timestamps import TimestampReader


@dataclass(frozen=True, slots=True)
class Seen:
    """A smaller tree that others saw.

    Args:
        checkpoint: of it.
        at: when they saw it last, by trusted clocks.
    """

    checkpoint: Checkpoint
    at: Instant


def verify_earlier(
    earlier: EarlierCheckpoint, newer: Checkpoint, keys: KeyHistory, policy: Policy, timestamps: TimestampReader | None
) -> Seen | None:
    """Check that a log had a smaller tree, and say when others saw it.

    Args:
        earlier: as a receipt has it.
        newer: the receipt's own checkpoint, verified.
        keys: of the log.
        policy: whose witnesses count.
        timestamps: checks tokens; None where no authority is trusted.

    Returns:
        The tree and the last time at which a quorum, or an authority, saw it; None where nobody who is trusted did,
        or where a recovery of the log's key has made the checkpoint void since: it bounds nothing.

    Raises:
        FormatError: it is no checkpoint.
        UntrustedError: no key of the log signed it.
        VerificationError: a signature or the proof does not hold, or the tree is not a smaller one.
    """
    note = Note.parse(earlier.note)
    older = Checkpoint.parse(note.text)
    if keys.made_void(note, older):
        return None
    keys.signer_of(note, older)
    if not older.size < newer.size:
        raise VerificationError(f"the earlier checkpoint is of size {older.size}, which is not smaller")
    if older.size:
        verify_consistency(older.size, newer.size, earlier.proof, older.root, newer.root)
    times = [policy.met_at(note.cosignatures(policy.witnesses.values(), last=True))]
    if timestamps is not None and earlier.timestamp is not None:
        times.append(timestamps.read(earlier.timestamp, note.text.encode()).at)
    at = max((time for time in times if time is not None), default=None)
    return None if at is None else Seen(older, at)


def not_void(earlier: Sequence[EarlierCheckpoint], events: Sequence[Recorded]) -> tuple[EarlierCheckpoint, ...]:
    """Leave out what a recovery of the log's key has made void: it bounds nothing.

    Args:
        earlier: checkpoints of one log, as others saw them.
        events: all key events of that log, opened; none of a log that knows none.

    Raises:
        VerificationError: the events do not follow each other.
    """
    if len(events) <= 1 or not earlier:
        return tuple(earlier)
    keys = KeyHistory.follow(Checkpoint.of_note(earlier[0].note).origin, events)
    return tuple(each for each in earlier if not keys.made_void(Note.parse(each.note), Checkpoint.of_note(each.note)))
