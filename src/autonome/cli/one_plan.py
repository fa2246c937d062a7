"""One patient's files become a plan, or its refusal: the very same steps for ``autonome plan`` and for a batch of it.

What is read here, in this order, and what comes out as files, is all that one plan is; where the files go, and what is
said of them, is the caller's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autonome import __version__, bootstrap
from autonome.consent import read_consent
from autonome.kernel import canonical_bytes, sha256_hex
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.law import RULES
from autonome.ledger import Log, Receipt, write_policy
from autonome.report.ports import Typesetter
from autonome.workflows.make_plan import MadePlan, PlanInputs, RefusedPlan, make_tailored_plan
from autonome.workflows.plan_case import PlanRequest, World

ENGINE = f"autonome {__version__}"

PDF = "plan.pdf"
"""The only file of a plan that may be missing: its typesetter is an extra."""

RESULTS = ("plan.json", "plan.fhir.json", "plan.html", "patient.html", PDF, "receipt.json")
"""Files of a plan, beside the policy."""

REFUSAL = "refusal.json"
"""Receipt of a refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientFiles:
    """What a plan is made from.

    Args:
        vcf: the genome.
        record: the health record.
        consent: of the person.
        outside: calls made elsewhere, or None.
    """

    vcf: Path
    record: Path
    consent: Path
    outside: Path | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan or its refusal, with the policy of the log on which it stands.

    Args:
        made: what the act gave.
        policy: text that names the log's key.
    """

    made: MadePlan | RefusedPlan
    policy: str

    @property
    def files(self) -> dict[str, bytes]:
        """Name → bytes of what it leaves; the receipt last, so that whoever sees it finds the rest."""
        policy = {"policy.txt": self.policy.encode()}
        if isinstance(self.made, RefusedPlan):
            return policy | {REFUSAL: _receipt_bytes(self.made.receipt)}
        plan = {
            "plan.json": self.made.document,
            "plan.fhir.json": self.made.fhir,
            "plan.html": self.made.page.encode(),
            "patient.html": self.made.for_patient.encode(),
        }
        plan |= {PDF: self.made.pdf} if isinstance(self.made.pdf, bytes) else {}
        return plan | policy | {"receipt.json": _receipt_bytes(self.made.receipt)}


def answer_of(
    files: PatientFiles,
    asked: PlanRequest,
    open_log: Callable[[], Log],
    *,
    quiet: bool,
    typesetter: Typesetter | None = None,
) -> Answer:
    """Make the plan of one person from files.

    Args:
        files: of the person.
        asked: who asks, and how.
        open_log: gives the log of decisions and uses; asked for once the consent file can be read.
        quiet: show no progress.
        typesetter: of ``plan.pdf``, or None where there is to be none.

    Raises:
        InputError: a file cannot be used.
        LogError: the log cannot be relied upon.
        PagesError: ``plan.pdf`` is required and cannot be made.
    """
    consent_bytes = bootstrap.file_bytes(files.consent, MAX_JSON_BYTES)
    consented = read_consent(consent_bytes, where=files.consent.name)
    bundle, log = bootstrap.knowledge_bundle(), open_log()
    clock = bootstrap.clock()
    world = World(bundle=bundle, rules=RULES, log=log, clock=clock, engine=ENGINE, typesetter=typesetter)
    record_bytes = bootstrap.file_bytes(files.record)
    outside = None if files.outside is None else bootstrap.file_bytes(files.outside)
    digests = {"record": sha256_hex(record_bytes), "consent": sha256_hex(consent_bytes)}
    digests |= {} if outside is None else {"outside-calls": sha256_hex(outside)}
    with bootstrap.genome(files.vcf, quiet=quiet) as genome:
        inputs = PlanInputs(
            genome=genome,
            record=bootstrap.health_record(record_bytes, files.record.name),
            consent=consented,
            outside=() if outside is None else bootstrap.outside_calls_in(outside, bundle, str(files.outside)),
            digests=digests,
        )
        return Answer(make_tailored_plan(inputs, asked, world), write_policy(log.verifier))


def _receipt_bytes(receipt: Receipt) -> bytes:
    return canonical_bytes(receipt.to_json()) + b"\n"
