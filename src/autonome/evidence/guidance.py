"""Guidance: what a guideline says to do with a drug when a gene has a given result. Sentences are Autonome's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from autonome.kernel import DrugName, GeneSymbol, StatementId


class Action(StrEnum):
    """What is asked of the prescriber. The value is what stands in ``plan.json``."""

    AVOID = "avoid"
    CHANGE_DOSE = "change-dose"
    MONITOR = "monitor"
    STANDARD = "standard"
    NOT_ASSESSED = "not-assessed"


class Effect(StrEnum):
    """What the gene's result does to the drug."""

    HIGHER_EXPOSURE = "higher-exposure"
    LOWER_EXPOSURE = "lower-exposure"
    LESS_ACTIVATION = "less-activation"
    MORE_ACTIVATION = "more-activation"
    HYPERSENSITIVITY = "hypersensitivity"
    TOXICITY = "toxicity"
    REDUCED_RESPONSE = "reduced-response"
    NORMAL = "normal"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Implication:
    """What one gene's result means for the drug.

    Args:
        effect: its kind.
        text: one sentence of our own.
    """

    effect: Effect
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One recommendation of one guideline for one combination of results.

    Args:
        id: stable within a bundle's lineage, such as ``cpic:clopidogrel:0007``.
        source: ``CPIC`` or ``DPWG``.
        guideline: ClinPGx id of the guideline annotation.
        url: where it can be read.
        version: date of the guideline annotation.
        drug: the ingredient.
        population: for whom it was written, such as ``general``, ``CVI ACS PCI``, ``pediatrics``; "" where unstated.
        strength: in the source's words: ``Strong``, ``Moderate``, ``Optional``, ``No recommendation``, ``N/A`` or "".
        lookup: gene → key (phenotype, activity score, or a genotype such as ``*1/*28``) that this is for.
        action: what is asked.
        amount: the dose change in words with figures and units; for ``avoid`` the fallback; else "".
        alternatives: drugs or classes that the source names instead.
        text: what to do, in our own words.
        implications: gene → what its result means for the drug.
        pmids: PubMed ids of the evidence.
    """

    id: StatementId
    source: str
    guideline: str
    url: str
    version: str
    drug: DrugName
    population: str
    strength: str
    lookup: Mapping[GeneSymbol, str]
    action: Action
    amount: str
    alternatives: tuple[str, ...]
    text: str
    implications: Mapping[GeneSymbol, Implication]
    pmids: tuple[str, ...]
