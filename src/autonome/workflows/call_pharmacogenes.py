"""The act of calling: a VCF that somebody holds in hand becomes an answer for each pharmacogene.

No permit is asked for: the file is the user's own. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from autonome.evidence import Bundle
from autonome.genome import Build, GenomeError, GenomeSource, Panel, SampleGenotypes
from autonome.pharmacogenomics import (
    Caller,
    GenePanel,
    OutsideCall,
    Research,
    SampleCalls,
    call_sample,
    gene_panel,
    marker_definition,
    prepare,
    with_outside,
)
from autonome.vcf import assume_reference


@dataclass(frozen=True, slots=True)
class CallingOptions:
    """How to read.

    Args:
        sample: the one that is wanted; None for all.
        assume_reference: read positions that no record speaks of as the reference, and mark all that this touches.
        research: readings that are not for patient care.
    """

    sample: str | None = None
    assume_reference: bool = False
    research: frozenset[Research] = frozenset()


def call_pharmacogenes(
    source: GenomeSource,
    bundle: Bundle,
    outside: Sequence[OutsideCall] = (),
    options: CallingOptions = CallingOptions(),
) -> Iterable[SampleCalls]:
    """Call every pharmacogene of a VCF's samples, one sample after the other.

    Args:
        source: the VCF.
        bundle: the knowledge to call by.
        outside: calls made elsewhere; they stand beside each sample's own.
        options: how to read.

    Raises:
        GenomeError: the VCF cannot be used, or it holds several samples beside outside calls.
    """
    caller, panels = _prepared(_TheSame(bundle), options.research)
    reading = source.read([panels[build].panel for build in Build], sample=options.sample)
    panel = panels[reading.panel.build]
    if outside and len(reading.samples) > 1:
        raise GenomeError(
            f"holds {len(reading.samples)} samples, and the outside calls are of one person",
            where=source.name,
            mend="name the person's sample with --sample.",
        )
    for sample in reading.samples:
        calls = _called(caller, panel, sample, options)
        yield SampleCalls(sample.sample, sample.build, with_outside(calls.calls, outside, bundle.phenotypes))


def known_positions(bundle: Bundle) -> tuple[Panel, ...]:
    """All positions that calling may ask a genome for, readings for research included; one panel for each build."""
    _, panels = _prepared(_TheSame(bundle), frozenset(Research))
    return tuple(panels[build].panel for build in Build)


@dataclass(frozen=True, slots=True, eq=False)
class _TheSame:
    """A bundle that is known again by being the very same object, whatever it holds."""

    bundle: Bundle

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _TheSame) and self.bundle is other.bundle

    def __hash__(self) -> int:
        return id(self.bundle)


@lru_cache(maxsize=2)
def _prepared(known: _TheSame, research: frozenset[Research]) -> tuple[Caller, dict[Build, GenePanel]]:
    """What is the same for every file: a third of the work on one of a panel, so a batch does it once."""
    bundle = known.bundle
    definitions = {**bundle.definitions, **{name: marker_definition(marker) for name, marker in bundle.markers.items()}}
    caller = prepare(definitions, bundle.phenotypes, research=research)
    return caller, {build: gene_panel({gene: definitions[gene] for gene in caller.genes}, build) for build in Build}


def _called(caller: Caller, panel: GenePanel, sample: SampleGenotypes, options: CallingOptions) -> SampleCalls:
    if options.assume_reference:
        sample = assume_reference(sample, panel.panel, _copies(panel, sample))
    return SampleCalls(sample.sample, sample.build, call_sample(caller, panel, sample))


def _copies(panel: GenePanel, sample: SampleGenotypes) -> dict[str, int]:
    """How many copies of a chromosome the sample shows, where that is not two; none of X where it shows none."""
    shown: dict[str, set[int]] = {}
    for locus, genotype in zip(panel.panel.loci, sample.genotypes, strict=True):
        copies = shown.setdefault(locus.chromosome, set())
        if genotype is not None:
            copies.add(len(genotype.alleles))
    return {name: 1 if copies else 0 for name, copies in shown.items() if copies == {1} or (not copies and name == X)}


X = "chrX"
"""Its number of copies is not known from a file that says nothing of it: nothing is assumed there."""
