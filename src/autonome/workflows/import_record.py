"""Take a health record into a person's store: decided and recorded like every other act, all of it or nothing.

What is there already, word for word, is not added again, so that an import that was cut off, or a newer export of the
same record, is simply done once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from autonome.access import Permit, Request
from autonome.access.ports import Gate, Within
from autonome.clinical.items import KeptItem
from autonome.law import RuleBook
from autonome.ledger import Clock, EntryKind, Recorded
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.open_record import Records, judging

WithinT = TypeVar("WithinT", bound=Within)
WithinT_contra = TypeVar("WithinT_contra", contravariant=True)


class RecordsToAddTo(Records[WithinT_contra], Protocol[WithinT_contra]):
    """Where items of records are kept, and added to."""

    def add(self, permit: Permit, within: WithinT_contra, items: Sequence[KeptItem]) -> None:
        """Add items, or next versions of them.

        Args:
            permit: to collect data of all their categories.
            within: a transaction under that permit.
            items: each name once.

        Raises:
            PermitError: the permit does not cover one of them, or is over.
        """


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken in.

    Args:
        use: the entry of the import.
        added: items that are new, or new versions.
        unchanged: items that were there already.
    """

    use: Recorded
    added: int
    unchanged: int


def import_record(  # noqa: PLR0913 - what is taken in, and what the act works with
    request: Request,
    items: Sequence[KeptItem],
    *,
    gate: Gate[WithinT],
    records: RecordsToAddTo[WithinT],
    rules: RuleBook,
    clock: Clock,
) -> Imported | Refusal:
    """Add items to a person's record.

    Args:
        request: to collect data of all their categories (`categories_of_items`), whole.
        items: each name once.
        gate: of the institution.
        records: that it keeps.
        rules: packs of law.
        clock: tells now.

    Returns:
        What was taken in, or the refusal; either is on the log.

    Raises:
        AutonomeError: consent was withdrawn meanwhile, or log or store cannot be relied upon; nothing was added.
    """
    permit = answer(request, *gate.admit(request, judging(request, rules, clock)))
    if isinstance(permit, Refusal):
        return permit
    with gate.under(permit, EntryKind.USE, {"imported": list(request.items), "items": len(items)}) as within:
        there = {each.item for each in records.read(permit, within, request.items)}
        new = [item for item in items if item not in there]
        records.add(permit, within, new)
    return Imported(within.recorded, len(new), len(items) - len(new))


def categories_of_items(items: Iterable[KeptItem]) -> tuple[str, ...]:
    """Every category that one of them belongs to, in order of name."""
    return tuple(sorted({category for item in items for category in item.categories}))
