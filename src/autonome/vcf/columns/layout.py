"""Codes of the columns: which byte stands for which alleles and which genotype.

They are part of the stored format: only added to.

An allele pair or genotype that has no code is kept as text, so that these tables decide what is small and never what
can be kept.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

U8: TypeAlias = NDArray[np.uint8]
U16: TypeAlias = NDArray[np.uint16]
U32: TypeAlias = NDArray[np.uint32]
U64: TypeAlias = NDArray[np.uint64]
Bools: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = NDArray[np.int64]

BASES: Final = "ACGT"

ANYTHING_ELSE: Final = ("<NON_REF>", "<*>", ".")
"""Alternatives of a reference block; their order gives the codes."""

ALLELES: Final[tuple[tuple[str, str], ...]] = (
    *((ref, alt) for ref in BASES for alt in BASES),
    *((ref, alt) for ref in BASES for alt in ANYTHING_ELSE),
    *((ref, f"{alt},<NON_REF>") for ref in BASES for alt in BASES),
)
"""Code → REF and ALT: one base for one base; a block; one base beside whatever else (gVCF)."""

FIRST_BLOCK: Final = 16
FIRST_BESIDE: Final = 28
"""Where the second and third kind begin."""

IN_HEAP: Final = 255
"""REF and ALT stand in the heap, a tab between them."""

WHOLE: Final = 254
"""The whole record stands in the heap, as a line in its normal form: some field of it has no column."""

NUMBERS: Final = "0123456."
"""Allele numbers that a genotype code can hold; ``.`` for a missing one."""

HAPLOID: Final = 128

GENOTYPES: Final[tuple[str, ...]] = (
    *(f"{one}{mark}{two}" for one in NUMBERS for mark in "/|" for two in NUMBERS),
    *NUMBERS,
)
"""Code → GT: 16 times the first allele, 8 where phased, and the second; from `HAPLOID` on a single copy."""

NOT_CALLED: Final = HAPLOID + NUMBERS.index(".")
"""The genotype of a record without one."""

NOT_STATED_16: Final = 0xFFFF
NOT_STATED_32: Final = 0xFFFF_FFFF
NOT_STATED_DECIMALS: Final = 255
"""A depth or quality, a phase set, and a site's quality that the record does not state."""

MOST_DECIMALS: Final = 6

MOST_TEXTS: Final = 250
"""Different words of FILTER and FT that a genome keeps as a byte; records with others are kept whole."""

CHUNK_ROWS: Final = 16_384
"""Rows of a chunk: 30 genes need some 40 of them, and none is large."""
