"""Each small hostile genome gets its answer: the asserted line, or the asserted reading."""

from __future__ import annotations

from functools import cache

import pytest

from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.knowledge_pack import load_bundle
from autonome.genome import Build, GenomeError, GenomeReading, Panel
from autonome.pharmacogenomics import gene_panel, prepare
from tests.hostile.vcf.small_files import CASES, FILES, Case


@cache
def panels() -> tuple[Panel, ...]:
    bundle = load_bundle()
    genes = prepare(bundle.definitions, bundle.phenotypes).genes
    return tuple(gene_panel({gene: bundle.definitions[gene] for gene in genes}, build).panel for build in Build)


def read(name: str, case: Case) -> GenomeReading:
    return GenomeFile(FILES / name).read(panels(), sample=case.sample)


def test_the_files_are_those_that_the_script_writes() -> None:
    assert {path.name: path.read_bytes() for path in FILES.iterdir()} == {
        name: case.data for name, case in CASES.items()
    }


def test_every_case_expects_something() -> None:
    assert all(bool(case.error) != bool(case.shows) for case in CASES.values())


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.error])
def test_it_is_refused_with_one_line(name: str) -> None:
    with pytest.raises(GenomeError) as caught:
        read(name, CASES[name])
    assert str(caught.value) == name + CASES[name].error
    assert ". Mend: " in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.shows])
def test_it_is_read_rightly(name: str) -> None:
    case = CASES[name]
    reading = read(name, case)
    (sample,) = reading.samples
    numbers = {locus.label: number for number, locus in enumerate(reading.panel.loci)}
    found = {label: sample.genotypes[numbers[label]] for label in case.shows}
    assert {label: each and each.alleles for label, each in found.items()} == case.shows
    assert {label: sample.remarks.get(numbers[label]) for label in case.remarks} == case.remarks
