"""How named (star) alleles are defined: known positions, and the bases that make each allele.

Positions are 1-based, on the plus strand, in VCF form (the base before an indel included), on both builds.
Source: ClinPGx/CPIC release named in the bundle's manifest (CC0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.kernel import GeneSymbol

IUPAC: Mapping[str, frozenset[str]] = {
    "R": frozenset("AG"), "Y": frozenset("CT"), "S": frozenset("CG"), "W": frozenset("AT"), "K": frozenset("GT"),
    "M": frozenset("AC"), "B": frozenset("CGT"), "D": frozenset("AGT"), "H": frozenset("ACT"), "V": frozenset("ACG"),
    "N": frozenset("ACGT"),
}  # fmt: skip
"""Ambiguity codes (IUPAC-IUB 1984): one letter, several bases."""


@dataclass(frozen=True, slots=True)
class KnownPosition:
    """A place in the genome that tells named alleles of one gene apart.

    Args:
        grch38: 1-based position on GRCh38.
        grch37: 1-based position on GRCh37, or None where no published mapping is in the bundle.
        rsid: dbSNP id, or "".
        ref: reference allele, VCF form, plus strand.
        alts: known alternative alleles, VCF form.
        name: genomic HGVS name, such as ``g.94781859G>A``.
        grch37_ref: reference allele on GRCh37 where that build carries another one (five common variants), else "".
    """

    grch38: int
    grch37: int | None
    rsid: str
    ref: str
    alts: tuple[str, ...]
    name: str
    grch37_ref: str = ""


@dataclass(frozen=True, slots=True)
class NamedAllele:
    """One star allele.

    Args:
        name: such as ``*2`` or ``c.1905+1G>A (*2A)``.
        id: ClinPGx id, such as ``PA165980635``.
        defining: index into the gene's positions → the alleles (VCF form) that this named allele may show there;
            the reference allele defines every position.
    """

    name: str
    id: str
    defining: Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class GeneDefinition:
    """All that is needed to name a gene's alleles from a VCF.

    Args:
        gene: HGNC symbol.
        chromosome: with prefix, such as ``chr10``.
        positions: in ascending order on GRCh38.
        alleles: in the order of the source; the first is the reference.
        release: date of the release of these definitions.
        unphased_priorities: for unphased data that several pairs explain equally: (the pair that is far more frequent,
            the pairs that it is preferred to), each pair as a label.
        must_test: positions (by number) that every laboratory should test, as a professional body recommends;
            None where the bundle knows no such set: then every position counts.
    """

    gene: GeneSymbol
    chromosome: str
    positions: tuple[KnownPosition, ...]
    alleles: tuple[NamedAllele, ...]
    release: str
    unphased_priorities: tuple[tuple[str, tuple[str, ...]], ...] = ()
    must_test: frozenset[int] | None = None

    @property
    def weighty(self) -> int:
        """Mask of the positions whose absence leaves an answer in doubt."""
        numbers = range(len(self.positions)) if self.must_test is None else self.must_test
        return sum(1 << number for number in numbers)

    @property
    def reference(self) -> NamedAllele:
        """The allele that the gene's table calls its reference."""
        return self.alleles[0]
