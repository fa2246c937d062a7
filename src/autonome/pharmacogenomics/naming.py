"""How diplotypes are written: the order of alleles, and the marks for one variant copy and for combinations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from autonome.kernel import GeneSymbol

HETEROZYGOUS_GENES = frozenset(map(GeneSymbol, ("CACNA1S", "CFTR", "DPYD", "RYR1")))
"""Genes whose alleles are named by variant: one variant beside the reference is written ``NAME (heterozygous)``."""

PLAIN_REFERENCE = {GeneSymbol("CFTR"): "Reference"}
"""Where the table names the reference by its meaning, two copies of it are written shorter."""

_SUBALLELE = re.compile(r"^(\*\d+)\.\d{3}$")
_NUMBER = re.compile(r"(\d+)")


SortKey = tuple[int, tuple[tuple[tuple[int, int, str], ...], ...]]


@lru_cache(maxsize=4096)
def natural(name: str) -> SortKey:
    """Sort key: numbers by value; the fewer alleles in a combination, the earlier."""
    parts = name.removeprefix("[").removesuffix("]").split(" + ")
    return len(parts), tuple(
        tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in _NUMBER.split(part) if piece)
        for part in parts
    )


def core_name(name: str) -> str:
    """The star allele of a suballele: ``*45.001`` is reported as ``*45``."""
    match = _SUBALLELE.match(name)
    return match[1] if match else name


def combination(names: Sequence[str]) -> str:
    """Alleles found together on one chromosome: ``[c.61C>T + c.313G>A]``."""
    ordered = sorted(names, key=natural)
    return "".join(ordered) if len(ordered) <= 1 else f"[{' + '.join(ordered)}]"


def label(gene: GeneSymbol, names: Sequence[str], reference: str) -> str:
    """Write a diplotype.

    Args:
        gene: decides on the marks.
        names: one or two alleles (or combinations).
        reference: the name of the gene's reference allele.
    """
    ordered = sorted(names, key=natural)
    if gene in HETEROZYGOUS_GENES and len(ordered) > 1 and ordered.count(reference) == 1:
        (variant,) = (name for name in ordered if name != reference)
        return f"{variant} (heterozygous)"
    short = PLAIN_REFERENCE.get(gene)
    if short is not None and set(ordered) == {reference}:
        return "/".join([short] * len(ordered))
    return "/".join(ordered)
