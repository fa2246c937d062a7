"""The known positions of all genes as one panel of loci for a build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.evidence.bundle import Marker
from autonome.evidence.definitions import GeneDefinition, KnownPosition, NamedAllele
from autonome.genome import Build, Genotype, Locus, Panel, SampleGenotypes
from autonome.kernel import GeneSymbol


@dataclass(frozen=True, slots=True)
class GenePanel:
    """A panel, and where each gene's positions stand in it.

    Args:
        panel: the loci of all genes, gene after gene.
        places: gene → for each of its positions the number of the locus, or None where the build has none.
    """

    panel: Panel
    places: Mapping[GeneSymbol, tuple[int | None, ...]]

    def of(self, sample: SampleGenotypes, gene: GeneSymbol) -> tuple[Genotype | None, ...]:
        """A sample's genotypes at one gene's positions, in the order of its definition."""
        return tuple(None if place is None else sample.genotypes[place] for place in self.places[gene])


def gene_panel(definitions: Mapping[GeneSymbol, GeneDefinition], build: Build) -> GenePanel:
    """Lay out the positions of genes on a build.

    Args:
        definitions: of the genes that are wanted.
        build: GRCh37 leaves out positions that have no published place there.
    """
    loci: list[Locus] = []
    places: dict[GeneSymbol, tuple[int | None, ...]] = {}
    for gene, definition in definitions.items():
        row: list[int | None] = []
        for known in definition.positions:
            locus = _locus(definition.chromosome, known, build)
            row.append(None if locus is None else len(loci))
            loci += [] if locus is None else [locus]
        places[gene] = tuple(row)
    return GenePanel(Panel(build, tuple(loci)), places)


def marker_definition(marker: Marker) -> GeneDefinition:
    """A single position that guidance asks for, as a gene whose alleles are its bases: its diplotypes read ``A/G``."""
    known = marker.position
    alleles = tuple(NamedAllele(base, "", {0: frozenset({base})}) for base in (known.ref, *known.alts))
    return GeneDefinition(marker.rsid, marker.chromosome, (known,), alleles, "")


def _locus(chromosome: str, known: KnownPosition, build: Build) -> Locus | None:
    """A known position on a build; where GRCh37 carries another base as its reference, the two change places."""
    label = known.rsid or known.name
    if build is Build.GRCH38:
        return Locus(chromosome, known.grch38, known.ref, known.alts, label, known.name)
    if known.grch37 is None:
        return None
    names = _moved(known.name, known.grch37 - known.grch38)
    if not known.grch37_ref:
        return Locus(chromosome, known.grch37, known.ref, known.alts, label, names)
    alts = tuple(dict.fromkeys(base for base in (known.ref, *known.alts) if base != known.grch37_ref))
    return Locus(chromosome, known.grch37, known.grch37_ref, alts, label, names)


def _moved(names: str, offset: int) -> str:
    """Genomic names carry GRCh38 coordinates: move them along with the position."""
    if not offset:
        return names
    moved, digits = [], ""
    in_place = True
    for character in names:
        if character.isdecimal() and in_place:
            digits += character
            continue
        if digits:
            moved.append(str(int(digits) + offset))
            digits = ""
        # Digits inside brackets are copies, not coordinates.
        in_place = {"[": False, "]": True}.get(character, in_place)
        moved.append(character)
    return "".join(moved) + (str(int(digits) + offset) if digits else "")
