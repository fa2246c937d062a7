"""What is inside a file, piece by piece: plain bytes, gzip, or the blocks of bgzip, none of it larger than it may be.

Invariants: no piece is longer than `PIECE`; a member's checksum and length were right, or an error is raised before its
end is reached; what lies behind the last member is an error unless it is zeros. Nothing here knows what a line is.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from os import SEEK_END
from typing import IO

from autonome.genome import GenomeError

PIECE = 256 * 1024
"""Bytes that are held unpacked at a time: four blocks of bgzip."""

PACKED_PIECE = 64 * 1024
"""Bytes that are read from the disk at a time: more would only be copied about, one block of bgzip after the other."""

MAX_UNPACKED = 2 * 1024**4
"""Bytes after decompression: two tebibytes, above the largest single VCF files in use."""

GZIP_MAGIC = b"\x1f\x8b"

GZIP = 31
"""What zlib is told: a gzip wrapper, whose checksum and length it verifies, around the largest window."""

BGZF_HEADER = b"\x1f\x8b\x08\x04"
BGZF_MARK = slice(12, 16), b"BC\x02\x00"
"""What tells a BGZF block from any gzip: an extra field BC of two bytes (SAM/BAM specification, section 4.1)."""

BGZF_HEADER_BYTES = 18
"""Bytes up to the compressed data of a block, the two with its size included (same section)."""

BGZF_BLOCK = 64 * 1024
"""The most that a block may hold, packed or unpacked (same section)."""

BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""The empty block that ends every BGZF file (same specification, section 4.1.2): without it the file is cut short."""

OTHER_KINDS = (
    (b"BCF", "a BCF", "convert it with bcftools view."),
    (b"BAM\x01", "a BAM", "call its variants first: reads are not read here."),
    (b"CRAM", "a CRAM", "call its variants first: reads are not read here."),
    (b"%PDF", "a PDF", "ask the laboratory for the VCF."),
    (b"PK\x03\x04", "a zip archive", "unpack it and give the VCF in it."),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it and give the VCF in it."),
    (b"BZh", "compressed by bzip2", "compress it with bgzip."),
    (b"\xfd7zXZ", "compressed by xz", "compress it with bgzip."),
    (b"\x28\xb5\x2f\xfd", "compressed by zstd", "compress it with bgzip."),
    (GZIP_MAGIC, "compressed twice", "unpack it once."),
)
"""How other files begin that are handed in under the name of a VCF, what they are, and the mend."""

CUT_SHORT = "copy or download it again; gzip -t tells whether it is whole."
"""The mend of a damaged file."""


def is_whole_bgzf(raw: IO[bytes], name: str) -> bool:
    """Whether a file is in blocks that an index can point into.

    Raises:
        GenomeError: it is, and its end is missing.
    """
    start = raw.read(BGZF_MARK[0].stop)
    found = start.startswith(BGZF_HEADER) and start[BGZF_MARK[0]] == BGZF_MARK[1]
    if found and raw.seek(0, SEEK_END) >= len(BGZF_END):
        raw.seek(-len(BGZF_END), SEEK_END)
        if raw.read() != BGZF_END:
            raise GenomeError(
                "is cut short: the block that ends it is missing", where=name, mend="copy or download it again."
            )
    raw.seek(0)
    return found


def pieces(raw: IO[bytes], name: str) -> Iterator[bytes]:
    """The contents from the start on, unpacked where they are packed.

    Raises:
        GenomeError: empty, of another kind, damaged, cut short, or larger than is sensible.
    """
    magic = raw.read(len(GZIP_MAGIC))
    raw.seek(0)
    total = 0
    for piece in _unpacked(raw, name) if magic == GZIP_MAGIC else iter(lambda: raw.read(PIECE), b""):
        if not total:
            _refuse_other_kinds(piece, name)
        total += len(piece)
        if total > MAX_UNPACKED:
            raise GenomeError("unpacks to more than is sensible", where=name, mend="check where it came from.")
        yield piece
    if not total:
        raise GenomeError("is empty", where=name, mend="copy or download it again.")


def _refuse_other_kinds(start: bytes, name: str) -> None:
    for magic, kind, mend in OTHER_KINDS:
        if start.startswith(magic):
            raise GenomeError(f"is no VCF but {kind}", where=name, mend=mend)


def _unpacked(raw: IO[bytes], name: str) -> Iterator[bytes]:
    """Member after member, as gzip allows; bgzip writes one for each block."""
    packed = raw.read(PACKED_PIECE)
    while packed:
        member = zlib.decompressobj(GZIP)
        yield from _member(member, packed, raw, name)
        packed = _next_member(member.unused_data, raw)


def _member(member: zlib._Decompress, packed: bytes, raw: IO[bytes], name: str) -> Iterator[bytes]:
    while not member.eof:
        try:
            piece = member.decompress(packed, PIECE)
        except zlib.error as error:
            raise GenomeError(f"is damaged ({error})", where=name, mend=CUT_SHORT) from error
        if piece:
            yield piece
        packed = member.unconsumed_tail
        if not packed and not member.eof:
            packed = raw.read(PACKED_PIECE)
            # A full piece may have left more to come: only a turn that gives nothing is the end.
            if not packed and not piece:
                raise GenomeError("ends before its time", where=name, mend=CUT_SHORT)


def _next_member(rest: bytes, raw: IO[bytes]) -> bytes:
    """What follows a member, without the zeros that tapes and some tools pad with."""
    while not (found := rest.lstrip(b"\0")):
        if not (rest := raw.read(PACKED_PIECE)):
            return b""
    return found
