"""One sample over a panel: the value that everything downstream works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autonome.genome.builds import Build
from autonome.genome.genotypes import Genotype
from autonome.kernel import SampleName


@dataclass(frozen=True, slots=True)
class SampleGenotypes:
    """What a sample shows at the loci of a panel.

    Args:
        sample: its name in the file.
        build: on which the file was written.
        genotypes: one for each locus of the panel, in the panel's order; None where nothing speaks of it.
        remarks: locus number → why no record there could be used (filter, quality, overlap), half a sentence.
        unclear: loci that records speak of without a usable genotype: never to be assumed reference.
    """

    sample: SampleName
    build: Build
    genotypes: tuple[Genotype | None, ...]
    remarks: Mapping[int, str] = field(default_factory=dict)
    unclear: frozenset[int] = frozenset()
