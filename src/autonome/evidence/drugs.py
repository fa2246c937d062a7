"""Drugs: ingredients with their codes, so that an order can be recognised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.kernel import DrugName


@dataclass(frozen=True, slots=True)
class Drug:
    """An ingredient, or a class of them.

    Args:
        name: lower case.
        rxnorm: RxNorm ingredient id (RxCUI), or "".
        atc: ATC codes (WHO), may be empty.
        clinpgx: ClinPGx chemical id, or "".
        drugbank: DrugBank id, or "".
    """

    name: DrugName
    rxnorm: str
    atc: tuple[str, ...]
    clinpgx: str
    drugbank: str


@dataclass(frozen=True, slots=True)
class DrugIndex:
    """Everything that the bundle knows about drugs.

    Args:
        drugs: by name.
        by_rxnorm: RxNorm id of an ingredient or of a product → ingredient names (a product can hold several).
        by_atc: ATC code (7 characters) → ingredient names.
        by_text: lower-case synonym or brand → ingredient names.
    """

    drugs: Mapping[DrugName, Drug]
    by_rxnorm: Mapping[str, tuple[DrugName, ...]]
    by_atc: Mapping[str, tuple[DrugName, ...]]
    by_text: Mapping[str, tuple[DrugName, ...]]
