"""Take a genome into a person's store: decided and recorded like every other act, checked as for a plan, whole at once.

1. Decide. Where consent covers the pharmacogenes and not the sequence, the known positions are kept and nothing else.
2. Read, check and seal the file, where nobody sees it; what a plan would refuse, is refused here.
3. Make it visible in the transaction that records the import. Whatever ends before that leaves nothing.

A file that is there already, cut at the positions that are known today, is not added again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from autonome.access import Permit, PermitError, Request
from autonome.access.ports import Gate, Within
from autonome.genome import Build, Panel
from autonome.kernel import SampleName, Sha256
from autonome.law import RuleBook
from autonome.ledger import Clock, EntryKind, Recorded
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.open_record import judging

PHARMACOGENES: Final = "pharmacogenes"
GENOME: Final = (PHARMACOGENES, "sequence")
"""Categories of what a genome file holds."""

WithinT = TypeVar("WithinT", bound=Within)
WithinT_contra = TypeVar("WithinT_contra", contravariant=True)
FileT_contra = TypeVar("FileT_contra", contravariant=True)
FileT = TypeVar("FileT")


class KeptGenome(Protocol):
    """What is told of a genome that is kept."""

    @property
    def name(self) -> str:
        """The file that it came from."""

    @property
    def digest(self) -> Sha256:
        """SHA-256 of that file."""

    @property
    def sample(self) -> SampleName:
        """The column that was read."""

    @property
    def build(self) -> Build:
        """On which it is."""

    @property
    def rows(self) -> int:
        """Records that are kept."""

    @property
    def panel(self) -> str:
        """Digest of the loci around which it was cut."""


class StagedGenome(Protocol):
    """A genome that is sealed and not visible yet."""

    @property
    def known(self) -> KeptGenome:
        """Its known positions, as they will be kept."""

    @property
    def all(self) -> KeptGenome | None:
        """All of it, where it will be kept."""


StagedT = TypeVar("StagedT", bound=StagedGenome)


class Genomes(Protocol[FileT_contra, WithinT_contra, StagedT]):
    """Where genomes are kept."""

    def staging(
        self, permit: Permit, file: FileT_contra, panels: Sequence[Panel], *, sample: str | None = None
    ) -> AbstractContextManager[StagedT]:
        """Read, check and seal a file; what is not added before the block ends is taken away."""

    def add(self, permit: Permit, within: WithinT_contra, staged: StagedT) -> int:
        """Make it visible, with the transaction; gives the version of the sample that it is now."""

    def genomes(self, permit: Permit, within: WithinT_contra, category: str) -> Sequence[KeptGenome]:
        """What there is of a person in a category: the newest version of each sample."""


@dataclass(frozen=True, slots=True)
class ImportedGenome:
    """What was taken in.

    Args:
        permit: under which.
        use: the entry of the import.
        known: the known positions.
        all: the whole genome; None where consent does not cover it.
        version: of the sample, from 0 on; None where it was there already, and nothing was added.
    """

    permit: Permit
    use: Recorded
    known: KeptGenome
    all: KeptGenome | None
    version: int | None


def import_genome(  # noqa: PLR0913 - what is taken in, and what the act works with
    request: Request,
    file: FileT,
    panels: Sequence[Panel],
    *,
    gate: Gate[WithinT],
    genomes: Genomes[FileT, WithinT, StagedT],
    rules: RuleBook,
    clock: Clock,
    sample: str | None = None,
) -> ImportedGenome | Refusal:
    """Add a genome to a person's store.

    Args:
        request: to collect `GENOME`.
        file: a VCF.
        panels: known positions, one for each build.
        gate: of the institution.
        genomes: that it keeps.
        rules: packs of law.
        clock: tells now.
        sample: the column that is wanted; without it the file must hold one.

    Returns:
        What was taken in, or the refusal; either is on the log.

    Raises:
        PermitError: consent covers no pharmacogenes, or has moved meanwhile; nothing was added.
        GenomeError: the file cannot be used; nothing was added.
        AutonomeError: log or store cannot be relied upon; nothing was added.
    """
    permit = answer(request, *gate.admit(request, judging(request, rules, clock)))
    if isinstance(permit, Refusal):
        return permit
    if not permit.covers(PHARMACOGENES):
        raise PermitError("consent covers the sequence and not the pharmacogenes", mend="ask for these too.")
    with genomes.staging(permit, file, panels, sample=sample) as staged:
        known, whole = staged.known, staged.all
        told = {"imported": [PHARMACOGENES, *(() if whole is None else GENOME[1:])], "file": known.digest}
        with gate.under(permit, EntryKind.USE, told) as within:
            there = _is_there(permit, within, genomes, staged)
            version = None if there else genomes.add(permit, within, staged)
    return ImportedGenome(permit, within.recorded, known, whole, version)


def _is_there(permit: Permit, within: WithinT, genomes: Genomes[FileT, WithinT, StagedT], staged: StagedT) -> bool:
    """Whether the very same is kept: of that file, that sample, cut at the same loci."""
    wanted = {PHARMACOGENES: staged.known} | ({} if staged.all is None else {GENOME[1]: staged.all})
    return all(
        _same(each) in map(_same, genomes.genomes(permit, within, category)) for category, each in wanted.items()
    )


def _same(genome: KeptGenome) -> tuple[str, ...]:
    return genome.digest, genome.sample, genome.build.value, genome.panel
