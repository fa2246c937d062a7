"""What making a plan asks of the knowledge bundle. Narrow, so that a test can state a small bundle by value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from autonome.evidence.bridge import Bridge
from autonome.evidence.bundle import Manifest
from autonome.evidence.clinical import ClinicalRules
from autonome.evidence.definitions import GeneDefinition
from autonome.evidence.drugs import DrugIndex
from autonome.evidence.ethics import EthicalFacts
from autonome.evidence.guidance import Statement
from autonome.evidence.interactions import Interactions
from autonome.evidence.phenotypes import PhenotypeTable
from autonome.evidence.prevention import PreventionRule
from autonome.kernel import DrugName, GeneSymbol, Sha256


class Knowledge(Protocol):
    """The parts of a bundle that a plan reads."""

    @property
    def hash(self) -> Sha256:
        """SHA-256 of the bundle."""
        ...

    @property
    def manifest(self) -> Manifest:
        """What the bundle says about itself, its sources included."""
        ...

    @property
    def guidance(self) -> Mapping[DrugName, Sequence[Statement]]:
        """Statements by ingredient."""
        ...

    @property
    def definitions(self) -> Mapping[GeneSymbol, GeneDefinition]:
        """Allele definitions by gene."""
        ...

    @property
    def phenotypes(self) -> Mapping[GeneSymbol, PhenotypeTable]:
        """Functions and phenotypes by gene."""
        ...

    @property
    def drugs(self) -> DrugIndex:
        """Ingredients with their codes and names."""
        ...

    @property
    def bridge(self) -> Bridge:
        """The bridge from results to the keys of the guidance."""
        ...

    @property
    def interactions(self) -> Interactions:
        """Medicines that change what an enzyme does."""
        ...

    @property
    def prevention(self) -> Sequence[PreventionRule]:
        """What follows from results and facts before any medicine is chosen."""
        ...

    @property
    def clinical(self) -> ClinicalRules:
        """What else than genes changes the use of a medicine."""
        ...

    @property
    def ethics(self) -> EthicalFacts:
        """What an ethical assessment of a plan goes by."""
        ...
