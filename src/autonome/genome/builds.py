"""Reference builds: their contig lengths and the ways in which files spell chromosomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum


class Build(StrEnum):
    """A human reference assembly."""

    GRCH37 = "GRCh37"
    GRCH38 = "GRCh38"


_NAMES = (*map(str, range(1, 23)), "X", "Y")

_LENGTHS: Mapping[Build, tuple[int, ...]] = {
    Build.GRCH37: (
        249250621, 243199373, 198022430, 191154276, 180915260, 171115067, 159138663, 146364022, 141213431, 135534747,
        135006516, 133851895, 115169878, 107349540, 102531392, 90354753, 81195210, 78077248, 59128983, 63025520,
        48129895, 51304566, 155270560, 59373566,
    ),
    Build.GRCH38: (
        248956422, 242193529, 198295559, 190214555, 181538259, 170805979, 159345973, 145138636, 138394717, 133797422,
        135086622, 133275309, 114364328, 107043718, 101991189, 90338345, 83257441, 80373285, 58617616, 64444167,
        46709983, 50818468, 156040895, 57227415,
    ),
}  # fmt: skip
"""Contig lengths in bases, chromosomes 1 to 22, X, Y. Source: NCBI assembly reports GCF_000001405.25 and .40."""

CONTIG_LENGTHS: Mapping[tuple[str, int], Build] = {
    (f"chr{name}", length): build for build, row in _LENGTHS.items() for name, length in zip(_NAMES, row, strict=True)
}
"""(chromosome, length) → the one build that has it."""

_REFSEQ_VERSIONS: Mapping[Build, tuple[int, ...]] = {
    Build.GRCH37: (10, 11, 11, 11, 9, 11, 13, 10, 11, 10, 9, 11, 10, 8, 9, 9, 10, 9, 9, 10, 8, 10, 10, 9),
    Build.GRCH38: (11, 12, 12, 12, 10, 12, 14, 11, 12, 11, 10, 12, 11, 9, 10, 10, 11, 10, 10, 11, 9, 11, 11, 10),
}
"""Version of each chromosome's RefSeq accession (``NC_000001.VERSION``) in the same two assembly reports."""

REFSEQ_BUILD: Mapping[str, Build] = {
    f"NC_{number:06d}.{version}": build
    for build, row in _REFSEQ_VERSIONS.items()
    for number, version in enumerate(row, start=1)
}
"""RefSeq accession of a chromosome → the one build that it belongs to."""

_ALIASES: Mapping[str, str] = {
    **{name: f"chr{name}" for name in _NAMES},
    **{f"chr{name}": f"chr{name}" for name in _NAMES},
    **{accession: f"chr{_NAMES[int(accession[3:9]) - 1]}" for accession in REFSEQ_BUILD},
    "23": "chrX", "24": "chrY", "chr23": "chrX", "chr24": "chrY",
    "M": "chrM", "MT": "chrM", "chrM": "chrM", "chrMT": "chrM", "NC_012920.1": "chrM",
}  # fmt: skip


def chromosome(name: str) -> str | None:
    """Give a contig its usual name.

    Args:
        name: as a file spells it: ``10``, ``chr10``, ``NC_000010.11``, ``MT``.

    Returns:
        With prefix, such as ``chr10``; None for contigs outside the primary chromosomes.
    """
    return _ALIASES.get(name)


def spellings(name: str) -> tuple[str, ...]:
    """All ways to write a chromosome (given as ``chr10``), for looking it up in an index."""
    return tuple(alias for alias, usual in _ALIASES.items() if usual == name)


_NAMED: Mapping[Build, re.Pattern[str]] = {
    Build.GRCH37: re.compile(r"grch37|hg19|(?<![a-z0-9])(?:b37|hs37)|g1k_v37", re.IGNORECASE),
    Build.GRCH38: re.compile(r"grch38|hg38|(?<![a-z0-9])(?:b38|hs38)", re.IGNORECASE),
}
"""Names of builds in headers; the short ones only where a word begins, because paths hold names such as ``lab38``."""


def build_named_in(text: str) -> Build | None:
    """Recognise a build by the names that headers use for it.

    Args:
        text: the value of ``##reference``, ``assembly=`` or the like.

    Returns:
        The build, or None when the text names none, or both.
    """
    found = [build for build, names in _NAMED.items() if names.search(text)]
    return found[0] if len(found) == 1 else None
