"""Stored genomes as VCF files again, in pieces: for the person whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from autonome.access import Permit
from autonome.adapters.postgres_gate.gate import Within
from autonome.adapters.postgres_gate.vault import StoreError
from autonome.adapters.postgres_genomes.manifest import Manifest
from autonome.adapters.postgres_genomes.store import SEQUENCE, PostgresGenomes
from autonome.genome.coordinates import coordinates

PIECE: Final = 10_000
"""Lines that are held at once: some 600 kB."""

_KEYS: Final = {
    "GT": ("1", "String", "genotype"),
    "PS": ("1", "Integer", "phase set"),
    "GQ": ("1", "Integer", "quality of the genotype"),
    "RGQ": ("1", "Integer", "quality of a reference call"),
    "DP": ("1", "Integer", "depth"),
    "FT": ("1", "String", "filter of the genotype"),
}
"""FORMAT keys of the normal form; those that some file spelled otherwise are said in its own words."""


class GenomeExport:
    """The genomes of an institution, as an export reads them.

    Args:
        genomes: that are stored.
    """

    def __init__(self, genomes: PostgresGenomes) -> None:
        self._genomes = genomes

    def samples(self, permit: Permit, within: Within) -> tuple[str, ...]:
        """Samples of a person, in the order of their names; the newest version of each is what `vcf` gives."""
        return tuple(sorted(each.sample for each in self._genomes.genomes(permit, within, SEQUENCE)))

    def vcf(self, permit: Permit, within: Within, sample: str) -> Iterator[bytes]:
        """All of one, as a VCF, in pieces.

        Raises:
            PermitError: the permit does not cover the sequence, or is over.
            StoreError: there is no such genome, or it is damaged.
        """
        found = [each for each in self._genomes.genomes(permit, within, SEQUENCE) if each.sample == sample]
        if not found:
            raise StoreError("there is no such genome", mend="ask for one that there is.")
        rows = self._genomes.records(permit, within, sample=sample)
        lines = chain(header_lines(found[0]), rows)
        while piece := list(islice(lines, PIECE)):
            yield "".join(f"{line}\n" for line in piece).encode()


def header_lines(manifest: Manifest) -> Iterator[str]:
    """The header of a stored genome's VCF, its build and words of filters told."""
    yield "##fileformat=VCFv4.2"
    yield f"##reference={manifest.build.value}"
    for name, length in coordinates(manifest.build).lengths.items():
        yield f"##contig=<ID={name},length={length}>"
    for word in manifest.words:
        if word not in {"", ".", "PASS"} and ";" not in word:
            yield f'##FILTER=<ID={word},Description="as in the file that was stored">'
    yield '##INFO=<ID=END,Number=1,Type=Integer,Description="last base of a stretch">'
    for key, (number, type_, words) in _KEYS.items():
        yield f'##FORMAT=<ID={key},Number={number},Type={type_},Description="{words}">'
    yield f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{manifest.sample}"
