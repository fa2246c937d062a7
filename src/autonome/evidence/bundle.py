"""The knowledge bundle: one release of facts under one hash. Pure; reading files is the adapter's part.

A bundle is a set of JSON files under one manifest. The manifest lists each file with its SHA-256; the bundle's own
hash is the SHA-256 of the manifest in canonical form (RFC 8785), so that one hash commits to every fact. A conclusion
cites that hash and the ids of the statements that it rests on.

Layout (written by ``tools/build_knowledge.py``): ``manifest.json`` and its hash in ``manifest.sha256``,
``genes/GENE.json``, ``gene_ids.json``, ``markers.json``, ``drugs.json``, ``bridge.json``, ``interactions.json``,
``prevention.json``, ``clinical.json``, ``ethics.json``, ``guidance/DRUG.json``. `evidence.parsing` reads each kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autonome.evidence.bridge import Bridge, GeneResult, GuidanceKeys, guidance_keys
from autonome.evidence.clinical import NO_CLINICAL_RULES, ClinicalRules
from autonome.evidence.definitions import GeneDefinition, KnownPosition
from autonome.evidence.drugs import DrugIndex
from autonome.evidence.ethics import NO_ETHICAL_FACTS, EthicalFacts
from autonome.evidence.guidance import Statement
from autonome.evidence.interactions import NO_INTERACTIONS, Interactions
from autonome.evidence.lookup import Answer, answers
from autonome.evidence.phenotypes import PhenotypeTable
from autonome.evidence.prevention import PreventionRule
from autonome.kernel import DrugName, GeneSymbol, Sha256


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts come from.

    Args:
        id: as the tables cite it.
        title: what it is.
        publisher: who stands behind it.
        licence: SPDX id, or ``facts, cited`` for single facts from a publication.
        date: of its release, or on which it was taken over where it has none.
        url: where it can be read.
        citation: publication, with PubMed id where there is one.
    """

    id: str
    title: str
    publisher: str
    licence: str
    date: str
    url: str
    citation: str


@dataclass(frozen=True, slots=True)
class GeneRelease:
    """How much the bundle holds about one gene, and of which date.

    Args:
        definitions: date of the named alleles, or "" where there are none.
        phenotypes: date of functions and phenotypes, or "".
        positions: number of known positions.
        alleles: number of named alleles.
        functions: number of alleles with a function.
    """

    definitions: str
    phenotypes: str
    positions: int
    alleles: int
    functions: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack says about itself.

    Args:
        hash: SHA-256 of the manifest in canonical form: the bundle's name.
        release: date of the newest source in it.
        files: name → SHA-256 of its bytes.
        guidance: drug → name of the file with its statements.
        genes: gene → dates and numbers.
        counts: rows by table.
        sources: everything that is cited.
    """

    hash: Sha256
    release: str
    files: Mapping[str, str]
    guidance: Mapping[DrugName, str]
    genes: Mapping[GeneSymbol, GeneRelease]
    counts: Mapping[str, int]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """A single position that guidance asks for outside any gene's named alleles.

    Args:
        rsid: dbSNP id; guidance looks it up under this name.
        chromosome: with prefix, such as ``chr10``.
        position: where it lies; its result is the pair of bases, sorted, such as ``A/G``.
        note: what it is for.
    """

    rsid: GeneSymbol
    chromosome: str
    position: KnownPosition
    note: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """One release of everything that Autonome knows.

    Args:
        manifest: what the bundle says about itself.
        definitions: gene → how its named alleles are defined.
        phenotypes: gene → functions and phenotypes.
        markers: rsid → position, outside the genes.
        drugs: the index of what an order can name.
        bridge: from results to the keys of guidance.
        guidance: drug → its statements; may read them only when asked.
        interactions: medicines that change what an enzyme does.
        prevention: what follows from results and facts before any medicine is chosen.
        clinical: what else than genes changes the use of a medicine.
        ethics: what an ethical assessment of a plan goes by.
        gene_ids: gene → HGNC id, such as ``HGNC:2621``.
    """

    manifest: Manifest
    definitions: Mapping[GeneSymbol, GeneDefinition]
    phenotypes: Mapping[GeneSymbol, PhenotypeTable]
    markers: Mapping[GeneSymbol, Marker]
    drugs: DrugIndex
    bridge: Bridge
    guidance: Mapping[DrugName, tuple[Statement, ...]]
    interactions: Interactions = NO_INTERACTIONS
    prevention: tuple[PreventionRule, ...] = ()
    clinical: ClinicalRules = NO_CLINICAL_RULES
    ethics: EthicalFacts = NO_ETHICAL_FACTS
    gene_ids: Mapping[GeneSymbol, str] = field(default_factory=dict)

    @property
    def hash(self) -> Sha256:
        """The hash that a conclusion cites."""
        return self.manifest.hash

    @property
    def release(self) -> str:
        """Date of the newest source."""
        return self.manifest.release

    def statements_for(self, drug: DrugName) -> tuple[Statement, ...]:
        """All statements about a drug; none for a drug without guidance."""
        return self.guidance.get(drug, ())

    def guidance_keys(self, source: str, gene: GeneSymbol, result: GeneResult) -> GuidanceKeys:
        """Where a gene's result leads in the guidance of a source (``CPIC`` or ``DPWG``)."""
        return guidance_keys(self.bridge, source, gene, result, self.phenotypes.get(gene))

    def answers(self, drug: DrugName, results: Mapping[GeneSymbol, GeneResult]) -> tuple[Answer, ...]:
        """What each source says about a drug for these results: statements, or named gaps."""
        return answers(self.statements_for(drug), results, self.bridge, self.phenotypes)
