"""Two checkpoints of one log, held side by side: one history, two, or a step back.

Institutions and monitors exchange the checkpoints that they were shown. Two of one size with two roots are a split
view, and the two signed notes prove it to anybody. Of two sizes the smaller tree must be the beginning of the larger:
who has the larger tree's tiles can show that it is not, by a path that leads to the larger root and to another smaller
one than was signed (`SplitView`). A consistency proof that merely fails shows nothing but that somebody sent a bad
proof: that answer is `UNPROVEN`, not an accusation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from autonome.kernel import Json, read_json
from autonome.ledger import encoding
from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.errors import FormatError, VerificationError
from autonome.ledger.hashing import HASH_BYTES
from autonome.ledger.key_history import KeyHistory
from autonome.ledger.notes import Note
from autonome.ledger.proofs import consistency_proof, roots_of_path, verify_consistency
from autonome.ledger.receipts import MAX_PROOF
from autonome.ledger.tree import NodeReader, range_root

FORMAT = "autonome-split-view/1"
"""Names the format of the evidence and its version."""


class Relation(StrEnum):
    """How two checkpoints of one log stand to each other."""

    SAME = "same"
    """One size, one root."""

    GROWN = "grown"
    """The later one holds all of the earlier one: proven."""

    ROLLBACK = "rollback"
    """What was shown later is smaller than what was shown before, and signed as the newest."""

    SPLIT_VIEW = "split-view"
    """Two histories under one name."""

    UNPROVEN = "unproven"
    """Nothing is shown either way: the proof is missing, or does not hold."""


@dataclass(frozen=True, slots=True)
class SplitView:
    """Evidence that a log showed two histories; anybody can check it who knows the log's keys.

    Args:
        one: signed checkpoint.
        other: signed checkpoint of the same log, of the same size or larger.
        path: where sizes differ, hashes of the larger tree, lowest first: the perfect subtree that ends the smaller
            one, then its consistency proof. Empty where they do not differ.
    """

    one: str
    other: str
    path: tuple[bytes, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Write it, to be handed on."""
        return {
            "format": FORMAT,
            "one": self.one,
            "other": self.other,
            "path": [encoding.encode(item) for item in self.path],
        }

    @classmethod
    def read(cls, data: bytes, *, where: str = "evidence") -> SplitView:
        """Read it; nothing is checked yet.

        Raises:
            FormatError: with what is wrong.
        """
        match read_json(data, where=where, error=FormatError):
            case {
                "format": "autonome-split-view/1", "one": str(one), "other": str(other), "path": list(path), **rest,
            } if not rest and len(path) <= MAX_PROOF:  # fmt: skip
                return cls(one, other, tuple(_hash(item) for item in path))
        raise FormatError(f"does not have exactly the members format ({FORMAT}), one, other and path", where=where)

    def check(self, keys: KeyHistory) -> None:
        """Insist that it is evidence.

        Args:
            keys: of the log.

        Raises:
            FormatError: a note is none.
            UntrustedError: the log did not sign one of them.
            VerificationError: the two do not contradict each other.
        """
        older, newer = (checked(note, keys) for note in (self.one, self.other))
        if older.size == newer.size:
            contradict = older.root != newer.root
        else:
            stands, leads_to = roots_of_path(older.size, newer.size, self.path)
            contradict = leads_to == newer.root and stands != older.root
        if not contradict:
            raise VerificationError("the two checkpoints do not contradict each other: no evidence of a split view")


def _hash(item: Json) -> bytes:
    return encoding.decode(item if isinstance(item, str) else "?", what="a hash of the path", length=HASH_BYTES)


def checked(note: str, keys: KeyHistory) -> Checkpoint:
    """Read a checkpoint that the log's own key signed.

    Raises:
        FormatError: it is none.
        UntrustedError: no key of the log signed it.
        VerificationError: its signature does not hold, or the key did not hold at that size.
    """
    signed = Note.parse(note)
    checkpoint = Checkpoint.parse(signed.text)
    keys.signer_of(signed, checkpoint)
    return checkpoint


def relation(before: Checkpoint, after: Checkpoint, proof: Sequence[bytes] | None) -> Relation:
    """Say how two checkpoints stand to each other, both signed by the log.

    Args:
        before: shown first.
        after: shown later, as the newest.
        proof: of consistency from the first to the second, as the log gives it; None where it gives none.

    Raises:
        VerificationError: they are of two logs.
    """
    if before.origin != after.origin:
        raise VerificationError("the two checkpoints are of two logs")
    if before.size == after.size:
        return Relation.SAME if before.root == after.root else Relation.SPLIT_VIEW
    if after.size < before.size:
        return Relation.ROLLBACK
    if not before.size:
        return Relation.GROWN  # every tree holds the empty one
    if proof is None:
        return Relation.UNPROVEN
    try:
        verify_consistency(before.size, after.size, proof, before.root, after.root)
    except VerificationError:
        return Relation.UNPROVEN
    return Relation.GROWN


def evidence(one: str, other: str, node: NodeReader) -> SplitView:
    """Collect the evidence of a split view, as who holds the tiles of the larger tree can.

    Args:
        one: signed checkpoint.
        other: signed checkpoint of the same log.
        node: reads hashes of the larger one's tree.

    Returns:
        What `SplitView.check` accepts, if there is a split view at all.
    """
    smaller, larger = sorted((one, other), key=lambda note: Checkpoint.of_note(note).size)
    older, newer = Checkpoint.of_note(smaller).size, Checkpoint.of_note(larger).size
    if older == newer:
        return SplitView(smaller, larger)
    proof = consistency_proof(older, newer, node)
    path = proof if older & (older - 1) else (range_root(0, older, node), *proof)
    return SplitView(smaller, larger, path)
