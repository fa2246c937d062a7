"""What a node keeps of its patients: taken in, and made into plans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autonome.access import Request
from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.system import SystemClock
from autonome.adapters.terminal import reading_progress
from autonome.bootstrap.knowledge import knowledge_bundle
from autonome.law import RULES
from autonome.workflows.call_pharmacogenes import known_positions
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.import_genome import ImportedGenome, import_genome
from autonome.workflows.open_record import ShownGenomes

if TYPE_CHECKING:
    from autonome.adapters.node import Node
    from autonome.adapters.postgres_gate.gate import Within
    from autonome.workflows.passed_genomes import PassedGenomes


def genomes_to_show(node: Node) -> ShownGenomes[Within]:
    """A node's genomes, for who looks at them."""
    from autonome.adapters.postgres_genomes.showing import GenomesToShow  # noqa: PLC0415 - an extra

    return GenomesToShow(node.genomes, known_positions(knowledge_bundle()))


def genomes_to_pass(node: Node) -> PassedGenomes[Within]:
    """A node's genomes, for its exchange; the knowledge is read when the first one comes."""
    from autonome.adapters.postgres_genomes.passing import GenomesToPass  # noqa: PLC0415 - an extra

    return GenomesToPass(node.genomes, node.names, lambda: known_positions(knowledge_bundle()))


def imported_genome(
    node: Node, request: Request, path: Path, *, sample: str | None, quiet: bool
) -> ImportedGenome | Refusal:
    """Take a VCF into a node.

    Args:
        node: that is open.
        request: to collect it.
        path: of the file.
        sample: the column that is wanted; without it the file must hold one.
        quiet: show no progress.

    Raises:
        AutonomeError: it cannot be taken in; nothing of it is kept.
    """
    with reading_progress(path.name, quiet=quiet) as progress:
        return taken_in_genome(node, request, GenomeFile(path, progress), sample=sample)


def taken_in_genome(node: Node, request: Request, file: GenomeFile, *, sample: str | None) -> ImportedGenome | Refusal:
    """Take a VCF into a node, wherever it lies; as `imported_genome`."""
    panels = known_positions(knowledge_bundle())
    return import_genome(
        request, file, panels, gate=node.gate, genomes=node.genomes, rules=RULES, clock=SystemClock(), sample=sample
    )
