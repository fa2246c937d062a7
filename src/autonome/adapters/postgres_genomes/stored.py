"""A genome as the store gives it out: at known loci, ready for a plan; it holds what was read under the permit.

Invariant: what it says of a locus is what the file that it came from says, by the same reader (`vcf.read_samples`) on
the records' normal form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autonome.adapters.postgres_genomes.manifest import Manifest
from autonome.genome import GenomeError, GenomeReading, Locus, Panel
from autonome.kernel import Sha256
from autonome.vcf import Header, Selected, read_samples


@dataclass(frozen=True, slots=True)
class StoredGenome:
    """A genome at known loci; a `GenomeSource`.

    Args:
        manifest: of it.
        panel: the loci around which records were read.
        lines: these records, in their normal form, in the order of the file.
    """

    manifest: Manifest
    panel: Panel
    lines: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the file that it came from."""
        return self.manifest.name

    def digest(self) -> Sha256:
        """SHA-256 of that file."""
        return self.manifest.digest

    def read(self, panels: Sequence[Panel], *, sample: str | None = None) -> GenomeReading:
        """Read the loci (see `GenomeSource.read`): of those around which it was opened.

        Raises:
            GenomeError: other loci, another sample, or records that contradict each other.
        """
        manifest = self.manifest
        panel = next((each for each in panels if each.build is manifest.build), None)
        if panel is None or not set(map(_key, panel.loci)) <= set(map(_key, self.panel.loci)):
            raise GenomeError("was opened at other positions than are asked for", where=self.name)
        if sample not in {None, manifest.sample}:
            raise GenomeError(f"has no sample {str(sample)[:40]!r}", where=self.name, mend="leave --sample away.")
        header = Header("", {}, (manifest.sample,), manifest.build, 0)
        selected = [Selected(0, line) for line in self.lines]
        return GenomeReading(panel, read_samples(header, selected, panel, samples=[manifest.sample], where=self.name))


def _key(locus: Locus) -> tuple[str, int, str, tuple[str, ...], str]:
    return locus.chromosome, locus.position, locus.ref, locus.alts, locus.names
