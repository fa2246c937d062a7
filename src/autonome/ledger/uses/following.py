"""Following another site's log: from what it sends of it, checked, come the lines to be noted here.

Each site records its own uses on its own log. A site that follows takes over what has been added since it looked
last, checked whole before anything is noted:

1. a key of that log, which holds at that size, signed the checkpoint; the log's key events lead there from a key that
   is trusted, and none that was seen once is forgotten;
2. the entries sent continue the tree that was followed until now, and give the checkpoint's root, or a tree that the
   checkpoint's grew from: so the log only grew, and every entry stands where it is said to stand, without a proof for
   each; a checkpoint is followed to its end before another takes its place;
3. each opening, salt and payload, gives the entry at its index, and was written for that log;
4. what it opens is a line of that site's own, not one that it noted of a third, nor one in another's name.

What a follower cannot see is an opening that was never sent, or a use that was never recorded: `Parcel.unopened`
counts the first. Two followers that were shown two histories see it when they compare checkpoints (`gossip`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from autonome.kernel import Sha256, SubjectId
from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.entries import ENTRY_BYTES, Recorded
from autonome.ledger.errors import VerificationError
from autonome.ledger.gossip import checked
from autonome.ledger.hashing import leaf_hash
from autonome.ledger.key_history import KeyHistory, verify_key_history
from autonome.ledger.notes import VerifierKey
from autonome.ledger.proofs import verify_consistency
from autonome.ledger.receipts import ProvenEntry
from autonome.ledger.tree import Frontier
from autonome.ledger.uses.bodies import NotedUse, Source, line_of


@dataclass(frozen=True, slots=True)
class Followed:
    """What is known of a log that is followed.

    Args:
        origin: of it.
        node: the site whose log it is; its lines say so.
        tree: as far as it was followed.
        note: its newest checkpoint that was found sound; empty before the first.
        keys: the history of its keys, as far as it was shown; None where no event was.
    """

    origin: str
    node: str
    tree: Frontier = field(default_factory=Frontier)
    note: str = ""
    keys: KeyHistory | None = None

    @property
    def under(self) -> int | None:
        """Size of the checkpoint that is followed and not reached yet; None where there is none."""
        shown = Checkpoint.of_note(self.note).size if self.note else 0
        return shown if shown > self.tree.size else None


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a site sends of its log.

    Args:
        note: a checkpoint, signed.
        start: size of the tree that the entries continue.
        entries: the next ones from there, as they stand on the log; all that there are, or as many as fit.
        proof: of consistency from the tree that they lead to, to the checkpoint's; empty where that is the same.
        openings: of those that hold lines for the receiver, in log order.
        keys: all key events of that tree, proven to stand in it; none where the log has none yet.
    """

    note: str
    start: int
    entries: tuple[bytes, ...]
    openings: tuple[Recorded, ...]
    proof: tuple[bytes, ...] = ()
    keys: tuple[ProvenEntry, ...] = ()

    @property
    def end(self) -> int:
        """Size of the tree that the entries lead to."""
        return self.start + len(self.entries)

    @property
    def unopened(self) -> int:
        """How many entries come without opening: other people's affairs, or lines held back."""
        return len(self.entries) - len(self.openings)


@dataclass(frozen=True, slots=True)
class ReceivedUse:
    """A line of another log, checked, to be noted on one's own.

    Args:
        subject: whom the used data are about: a name of its own here, never that of a person of this site.
        noted: the line with its place on that log.
    """

    subject: SubjectId
    noted: NotedUse


def follow(
    followed: Followed, parcel: Parcel, trusted: Sequence[VerifierKey]
) -> tuple[Followed, tuple[ReceivedUse, ...]]:
    """Check what a site sent of its log.

    Args:
        followed: what is known of that log.
        parcel: as it was sent.
        trusted: keys of that log, from a policy.

    Returns:
        What is known now, and the lines to note; the caller keeps both or neither.

    Raises:
        FormatError: the checkpoint or a line is not written as it should be.
        UntrustedError: no trusted key leads to the one that signed the checkpoint.
        VerificationError: the log went back, shows another history, or sent what does not stand on it.
    """
    checkpoint = Checkpoint.of_note(parcel.note)
    if checkpoint.origin != followed.origin:
        raise VerificationError(f"a checkpoint of {checkpoint.origin!r} where {followed.origin!r} is followed")
    keys = verify_key_history(parcel.keys, checkpoint, trusted=trusted, known=followed.keys)
    checked(parcel.note, keys)
    grown = _grown(followed, parcel, checkpoint)
    now = replace(followed, tree=grown, note=parcel.note, keys=keys if keys.events else None)
    return now, tuple(_received(followed, parcel))


def _grown(followed: Followed, parcel: Parcel, checkpoint: Checkpoint) -> Frontier:
    """The tree with the entries sent; they must lead from what is known to the checkpoint, or on the way to it."""
    origin, size = followed.origin, followed.tree.size
    _expect_same(followed, checkpoint)
    if checkpoint.size < size:
        raise VerificationError(f"the log {origin!r} went back from size {size} to size {checkpoint.size}")
    nothing = not parcel.entries and checkpoint.size > size
    if parcel.start != size or parcel.end > checkpoint.size or nothing:
        raise VerificationError(
            f"entries {parcel.start} to {parcel.end} do not lead from size {size} to size {checkpoint.size}"
        )
    if any(len(entry) != ENTRY_BYTES for entry in parcel.entries):
        raise VerificationError(f"an entry of {origin!r} does not have {ENTRY_BYTES} bytes")
    grown = followed.tree.extend(map(leaf_hash, parcel.entries))
    try:
        if grown.size:
            verify_consistency(grown.size, checkpoint.size, parcel.proof, grown.root(), checkpoint.root)
    except VerificationError as error:
        raise VerificationError(
            f"the log {origin!r} shows another history: its entries to {parcel.end} do not lead to its checkpoint"
        ) from error
    return grown


def _expect_same(followed: Followed, checkpoint: Checkpoint) -> None:
    """A checkpoint that was begun is followed to its end: until then it is not known whether another continues it."""
    if followed.under is None:
        return
    begun = Checkpoint.of_note(followed.note)
    if (begun.size, begun.root) != (checkpoint.size, checkpoint.root):
        raise VerificationError(
            f"the log {followed.origin!r} shows another checkpoint before it was followed to size {begun.size}"
        )


def _received(followed: Followed, parcel: Parcel) -> Iterator[ReceivedUse]:
    origin = followed.origin
    _expect_order([opened.index for opened in parcel.openings], parcel)
    for opened in parcel.openings:
        entry = opened.entry
        if entry != parcel.entries[opened.index - parcel.start]:
            raise VerificationError(f"the opening of entry {opened.index} does not give what stands on {origin!r}")
        if opened.payload.log != origin:
            raise VerificationError(f"entry {opened.index} of {origin!r} was written for another log")
        noted = line_of(opened)
        if noted is None or noted.source is not None:
            raise VerificationError(f"entry {opened.index} of {origin!r} is no line of that site's own")
        if noted.line.node != followed.node:
            raise VerificationError(f"entry {opened.index} of {origin!r} is a line in another site's name")
        source = Source(origin, opened.index, Sha256(leaf_hash(entry).hex()))
        yield ReceivedUse(subject_of(origin, opened.payload.subject), NotedUse(noted.line, source))


def subject_of(origin: str, subject: SubjectId) -> SubjectId:
    """Name a person of another site here: what that site sends never comes to stand among a person of ours."""
    return SubjectId(f"{subject}@{origin}")


def _expect_order(indices: Sequence[int], parcel: Parcel) -> None:
    """Each opening once, in log order, among the entries sent."""
    within = all(parcel.start <= index < parcel.end for index in indices)
    if not within or any(later <= before for before, later in pairwise(indices)):
        raise VerificationError("the openings are not of the entries sent, each once and in log order")
