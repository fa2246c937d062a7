"""The main act: a genome and a health record become a tailored plan, by consent, with a receipt.

The order is the guarantee:

1. Learn whom the record is about; nothing else of it is used yet.
2. Decide on the request and put the decision on the log (`Case.ask`). Refused: the refusal is on record, and nothing
   is computed.
3. Under the permit: read genome and record, name the alleles, advise.
4. Put the use on the log, with digests of what went in and of what came out, and prove both entries in a receipt.
5. Only then is anything handed out.

The decision is made as of now, whatever ``as_of`` says: a plan may be made for an earlier instant, but a consent that
was withdrawn since does not come back for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from autonome.access import Permit, Request, decide
from autonome.clinical import HealthRecord
from autonome.consent import Action, Attestation, ConsentAct, ConsentError, ConsentFile
from autonome.evidence import Bundle
from autonome.fhir.genomics import IN_ENGLISH, PublicCodes, Speech, plan_bundle
from autonome.genome import GenomeError, GenomeSource
from autonome.kernel import ActorId, Json, SampleName, Sha256, SubjectId, canonical_bytes, sha256_hex
from autonome.ledger import Checkpoint, Receipt
from autonome.pharmacogenomics import GeneCall, OutsideCall
from autonome.plan import Context, Plan, make_plan
from autonome.plan.data_categories import USABLE, held, without
from autonome.plan.ethics import consent_basis
from autonome.report.errors import PagesError
from autonome.report.patient.html import render_patient
from autonome.report.patient.use import Use
from autonome.report.plan_html import render_html
from autonome.report.plan_json import plan_document
from autonome.report.plan_pdf import sheets_of
from autonome.workflows.call_pharmacogenes import call_pharmacogenes
from autonome.workflows.decide_and_record import Refusal, acts_not_handed_in, decide_and_record
from autonome.workflows.plan_case import ITEMS, Case, PlanFile, PlanRequest, ReadData, World, usable_covered
from autonome.workflows.record_consent import attested_of, record_attested, record_consent, said_of
from autonome.workflows.record_use import Made, receipt_for, record_use


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInputs:
    """What the plan is made from.

    Args:
        genome: the VCF.
        record: the health record.
        consent: the consent file.
        outside: calls made elsewhere.
        digests: role → SHA-256 of the bytes of each input but the genome, which is read under the permit alone.
    """

    genome: GenomeSource
    record: HealthRecord
    consent: ConsentFile
    outside: Sequence[OutsideCall]
    digests: Mapping[str, Sha256]


@dataclass(frozen=True, slots=True)
class MadePlan:
    """What is handed out.

    Args:
        plan: as a value.
        document: bytes of ``plan.json``.
        files: bytes of the others, as far as they were asked for.
        receipt: proves the decision and the use.
        consent_on_record: acts of consent that it rests on and that stand on the log, yet not in the file handed in.
        pdf: ``plan.pdf``, or why there is none; None where no typesetter was given.
    """

    plan: Plan
    document: bytes
    files: Mapping[PlanFile, bytes]
    receipt: Receipt
    consent_on_record: tuple[ConsentAct, ...] = ()
    pdf: bytes | PagesError | None = None

    @property
    def fhir(self) -> bytes:
        """``plan.fhir.json``, which was asked for."""
        return self.files[PlanFile.FHIR]

    @property
    def page(self) -> str:
        """The text of ``plan.html``, which was asked for."""
        return self.files[PlanFile.PAGE].decode()

    @property
    def for_patient(self) -> str:
        """The text of ``patient.html``, which was asked for."""
        return self.files[PlanFile.FOR_PATIENT].decode()


@dataclass(frozen=True, slots=True)
class RefusedPlan:
    """Nothing but the refusal and its receipt.

    Args:
        refusal: with its reasons.
        receipt: proves that it is on record.
    """

    refusal: Refusal
    receipt: Receipt


def make_tailored_plan(inputs: PlanInputs, asked: PlanRequest, world: World) -> MadePlan | RefusedPlan:
    """Make the plan of one person from files in hand.

    Args:
        inputs: genome, record, consent.
        asked: who asks, and how.
        world: knowledge, law, log, clock.

    Raises:
        InputError: an input cannot be used; if it is the genome, the decision is on record, and a use is not.
        PagesError: ``plan.pdf`` is required and cannot be made; the decision is on record, and a use is not.
        LogError: the log cannot be relied upon; nothing was computed.
    """
    return make_plan_of(_HandedIn(inputs, world), asked, world)


def make_plan_of(case: Case, asked: PlanRequest, world: World) -> MadePlan | RefusedPlan:
    """Make the plan of one person, wherever the data are.

    Args:
        case: of the person.
        asked: who asks, and how.
        world: knowledge, law, log, clock.

    Raises:
        AutonomeError: as for `make_tailored_plan`.
    """
    answer, not_covered = case.ask(_request(case, asked))
    if isinstance(answer, Refusal):
        return RefusedPlan(answer, receipt_for((answer.recorded,), log=world.log))
    plan = _compute(answer, not_covered, case, asked, world)
    document = canonical_bytes(plan_document(plan))
    files = {file: _written(file, plan, document, asked, world) for file in sorted(_wanted(asked, world))}
    pdf = _printed(files, asked, world)
    outputs = {"plan.json": document} | {file.value: data for file, data in files.items()}
    outputs |= {"plan.pdf": pdf} if isinstance(pdf, bytes) else {}
    made = Made(
        inputs=plan.sources.inputs,
        outputs={name: sha256_hex(data) for name, data in outputs.items()},
        knowledge=world.bundle.hash,
        engine=world.engine,
    )
    on_record, receipt = case.consent_on_record(answer), case.record_use(answer, made)
    return MadePlan(plan, document, files, receipt, on_record, pdf)


def _wanted(asked: PlanRequest, world: World) -> frozenset[PlanFile]:
    """What is written: ``plan.pdf`` is the page on sheets."""
    return asked.files if world.typesetter is None else asked.files | {PlanFile.PAGE}


def _written(file: PlanFile, plan: Plan, document: bytes, asked: PlanRequest, world: World) -> bytes:
    match file:
        case PlanFile.FHIR:
            return canonical_bytes(_in_fhir(plan, sha256_hex(document), asked, world))
        case PlanFile.PAGE:
            return render_html(plan, asked.language).encode()
        case PlanFile.FOR_PATIENT:
            drugs = world.bundle.drugs.drugs
            return render_patient(plan, drugs, asked.language, _use(asked, world)).encode()


def _use(asked: PlanRequest, world: World) -> Use:
    """The use that is put on the log right after, as the patient is told of it."""
    log = Checkpoint.of_note(world.log.checkpoint()).origin
    return Use(actor=asked.actor, organisation=asked.organisation, purpose=asked.purpose, log=log)


def _in_fhir(plan: Plan, identity: Sha256, asked: PlanRequest, world: World) -> Json:
    """The plan in FHIR, in the language of the pages."""
    language = asked.language
    speech = IN_ENGLISH if language.is_english else Speech(language.html, language.say)
    return plan_bundle(plan, identity, PublicCodes(world.bundle.drugs.drugs, world.bundle.gene_ids), speech)


def _printed(files: Mapping[PlanFile, bytes], asked: PlanRequest, world: World) -> bytes | PagesError | None:
    """The page on sheets; where they cannot be set and nobody insists, the reason."""
    if world.typesetter is None:
        return None
    try:
        return world.typesetter.set_pages(sheets_of(files[PlanFile.PAGE].decode(), asked.as_of))
    except PagesError as error:
        if asked.pdf_required:
            raise
        return error


@dataclass(frozen=True, slots=True)
class _HandedIn:
    """A case of files in hand: their bytes are the user's own, and the genome is read under the permit alone."""

    inputs: PlanInputs
    world: World

    @property
    def subject(self) -> SubjectId:
        return self.inputs.record.patient.id

    @property
    def jurisdiction(self) -> str:
        """By their own consent file; what a stranger's says is no place of theirs."""
        consent = self.inputs.consent
        if consent.subject == self.subject and not consent.jurisdiction:
            raise ConsentError(
                "does not say where the person is cared for", where="consent", mend="add --jurisdiction CODE."
            )
        return consent.jurisdiction if consent.subject == self.subject else ""

    def ask(self, request: Request) -> tuple[Permit | Refusal, frozenset[str]]:
        consent, world = self.inputs.consent, self.world
        covered = self._covered(request) if consent.subject == request.subject else frozenset()
        wide = replace(request, items=(*ITEMS, *sorted(covered & held(self.inputs.record))))
        answer = decide_and_record(wide, consent, log=world.log, rules=world.rules, at=world.clock.now())
        return answer, frozenset(USABLE) - covered

    def read(self, permit: Permit) -> ReadData:
        inputs, items = self.inputs, permit.request.items
        # Seen is what was asked for and granted, and nothing else, whatever was found to be covered a moment ago.
        record = without(inputs.record, frozenset(held(inputs.record)) - frozenset(items))
        return ReadData(genome=inputs.genome, record=record, outside=inputs.outside, digests=inputs.digests)

    def record_use(self, permit: Permit, made: Made) -> Receipt:
        return record_use(permit, made, log=self.world.log)

    def said(self, permit: Permit) -> tuple[Sequence[ConsentAct], Sequence[Attestation]]:
        return said_of(permit.subject, log=self.world.log)

    def consent_on_record(self, permit: Permit) -> tuple[ConsentAct, ...]:
        return acts_not_handed_in(permit, self.inputs.consent, log=self.world.log)

    def _covered(self, request: Request) -> frozenset[str]:
        """By the acts on the log and in the file."""
        consent, subject, log = self.inputs.consent, request.subject, self.world.log
        record_attested(consent.attested, subject=subject, log=log)
        acts, attested = record_consent(consent.acts, subject=subject, log=log), attested_of(subject, log=log)
        size, now = Checkpoint.of_note(log.checkpoint()).size, self.world.clock.now()
        return usable_covered(request, lambda each: decide(acts, each, self.world.rules, now, size, attested=attested))


def _request(case: Case, asked: PlanRequest) -> Request:
    return Request(
        subject=case.subject,
        actor=ActorId(asked.actor),
        organisation=asked.organisation,
        recipient=asked.recipient,
        purposes=(asked.purpose,),
        items=ITEMS,
        action=Action.USE,
        jurisdiction=asked.jurisdiction or case.jurisdiction,
        documents=asked.documents,
        circumstances=asked.circumstances,
        whole=True,  # a plan without the medicines, or without the genes, would mislead
    )


def _compute(permit: Permit, not_covered: frozenset[str], case: Case, asked: PlanRequest, world: World) -> Plan:
    items, now = permit.request.items, world.clock.now()
    permit.check(subject=case.subject, items=items, purpose=asked.purpose, at=now, action=Action.USE)
    read = case.read(permit)
    sample, calls = NO_GENOME if read.genome is None else _one_sample(read.genome, read, asked, world.bundle)
    basis = consent_basis(permit, *case.said(permit))
    digests = {} if read.genome is None else {"genome": read.genome.digest()}
    context = Context(asked.as_of, world.engine, sample, digests | dict(read.digests), not_covered, basis)
    return make_plan(read.record, asked.considered, calls, world.bundle, context)


NO_GENOME: tuple[SampleName, tuple[GeneCall, ...]] = (SampleName(""), ())
"""Of whose genome nothing was read: every gene is one that nobody assessed."""


def _one_sample(
    genome: GenomeSource, read: ReadData, asked: PlanRequest, bundle: Bundle
) -> tuple[SampleName, tuple[GeneCall, ...]]:
    called = list(call_pharmacogenes(genome, bundle, read.outside, asked.calling))
    if len(called) != 1:
        raise GenomeError(
            f"holds {len(called)} samples, and a plan is for one person",
            where=genome.name,
            mend="name the person's sample with --sample.",
        )
    return called[0].sample, called[0].calls
