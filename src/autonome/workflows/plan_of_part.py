"""A case of a part of what a node keeps: for who may see medicines or genes, and not who the person is.

A pharmacy is such a one: a patient shares medicines, allergies and genes with it, each by a yes of its own, and never
a name. What is asked for is what consent covers, and nothing else; where neither medicines nor genes are covered, both
are asked for, and the refusal stands on the log. Of what is not covered the plan says so: nothing that was not seen is
taken for absent or normal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, Protocol, TypeVar

from autonome.access import Permit, Request
from autonome.access.ports import Within
from autonome.clinical import HealthRecord
from autonome.clinical.items import StoredItem
from autonome.consent import Attestation, ConsentAct
from autonome.fhir.one_patient import as_nobody, says_who
from autonome.fhir.shelving import record_of
from autonome.genome import GenomeSource
from autonome.kernel import SubjectId
from autonome.ledger import EntryKind, Receipt
from autonome.plan.data_categories import USABLE
from autonome.workflows.call_pharmacogenes import known_positions
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.plan_case import ITEMS, ReadData, usable_covered
from autonome.workflows.plan_of_patient import KeptCase
from autonome.workflows.record_use import Made

GENES: Final = "pharmacogenes"
PARTS: Final = ("medications", GENES)
"""Without either of which there is nothing to advise on."""

ELSE: Final = tuple(sorted({*ITEMS, *USABLE} - set(PARTS)))
"""What a plan uses beside them, who the person is included."""

WithinT = TypeVar("WithinT", bound=Within)
WithinT_contra = TypeVar("WithinT_contra", contravariant=True)


class Listed(Protocol[WithinT_contra]):
    """Where genomes are kept, as far as it is told whether there are any."""

    def genomes(self, permit: Permit, within: WithinT_contra, category: str) -> Sequence[object]:
        """What there is of a person in a category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCase(Generic[WithinT]):
    """A `plan_case.Case` of what may be seen of a person.

    Args:
        kept: the case of all that the node keeps.
        genomes: the same store of genomes, to learn whether there is one.
    """

    kept: KeptCase[WithinT]
    genomes: Listed[WithinT]

    @property
    def subject(self) -> SubjectId:
        """See `Case`."""
        return self.kept.subject

    @property
    def jurisdiction(self) -> str:
        """See `Case`."""
        return self.kept.jurisdiction

    def ask(self, request: Request) -> tuple[Permit | Refusal, frozenset[str]]:
        """See `Case`: for as much of it as consent covers."""
        judge, parts = self.kept.judge(), replace(request, items=())
        shared = tuple(each for each in PARTS if each in usable_covered(parts, judge, usable=PARTS))
        asked = replace(request, items=shared or PARTS)
        covered = usable_covered(asked, judge, usable=ELSE) if shared else frozenset()
        found = self.kept.admitted(replace(asked, items=(*asked.items, *sorted(covered))))
        return found, frozenset((*PARTS, *ELSE)) - covered - set(shared)

    def read(self, permit: Permit) -> ReadData:
        """See `Case`.

        Raises:
            AutonomeError: consent was withdrawn meanwhile, or the store cannot be relied upon.
        """
        granted, store = tuple(grant.item for grant in permit.grants), self.kept.store
        with store.gate.under(permit, EntryKind.USE, {"opened": list(granted)}) as within:
            items = store.records.read(permit, within, granted)
            genome = self._genome(permit, within) if GENES in granted else None
        record = replace_id(record_seen(items), self.subject)
        return ReadData(genome=genome, record=record, outside=(), digests=self.kept.digests(permit, items))

    def record_use(self, permit: Permit, made: Made) -> Receipt:
        """See `Case`."""
        return self.kept.record_use(permit, made)

    def said(self, permit: Permit) -> tuple[Sequence[ConsentAct], Sequence[Attestation]]:
        """See `Case`."""
        return self.kept.said(permit)

    def consent_on_record(self, permit: Permit) -> tuple[ConsentAct, ...]:
        """See `Case`."""
        return self.kept.consent_on_record(permit)

    def _genome(self, permit: Permit, within: WithinT) -> GenomeSource | None:
        """The genome at known positions; None where none is kept, which is no fault of who asks."""
        if not self.genomes.genomes(permit, within, GENES):
            return None
        panels = known_positions(self.kept.world.bundle)
        return self.kept.store.genomes.at_loci(permit, within, panels, sample=self.kept.sample)


def record_seen(items: Sequence[StoredItem]) -> HealthRecord:
    """What was read, of a Patient of whom nothing is said where who that is was not to be seen."""
    kept = [each.item for each in items]
    return record_of(kept if says_who(kept) else as_nobody(kept), "the kept record")


def replace_id(record: HealthRecord, subject: SubjectId) -> HealthRecord:
    """The record under the id that the person has in the node, which is the one that the log knows."""
    return replace(record, patient=replace(record.patient, id=subject))
