"""What a sample shows at a known position.

Invariant: absence is not reference. A position that no record speaks of has no `Genotype` (None stands in its place);
a genotype says whether it was observed, covered by a reference block, or assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DELETED = "*"
"""An allele whose base another variant removes (VCF 4.3, section 1.6.1.5): known to differ from the reference."""


class Seen(StrEnum):
    """How a genotype came to be known."""

    OBSERVED = "observed"
    REFERENCE_BLOCK = "reference-block"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Genotype:
    """The alleles at one known position.

    Args:
        alleles: one (haploid) or two alleles in the VCF form of the known position; None for a half that is missing;
            an allele that the position does not list is kept as it was seen (undocumented).
        phase_set: None when unphased; else the set within which the order of alleles is the order of chromosomes
            (the VCF's ``PS``; ``""`` where ``|`` stands without one).
        seen: how it came to be known.
    """

    alleles: tuple[str | None, ...]
    phase_set: str | None = None
    seen: Seen = Seen.OBSERVED

    @property
    def homozygous(self) -> bool:
        """Whether every copy shows the same known allele."""
        return None not in self.alleles and len(set(self.alleles)) == 1
