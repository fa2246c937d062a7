"""A case of what a node keeps: nothing is read but under a permit, and nothing handed out once consent has moved.

Three entries stand on the log for a plan: the decision, the reading, and what was made of it. Between reading and made,
consent may be withdrawn: then what was made is thrown away. A category that consent does not cover is not opened at
all, so whether there is anything in it is not known here. That is why all that is covered is asked for, and not, as for
files in hand, what the record is seen to hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from autonome.access import Decision, Permit, Request
from autonome.access.ports import Gate, Within
from autonome.clinical import HealthRecord
from autonome.clinical.items import StoredItem
from autonome.consent import Attestation, ConsentAct
from autonome.fhir.one_patient import says_who
from autonome.fhir.shelving import record_of
from autonome.genome import GenomeSource, Panel
from autonome.kernel import InputError, Sha256, SubjectId, canonical_bytes, sha256_hex
from autonome.ledger import EntryKind, Receipt
from autonome.pharmacogenomics import OutsideCall
from autonome.plan.data_categories import USABLE
from autonome.workflows.call_pharmacogenes import known_positions
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.open_record import Records, judging
from autonome.workflows.plan_case import ReadData, World, usable_covered
from autonome.workflows.record_use import Made, receipt_for

WithinT = TypeVar("WithinT", bound=Within)
WithinT_contra = TypeVar("WithinT_contra", contravariant=True)


class GenomesAtLoci(Protocol[WithinT_contra]):
    """Where genomes are kept, for plans."""

    def at_loci(
        self, permit: Permit, within: WithinT_contra, panels: Sequence[Panel], *, sample: str | None = None
    ) -> GenomeSource:
        """A genome at known positions; see `autonome.adapters.postgres_genomes`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store(Generic[WithinT]):
    """Where a node keeps data.

    Args:
        gate: of the institution.
        records: that it keeps.
        genomes: that it keeps.
    """

    gate: Gate[WithinT]
    records: Records[WithinT]
    genomes: GenomesAtLoci[WithinT]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCase(Generic[WithinT]):
    """A `plan_case.Case` of what a node keeps.

    Args:
        subject: whose; the id in the node.
        jurisdiction: the institution's.
        store: where the data are.
        world: knowledge, law, log, clock.
        sample: of which genome, where the person has several.
        outside: calls made elsewhere, in hand.
        outside_digest: SHA-256 of their file, where there is one.
    """

    subject: SubjectId
    jurisdiction: str
    store: Store[WithinT]
    world: World
    sample: str | None = None
    outside: Sequence[OutsideCall] = ()
    outside_digest: Sha256 | None = None

    def ask(self, request: Request) -> tuple[Permit | Refusal, frozenset[str]]:
        """See `Case`."""
        covered = usable_covered(request, self.judge())
        found = self.admitted(replace(request, items=(*request.items, *sorted(covered))))
        return found, frozenset(USABLE) - covered

    def admitted(self, request: Request) -> Permit | Refusal:
        """Decide on a request; either answer is on the log."""
        return answer(request, *self.store.gate.admit(request, judging(request, self.world.rules, self.world.clock)))

    def read(self, permit: Permit) -> ReadData:
        """See `Case`.

        Raises:
            InputError: no record of the person is kept, or one that cannot be used.
            AutonomeError: consent was withdrawn meanwhile, no genome is kept, or the store cannot be relied upon.
        """
        granted, store = tuple(grant.item for grant in permit.grants), self.store
        panels = known_positions(self.world.bundle)
        with store.gate.under(permit, EntryKind.USE, {"opened": list(granted)}) as within:
            items = store.records.read(permit, within, granted)
            genome = store.genomes.at_loci(permit, within, panels, sample=self.sample)
        return ReadData(
            genome=genome, record=self._record(items), outside=self.outside, digests=self.digests(permit, items)
        )

    def digests(self, permit: Permit, items: Sequence[StoredItem]) -> dict[str, Sha256]:
        """Role → SHA-256 of what each input was but the genome."""
        outside = {} if self.outside_digest is None else {"outside-calls": self.outside_digest}
        return {"record": _digest_of(items), "consent": self._relied_upon(permit), **outside}

    def record_use(self, permit: Permit, made: Made) -> Receipt:
        """See `Case`.

        Raises:
            PermitError: consent was withdrawn meanwhile: what was made may not be handed out.
        """
        with self.store.gate.under(permit, EntryKind.USE, {"made": made.to_json()}) as within:
            pass
        return receipt_for((permit.recorded, within.recorded), log=self.world.log)

    def said(self, permit: Permit) -> tuple[Sequence[ConsentAct], Sequence[Attestation]]:
        """See `Case`: as the gate holds it, which was read from the log when it last moved."""
        stands = self.store.gate.stands(permit.subject)
        return stands.acts, stands.attested

    def consent_on_record(self, permit: Permit) -> tuple[ConsentAct, ...]:
        """See `Case`: at a node all consent is on record, and nobody hands any in."""
        del permit
        return ()

    def judge(self) -> Callable[[Request], Decision]:
        """The very judge of the gate, on what the log holds now; nothing is recorded."""
        world, stands = self.world, self.store.gate.stands(self.subject)

        def judge(asked: Request) -> Decision:
            return judging(asked, world.rules, world.clock)(stands)

        return judge

    def _record(self, items: Sequence[StoredItem]) -> HealthRecord:
        """What was read, under the id that the person has in the node, which is the one that the log knows."""
        kept = [each.item for each in items]
        if not says_who(kept):
            raise InputError("no health record of this patient is kept", mend="take one in: `autonome record import`.")
        record = record_of(kept, "the kept record")
        return replace(record, patient=replace(record.patient, id=self.subject))

    def _relied_upon(self, permit: Permit) -> Sha256:
        """Digest of the acts of consent that the permit rests on, in log order: here they stand in no file."""
        acts = self.store.gate.stands(self.subject).acts
        return sha256_hex(canonical_bytes([act.digest for act in acts if act.digest in permit.decision.basis]))


def _digest_of(items: Sequence[StoredItem]) -> Sha256:
    """Digest of what was read: names, versions, and digests of what the items say."""
    return sha256_hex(
        canonical_bytes([[each.item.name, each.version, sha256_hex((each.item.body or "").encode())] for each in items])
    )
