"""A whole genome of 4.5 million records: through its index, streamed beside a bare pysam loop, and its memory."""

from __future__ import annotations

import sys
from pathlib import Path

from autonome.adapters.knowledge_pack import load_bundle
from autonome.genome import Build
from autonome.pharmacogenomics import gene_panel, prepare
from measuring import cpu_of, median, peak_of
from whole_genome import Made, whole_genome

ROOT = Path(__file__).resolve().parents[1]
AUTONOME = Path(sys.executable).with_name("autonome")
KEPT = ROOT / ".benchmarks"
RECORDS = 4_500_000
LONG_RUNS = 3
INDEXED_LIMIT = 1.5
"""CPU seconds of the whole process; the project's goal."""

STREAMED_LIMIT = 0.6
"""Of the speed of a bare pysam loop; the project's goal."""

_RECORDS = "import pysam, sys\nfor _ in pysam.VariantFile(sys.argv[1]): pass"
_LINES = "import pysam, sys\nfor _ in pysam.TabixFile(sys.argv[1]).fetch(): pass"


def bench_genome(folder: Path) -> None:
    """Indexed, streamed and peak memory, for a genome and for a gVCF of as many lines."""
    bundle = load_bundle()
    genes = prepare(bundle.definitions, bundle.phenotypes).genes
    panel = gene_panel({gene: bundle.definitions[gene] for gene in genes}, Build.GRCH38).panel
    genome = whole_genome(KEPT, Made(RECORDS), panel)
    _indexed(genome, folder)
    _streamed("a genome", genome, folder)
    _memory(genome, whole_genome(KEPT, Made(RECORDS // 10), panel), folder)
    _streamed("a gVCF", whole_genome(KEPT, Made(RECORDS // 2, blocks=True), panel), folder)


def _indexed(genome: Path, folder: Path) -> None:
    patient = ROOT / "examples" / "patient"
    command = [
        str(AUTONOME), "plan", str(genome), "--record", str(patient / "record.json"),
        "--consent", str(patient / "consent.json"), "--as-of", "2026-03-01T10:00:00Z",
        "--log", str(folder / "log"), "--out", str(folder / "out"), "--quiet",
    ]  # fmt: skip
    ours = median(lambda: cpu_of(command))
    calls = median(lambda: cpu_of([str(AUTONOME), "pgx", str(genome), "--format", "jsonl"]))
    size = genome.stat().st_size >> 20
    print(f"{RECORDS:,} records with an index: plan {ours:.3f} s CPU, whole process (limit {INDEXED_LIMIT}; the file's")
    print(f"  digest, {size} MB, included); calls alone {calls:.3f} s")


def _streamed(what: str, genome: Path, folder: Path) -> None:
    plain = _without_index(genome, folder)
    ours = median(lambda: cpu_of([str(AUTONOME), "pgx", str(plain), "--format", "jsonl"]), LONG_RUNS)
    bare = median(lambda: cpu_of([sys.executable, "-c", _RECORDS, str(genome)]), LONG_RUNS)
    lines = median(lambda: cpu_of([sys.executable, "-c", _LINES, str(genome)]), LONG_RUNS)
    print(f"{what} without an index: {ours:.2f} s CPU, whole process; a bare pysam loop over its records {bare:.2f} s,")
    print(f"  so {bare / ours:.2f} x its speed (limit {STREAMED_LIMIT});", end=" ")
    print(f"over its unparsed lines {lines:.2f} s, {lines / ours:.2f} x")


def _memory(genome: Path, tenth: Path, folder: Path) -> None:
    for way, large, small in (
        ("streamed", _without_index(genome, folder), _without_index(tenth, folder)),
        ("with an index", genome, tenth),
    ):
        most, least = (peak_of(["pgx", str(path), "--format", "jsonl"]) for path in (large, small))
        print(f"peak memory {way}: {most:.0f} MB for {RECORDS:,} records, {least:.0f} MB for a tenth,", end=" ")
        print(f"ratio {most / least:.2f}")


def _without_index(genome: Path, folder: Path) -> Path:
    """The same file under a name beside which no index lies."""
    path = folder / genome.name
    if not path.exists():
        path.symlink_to(genome)
    return path
