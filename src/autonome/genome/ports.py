"""What the genome needs from outside: somebody who opens a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from autonome.genome.loci import Panel
from autonome.genome.samples import SampleGenotypes
from autonome.kernel import Sha256


@dataclass(frozen=True, slots=True)
class GenomeReading:
    """A VCF as read.

    Args:
        panel: the loci of the build that the file is on.
        samples: in the order of the file, or the one that was asked for.
    """

    panel: Panel
    samples: tuple[SampleGenotypes, ...]


class GenomeSource(Protocol):
    """A VCF that can be read at known loci."""

    @property
    def name(self) -> str:
        """How messages call it."""

    def read(self, panels: Sequence[Panel], *, sample: str | None = None) -> GenomeReading:
        """Read the loci of whichever panel is on the file's build.

        Args:
            panels: one for each build that is read.
            sample: the one that is wanted; None for all.

        Raises:
            GenomeError: it cannot be used.
        """

    def digest(self) -> Sha256:
        """SHA-256 of the bytes of the file.

        Raises:
            GenomeError: it cannot be read.
        """
