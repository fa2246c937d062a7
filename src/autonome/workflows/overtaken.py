"""Transfers that come behind later ones: a line fails, and what was put right since was brought at once.

What is older does not become the newest then. In which order things left, the sender's log says: the place of its entry
stands in ours of each transfer that was taken in. So any order of coming ends alike, as long as the sender does not
move an item to other shelves in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autonome.clinical.items import KeptItem
from autonome.fhir.passing_on import version_at_sender
from autonome.kernel import Json, SubjectId
from autonome.ledger import EntryKind, Log
from autonome.sharing.messages import Place, place_of
from autonome.workflows.import_genome import PHARMACOGENES

Later = tuple[Mapping[str, Json], ...]
"""Bodies of the entries of transfers that left the same institution later, and came before."""


def later_than(sent: Place, subject: SubjectId, log: Log) -> Later:
    """What left the sender after a transfer, and is kept here.

    Args:
        sent: where the sender's entry of the transfer stands.
        subject: whose data.
        log: of who takes it in.
    """
    bodies = (each.payload.body for each in log.entries_of(subject, EntryKind.USE))
    return tuple(body for body in bodies if "received" in body and _is_later(place_of(body.get("theirs")), sent))


def _is_later(theirs: Place | None, sent: Place) -> bool:
    return theirs is not None and theirs.origin == sent.origin and theirs.index > sent.index


def items_to_keep(came: Sequence[KeptItem], there: Sequence[KeptItem], later: Later) -> tuple[KeptItem, ...]:
    """Of the items of a transfer those that are new here, and not older than what overtook them.

    Args:
        came: in the transfer.
        there: what is kept of the person.
        later: what overtook it.
    """
    known = {item.name: item for item in there}
    new = (item for item in came if known.get(item.name) != item)
    return tuple(item for item in new if not (later and _is_overtaken(item, known.get(item.name), later)))


def _is_overtaken(item: KeptItem, there: KeptItem | None, later: Later) -> bool:
    """Whether an item is kept as it left later: in a newer version, or in this one, with what binds it since."""
    if there is None:
        return False
    ours, theirs = version_at_sender(item), version_at_sender(there)
    return ours < theirs or (ours == theirs and any(_covers(body, item) for body in later))


def _covers(body: Mapping[str, Json], item: KeptItem) -> bool:
    """Whether a transfer brought all shelves on which an item lies, and so the item."""
    return all(_names(body.get("received"), category) for category in item.categories)


def genomes_to_keep(came: tuple[str, ...], later: Later) -> tuple[str, ...]:
    """The genomes of a transfer; none where a later one brought them: each brings all that there are."""
    overtaken = any(_names(body.get("received"), PHARMACOGENES) and body.get("genomes") for body in later)
    return () if overtaken else came


def _names(categories: Json, wanted: str) -> bool:
    return isinstance(categories, Sequence) and not isinstance(categories, str) and wanted in categories
