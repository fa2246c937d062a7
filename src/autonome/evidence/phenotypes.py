"""From alleles to function, and from two functions to a phenotype.

A phenotype is a fact about a pair of functions (or activity values), never computed from names. What the tables do
not hold has no phenotype here: callers say "Indeterminate" or "not assessed", never "normal".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.kernel import GeneSymbol


@dataclass(frozen=True, slots=True)
class AlleleFunction:
    """What an allele does.

    Args:
        allele: its name.
        function: clinical function in the source's words, such as ``No function``.
        activity: activity value as a decimal string, such as ``0.25``, or "" where the gene has no scores.
        key: the class under which pairs of alleles are looked up (function, or activity value).
    """

    allele: str
    function: str
    activity: str
    key: str


@dataclass(frozen=True, slots=True)
class Phenotype:
    """What a pair of alleles means.

    Args:
        name: such as ``Poor Metabolizer``.
        activity_score: decimal string, ``n/a`` where the source says so, or "" where the gene has no scores.
        lookup_key: under which guidance is looked up (the name or the activity score, as the source has it).
    """

    name: str
    activity_score: str
    lookup_key: str


@dataclass(frozen=True, slots=True)
class PhenotypeTable:
    """The functions and phenotypes of one gene.

    Args:
        gene: HGNC symbol.
        functions: allele name → function.
        pairs: (key, key), sorted → phenotype; for a haploid gene copy ``(key,)``.
        named: whole results known by name alone (``m.1555A>G``, ``*57:01 positive``) → phenotype.
        release: date of the release of these phenotypes.
    """

    gene: GeneSymbol
    functions: Mapping[str, AlleleFunction]
    pairs: Mapping[tuple[str, ...], Phenotype]
    named: Mapping[str, Phenotype]
    release: str
