"""Sound genomes, broken at random: bytes, fields and lines, cut, doubled, spliced, and put under compression.

The source of randomness is an argument, so that hypothesis can shrink what it finds and a long loop can run without it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from random import Random

from tests.hostile.vcf.small_files import CASES, OTHERS, STAR2, STAR3, STAR17, UGT, block, head, member, row

SEEDS: Sequence[bytes] = (
    "".join(
        f"{line}\n"
        for line in (
            *head("S1", "S2"),
            row(*STAR17, "0|1:5", "0/0:.", keys="GT:PS"),
            row(*STAR3, "0/0:40:99:12,30:PASS", "./.:1:2:3:q10", keys="GT:GQ:DP:AD:FT"),
            row("chr10:94781800", "A><NON_REF>", "0/0", "0/0", info="DP=3;END=94781858"),
            row(*STAR2, "0/1", "1/1"),
            row(STAR2[0], "G>A,*,<NON_REF>", "0/2", "1/3"),
            row("chr10:94781000", "G><DEL>", "0/1", "0/0", info="SVTYPE=DEL;END=94782000"),
            row("chr10:94781859", "G>G]chr1:500]", "0/0", "0/0", info="SVTYPE=BND;CHR2=chr1;END=5"),
            row(*UGT, "0/1", "1|0"),
            row("chr2:233760235", "TAT>T,TATATA", "0/1", "2/2"),
            *(row(*each, "0/1", ".") for each in OTHERS),
        )
    ).encode(),
    *(case.data for name, case in CASES.items() if name.endswith(".vcf") and case.data),
)

TOKENS = (
    *("", ".", "*", "<NON_REF>", "<*>", "<DEL>", "]chr1:5]", "A", "N", "ACGT" * 50, "-1", "0", "1", "2147483647"),
    *("2147483648", "99999999999999999999", "1e308", "nan", "0/1", "1|0", "./.", "/", "|", "0/0/0", "9/9"),
    *("GT", "PS", "PSL", "GT:GT", "END=", "END=-5", "END=0", "END=94781859;END=1", "CHR2=chr1", "chr10", "10"),
    *("NC_000010.11", "MT", "chrX", "PASS", "\x00", "\t", "\n", "\r", "\ufeff", "\u202e", "٣", "\U0001f600", " "),
    *(",", ":", ";", "=", '"', "\\", "##contig=<ID=chr10,length=135534747>", "##fileformat=VCFv4.3", "#CHROM"),
    "##reference=GRCh37",
)

MOSTLY = 0.7
"""How often the sound seed is taken: what is broken already ends soon."""

Mutation = Callable[[bytearray, Random], None]


def _span(data: bytearray, draw: Random, longest: int = 400) -> slice:
    start = draw.randrange(len(data) + 1)
    return slice(start, min(len(data), start + draw.randrange(longest)))


def flip(data: bytearray, draw: Random) -> None:
    """Change one byte."""
    if data:
        data[draw.randrange(len(data))] = draw.randrange(256)


def cut(data: bytearray, draw: Random) -> None:
    """Take a piece out."""
    del data[_span(data, draw)]


def truncate(data: bytearray, draw: Random) -> None:
    """Lose the end."""
    del data[draw.randrange(len(data) + 1) :]


def double(data: bytearray, draw: Random) -> None:
    """Say a piece twice, or many times."""
    span = _span(data, draw)
    data[span] = data[span] * draw.choice([2, 2, 3, 300])


def splice(data: bytearray, draw: Random) -> None:
    """Put a piece of another file in."""
    other = draw.choice(SEEDS)
    start = draw.randrange(len(other) + 1)
    data[_span(data, draw)] = other[start : start + draw.randrange(400)]


def insert(data: bytearray, draw: Random) -> None:
    """Put a word somewhere."""
    at = draw.randrange(len(data) + 1)
    data[at:at] = draw.choice(TOKENS).encode()


def _line(data: bytearray, draw: Random) -> tuple[list[bytearray], int]:
    """All lines, and which to change: mostly one of the later ones, which are records."""
    lines = data.split(b"\n")
    return lines, max(draw.randrange(len(lines)), draw.randrange(len(lines)), draw.randrange(len(lines)))


def field(data: bytearray, draw: Random) -> None:
    """Replace one column of one line."""
    lines, at = _line(data, draw)
    columns = lines[at].split(b"\t")
    columns[draw.randrange(len(columns))] = bytearray(draw.choice(TOKENS).encode())
    lines[at] = bytearray(b"\t").join(columns)
    data[:] = b"\n".join(lines)


def part(data: bytearray, draw: Random) -> None:
    """Replace one part of one column: of INFO, FORMAT, a cell, the alternatives."""
    lines, at = _line(data, draw)
    mark = draw.choice([b":", b";", b",", b"/", b"|"])
    parts = lines[at].split(mark)
    parts[draw.randrange(len(parts))] = bytearray(draw.choice(TOKENS).encode())
    lines[at] = bytearray(mark).join(parts)
    data[:] = b"\n".join(lines)


def shuffle(data: bytearray, draw: Random) -> None:
    """Put the lines in another order."""
    lines = data.split(b"\n")
    draw.shuffle(lines)
    data[:] = b"\n".join(lines)


MUTATIONS: Sequence[Mutation] = (flip, cut, truncate, double, splice, insert, field, field, field, part, part, shuffle)


def mutated(data: bytes, draw: Random, times: int) -> bytes:
    """A file after some mutations."""
    found = bytearray(data)
    for _ in range(times):
        draw.choice(MUTATIONS)(found, draw)
    return bytes(found[: 1 << 20])


def genome(draw: Random) -> bytes:
    """A broken genome, plain or compressed, at times broken once more under compression."""
    seed = SEEDS[0] if draw.random() < MOSTLY else draw.choice(SEEDS)
    data = mutated(seed, draw, draw.choice([0, 1, 1, 1, 2, 2, 3]))
    kind = draw.randrange(8)
    if kind == 0:
        return member(data)
    if kind == 1:
        return mutated(zlib.compress(data, wbits=31), draw, 1)
    if kind == 2:
        return b"".join(block(data[at : at + 500]) for at in range(0, len(data), 500)) + block(b"")
    return data
