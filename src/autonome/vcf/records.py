"""One data line of a VCF, parsed as far as it is needed: the fixed columns first, samples only when wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autonome.genome import GenomeError

MAX_POSITION = 2**31 - 1
"""Largest position that BAM-family tools can hold (VCF 4.3, section 1.6.1.2)."""

MAX_DIGITS = 10
"""Digits of a number that is worth converting: more cannot be a position."""

FIXED = 8
"""Columns before FORMAT."""

MAX_ALLELES = 1_000
"""Alleles on one line: real call sets stay below 200; more is damage or an attack."""

MIN_GENOTYPE_QUALITY = 20
"""Phred: below it (more than 1 % chance of error) a genotype counts as not assessed. GATK's own threshold for a
confident genotype (Van der Auwera and O'Connor 2020, Genomics in the Cloud, chapter 7)."""

PASSING_FILTERS = frozenset({"PASS", ".", "", "RefCall"})
"""``RefCall`` is DeepVariant's mark for a reference call; its genotype and quality are judged like any other."""

BLOCK_ALLELES = frozenset({"<NON_REF>", "<*>", "."})
"""Alternatives that stand for "anything else" (gVCF): they make no claim of their own."""

SPANNING = "*"
"""The alternative of a base that another record's deletion removes (VCF 4.3, section 1.6.1.5)."""

BASES = frozenset("ACGTN")

WRITTEN_IN_BASES = "ACGTNacgtn,"
"""The letters of alternatives that are not symbols: such a record speaks of its REF, and of nothing behind it."""

MAX_BASES = 1_000_000
"""Bases of an allele: the longest deletions that callers write base by base have some 100,000."""

MAX_KEYS = 100
"""Keys of FORMAT: real files have up to 30."""

_SEQUENCE = re.compile(r"[ACGTNacgtn]+")
_SYMBOL = re.compile(r"<[^<>\s]+>|\*|\.|[^\t]*[\[\]][^\t]*|\.?[ACGTNacgtn]+\.?")
_END = re.compile(r"(?:^|;)END=([^;]*)")
_MATE = re.compile(r"(?:^|;)CHR2=([^;]+)")


@dataclass(frozen=True, slots=True)
class Record:
    """A data line.

    Args:
        line: its number in the file, from 1; 0 where it is not known.
        chromosome: as the file spells it.
        position: 1-based.
        alleles: REF, then ALT; sequences in upper case; empty ALT (``.``) left out.
        end: last base that the record speaks of: ``END`` of a block or structural variant, else the last base of REF.
        filter: the FILTER column.
        format: the keys of FORMAT.
        samples: the sample columns, raw.
    """

    line: int
    chromosome: str
    position: int
    alleles: tuple[str, ...]
    end: int
    filter: str
    format: tuple[str, ...]
    samples: str

    @property
    def is_block(self) -> bool:
        """Whether it shows the reference and looked for anything else: gVCF blocks, and sites without alternative."""
        return BLOCK_ALLELES.issuperset(self.alleles[1:])

    @property
    def last(self) -> int:
        """Last base of REF."""
        return self.position + len(self.alleles[0]) - 1


def is_structural(allele: str) -> bool:
    """Whether an alternative is written without bases: ``<DEL>``, a breakend; neither a block's nor ``*``."""
    return allele not in BLOCK_ALLELES and allele != SPANNING and not BASES.issuperset(allele)


def place_of(where: str, number: int, text: str) -> str:
    """Name a line for messages: by its number, or, where an index was used, by its position."""
    if number:
        return f"{where}, line {number}"
    return f"{where}, {':'.join(text[:80].split(chr(9), 2)[:2])}"


def position_of(text: str, where: str) -> int:
    """Read POS.

    Raises:
        GenomeError: not a whole number from 0 to 2^31 - 1.
    """
    if text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS and int(text) <= MAX_POSITION:
        return int(text)
    raise GenomeError(f"POS is {text[:20]!r}", where=where, mend="write a position from 1 to 2147483647.")


def block_end(info: str, position: int, ref: str, alt: str) -> int:
    """Last base of a line, for choosing lines: a broken ``END`` reaches everywhere, so that `parse` refuses it."""
    last = position + len(ref) - 1
    if "END=" in info and alt.strip(WRITTEN_IN_BASES) and (stated := _stated_end(info)):
        return max(last, int(stated)) if _is_end(stated, position) else MAX_POSITION
    return last


def _last_base(info: str, place: str, chromosome: str, position: int, ref: str) -> int:
    """Last base that a block or structural variant speaks of: ``END`` where INFO has it, else that of REF.

    Raises:
        GenomeError: ``END`` is no position, or lies before POS: how far the record speaks cannot be known.
    """
    stated = _stated_end(info)
    if stated is None or _is_end(stated, position):
        return max(position + len(ref) - 1, position if stated is None else int(stated))
    mate = _MATE.search(info)
    if mate is not None and mate[1] != chromosome:  # a translocation: END lies on the other chromosome
        return position + len(ref) - 1
    raise GenomeError(
        f"END is {stated[:20]!r}, and POS {position}", where=place, mend="write END as the last base, from POS on."
    )


def _stated_end(info: str) -> str | None:
    match = _END.search(info)
    return None if match is None or match[1] == "." else match[1]


def _is_end(text: str, position: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS and position <= int(text) <= MAX_POSITION


def parse(line: str, number: int, *, where: str) -> Record:
    """Read the fixed columns of a data line.

    Args:
        line: without its line end.
        number: of the line in the file, 0 where it is not known.
        where: the file.

    Raises:
        GenomeError: too few columns, no position, an end before it, or alleles that no VCF has.
    """
    place = place_of(where, number, line)
    parts = line.split("\t", FIXED + 1)
    if len(parts) < FIXED:
        raise GenomeError(
            f"has {len(parts)} columns, fewer than 8", where=place, mend="columns are separated by tabs; write it anew."
        )
    chromosome, pos, _, ref, alt, _, filter_, info = parts[:FIXED]
    position = position_of(pos, place)
    _check_lengths(ref, alt, place)
    if not _SEQUENCE.fullmatch(ref):
        raise GenomeError(f"REF is {ref[:20]!r}", where=place, mend="REF holds bases A, C, G, T or N only.")
    alts = () if alt in {".", ""} else tuple(alt.split(","))
    for each in alts:
        if not _SYMBOL.fullmatch(each):
            raise GenomeError(f"ALT is {each[:20]!r}", where=place, mend="ALT holds bases, <SYMBOL>, * or a breakend.")
    alleles = (ref.upper(), *(each.upper() for each in alts))
    spans = any(not BASES.issuperset(each) for each in alleles) or not alts
    return Record(
        number,
        chromosome,
        position,
        alleles,
        _last_base(info, place, chromosome, position, ref) if spans else position + len(ref) - 1,
        filter_,
        tuple(parts[FIXED].split(":", MAX_KEYS)) if len(parts) > FIXED else (),
        parts[FIXED + 1] if len(parts) > FIXED + 1 else "",
    )


def _check_lengths(ref: str, alt: str, place: str) -> None:
    """Refuse what would cost more than it can tell, before it is cut into pieces."""
    if alt.count(",") + 1 >= MAX_ALLELES:
        raise GenomeError(f"has {alt.count(',') + 1} alternatives", where=place, mend="split or filter this record.")
    longest = max(len(ref), len(alt) - alt.count(","))
    if longest > MAX_BASES:
        raise GenomeError(
            f"has an allele of up to {longest:,} bases", where=place, mend="write it as <DEL> or <INS>, with END."
        )


def check_columns(text: str, expected: int, place: str) -> None:
    """See that a line has as many samples as the header.

    Raises:
        GenomeError: it has fewer, or more.
    """
    found = max(text.count("\t") - FIXED, 0)
    if found != expected:
        raise GenomeError(
            f"has {found} sample columns, the header names {expected}",
            where=place,
            mend="the line is cut short or damaged; write the file anew.",
        )
