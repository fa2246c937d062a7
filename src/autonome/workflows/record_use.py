"""After the deed: record what was made under a permit, and hand out the receipt that proves decision and use.

The log never sees what was made: the entry commits to digests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autonome.access import Permit
from autonome.kernel import Json, Sha256
from autonome.ledger import Checkpoint, Draft, EntryKind, Log, ProvenEntry, Receipt, Recorded
from autonome.ledger.cosigned import CosignedCheckpoint, SeenByOthers
from autonome.ledger.earlier import EarlierCheckpoint
from autonome.ledger.seen_before import not_void


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, of what, by what.

    Args:
        inputs: name → SHA-256 of the bytes that were read, such as ``record.json``.
        outputs: name → SHA-256 of the bytes that were written, such as ``plan.json``.
        knowledge: hash of the knowledge bundle.
        engine: version of Autonome.
    """

    inputs: Mapping[str, Sha256]
    outputs: Mapping[str, Sha256]
    knowledge: Sha256
    engine: str

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "inputs": dict(self.inputs),
            "outputs": dict(self.outputs),
            "knowledge": self.knowledge,
            "engine": self.engine,
        }


def record_use(permit: Permit, made: Made, *, log: Log) -> Receipt:
    """Record a use, and prove it together with the decision that allowed it.

    Args:
        permit: under which it was done.
        made: digests of what went in and came out.
        log: on which the decision stands.

    Returns:
        The receipt: both entries under one checkpoint.
    """
    body: dict[str, Json] = {"decision": permit.leaf, "made": made.to_json()}
    recorded = log.append([Draft(EntryKind.USE, permit.subject, body)])
    return receipt_for((permit.recorded, *recorded), log=log)


def receipt_for(
    entries: Sequence[Recorded],
    *,
    log: Log,
    cosigned: CosignedCheckpoint | None = None,
    earlier: Sequence[EarlierCheckpoint] | None = None,
) -> Receipt:
    """Prove entries under the newest checkpoint, or under one that others have cosigned.

    Args:
        entries: of this log, in log order.
        log: the log.
        cosigned: a checkpoint of it that holds them, with what others say of it; None for the newest one as it is.
        earlier: checkpoints before the entries that others saw, each proven to lead there; None for what the log knows.
    """
    note = log.checkpoint() if cosigned is None else cosigned.note
    size = Checkpoint.of_note(note).size
    timestamp = None if cosigned is None else cosigned.timestamp
    if earlier is None:
        earlier = log.seen_earlier(entries, size) if isinstance(log, SeenByOthers) else ()
    counting = not_void(earlier, log.public_entries(EntryKind.KEY)) if earlier else ()
    return Receipt(_proven(entries, log, size), note, key_events(log, size), timestamp, counting)


def key_events(log: Log, size: int) -> tuple[ProvenEntry, ...]:
    """The log's key events that a tree holds, proven in it; none where the first key is still the one that signs."""
    keys = [event for event in log.public_entries(EntryKind.KEY) if event.index < size]
    # The first event alone leads nowhere: who trusts the log's first key needs no more than its signature.
    return _proven(keys, log, size) if len(keys) > 1 else ()


def _proven(recorded: Sequence[Recorded], log: Log, size: int) -> tuple[ProvenEntry, ...]:
    return tuple(ProvenEntry(entry, log.prove(entry.index, size)) for entry in recorded)
