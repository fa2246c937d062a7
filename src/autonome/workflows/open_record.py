"""Open a part of a person's record, as the node keeps it: decided, recorded, and only then read.

The order is the guarantee: the decision stands on the log before a permit opens anything; the use is recorded in the
transaction that reads; and nothing is handed out before that transaction is durable.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from autonome.access import Permit, Request
from autonome.access.ports import Gate, Judge, Within
from autonome.clinical.items import StoredItem
from autonome.consent import NO_DISEASES, Diseases
from autonome.law import RuleBook
from autonome.ledger import Clock, EntryKind, Recorded
from autonome.workflows.decide_and_record import Refusal, answer

WithinT = TypeVar("WithinT", bound=Within)
WithinT_contra = TypeVar("WithinT_contra", contravariant=True)


class Records(Protocol[WithinT_contra]):
    """Where items of records are kept."""

    def read(self, permit: Permit, within: WithinT_contra, categories: Iterable[str]) -> tuple[StoredItem, ...]:
        """Read the newest version of all items of some categories.

        Args:
            permit: to use data of these categories.
            within: a transaction under that permit.
            categories: leaves of the data tree.

        Raises:
            PermitError: the permit does not cover one of them, or is over.
        """


@dataclass(frozen=True, slots=True)
class ShownGenome:
    """A genome that is kept, as it is shown.

    Args:
        category: ``pharmacogenes`` for its known positions, ``sequence`` for all of it.
        name: of the file that it came from.
        sample: the column that was read.
        build: on which it is.
        rows: records that are kept.
        lines: records at known positions, as a VCF has them; None where they are not shown.
    """

    category: str
    name: str
    sample: str
    build: str
    rows: int
    lines: tuple[str, ...] | None = None


class ShownGenomes(Protocol[WithinT_contra]):
    """Where genomes are kept, as far as they are shown."""

    def shown(self, permit: Permit, within: WithinT_contra, categories: Iterable[str]) -> tuple[ShownGenome, ...]:
        """What there is of a person's genomes in some categories.

        Args:
            permit: to use data of these categories.
            within: a transaction under that permit.
            categories: leaves of the data tree; those that hold no genomes are passed over.

        Raises:
            PermitError: the permit does not cover one of them, or is over.
        """


@dataclass(frozen=True, slots=True)
class Opened:
    """What is handed out.

    Args:
        permit: under which it was read.
        use: the entry of the reading.
        items: all that the permit covers of what was asked for.
        genomes: likewise, where the caller shows any.
    """

    permit: Permit
    use: Recorded
    items: tuple[StoredItem, ...]
    genomes: tuple[ShownGenome, ...] = ()


def open_record(  # noqa: PLR0913 - who asks for what, and what the act works with
    request: Request,
    *,
    gate: Gate[WithinT],
    records: Records[WithinT],
    rules: RuleBook,
    clock: Clock,
    genomes: ShownGenomes[WithinT] | None = None,
) -> Opened | Refusal:
    """Open what a request asks for, as far as consent and law allow.

    Args:
        request: who asks for what.
        gate: of the institution.
        records: that it keeps.
        rules: packs of law.
        clock: tells now.
        genomes: that it keeps, where they are to be shown too.

    Returns:
        The items, or the refusal; either is on the log.

    Raises:
        PermitError: consent was withdrawn between decision and reading; nothing was read.
        AutonomeError: log or store cannot be relied upon; nothing was read.
    """
    permit = answer(request, *gate.admit(request, judging(request, rules, clock)))
    if isinstance(permit, Refusal):
        return permit
    granted = tuple(grant.item for grant in permit.grants)
    with gate.under(permit, EntryKind.USE, {"opened": list(granted)}) as within:
        items = records.read(permit, within, granted)
        shown = () if genomes is None else genomes.shown(permit, within, granted)
    return Opened(permit, within.recorded, items, shown)


def judging(request: Request, rules: RuleBook, clock: Clock, diseases: Diseases = NO_DISEASES) -> Judge:
    """What judges a request now, on whatever consent stands."""
    return lambda stands: stands.decides(
        stands.acts,
        request,
        rules,
        clock.now(),
        stands.size,
        diseases=diseases,
        restricted=stands.restricted,
        attested=stands.attested,
    )
