"""What a worker process of a batch does for one patient: the very act of ``autonome plan``, into a folder of their own.

Nothing that happens to one patient reaches another: whatever goes wrong becomes that patient's line in the summary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from autonome import bootstrap
from autonome.access.explanation import told_of_refusal
from autonome.cli.exits import EXIT_REFUSED, exit_code
from autonome.cli.one_plan import ENGINE, Answer, PatientFiles, answer_of
from autonome.cli.plain_text import one_line
from autonome.kernel import AutonomeError, Json, Sha256, canonical_bytes, sha256_hex
from autonome.law import RULES
from autonome.ledger import Log
from autonome.plan.consequence import Consequence
from autonome.workflows.batch_manifest import Patient
from autonome.workflows.batch_summary import Outcome, Result
from autonome.workflows.make_plan import MadePlan, RefusedPlan
from autonome.workflows.plan_case import PlanRequest

FAULT = 1
"""Exit code of a fault of the program, as the interpreter itself gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSettings:
    """What all patients of a batch have in common.

    Args:
        base: folder of the manifest, to which its paths are relative.
        folders: of the batch.
        asked: who asks, and how; a line of the manifest adds its own.
        pdf: whether ``plan.pdf`` is set.
    """

    base: Path
    folders: bootstrap.PatientFolders
    asked: PlanRequest
    pdf: bool

    def files_of(self, patient: Patient) -> PatientFiles:
        """Where a patient's files lie."""
        outside = self.base / patient.outside_calls if patient.outside_calls else None
        return PatientFiles(
            vcf=self.base / patient.vcf,
            record=self.base / patient.record,
            consent=self.base / patient.consent,
            outside=outside,
        )

    def asked_for(self, patient: Patient) -> PlanRequest:
        """The request for one patient."""
        return replace(
            self.asked,
            jurisdiction=patient.jurisdiction or self.asked.jurisdiction,
            considered=(*patient.drugs, *self.asked.considered),
            calling=replace(self.asked.calling, sample=patient.sample or None),
        )


def begin(settings: BatchSettings, log: Log) -> Callable[[Patient], Result]:
    """Begin a worker's life: load the knowledge once."""
    bootstrap.knowledge_bundle()
    return lambda patient: result_of(patient, settings, log)


def result_of(patient: Patient, settings: BatchSettings, log: Log) -> Result:
    """Make one patient's plan, unless it stands already; whatever happens is told."""
    begun = monotonic()
    try:
        result = standing_plan(patient, settings) or _made(patient, settings, log)
    except AutonomeError as error:
        result = _failed(patient, settings, str(error), exit_code(error))
    except Exception as error:  # noqa: BLE001 - the edge: a fault in one patient's plan must not cost the others theirs
        mend = "run autonome plan for this patient alone, and report what it prints."
        result = _failed(patient, settings, f"a fault of the program ({type(error).__name__}). Mend: {mend}", FAULT)
    return replace(result, milliseconds=round((monotonic() - begun) * 1000))


def standing_plan(patient: Patient, settings: BatchSettings) -> Result | None:
    """The plan of an earlier run, where it was made from the very same and its files are still those."""
    if not settings.folders.is_marked(patient.patient):
        return None
    files = settings.files_of(patient)
    named = {"record": files.record, "consent": files.consent, "outside-calls": files.outside}
    digests = {role: sha256_hex(bootstrap.file_bytes(path)) for role, path in named.items() if path is not None}
    with bootstrap.genome(files.vcf, quiet=True) as genome:
        digests["genome"] = genome.digest()
    note = settings.folders.standing(patient.patient, _made_from(patient, settings, digests))
    if not isinstance(note, dict):
        return None
    counts = {Consequence(name): number for name, number in note.items()}
    return Result(patient=patient.patient, outcome=Outcome.RESUMED, counts=counts)


def _made(patient: Patient, settings: BatchSettings, log: Log) -> Result:
    asked = settings.asked_for(patient)
    typesetter = bootstrap.typesetter() if settings.pdf else None
    answer = answer_of(settings.files_of(patient), asked, lambda: log, quiet=True, typesetter=typesetter)
    if isinstance(answer.made, RefusedPlan):
        settings.folders.put(patient.patient, answer.files, made_from=None, note=None)
        return _refused(patient, answer.made)
    return _done(patient, settings, answer, answer.made)


def _refused(patient: Patient, refused: RefusedPlan) -> Result:
    refusal = refused.refusal
    told = told_of_refusal(refusal.request, refusal.decision, RULES)
    reasons = " ".join(("refused:", *told.reasons))
    return Result(patient=patient.patient, outcome=Outcome.REFUSED, exit_code=EXIT_REFUSED, error=reasons)


def _done(patient: Patient, settings: BatchSettings, answer: Answer, made: MadePlan) -> Result:
    counts = Counter(advice.consequence for advice in made.plan.medicines)
    note: dict[str, Json] = {consequence.value: number for consequence, number in counts.items()}
    # Of the bytes that were read, not of the files as they may be by now.
    made_from = _made_from(patient, settings, made.plan.sources.inputs)
    settings.folders.put(patient.patient, answer.files, made_from=made_from, note=note)
    return Result(patient=patient.patient, outcome=Outcome.DONE, counts=counts)


def _failed(patient: Patient, settings: BatchSettings, error: str, code: int) -> Result:
    """An earlier plan, of other files, does not stay where this run's would be."""
    try:
        settings.folders.set_aside(patient.patient)
    except AutonomeError as also:
        error = f"{error} {also}"
    return Result(patient=patient.patient, outcome=Outcome.FAILED, exit_code=code, error=one_line(error))


def _made_from(patient: Patient, settings: BatchSettings, digests: Mapping[str, Sha256]) -> Sha256:
    """Digest of all that a plan depends on: who asks and how, the files, the knowledge, the program."""
    asked = settings.asked_for(patient)
    value: dict[str, Json] = {
        "engine": ENGINE,
        "bundle": bootstrap.knowledge_bundle().hash,
        "inputs": dict(digests),
        "as_of": str(asked.as_of),
        "asked": [asked.actor, asked.organisation, asked.recipient, asked.purpose, asked.jurisdiction],
        "documents": [document.to_json() for document in asked.documents],
        "circumstances": asked.circumstances.to_json(),
        "considered": list(asked.considered),
        "sample": asked.calling.sample,
        "assume_reference": asked.calling.assume_reference,
        "language": asked.language.tag,
        "pdf": settings.pdf,
    }
    return sha256_hex(canonical_bytes(value))
