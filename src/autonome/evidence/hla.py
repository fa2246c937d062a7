"""From an HLA genotype to what guidelines ask: is the allele there or not.

A guideline names alleles at two fields (``*57:01``: the protein). A longer name is cut to two fields. A shorter one
(``*57``) says neither yes nor no, and neither does a genotype of which only one allele was reported: then presence
can be stated and absence cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from autonome.evidence.phenotypes import PhenotypeTable
from autonome.kernel import GeneSymbol

POSITIVE = " positive"
NEGATIVE = " negative"

_NAME = re.compile(r"(?:HLA-)?([A-Z]{1,4}\d?)?\*?(\d{2,3})(?::(\d{2,3}))?(?::\d{2,3}){0,2}[NLSCAQGP]?")
"""Locus, first and second field; a G or P group holds alleles of one protein's binding site (PMID 20356336)."""


def hla_results(table: PhenotypeTable | None, alleles: Iterable[str]) -> tuple[str, ...]:
    """State for each allele that guidance asks for whether the genotype holds it.

    Args:
        table: of the HLA gene: its `named` results are what is asked for. Other genes give nothing.
        alleles: of one person, such as ``*15:02`` and ``*57:01``, with or without ``HLA-B`` before it.

    Returns:
        names in `table.named`, such as ``*57:01 positive``, positives first; nothing for what cannot be stated.
    """
    if table is None or not any(name.endswith(POSITIVE) for name in table.named):
        return ()
    found = [_two_fields(allele, table.gene) for allele in alleles]
    asked = sorted(name.removesuffix(POSITIVE) for name in table.named if name.endswith(POSITIVE))
    present = [allele for allele in asked if allele in found]
    absent = [a for a in asked if len(found) > 1 and not any(_may_be(a, allele) for allele in found)]
    return (*(allele + POSITIVE for allele in present), *(allele + NEGATIVE for allele in absent))


def is_presence(name: str) -> bool:
    """Whether a result says that an allele is there or not."""
    return name.endswith((POSITIVE, NEGATIVE))


def allele_of(name: str) -> str:
    """The allele that a result such as ``*57:01 positive`` is about."""
    return name.removesuffix(POSITIVE).removesuffix(NEGATIVE)


def is_of_locus(allele: str, gene: GeneSymbol) -> bool:
    """Whether an allele's name is one of this gene: a name without a locus is taken for it."""
    match = _NAME.fullmatch(allele.strip())
    return match is not None and match[1] in (None, gene.removeprefix("HLA-"))


def _two_fields(allele: str, gene: GeneSymbol) -> str:
    """``*57:01`` for ``HLA-B*57:01:01``; ``*57`` where no second field is given; "" for no allele of the gene."""
    match = _NAME.fullmatch(allele.strip())
    if match is None or not is_of_locus(allele, gene):
        return ""
    return "*" + ":".join(field for field in match.groups()[1:] if field)


def _may_be(asked: str, found: str) -> bool:
    """Whether an allele as reported is, or could be, the one asked for."""
    return found in {"", asked, asked.partition(":")[0]}
