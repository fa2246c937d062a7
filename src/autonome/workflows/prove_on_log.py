"""Prove something of a log to somebody elsewhere: that an entry stands in its tree, that the tree only grew.

Both proofs lead to the newest checkpoint and are written as other people's tools read them (`ledger.proof_texts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from autonome.kernel import InputError
from autonome.ledger import (
    Checkpoint,
    EntryKind,
    NodeReader,
    ProvenEntry,
    Receipt,
    Recorded,
    Tile,
    consistency_proof,
    inclusion_proof,
    node_reader,
)
from autonome.ledger.cosigned import SeenByOthers
from autonome.ledger.proof_texts import InclusionText
from autonome.ledger.publishing import PublicLog
from autonome.ledger.seen_before import not_void
from autonome.ledger.tiles import TILE_WIDTH, split_bundle
from autonome.ledger.witnessing import AddCheckpoint


def prove_inclusion(log: PublicLog, index: int) -> InclusionText:
    """Prove that an entry stands in the newest tree; the proof holds the entry's 48 bytes.

    Args:
        log: to read from.
        index: of the entry, from 0.

    Raises:
        InputError: the log has no such entry.
    """
    note = log.checkpoint()
    size = Checkpoint.of_note(note).size
    if not 0 <= index < size:
        raise InputError(f"the log has no entry {index}: it ends at size {size}", mend="name one that it has.")
    number, place = divmod(index, TILE_WIDTH)
    width = min(TILE_WIDTH, size - number * TILE_WIDTH)
    entry = split_bundle(log.tile(Tile(-1, number, width)), width)[place]
    return InclusionText(index, inclusion_proof(index, size, _nodes(log, size)), note, entry)


def prove_growth(log: PublicLog, older: int) -> AddCheckpoint:
    """Prove that the newest tree begins with all of an older one.

    Args:
        log: to read from.
        older: size of the older tree; from the empty one there is nothing to prove.

    Raises:
        InputError: the log never had that size.
    """
    note = log.checkpoint()
    size = Checkpoint.of_note(note).size
    if not 0 <= older <= size:
        raise InputError(f"the log has not reached size {older}: it ends at {size}", mend="name a smaller size.")
    return AddCheckpoint(older, consistency_proof(older, size, _nodes(log, size)) if older else (), note)


def receipt_of(log: PublicLog, entries: Sequence[Recorded]) -> Receipt:
    """Prove opened entries under the newest checkpoint, with the keys that lead to it; for who has no signing key.

    What others saw of the log before the entries goes along, where it is known here.

    Args:
        log: to read from.
        entries: of this log, in log order.
    """
    note = log.checkpoint()
    size = Checkpoint.of_note(note).size
    node = _nodes(log, size)

    def proven(recorded: Sequence[Recorded]) -> tuple[ProvenEntry, ...]:
        return tuple(ProvenEntry(each, inclusion_proof(each.index, size, node)) for each in recorded)

    events = log.public_entries(EntryKind.KEY)
    keys = [event for event in events if event.index < size]
    held = [each for each in entries if each.index < size]
    earlier = log.seen_earlier(held, size) if isinstance(log, SeenByOthers) else ()
    return Receipt(proven(held), note, proven(keys) if len(keys) > 1 else (), earlier=not_void(earlier, events))


def _nodes(log: PublicLog, size: int) -> NodeReader:
    return cache(node_reader(cache(log.tile), size))
