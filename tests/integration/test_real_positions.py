"""The shipped definitions as VCF text: each known variant in each spelling, on both builds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from random import Random

import pytest

from autonome.evidence import GeneDefinition
from autonome.genome import LONGEST_LOCUS, Build, Genotype, Locus, SampleGenotypes
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics import GenePanel, call_sample, gene_panel
from autonome.pharmacogenomics.calls import GeneCall
from tests.unit.pharmacogenomics.samples import BUNDLE, CALLER, of_alleles
from tests.unit.vcf.small_vcf import header, line, read

HEADERS = {Build.GRCH37: "##reference=GRCh37", Build.GRCH38: "##reference=GRCh38"}
GENES = list(CALLER.genes)


@cache
def panel_of(build: Build) -> GenePanel:
    return gene_panel(BUNDLE.definitions, build)


@cache
def gene_panels(gene: GeneSymbol) -> dict[Build, GenePanel]:
    return {build: gene_panel({gene: BUNDLE.definitions[gene]}, build) for build in Build}


def sample_of(lines: Sequence[str], build: Build, gene: GeneSymbol) -> SampleGenotypes:
    panels = [panel.panel for panel in gene_panels(gene).values()]
    (sample,) = read([*header(HEADERS[build]), *lines], panels)
    return sample


@pytest.mark.parametrize("build", Build)
def test_every_locus_lies_within_the_longest(build: Build) -> None:
    for locus in panel_of(build).panel.loci:
        assert locus.position <= locus.end
        assert max(locus.end, locus.reach) - locus.position < LONGEST_LOCUS


@pytest.mark.parametrize("build", Build)
@pytest.mark.parametrize("gene", GENES)
def test_every_known_variant_is_read_back_in_each_of_its_spellings(gene: GeneSymbol, build: Build) -> None:
    loci = gene_panels(gene)[build].panel.loci
    for number, locus in enumerate(loci):
        for (position, ref, alt), known in locus.indels.items():
            text = line(position, ref, alt, "0/1", chromosome=locus.chromosome)
            found = sample_of([text], build, gene).genotypes
            assert found[number] == Genotype((locus.ref, known)), (locus.label, position, ref, alt)
            # A known variant says nothing of the other positions that it happens to cross.
            assert [at for at, each in enumerate(found) if each is not None] == [number]
    bases = {number: locus for number, locus in enumerate(loci) if locus.single_base}
    lines = [
        line(locus.position, locus.ref, ",".join(locus.alts), f"0|{len(locus.alts)}", chromosome=locus.chromosome)
        for locus in bases.values()
    ]
    found = sample_of(lines, build, gene).genotypes
    for number, locus in enumerate(loci):
        assert found[number] == (Genotype((locus.ref, locus.alts[-1]), "") if locus.single_base else None)


def written_on(definition: GeneDefinition, genotypes: Sequence[Genotype | None], build: Build) -> list[str]:
    """The genotypes as lines on a build; positions that only GRCh38 has are left out on both."""
    lines = []
    panel = gene_panels(definition.gene)[build]
    for at, (known, genotype) in enumerate(zip(definition.positions, genotypes, strict=True)):
        place = panel.places[definition.gene][at]
        if genotype is not None and known.grch37 is not None and place is not None:
            lines.append(row(panel.panel.loci[place], genotype))
    return lines


def row(locus: Locus, genotype: Genotype) -> str:
    alleles = (locus.ref, *locus.alts)
    mark = "/" if genotype.phase_set is None else "|"
    entry = mark.join(str(alleles.index(each or "")) for each in genotype.alleles)
    return line(locus.position, locus.ref, ",".join(locus.alts), entry, chromosome=locus.chromosome)


def called(definition: GeneDefinition, lines: Sequence[str], build: Build) -> GeneCall:
    sample = sample_of(lines, build, definition.gene)
    (answer,) = (
        each
        for each in call_sample(CALLER, whole(gene_panels(definition.gene)[build]), sample)
        if each.gene == definition.gene
    )
    return answer


def whole(panel: GenePanel) -> GenePanel:
    """The panel of one gene, with the other genes' positions absent."""
    (gene,) = panel.places
    others = {each: (None,) * len(BUNDLE.definitions[each].positions) for each in CALLER.genes if each != gene}
    return GenePanel(panel.panel, {**others, **panel.places})


@pytest.mark.parametrize("gene", GENES)
def test_the_same_sample_gives_the_same_answer_on_both_builds(gene: GeneSymbol) -> None:
    definition = BUNDLE.definitions[gene]
    lots = Random(f"{gene} on both builds")  # noqa: S311 - drawn anew in the same way each time
    for turn in range(2):
        names = [lots.choice(definition.alleles).name for _ in range(2)]
        genotypes = of_alleles(gene, names, phase="" if turn % 2 else None)
        old, new = (called(definition, written_on(definition, genotypes, build), build) for build in Build)
        assert old == new
        assert new.assessed == sum(known.grch37 is not None for known in definition.positions)


def test_positions_whose_reference_base_changed_between_the_builds_are_read_on_both() -> None:
    changed = [(gene, known.rsid) for gene in GENES for known in BUNDLE.definitions[gene].positions if known.grch37_ref]
    assert changed == [("CYP2C19", "rs3758581"), ("CYP3A5", "rs776746"), ("DPYD", "rs1801265")]
    for gene, rsid in changed:
        loci = {build: {each.label: each for each in panel.panel.loci} for build, panel in gene_panels(gene).items()}
        assert loci[Build.GRCH37][rsid].ref == loci[Build.GRCH38][rsid].alts[0]
        assert loci[Build.GRCH37][rsid].alts == (loci[Build.GRCH38][rsid].ref,)
