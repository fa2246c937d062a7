"""The header of a VCF: version, contigs, samples, and which build they speak of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from autonome.genome import CONTIG_LENGTHS, REFSEQ_BUILD, Build, GenomeError, build_named_in, chromosome
from autonome.kernel import SampleName

VERSIONS = ("VCFv4.1", "VCFv4.2", "VCFv4.3", "VCFv4.4")
"""Versions that are read. Source: samtools/hts-specs."""

FIXED_COLUMNS = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")

MAX_DIGITS = 10
"""Digits of a contig length that is worth converting."""

MAX_HEADER_LINES = 200_000
"""Lines: far above real headers (decoy-rich references list some 10,000 contigs), far below what hurts."""

MAX_HEADER = 64 * 1024 * 1024
"""Characters of a header: the longest real ones are those with the names of half a million samples, 10 MB."""

MAX_SAMPLES = 1_000_000
"""Sample columns: the largest call sets have half as many."""

SHOWN = 40
"""Characters of a name that a message shows."""

_CONTIG = re.compile(r"##contig=<(.*)>")
# Possessive, and beginning where a word begins: time grows with the length of the line and not with its square.
_FIELD = re.compile(r'(?<!\w)(\w++)=("(?:[^"\\]|\\.)*+"|[^,]*+)')


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says.

    Args:
        version: such as ``VCFv4.3``.
        contigs: contig name → length in bases, or None where the header gives none.
        samples: names of the sample columns, in order.
        build: the build that contigs or reference name, or None where the header is silent.
        lines: how many lines it has, the column line included.
    """

    version: str
    contigs: dict[str, int | None]
    samples: tuple[SampleName, ...]
    build: Build | None
    lines: int


def read_header(lines: Iterable[str], *, where: str) -> Header:
    """Read header lines up to the column line, which must be the last one given or taken.

    Args:
        lines: without line ends; taken one by one, none after the column line.
        where: name of the file for messages.

    Raises:
        GenomeError: not a VCF, a version that is not read, no column line, or builds that contradict each other.
    """
    version = ""
    contigs: dict[str, int | None] = {}
    votes: dict[Build, str] = {}
    size = 0
    for number, line in enumerate(lines, start=1):
        place = f"{where}, line {number}"
        size += len(line)
        if number > MAX_HEADER_LINES or size > MAX_HEADER:
            raise GenomeError("the header does not end", where=place, mend="check that this is a VCF.")
        if number == 1:
            version = _version(line, place)
        elif line.startswith("#CHROM"):
            return Header(version, contigs, _samples(line, place), _one(votes, where), number)
        elif not line.startswith("##"):
            break
        elif line.startswith("##contig="):
            _read_contig(line, contigs, votes)
        elif line.startswith(("##reference=", "##assembly=")):
            named = build_named_in(line)
            if named is not None:
                votes.setdefault(named, line[:80])
    raise GenomeError(
        "the line of column names (#CHROM …) is missing",
        where=where,
        mend="give a complete VCF; write it again with bcftools view.",
    )


def _version(line: str, place: str) -> str:
    version = line.removeprefix("\ufeff").removeprefix("##fileformat=").strip()
    if line.startswith("\ufeff"):
        raise GenomeError("starts with a byte-order mark", where=place, mend="save it as UTF-8 without BOM.")
    if not line.startswith("##fileformat="):
        raise GenomeError("is not a VCF: ##fileformat is missing", where=place, mend="give a VCF 4.1 to 4.4 file.")
    if version not in VERSIONS:
        raise GenomeError(
            f"version {version[:20]!r} is not read", where=place, mend="convert it to VCF 4.2 with bcftools view."
        )
    return version


def _samples(line: str, place: str) -> tuple[SampleName, ...]:
    if line.count("\t") > MAX_SAMPLES + len(FIXED_COLUMNS):
        raise GenomeError(
            f"names more than {MAX_SAMPLES:,} samples", where=place, mend="choose some with bcftools view."
        )
    columns = line.rstrip("\r\n").split("\t")
    if tuple(columns[: len(FIXED_COLUMNS)]) != FIXED_COLUMNS or columns[len(FIXED_COLUMNS) :][:1] not in (
        [],
        ["FORMAT"],
    ):
        raise GenomeError(
            "the column names are not those of a VCF", where=place, mend="columns must be tab-separated and in order."
        )
    names = columns[9:]
    if len(set(names)) < len(names):
        twice = next(name for name, times in Counter(names).items() if times > 1)
        raise GenomeError(f"sample {twice[:SHOWN]!r} stands twice", where=place, mend="give each sample its own name.")
    return tuple(SampleName(name) for name in names)


def _read_contig(line: str, contigs: dict[str, int | None], votes: dict[Build, str]) -> None:
    match = _CONTIG.match(line)
    if match is None:
        return
    fields = {key: value.strip('"') for key, value in _FIELD.findall(match[1])}
    name = fields.get("ID", "")
    length = fields.get("length", "")
    contigs[name] = int(length) if length.isdecimal() and len(length) <= MAX_DIGITS else None
    usual = chromosome(name)
    found = {
        REFSEQ_BUILD.get(name),
        CONTIG_LENGTHS.get((usual, contigs[name] or 0)) if usual else None,
        build_named_in(fields.get("assembly", "")),
    }
    for build in found:
        if build is not None:
            votes.setdefault(build, line[:80])


def _one(votes: dict[Build, str], where: str) -> Build | None:
    if len(votes) > 1:
        said = " but ".join(f"{line!r} says {build}" for build, line in sorted(votes.items()))
        raise GenomeError(
            f"the header contradicts itself: {said}",
            where=where,
            mend="correct the header with bcftools reheader, or lift the file over again.",
        )
    return next(iter(votes), None)
