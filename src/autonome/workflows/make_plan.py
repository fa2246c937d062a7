"""The main act: a genome and a health record become a tailored plan, by consent, with a receipt.

The order is the guarantee:

1. Learn whom the record is about; nothing else of it is used yet.
2. Decide on the request and put the decision on the log (`decide_and_record`). Refused: the refusal is on record, and
   nothing is computed.
3. Under the permit: read genome and record, name the alleles, advise.
4. Put the use on the log, with digests of what went in and of what came out, and prove both entries in a receipt.
5. Only then is anything handed out.

The decision is made as of now, whatever ``as_of`` says: a plan may be made for an earlier instant, but a consent that
was withdrawn since does not come back for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from autonome.access import Allowed, Document, Permit, Request, decide
from autonome.clinical import HealthRecord
from autonome.consent import Action, ConsentAct, ConsentError, ConsentFile
from autonome.evidence import Bundle
from autonome.fhir.genomics import IN_ENGLISH, PublicCodes, Speech, plan_bundle
from autonome.genome import GenomeError, GenomeSource
from autonome.kernel import ActorId, Instant, Json, Sha256, canonical_bytes, sha256_hex
from autonome.law import NOTHING_STATED, Circumstances, RuleBook
from autonome.ledger import Checkpoint, Clock, Log, Receipt
from autonome.pharmacogenomics import OutsideCall, SampleCalls
from autonome.plan import Context, Plan, make_plan
from autonome.plan.data_categories import USABLE, held, without
from autonome.plan.ethics import consent_basis
from autonome.report.errors import PagesError
from autonome.report.language import ENGLISH, Language
from autonome.report.patient.html import render_patient
from autonome.report.patient.use import Use
from autonome.report.plan_html import render_html
from autonome.report.plan_json import plan_document
from autonome.report.plan_pdf import sheets_of
from autonome.report.ports import Typesetter
from autonome.workflows.call_pharmacogenes import CallingOptions, call_pharmacogenes
from autonome.workflows.decide_and_record import Refusal, acts_not_handed_in, decide_and_record
from autonome.workflows.record_consent import attested_of, consent_history, record_attested, record_consent
from autonome.workflows.record_use import Made, receipt_for, record_use

ITEMS = ("pharmacogenes", "medications", "demographics")
"""Categories of data without which there is no plan; each must be covered by consent. The others that a plan can use
(`data_categories.USABLE`) are asked for where the record has them and consent covers them, and done without else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """Who asks for the plan, and how.

    Args:
        actor: who asks.
        organisation: for which.
        recipient: class of recipients to which they belong.
        purpose: HL7 PurposeOfUse, such as ``TREAT``.
        jurisdiction: where; "" for where the person's own consent file says that they are cared for.
        as_of: the instant that the plan is for.
        considered: names of further medicines to advise on.
        calling: how the genome is read.
        language: that the pages and the words in FHIR are written in; ``plan.json`` is in English whatever it is.
        pdf_required: whether no plan is wanted where ``plan.pdf`` cannot be made.
        documents: papers that the law of the place asks for.
        circumstances: what is stated beside the codes.
    """

    actor: str
    organisation: str
    recipient: str
    purpose: str
    jurisdiction: str
    as_of: Instant
    considered: tuple[str, ...] = ()
    calling: CallingOptions = field(default_factory=CallingOptions)
    language: Language = ENGLISH
    pdf_required: bool = False
    documents: tuple[Document, ...] = ()
    circumstances: Circumstances = NOTHING_STATED


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


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the act works with.

    Args:
        bundle: knowledge.
        rules: of law.
        log: of decisions and uses.
        clock: of decisions.
        engine: name and version of the program.
        typesetter: of ``plan.pdf``, or None where there is to be none.
    """

    bundle: Bundle
    rules: RuleBook
    log: Log
    clock: Clock
    engine: str
    typesetter: Typesetter | None = None


@dataclass(frozen=True, slots=True)
class MadePlan:
    """What is handed out.

    Args:
        plan: as a value.
        document: bytes of ``plan.json``.
        fhir: bytes of ``plan.fhir.json``.
        page: text of ``plan.html``.
        for_patient: text of ``patient.html``.
        receipt: proves the decision and the use.
        consent_on_record: acts of consent that it rests on and that stand on the log, yet not in the file handed in.
        pdf: ``plan.pdf``, or why there is none; None where no typesetter was given.
    """

    plan: Plan
    document: bytes
    fhir: bytes
    page: str
    for_patient: str
    receipt: Receipt
    consent_on_record: tuple[ConsentAct, ...] = ()
    pdf: bytes | PagesError | None = None


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
    """Make the plan of one person.

    Args:
        inputs: genome, record, consent.
        asked: who asks, and how.
        world: knowledge, law, log, clock.

    Raises:
        InputError: an input cannot be used; if it is the genome, the decision is on record, and a use is not.
        PagesError: ``plan.pdf`` is required and cannot be made; the decision is on record, and a use is not.
        LogError: the log cannot be relied upon; nothing was computed.
    """
    answer, not_covered = _ask(inputs, asked, world)
    if isinstance(answer, Refusal):
        return RefusedPlan(answer, receipt_for((answer.recorded,), log=world.log))
    plan = _compute(answer, not_covered, inputs, asked, world)
    document = canonical_bytes(plan_document(plan))
    fhir = canonical_bytes(_in_fhir(plan, sha256_hex(document), asked, world))
    page = render_html(plan, asked.language)
    for_patient = render_patient(plan, world.bundle.drugs.drugs, asked.language, _use(asked, world))
    pdf = _printed(page, asked, world)
    pages = {"plan.html": page.encode(), "patient.html": for_patient.encode()}
    files = {"plan.json": document, "plan.fhir.json": fhir} | pages
    files |= {"plan.pdf": pdf} if isinstance(pdf, bytes) else {}
    made = Made(
        inputs=plan.sources.inputs,
        outputs={name: sha256_hex(data) for name, data in files.items()},
        knowledge=world.bundle.hash,
        engine=world.engine,
    )
    on_record = acts_not_handed_in(answer, inputs.consent, log=world.log)
    return MadePlan(plan, document, fhir, page, for_patient, record_use(answer, made, log=world.log), on_record, pdf)


def _use(asked: PlanRequest, world: World) -> Use:
    """The use that is put on the log right after, as the patient is told of it."""
    log = Checkpoint.of_note(world.log.checkpoint()).origin
    return Use(actor=asked.actor, organisation=asked.organisation, purpose=asked.purpose, log=log)


def _in_fhir(plan: Plan, identity: Sha256, asked: PlanRequest, world: World) -> Json:
    """The plan in FHIR, in the language of the pages."""
    language = asked.language
    speech = IN_ENGLISH if language.is_english else Speech(language.html, language.say)
    return plan_bundle(plan, identity, PublicCodes(world.bundle.drugs.drugs, world.bundle.gene_ids), speech)


def _printed(page: str, asked: PlanRequest, world: World) -> bytes | PagesError | None:
    """The page on sheets; where they cannot be set and nobody insists, the reason."""
    if world.typesetter is None:
        return None
    try:
        return world.typesetter.set_pages(sheets_of(page, asked.as_of))
    except PagesError as error:
        if asked.pdf_required:
            raise
        return error


def _ask(inputs: PlanInputs, asked: PlanRequest, world: World) -> tuple[Permit | Refusal, frozenset[str]]:
    """Ask for what a plan needs, and for what else of the record it can use and consent covers.

    Returns:
        The answer, and the usable categories that consent does not cover, whether the record has them or not: that it
        has an entry of a category is itself something that consent may not cover.
    """
    request = _request(inputs, asked)
    covered = _covered(request, inputs.consent, world) if inputs.consent.subject == request.subject else frozenset()
    wide = replace(request, items=(*ITEMS, *sorted(covered & held(inputs.record))))
    answer = decide_and_record(wide, inputs.consent, log=world.log, rules=world.rules, at=world.clock.now())
    return answer, frozenset(USABLE) - covered


def _covered(request: Request, consent: ConsentFile, world: World) -> frozenset[str]:
    """Usable categories that consent covers, by the acts on the log and in the file; nothing is decided by it."""
    subject, log = request.subject, world.log
    record_attested(consent.attested, subject=subject, log=log)
    acts, attested = record_consent(consent.acts, subject=subject, log=log), attested_of(subject, log=log)
    size, now = Checkpoint.of_note(log.checkpoint()).size, world.clock.now()
    asked = {category: replace(request, items=(*ITEMS, category)) for category in USABLE}
    decided = {code: decide(acts, each, world.rules, now, size, attested=attested) for code, each in asked.items()}
    return frozenset(category for category, decision in decided.items() if isinstance(decision, Allowed))


def _request(inputs: PlanInputs, asked: PlanRequest) -> Request:
    return Request(
        subject=inputs.record.patient.id,
        actor=ActorId(asked.actor),
        organisation=asked.organisation,
        recipient=asked.recipient,
        purposes=(asked.purpose,),
        items=ITEMS,
        action=Action.USE,
        jurisdiction=asked.jurisdiction or _place(inputs),
        documents=asked.documents,
        circumstances=asked.circumstances,
        whole=True,  # a plan without the medicines, or without the genes, would mislead
    )


def _place(inputs: PlanInputs) -> str:
    """Where the person is cared for, by their own consent file; what a stranger's says is no place of theirs."""
    if inputs.consent.subject != inputs.record.patient.id:
        return ""
    if not inputs.consent.jurisdiction:
        raise ConsentError(
            "does not say where the person is cared for", where="consent", mend="add --jurisdiction CODE."
        )
    return inputs.consent.jurisdiction


def _compute(permit: Permit, not_covered: frozenset[str], inputs: PlanInputs, asked: PlanRequest, world: World) -> Plan:
    items = permit.request.items
    now = world.clock.now()
    permit.check(subject=inputs.record.patient.id, items=items, purpose=asked.purpose, at=now, action=Action.USE)
    called = _one_sample(inputs, asked, world.bundle)
    digests = {"genome": inputs.genome.digest(), **inputs.digests}
    subject, log = permit.subject, world.log
    basis = consent_basis(permit, consent_history(subject, log=log), attested_of(subject, log=log))
    context = Context(asked.as_of, world.engine, called.sample, digests, not_covered, basis)
    # Seen is what was asked for and granted, and nothing else, whatever was found to be covered a moment ago.
    record = without(inputs.record, frozenset(held(inputs.record)) - frozenset(items))
    return make_plan(record, asked.considered, called.calls, world.bundle, context)


def _one_sample(inputs: PlanInputs, asked: PlanRequest, bundle: Bundle) -> SampleCalls:
    called = list(call_pharmacogenes(inputs.genome, bundle, inputs.outside, asked.calling))
    if len(called) != 1:
        raise GenomeError(
            f"holds {len(called)} samples, and a plan is for one person",
            where=inputs.genome.name,
            mend="name the person's sample with --sample.",
        )
    return called[0]
