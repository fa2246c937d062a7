"""``autonome plan --batch``: many patients, over files and cores; one bad patient does not stop the rest.

1. The manifest is checked as a whole, and each file that it names must be there; nothing is computed before.
2. Worker processes make the plans, each patient's as ``autonome plan`` would; what an earlier run made from the very
   same stands.
3. The summary is written: what became of each patient.

Format and exit codes: ``docs/formats/batch.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from autonome import bootstrap
from autonome.cli.batch_worker import FAULT, BatchSettings, begin, standing_plan
from autonome.cli.exits import EXIT_PARTLY
from autonome.cli.one_plan import ENGINE
from autonome.cli.plain_text import plain
from autonome.kernel import AutonomeError, InputError, Instant
from autonome.workflows.batch_manifest import MAX_BYTES, Patient, read_manifest
from autonome.workflows.batch_summary import (
    HAS_PLAN,
    Outcome,
    Result,
    summary_document,
    summary_table,
    totals,
)
from autonome.workflows.plan_case import PlanRequest

MAX_JOBS = 256
"""Worker processes at most; each takes some 60 MB, and more with ``plan.pdf``."""

SHOWN = 10
"""Patients without a plan whose error is shown on the terminal; all are in the summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """How a batch is run.

    Args:
        out: folder for the plans.
        log: folder of the local log.
        jobs: worker processes, or None for the cores at hand.
        takes_up: whether an unfinished batch goes on as of the instant at which it began.
        pdf: whether ``plan.pdf`` is set.
        quiet: print nothing but errors.
        as_json: print ``summary.json``.
    """

    out: Path
    log: Path
    jobs: int | None
    takes_up: bool
    pdf: bool
    quiet: bool
    as_json: bool


def make_batch(manifest: Path, asked: PlanRequest, options: BatchOptions) -> int:
    """Make the plans of a manifest.

    Args:
        manifest: the table of patients.
        asked: who asks, and how, for all patients.
        options: how the batch is run.

    Returns:
        The exit code: 0 where every patient has a plan.

    Raises:
        InputError: the manifest or the folder cannot be used; nothing was computed.
        LogError: the log cannot be relied upon.
    """
    begun = monotonic()
    patients = _patients(manifest)
    knowledge = bootstrap.knowledge_bundle().hash
    with bootstrap.batch_folder(options.out) as folders:
        earlier = folders.began() if options.takes_up else ""
        asked = replace(asked, as_of=Instant.parse(earlier)) if earlier else asked
        folders.begin(str(asked.as_of))
        settings = BatchSettings(base=manifest.parent, folders=folders, asked=asked, pdf=options.pdf)
        results = _results(patients, settings, options)
        complete = all(result.outcome in HAS_PLAN for result in results)
        document = summary_document(
            results,
            as_of=str(asked.as_of),
            engine=ENGINE,
            knowledge=knowledge,
            seconds=round(monotonic() - begun),
        )
        bootstrap.write_file(options.out / "summary.tsv", summary_table(results))
        bootstrap.write_file(options.out / "summary.json", document)
        if complete:
            folders.finish()
    if not options.quiet:
        sys.stdout.write(document.decode() if options.as_json else _text(results, asked, options.out))
    return 0 if complete else EXIT_PARTLY


def _patients(manifest: Path) -> tuple[Patient, ...]:
    """The manifest's patients, each of whose files is there."""
    patients = read_manifest(bootstrap.file_bytes(manifest, MAX_BYTES), manifest.name)
    for patient in patients:
        for column, path in patient.files.items():
            if not bootstrap.is_readable_file(manifest.parent / path):
                raise InputError(
                    f"the {column} {plain(path)!r} is no file that can be read",
                    where=f"{manifest.name}, line {patient.line}",
                    mend="correct the path; it is relative to the manifest.",
                )
    return patients


def _results(patients: Sequence[Patient], settings: BatchSettings, options: BatchOptions) -> list[Result]:
    """What became of each patient, in the order of the manifest."""
    results = [Result(patient=patient.patient, outcome=Outcome.OPEN) for patient in patients]
    pool = bootstrap.worker_pool(begin, settings, options.log)
    jobs = options.jobs or min(bootstrap.usable_cores(), MAX_JOBS)
    with bootstrap.batch_progress(len(patients), quiet=options.quiet or options.as_json) as tell:
        for number, found in pool.run(patients, jobs):
            results[number] = found if isinstance(found, Result) else _lost(patients[number], settings, found.how)
            tell(results[number].patient, results[number].outcome)
    if pool.interrupted:
        made = sum(result.outcome in HAS_PLAN for result in results)
        sys.stderr.write(
            f"autonome: stopped: {made} of {len(results)} patients have a plan. Run the same command again to go on.\n"
        )
    return results


def _lost(patient: Patient, settings: BatchSettings, how: str) -> Result:
    """The process died: between putting the plan in its place and saying so, or before."""
    error = (
        f"the process that worked on this patient {how}. Mend: run the batch again; if it recurs, look at its files."
    )
    try:
        standing = standing_plan(patient, settings)
        if standing is not None:
            return replace(standing, outcome=Outcome.DONE)
        settings.folders.set_aside(patient.patient)
    except AutonomeError as also:
        error = f"{error} {also}"
    return Result(patient=patient.patient, outcome=Outcome.FAILED, exit_code=FAULT, error=error)


def _text(results: Sequence[Result], asked: PlanRequest, out: Path) -> str:
    """One screen: totals, and the first patients without a plan with the reason."""
    count = totals(results)
    lines = [f"Batch of {len(results)}, as of {asked.as_of}"]
    lines += [f"  {outcome:<9}{number:>7,}" for outcome, number in count.items() if number or outcome is Outcome.DONE]
    without = [result for result in results if result.error]
    lines += [f"  {result.patient}: {result.error}" for result in without[:SHOWN]]
    if len(without) > SHOWN:
        lines.append(f"  and {len(without) - SHOWN:,} more: see the summary.")
    lines += ["Written", f"  summary.tsv   {out / 'summary.tsv'}", f"  summary.json  {out / 'summary.json'}"]
    return "\n".join(map(plain, lines)) + "\n"
