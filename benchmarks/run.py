"""Measured ratios, all in one run on one machine: ``make bench``.

Whole processes are timed by the operating system's own accounting (user + system CPU of the child, interpreter
included), the median of several runs after a warm-up. Peers that cannot be installed from the package registries are
quoted with their published or earlier measured figures, and marked so.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.knowledge_pack import load_bundle
from autonome.adapters.system import usable_cores
from autonome.genome import Build
from autonome.pharmacogenomics import call_sample, gene_panel, prepare
from batch import bench_batch
from cohort import write_cohort
from decision import bench_decision
from idash import bench_idash
from ledger import bench_ledger
from measuring import cpu_of, median
from node import bench_node
from pages import bench_pages
from reading import bench_genome
from store import bench_store

ROOT = Path(__file__).resolve().parents[1]
AUTONOME = Path(sys.executable).with_name("autonome")
SAMPLES = 100
PEER_SECONDS = (5.1, 6.5)
"""CPU seconds of the Java peer for one panel VCF, as stated in the project's goals; not measured in this run."""

PEER_RATES = {"phased": 3.0, "unphased": 0.24}
"""Samples per second of the same peer, as stated in the project's goals; not measured in this run."""


def bench_plan(folder: Path) -> None:
    """One panel VCF to ``plan.json``."""
    patient = ROOT / "examples" / "patient"
    command = [
        str(AUTONOME), "plan", str(patient / "patient.vcf"), "--record", str(patient / "record.json"),
        "--consent", str(patient / "consent.json"), "--outside-calls", str(patient / "outside-calls.tsv"),
        "--as-of", "2026-03-01T10:00:00Z", "--log", str(folder / "log"), "--out", str(folder / "out"), "--quiet",
    ]  # fmt: skip
    ours = median(lambda: cpu_of([*command, "--no-pdf"]))
    with_pdf = median(lambda: cpu_of([*command, "--pdf"]))
    bare = median(lambda: cpu_of([sys.executable, "-c", "pass"]))
    print(
        f"one panel VCF to plan.json, receipt and report: {ours:.3f} s CPU (limit 1 s); interpreter alone {bare:.3f} s"
    )
    print(f"  plan.pdf adds {with_pdf - ours:.3f} s (limit 0.5 s)")
    print(
        f"  peer (stated, not measured here) {PEER_SECONDS[0]}-{PEER_SECONDS[1]} s: {PEER_SECONDS[0] / ours:.1f} x less"
    )


def bench_cohort(folder: Path) -> None:
    """100 samples to calls and phenotypes, phased and unphased, on one core."""
    bundle = load_bundle()
    caller = prepare(bundle.definitions, bundle.phenotypes)
    panels = {build: gene_panel({gene: bundle.definitions[gene] for gene in caller.genes}, build) for build in Build}
    seconds = {}
    for name, phased in (("phased", True), ("unphased", False)):
        path = folder / f"{name}.vcf"
        write_cohort(path, bundle, SAMPLES, phased=phased)

        def call(path: Path = path) -> float:
            begun = time.process_time()
            reading = GenomeFile(path).read([panel.panel for panel in panels.values()])
            calls = [call_sample(caller, panels[reading.panel.build], sample) for sample in reading.samples]
            assert len(calls) == SAMPLES
            return time.process_time() - begun

        seconds[name] = median(call)
        rate = SAMPLES / seconds[name]
        print(
            f"{SAMPLES} samples, {name}: {rate:.0f} samples/s per core, reading included (goal 50; "
            f"peer, stated: {PEER_RATES[name]}, so {rate / PEER_RATES[name]:.0f} x)"
        )
    print(f"unphased over phased: {seconds['unphased'] / seconds['phased']:.2f} (limit 1.5)")


def main() -> None:
    """Run everything, or the benchmarks named as arguments."""
    busy = os.getloadavg()[0]
    print(f"{usable_cores()} cores, {busy:.1f} processes at work before the run: seconds count on a quiet machine")
    every = {
        "plan": bench_plan,
        "cohort": bench_cohort,
        "genome": bench_genome,
        "batch": bench_batch,
        "decision": bench_decision,
        "ledger": bench_ledger,
        "node": bench_node,
        "pages": bench_pages,
        "store": bench_store,
        "idash": bench_idash,
    }
    for name in sys.argv[1:] or every:
        with tempfile.TemporaryDirectory() as folder:
            every[name](Path(folder))


if __name__ == "__main__":
    main()
