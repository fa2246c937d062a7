"""Large hostile genomes, made while the tests run: each says what fault it has, and is small on the disk."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.vcf.small_files import STAR2, head, row

MEGABYTE = 1 << 20


def packed(path: Path, parts: Iterator[bytes]) -> Path:
    """Write a gzip file of parts that are never all in memory."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    with path.open("wb") as out:
        for part in parts:
            out.write(packer.compress(part))
        out.write(packer.flush())
    return path


def plain(path: Path, parts: Iterator[bytes]) -> Path:
    """Write the parts as they are."""
    with path.open("wb") as out:
        out.writelines(parts)
    return path


def _before(*samples: str) -> bytes:
    return "".join(f"{line}\n" for line in head(*samples)).encode()


def _fixed(alt: str = "A", info: str = ".") -> bytes:
    return row(*STAR2, info=info).replace("G\tA", f"G\t{alt}").encode().rstrip()


def a_line_of_gigabytes() -> Iterator[bytes]:
    """Two gigabytes without a line end, behind a sound header."""
    yield _before()
    for _ in range(2_048):
        yield b"A" * MEGABYTE


def a_line_of_300_megabytes() -> Iterator[bytes]:
    """A record whose INFO does not end for a long time."""
    yield _before() + _fixed(info="X=")
    for _ in range(300):
        yield b"Y" * MEGABYTE
    yield b"\tGT\t0/1\n"


def a_header_without_end() -> Iterator[bytes]:
    """Header lines, gigabytes of them."""
    yield b"##fileformat=VCFv4.2\n"
    line = b"##note=" + b"n" * 4_000 + b"\n"
    for _ in range(2_048):
        yield line * 256


def millions_of_contigs() -> Iterator[bytes]:
    """Contig lines, each with its own name."""
    yield b"##fileformat=VCFv4.2\n"
    for at in range(3_000):
        yield b"".join(b"##contig=<ID=c%d,length=%d>\n" % (at * 1_000 + number, number) for number in range(1_000))


def a_contig_line_of_one_word() -> Iterator[bytes]:
    """A word of megabytes where a key should stand: patterns that look back at each letter never end."""
    yield b"##fileformat=VCFv4.2\n##contig=<" + b"a" * (8 * MEGABYTE) + b">\n" + _before()


def millions_of_samples() -> Iterator[bytes]:
    """More sample names than a file may have."""
    yield _before().rstrip(b"\n")
    for at in range(3_000):
        yield b"".join(b"\tS%d" % (at * 1_000 + number) for number in range(1_000))
    yield b"\n"


def a_million_samples() -> Iterator[bytes]:
    """As many sample names as a file may have, and a record of them all."""
    yield _before().rstrip(b"\n").removesuffix(b"\tS1")
    for at in range(1_000):
        yield b"".join(b"\tS%d" % (at * 1_000 + number) for number in range(1_000))
    yield b"\n" + _fixed() + b"\t0/1" * 1_000_000 + b"\n"


def a_million_alternatives() -> Iterator[bytes]:
    """One record with a million alternatives."""
    yield _before() + _fixed(alt=",".join(["A"] * 1_000_000)) + b"\t0/1\n"


def a_record_of_separators() -> Iterator[bytes]:
    """A line of the largest length that is all tabs: cut at each it would fill the memory."""
    yield _before() + _fixed()
    for _ in range(31):
        yield b"\t" * MEGABYTE
    yield b"\n"


def a_cell_of_separators() -> Iterator[bytes]:
    """A genotype column that is all colons and slashes."""
    yield _before() + _fixed() + b"\t"
    for _ in range(30):
        yield b"/:" * (MEGABYTE // 2)
    yield b"\n"


def a_deletion_of_megabases() -> Iterator[bytes]:
    """A chromosome's arm written out as REF."""
    yield _before() + b"chr10\t94700000\t.\t" + b"A" * (30 * MEGABYTE) + b"\tA\t.\tPASS\t.\tGT\t0/1\n"


def one_rare_letter_in_a_long_line() -> Iterator[bytes]:
    """A line of the largest length at a known position with one letter that makes its text four times as large."""
    yield _before() + _fixed(info="WHO=\N{GRINNING FACE}")[:-3]
    for _ in range(30):
        yield b"x" * MEGABYTE
    yield b"\tGT\t0/1\n"


def a_long_line() -> Iterator[bytes]:
    """A line of nearly the largest length at a known position, and nothing else wrong with it."""
    yield _before() + _fixed(info="X=")[:-3]
    for _ in range(30):
        yield b"x" * MEGABYTE
    yield b"\tGT\t0/1\n"


def millions_of_records_of_one_position() -> Iterator[bytes]:
    """The same record, millions of times."""
    yield _before()
    line = _fixed() + b"\t0/1\n"
    for _ in range(3_000):
        yield line * 1_000


def long_records_of_one_position() -> Iterator[bytes]:
    """Records of megabytes at a known position, until nothing could hold them."""
    yield _before()
    line = _fixed(info="X=" + "y" * MEGABYTE) + b"\tGT\t0/1\n"
    for _ in range(2_000):
        yield line


def millions_of_blocks_over_everything() -> Iterator[bytes]:
    """Reference blocks of a whole chromosome, one after the other."""
    yield _before()
    line = row("chr10:1", "A><NON_REF>", "0/0", info="END=133797422").encode() + b"\n"
    for _ in range(3_000):
        yield line * 1_000


def nothing_but_line_ends() -> Iterator[bytes]:
    """A gigabyte of empty lines behind a sound record."""
    yield _before() + _fixed() + b"\t0/1\n"
    for _ in range(1_024):
        yield b"\n" * MEGABYTE
