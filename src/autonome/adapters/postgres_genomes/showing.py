"""Stored genomes as somebody looks at them: which there are, and what they say at known positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autonome.access import Permit
from autonome.adapters.postgres_gate.gate import Within
from autonome.adapters.postgres_genomes.manifest import Manifest, panel_digest
from autonome.adapters.postgres_genomes.store import PHARMACOGENES, SEQUENCE, PostgresGenomes
from autonome.genome import Panel
from autonome.workflows.open_record import ShownGenome


class GenomesToShow:
    """The genomes of an institution; a `ShownGenomes`.

    Args:
        genomes: that are stored.
        panels: known positions, one for each build.
    """

    def __init__(self, genomes: PostgresGenomes, panels: Sequence[Panel]) -> None:
        self._genomes = genomes
        self._panels = panels
        self._known = {panel_digest(panel) for panel in panels}

    def shown(self, permit: Permit, within: Within, categories: Iterable[str]) -> tuple[ShownGenome, ...]:
        """See `ShownGenomes`; positions that were cut out for other knowledge are listed, and not shown."""
        wanted = [each for each in (PHARMACOGENES, SEQUENCE) if each in set(categories)]
        return tuple(
            self._one(permit, within, category, manifest)
            for category in wanted
            for manifest in self._genomes.genomes(permit, within, category)
        )

    def _one(self, permit: Permit, within: Within, category: str, manifest: Manifest) -> ShownGenome:
        lines = None
        if category == PHARMACOGENES and manifest.panel in self._known:
            lines = self._genomes.at_loci(permit, within, self._panels, sample=manifest.sample).lines
        return ShownGenome(category, manifest.name, manifest.sample, manifest.build.value, manifest.rows, lines)
