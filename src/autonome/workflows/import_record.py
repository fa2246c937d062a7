"""Take a health record into a person's store: decided and recorded like every other act, all of it or nothing.

What is there already, word for word, is not added again, so that an import that was cut off, or a newer export of the
same record, is simply done once more. The first record says which patient of which other system it is about; another
patient's is refused from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from autonome.access import Permit, PermitError, Request
from autonome.access.ports import Gate, Within
from autonome.access.windows import ALL_TIME
from autonome.clinical import RecordError
from autonome.clinical.items import KeptItem
from autonome.fhir.shelving import patients_of
from autonome.law import RuleBook
from autonome.ledger import Clock, EntryKind, Recorded
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.open_record import Records, judging

IDENTITY: Final = "demographics"
"""Category of who somebody is."""

LONGEST_WHERE: Final = 80
"""Characters of a name that a message quotes."""

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
        not_covered: names of items that consent does not cover: they were not taken in.
        permit: under which.
    """

    use: Recorded
    added: int
    unchanged: int
    not_covered: tuple[str, ...]
    permit: Permit


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
        request: to collect data of all their categories (`categories_of_items`); where it is not for the whole or
            nothing, the items that consent covers are added.
        items: each name once.
        gate: of the institution.
        records: that it keeps.
        rules: packs of law.
        clock: tells now.

    Returns:
        What was taken in, or the refusal; either is on the log.

    Raises:
        RecordError: the record is another patient's than the one whose record is kept already; nothing was added.
        PermitError: consent does not let be known whose record is kept; nothing was added.
        AutonomeError: consent was withdrawn meanwhile, or log or store cannot be relied upon; nothing was added.
    """
    permit = answer(request, *gate.admit(request, judging(request, rules, clock)))
    if isinstance(permit, Refusal):
        return permit
    granted = tuple(grant.item for grant in permit.grants)
    if patients_of(items):
        _expect_identity(permit)
    covered = [item for item in items if item.categories.issubset(granted)]
    with gate.under(permit, EntryKind.USE, {"imported": list(granted), "items": len(covered)}) as within:
        there = {each.item for each in records.read(permit, within, granted)}
        _expect_same_patient(there, items)
        new = [item for item in covered if item not in there]
        records.add(permit, within, new)
    left = tuple(item.name for item in items if item not in covered)
    return Imported(within.recorded, len(new), len(covered) - len(new), left, permit)


def _expect_identity(permit: Permit) -> None:
    """Who the record is about must be known whenever something is added to it, whatever time it is of."""
    if not any(grant.item == IDENTITY and grant.window == ALL_TIME for grant in permit.grants):
        raise PermitError(f"without {IDENTITY} nothing can be taken in", mend="ask the patient for these too.")


def _expect_same_patient(there: Iterable[KeptItem], items: Iterable[KeptItem]) -> None:
    """The first record's Patient is the one of every later record: kept sealed among the demographics."""
    kept, given = patients_of(there), patients_of(items)
    if kept and kept != given:
        raise RecordError(
            "is the record of another patient than the one whose record is kept here",
            where=", ".join(sorted(given))[:LONGEST_WHERE],
            mend="name the patient whose it is; if the id has changed elsewhere, export it under the old one.",
        )


def categories_of_items(items: Iterable[KeptItem]) -> tuple[str, ...]:
    """Every category that one of them belongs to, in order of name."""
    return tuple(sorted({category for item in items for category in item.categories}))
