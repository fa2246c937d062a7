"""Large hostile genomes end with one line, soon, and in bounded memory: measured in the process that read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hostile.running import MEMORY_BOUND, autonome, needs_proc
from tests.hostile.vcf import bombs
from tests.hostile.vcf.bombs import packed, plain

PATIENCE = 60
"""Seconds in which a bomb must have been answered, on a machine that does other things too; it takes a few."""

MEND_DUPLICATES = "Mend: remove the duplicates; bcftools norm -m +any joins split records."
MEND_PERSON = "Mend: choose one person with --sample; else check where the file came from."
LONG = "is longer than 32 MiB. Mend: check for lost line ends."

REFUSED: list[tuple[Callable[[], Iterator[bytes]], str]] = [
    (bombs.a_line_of_gigabytes, f", line 8: {LONG}"),
    (bombs.a_line_of_300_megabytes, f", line 8: {LONG}"),
    (bombs.a_header_without_end, ", line 16749: the header does not end. Mend: check that this is a VCF."),
    (bombs.millions_of_contigs, ", line 200001: the header does not end. Mend: check that this is a VCF."),
    (
        bombs.millions_of_samples,
        ", line 7: names more than 1,000,000 samples. Mend: choose some with bcftools view.",
    ),
    (
        bombs.a_million_samples,
        ": holds 1,000,000 samples, more than are read at once. Mend: choose one person with --sample.",
    ),
    (bombs.a_million_alternatives, ", line 8: has 1000000 alternatives. Mend: split or filter this record."),
    (
        bombs.a_record_of_separators,
        (
            ", line 8: has 32505856 sample columns, the header names 1. "
            "Mend: the line is cut short or damaged; write the file anew."
        ),
    ),
    (
        bombs.a_cell_of_separators,
        (
            ", line 8: genotype '/' names an allele that the line does not have. "
            "Mend: write the file again; GT counts REF as 0 and ALT from 1."
        ),
    ),
    (
        bombs.a_deletion_of_megabases,
        ", line 8: has an allele of up to 31,457,280 bases. Mend: write it as <DEL> or <INS>, with END.",
    ),
    (
        bombs.millions_of_records_of_one_position,
        f", line 100008: holds more than 100,000 lines or 64 MiB at known positions. {MEND_PERSON}",
    ),
    (
        bombs.long_records_of_one_position,
        f", line 71: holds more than 100,000 lines or 64 MiB at known positions. {MEND_PERSON}",
    ),
    (
        bombs.one_rare_letter_in_a_long_line,
        f", line 8: holds more than 100,000 lines or 64 MiB at known positions. {MEND_PERSON}",
    ),
    (
        bombs.nothing_but_line_ends,
        (
            ", line 10009: is one of more than 10,000 that are empty or comments. "
            "Mend: check where the file came from; write it again with bcftools view."
        ),
    ),
    (
        bombs.millions_of_blocks_over_everything,
        f", line 100008: holds more than 100,000 lines or 64 MiB at known positions. {MEND_PERSON}",
    ),
]

HANDLED = [bombs.a_contig_line_of_one_word, bombs.a_long_line]


@needs_proc
@pytest.mark.parametrize(("parts", "error"), [pytest.param(*each, id=each[0].__name__) for each in REFUSED])
def test_a_bomb_ends_with_one_line_in_bounded_memory(
    parts: Callable[[], Iterator[bytes]], error: str, tmp_path: Path
) -> None:
    ran = autonome("pgx", packed(tmp_path / "bomb.vcf.gz", parts()), timeout=PATIENCE)
    assert (ran.code, ran.stdout, ran.stderr) == (2, "", f"autonome: bomb.vcf.gz{error}\n")
    print(ran.peak >> 20, "MB")
    assert 0 < ran.peak < MEMORY_BOUND


@needs_proc
@pytest.mark.parametrize("parts", HANDLED, ids=lambda parts: parts.__name__)
def test_what_is_merely_large_is_read_in_bounded_memory(parts: Callable[[], Iterator[bytes]], tmp_path: Path) -> None:
    ran = autonome("pgx", packed(tmp_path / "large.vcf.gz", parts()), "--format", "jsonl", timeout=PATIENCE)
    assert (ran.code, ran.stderr) == (0, "")
    print(ran.peak >> 20, "MB")
    assert 0 < ran.peak < MEMORY_BOUND


@needs_proc
def test_the_same_without_compression(tmp_path: Path) -> None:
    ran = autonome("pgx", plain(tmp_path / "bomb.vcf", bombs.a_line_of_300_megabytes()), timeout=PATIENCE)
    assert (ran.code, ran.stderr) == (2, f"autonome: bomb.vcf, line 8: {LONG}\n")
    print(ran.peak >> 20, "MB")
    assert 0 < ran.peak < MEMORY_BOUND


@needs_proc
def test_one_of_a_million_samples_is_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "crowd.vcf.gz", bombs.a_million_samples())
    ran = autonome("pgx", path, "--sample", "S999999", "--format", "jsonl", timeout=PATIENCE)
    assert (ran.code, ran.stderr) == (0, "")
    assert '"sample": "S999999"' in ran.stdout
    print(ran.peak >> 20, "MB")
    assert 0 < ran.peak < MEMORY_BOUND
