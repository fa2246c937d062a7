"""REF, ALT and how far a record reaches, of a block of lines at once."""

from __future__ import annotations

import numpy as np

from autonome.vcf.columns.block_lines import BlockLines
from autonome.vcf.columns.layout import (
    ANYTHING_ELSE,
    BASES,
    FIRST_BESIDE,
    FIRST_BLOCK,
    IN_HEAP,
    U8,
    U32,
    WHOLE,
    Rows,
)
from autonome.vcf.columns.words import spread

REF, ALT, INFO = 3, 4, 7
"""Columns, from 0."""

MOST_LETTERS = 256
"""Bytes of REF and ALT together that are looked at in bulk."""

_BASE = np.full(256, 255, np.uint8)
_BASE[[ord(base) for base in BASES]] = range(len(BASES))

_LETTERS = np.zeros(256, bool)
_LETTERS[[ord(letter) for letter in f"{BASES},\t"]] = True

_SEPARATES = np.zeros(256, bool)
_SEPARATES[[ord(","), ord("\t")]] = True

_BESIDE = b",<NON_REF>"
_END = b"END="
_OTHER_END = b"CHR2="


def read_alleles(lines: BlockLines) -> U8:
    """Codes of REF and ALT."""
    data, ref, alt = lines.data, lines.begin(REF), lines.begin(ALT)
    first, other = (_BASE[data.one(place)].astype(np.int64) for place in (ref, alt))
    short = (lines.end(REF) - ref == 1) & (first < len(BASES))
    single = short & (other < len(BASES))
    codes = np.where(single & (lines.end(ALT) - alt == 1), len(BASES) * first + other, IN_HEAP)
    left: Rows = np.flatnonzero(codes == IN_HEAP)
    starts, ends = alt[left], lines.end(ALT)[left]
    for nth, symbol in enumerate(ANYTHING_ELSE):
        same = left[data.are(starts, ends, symbol.encode()) & short[left]]
        codes[same] = FIRST_BLOCK + len(ANYTHING_ELSE) * first[same] + nth
    same = left[data.are(starts + 1, ends, _BESIDE) & single[left]]
    codes[same] = FIRST_BESIDE + len(BASES) * first[same] + other[same]
    _check_letters(lines, np.flatnonzero(codes == IN_HEAP))
    return codes.astype(np.uint8)


def _check_letters(lines: BlockLines, rows: Rows) -> None:
    """Of the lines whose alleles go into the heap, those stay plain that are written in bases alone."""
    starts, ends = lines.begin(REF)[rows], lines.end(ALT)[rows]
    lines.strike(ends - starts > MOST_LETTERS, rows)
    ends = np.minimum(ends, starts + MOST_LETTERS)
    places, owners = spread(starts, ends)
    seen = lines.data.one(places)
    odd = np.zeros(len(rows), bool)
    odd[owners[~_LETTERS[seen]]] = True
    odd[owners[(seen == ord(",")) & (places < lines.end(REF)[rows][owners])]] = True
    # An allele is missing where two separators follow one another, or one stands at an end.
    apart = _SEPARATES[seen]
    odd[owners[1:][apart[1:] & apart[:-1] & (owners[1:] == owners[:-1])]] = True
    odd |= _SEPARATES[lines.data.one(starts)] | _SEPARATES[lines.data.one(ends - 1)]
    lines.strike(odd, rows)


def read_spans(lines: BlockLines, position: Rows, alleles: U8) -> U32:
    """Bases behind POS that a record speaks of: those of REF, or up to ``END`` where INFO is that and nothing else."""
    span = lines.end(REF) - lines.begin(REF) - 1
    reaching: Rows = np.flatnonzero((alleles >= FIRST_BLOCK) & (alleles < WHOLE))
    starts, ends = lines.begin(INFO)[reaching], lines.end(INFO)[reaching]
    named = lines.data.are(starts, np.minimum(starts + len(_END), ends), _END)
    rows = reaching[named]
    value, fine = lines.data.numbers(starts[named] + len(_END), ends[named])
    beyond = value.astype(np.int64) - position[rows]
    lines.strike(~fine | (beyond < 0), rows)
    span[rows] = np.maximum(beyond, span[rows])
    _strike_other_ends(lines, reaching[~named])
    return np.where(lines.plain, span, 0).astype(np.uint32)


def _strike_other_ends(lines: BlockLines, rows: Rows) -> None:
    """Lines with an ``END`` among other fields, or perhaps with one, are odd."""
    text = lines.data.text
    if len(rows) and (_END in text or _OTHER_END in text):
        places = zip(lines.begin(INFO)[rows].tolist(), lines.end(INFO)[rows].tolist(), strict=True)
        odd = [text.find(_END, *place) >= 0 or text.find(_OTHER_END, *place) >= 0 for place in places]
        lines.strike(np.array(odd, bool), rows)
