"""Short phrases that several parts of a plan use, so that one thing is said in one way."""

from __future__ import annotations

from collections.abc import Sequence

from autonome.pharmacogenomics.naming import natural
from autonome.plan.reasons import Reading

NAMED_AT_MOST = 6
"""Alleles that one phrase names; the rest are counted. The whole list stands with the gene."""

LABELS_AT_MOST = 3
"""Diplotypes that one phrase names; the rest are counted."""


def join(words: Sequence[str], last: str = "and") -> str:
    """Such as ``CYP2C9, CYP4F2 and VKORC1``."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def name_alleles(alleles: Sequence[str]) -> str:
    """Such as ``*4, *5 or *6``; past `NAMED_AT_MOST` the rest are counted."""
    ordered = sorted(alleles, key=natural)
    rest = len(ordered) - NAMED_AT_MOST
    return f"{', '.join(ordered[:NAMED_AT_MOST])} or {rest} more" if rest > 0 else join(ordered, "or")


def name_result(reading: Reading) -> str:
    """A reading's diplotypes, such as ``*1/*2``; past `LABELS_AT_MOST` the rest are counted."""
    labels = reading.label.split(" or ") if reading.label else []
    rest = len(labels) - LABELS_AT_MOST
    return f"{', '.join(labels[:LABELS_AT_MOST])} or {rest} more" if rest > 0 else join(labels, "or")


def presence(reading: Reading) -> str:
    """What would have to be present for an open result, such as ``*4 or *5 is present``.

    Without alleles of its own the result needs two open alleles at once.
    """
    if reading.alleles:
        return f"{name_alleles(reading.via)} is present"
    return f"two of {name_alleles(reading.via)} are present" if len(reading.via) > 1 else "two such alleles are present"


def meaning_now(reading: Reading) -> str:
    """What a result means today; where a medicine makes it so, the medicine and what the genotype says."""
    plain = meaning(reading.phenotype, reading.activity_score)
    if reading.acting is None:
        return plain
    genotype = meaning(reading.acting.phenotype, reading.acting.activity_score)
    return f"acts as {plain}, because of {join(reading.acting.because)}; by genotype {genotype}"


def meaning(phenotype: str, score: str) -> str:
    """Such as ``Poor Metabolizer, activity score 0.0``."""
    named = phenotype or "no phenotype in the tables"
    return f"{named}, activity score {score}" if score not in ("", "n/a") else named
