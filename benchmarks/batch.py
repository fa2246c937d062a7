"""Many patients: plans per second and core, where the time of a plan goes, and whether a worker's memory stays flat.

The patients are made: named alleles drawn at random (`cohort`), the example's record and consent under their own names.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

from autonome import bootstrap
from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.local_log import LocalLog
from autonome.adapters.system import usable_cores
from autonome.cli import batch_worker, one_plan
from autonome.cli.batch_worker import BatchSettings
from autonome.kernel import Instant
from autonome.workflows import make_plan
from autonome.workflows.batch_manifest import read_manifest
from autonome.workflows.batch_summary import Outcome
from autonome.workflows.plan_case import PlanRequest
from cohort import write_cohort

PATIENTS = 200
FEW = 20
PROFILED = 40
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "patient"
AS_OF = "2026-03-01T10:00:00Z"

STAGES: Mapping[str, tuple[tuple[object, str], ...]] = {
    "parsing": (
        (GenomeFile, "read"),
        (bootstrap, "health_record"),
        (bootstrap, "outside_calls_in"),
        (one_plan, "read_consent"),
    ),
    "log": ((LocalLog, "append"), (LocalLog, "entries_of"), (LocalLog, "prove")),
    "advice": ((make_plan, "make_plan"),),
    "pages": ((make_plan, "render_html"), (make_plan, "render_patient")),
    "JSON and FHIR": ((make_plan, "plan_document"), (make_plan, "plan_bundle")),
    "digests of inputs": ((GenomeFile, "digest"),),
    "files": ((bootstrap.PatientFolders, "put"),),
}
"""Where the time of a plan goes; what none of these takes is calling, deciding and canonical JSON."""

_WORKERS_PEAK = """
import resource, sys
from autonome.cli.main import run
try:
    run()
finally:
    sys.stderr.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


def write_patients(folder: Path, patients: int) -> Path:
    """Write a manifest with its files; the same in each run."""
    write_cohort(folder / "cohort.vcf", bootstrap.knowledge_bundle(), patients, phased=False)
    rows = [line.split("\t") for line in (folder / "cohort.vcf").read_text(encoding="utf-8").splitlines()]
    lines = ["patient\tvcf\trecord\tconsent\toutside-calls"]
    (folder / "calls.tsv").write_bytes((EXAMPLE / "outside-calls.tsv").read_bytes())
    for number in range(patients):
        name = f"p-{number:03}"
        own = ["\t".join(row if len(row) == 1 else [*row[:9], row[9 + number]]) for row in rows]
        (folder / f"{name}.vcf").write_text("\n".join(own) + "\n", encoding="utf-8")
        for file in ("record", "consent"):
            text = (EXAMPLE / f"{file}.json").read_text(encoding="utf-8").replace("synthetic-na12878", f"made-{name}")
            (folder / f"{name}-{file}.json").write_text(text, encoding="utf-8")
        lines.append(f"{name}\t{name}.vcf\t{name}-record.json\t{name}-consent.json\tcalls.tsv")
    manifest = folder / f"{patients}.tsv"
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return manifest


def run_batch(manifest: Path, jobs: int) -> tuple[float, float, float]:
    """Seconds by the clock, CPU seconds of all processes, and the peak of a worker in MB."""
    place = manifest.parent / f"{manifest.stem}-{jobs}"
    arguments = ["plan", "--batch", manifest, "--out", place / "out", "--log", place / "log", "--as-of", AS_OF]
    before, begun = os.times(), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _WORKERS_PEAK, *map(str, arguments), "--no-pdf", "--quiet", "--jobs", str(jobs)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    seconds, after = time.monotonic() - begun, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, cpu, int(done.stderr) / 1024


@contextmanager
def timed(spent: dict[str, float]) -> Iterator[None]:
    """Add up the time of each stage."""

    def counted(stage: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            begun = time.perf_counter()
            try:
                return real(*arguments, **named)
            finally:
                spent[stage] = spent.get(stage, 0.0) + time.perf_counter() - begun

        return call

    with ExitStack() as stack:
        for stage, places in STAGES.items():
            for holder, name in places:
                stack.enter_context(patch.object(holder, name, counted(stage, getattr(holder, name))))
        yield


def profile(manifest: Path) -> tuple[float, dict[str, float]]:
    """Seconds of a plan, and of each stage, in one warm process."""
    asked = PlanRequest(
        actor="bench", organisation="bench", recipient="care-team", purpose="TREAT", jurisdiction="",
        as_of=Instant.parse(AS_OF),
    )  # fmt: skip
    patients = read_manifest(manifest.read_bytes(), manifest.name)[:PROFILED]
    spent: dict[str, float] = {}
    with bootstrap.batch_folder(manifest.parent / "profiled") as folders:
        settings = BatchSettings(base=manifest.parent, folders=folders, asked=asked, pdf=False)
        act = batch_worker.begin(settings, bootstrap.open_log(manifest.parent / "profiled-log"))
        assert act(patients[0]).outcome is Outcome.DONE
        with timed(spent):
            begun = time.perf_counter()
            assert all(act(patient).outcome is Outcome.DONE for patient in patients[1:])
            seconds = time.perf_counter() - begun
    plans = len(patients) - 1
    return seconds / plans, {stage: each / plans for stage, each in spent.items()}


def bench_batch(folder: Path) -> None:
    """200 patients over all cores and over one."""
    cores = usable_cores()
    few, many = write_patients(folder, FEW), write_patients(folder, PATIENTS)
    _, _, little = run_batch(few, 1)
    seconds, cpu, peak = run_batch(many, 1)
    print(
        f"batch of {PATIENTS}, one process: {PATIENTS / seconds:.1f} plans/s; {1000 * cpu / PATIENTS:.0f} ms "
        f"CPU a plan, so {PATIENTS / cpu:.1f} plans per CPU second"
    )
    if cores > 1:
        spread, cpu, _ = run_batch(many, cores)
        print(
            f"batch of {PATIENTS}, {cores} processes: {PATIENTS / spread:.1f} plans/s, "
            f"{PATIENTS / spread / cores:.1f} per core ({seconds / spread:.2f} x one process)"
        )
    print(f"peak memory of a worker: {little:.0f} MB after {FEW} patients, {peak:.0f} MB after {PATIENTS}")
    plan, stages = profile(many)
    print(f"one plan in a warm process: {1000 * plan:.0f} ms, {1 - stages['parsing'] / plan:.0%} of it outside parsing")
    rest = {**stages, "calling, deciding, canonical JSON": plan - sum(stages.values())}
    print("  " + ", ".join(f"{stage} {each / plan:.0%}" for stage, each in rest.items()))
