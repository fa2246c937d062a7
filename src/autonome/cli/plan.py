"""``autonome plan``: your own files become a plan with a receipt; no database, no server. Or what a node keeps does."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from autonome import bootstrap
from autonome.access.explanation import told_of_refusal
from autonome.bootstrap.session import signed_in
from autonome.cli.at_node import CARING, stated, tell_refusal
from autonome.cli.batch import BatchOptions, make_batch
from autonome.cli.exits import EXIT_REFUSED
from autonome.cli.instants import instant_of
from autonome.cli.one_plan import REFUSAL, RESULTS, Answer, PatientFiles, answer_of
from autonome.cli.papers import circumstances_of, documents_of, options_wanted
from autonome.cli.plain_text import plain
from autonome.cli.plan_at_node import PatientOfNode, answer_of_patient, expect_nothing_else
from autonome.cli.plan_options import (
    Actor,
    AsJson,
    AsOf,
    AssumeReference,
    Batch,
    Consent,
    Drug,
    Facts,
    Genome,
    Jobs,
    Jurisdiction,
    LogFolder,
    Organisation,
    Out,
    OutsideCalls,
    PagesLanguage,
    Papers,
    Patient,
    Pdf,
    Purpose,
    Quiet,
    Recipient,
    Record,
    Sample,
)
from autonome.kernel import InputError, Instant, Json, sha256_hex
from autonome.law import RULES
from autonome.plan.factor_words import leading_sentence
from autonome.plan.values import MedicationAdvice, Origin
from autonome.report.errors import PagesError
from autonome.report.ports import Typesetter
from autonome.report.words import sign
from autonome.workflows.call_pharmacogenes import CallingOptions
from autonome.workflows.make_plan import MadePlan, RefusedPlan
from autonome.workflows.plan_case import PlanRequest


def plan(  # noqa: PLR0913 - one parameter for each option of the command
    context: typer.Context,
    vcf: Genome = None,
    *,
    record: Record = None,
    consent: Consent = None,
    patient: Patient = None,
    batch: Batch = None,
    jobs: Jobs = None,
    out: Out,
    outside_calls: OutsideCalls = None,
    drug: Drug = None,
    sample: Sample = None,
    actor: Actor = "local-user",
    organisation: Organisation = "local",
    recipient: Recipient = "care-team",
    purpose: Purpose = "TREAT",
    jurisdiction: Jurisdiction = None,
    document: Papers = None,
    fact: Facts = None,
    as_of: AsOf = None,
    log: LogFolder = None,
    language: PagesLanguage = "en",
    pdf: Pdf = None,
    assume_reference: AssumeReference = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Make a tailored plan from a genome and a health record, by consent, with a receipt."""
    if patient is not None:
        expect_nothing_else(context)
        at_node = PatientOfNode(patient, outside_calls, lambda request: stated(request, fact, document))
        whom: PatientFiles | PatientOfNode | Path = at_node
    elif batch is None:
        whom = _one_persons(vcf, record, consent, outside_calls, jobs=jobs)
    else:
        whom = _alone(batch, vcf=vcf, record=record, consent=consent, outside_calls=outside_calls, sample=sample)
    _make_folder(out, quiet=quiet)
    asked = PlanRequest(
        actor=actor,
        organisation=organisation,
        recipient=recipient,
        purpose=purpose,
        jurisdiction=jurisdiction or "",
        as_of=_as_of(as_of, bootstrap.clock().now()),
        considered=_considered(drug or ()),
        calling=CallingOptions(sample, assume_reference),
        language=bootstrap.language(language),
        pdf_required=pdf is True,
        documents=documents_of(document or ()),
        circumstances=circumstances_of(fact or ()),
    )
    given = _Given(out, log or bootstrap.default_log(), _typesetter(wanted=pdf), quiet=quiet, as_json=as_json)
    if isinstance(whom, Path):
        raise typer.Exit(_many(whom, asked, given, jobs=jobs, takes_up=as_of is None))
    if isinstance(whom, PatientOfNode):
        _at_node(whom, asked, given)
    else:
        _one(whom, asked, given)


@dataclass(frozen=True, slots=True)
class _Given:
    """Options that are not part of the request: where things go, and what is printed."""

    out: Path
    log: Path
    typesetter: Typesetter | PagesError | None
    quiet: bool
    as_json: bool

    @property
    def setting(self) -> Typesetter | None:
        """What sets ``plan.pdf``, if anything."""
        return None if isinstance(self.typesetter, PagesError) else self.typesetter

    def say_why_no_pdf(self, *found: object) -> None:
        """Say why there is no ``plan.pdf``, where nobody asked for silence."""
        if not self.quiet:
            found = (self.typesetter, *found)
            sys.stderr.write("".join(f"autonome: {why}\n" for why in found if isinstance(why, PagesError)))


def _many(manifest: Path, asked: PlanRequest, given: _Given, *, jobs: int | None, takes_up: bool) -> int:
    """Make the plans of a manifest; the exit code."""
    options = BatchOptions(
        out=given.out,
        log=given.log,
        jobs=jobs,
        takes_up=takes_up,
        pdf=given.setting is not None,
        quiet=given.quiet,
        as_json=given.as_json,
    )
    code = make_batch(manifest, asked, options)
    given.say_why_no_pdf()
    return code


def _one(files: PatientFiles, asked: PlanRequest, given: _Given) -> None:
    """Make one person's plan."""
    quiet = given.quiet or given.as_json
    answer = answer_of(files, asked, lambda: bootstrap.open_log(given.log), quiet=quiet, typesetter=given.setting)
    made = answer.made
    if isinstance(made, RefusedPlan):
        _write(answer, given.out, replacing=[*RESULTS, REFUSAL])
        _refuse(made, given.out / REFUSAL, as_json=given.as_json)
        raise typer.Exit(EXIT_REFUSED)
    _hand_out(answer, made, given)


def _at_node(whom: PatientOfNode, asked: PlanRequest, given: _Given) -> None:
    """Make the plan of a patient of the node; who is refused is told no more than an asker may know."""
    with signed_in(*CARING) as session:
        answer = answer_of_patient(session, whom, asked, given.setting)
        made = answer.made
        if isinstance(made, RefusedPlan):
            bootstrap.set_aside_results(given.out, [*RESULTS, REFUSAL])
            tell_refusal(session, made.refusal.request, made.refusal, as_json=given.as_json)
            raise typer.Exit(EXIT_REFUSED)
    _hand_out(answer, made, given)


def _hand_out(answer: Answer, made: MadePlan, given: _Given) -> None:
    """Write what was made, and say so."""
    written = _write(answer, given.out, replacing=[REFUSAL, *(name for name in RESULTS if name not in answer.files)])
    if not given.quiet:
        sys.stdout.write(_json(made, written) if given.as_json else _text(made, written))
    given.say_why_no_pdf(made.pdf)


def _make_folder(out: Path, *, quiet: bool) -> None:
    """Make the folder for results, and say so where others can see what is in it."""
    if bootstrap.results_folder(out) and not quiet:
        mend = "chmod 700 it, or name a new folder."
        found = "other accounts can list or change this folder, but not read the files written here"
        sys.stderr.write(plain(f"autonome: {out}: {found}. Mend: {mend}") + "\n")


def _typesetter(*, wanted: bool | None) -> Typesetter | PagesError | None:
    """What sets ``plan.pdf``; where it is not installed and nobody insists, the reason."""
    if wanted is False:
        return None
    try:
        return bootstrap.typesetter()
    except PagesError as error:
        if wanted:
            raise
        return error


def _alone(batch: Path, **given: object) -> Path:
    """The manifest; with it, what is one person's stands in it and nowhere else."""
    names = [name for name, value in given.items() if value is not None]
    if names:
        option = "a VCF" if names[0] == "vcf" else f"--{names[0].replace('_', '-')}"
        raise InputError(
            f"both a batch and {option} are given",
            where="--batch",
            mend="name each patient's files in the manifest, and nowhere else.",
        )
    return batch


def _one_persons(
    vcf: Path | None, record: Path | None, consent: Path | None, outside: Path | None, *, jobs: int | None
) -> PatientFiles:
    """The files of one person, each of which is needed."""
    if jobs is not None:
        raise InputError("there is no batch to share out", where="--jobs", mend="give it with --batch MANIFEST.")
    if vcf is None:
        mend = "name the person's VCF, or many patients with --batch MANIFEST."
        raise InputError("there is neither a VCF nor a batch", where="autonome plan", mend=mend)
    if record is None:
        raise InputError("there is no health record", where="--record", mend="name its file with this option.")
    if consent is None:
        raise InputError("there is no consent", where="--consent", mend="name the person's file with this option.")
    return PatientFiles(vcf=vcf, record=record, consent=consent, outside=outside)


def _as_of(given: str | None, now: Instant) -> Instant:
    """The instant of the plan; consent is judged as of now, whatever is given."""
    if given is None:
        return now
    instant = instant_of(given, "--as-of")
    if instant > now:
        raise InputError(f"{given} is in the future", where="--as-of", mend="leave it out, or give a past instant.")
    return instant


def _considered(names: Sequence[str]) -> tuple[str, ...]:
    if any(not name.strip() for name in names):
        raise InputError("names no medicine", where="--drug", mend="give a name such as --drug voriconazole.")
    return tuple(names)


def _write(answer: Answer, out: Path, *, replacing: Sequence[str]) -> dict[str, Path]:
    """Write the files; what an earlier run left and does not go with them is set aside."""
    bootstrap.set_aside_results(out, replacing)
    for name, data in answer.files.items():
        bootstrap.write_file(out / name, data)
    return {name: out / name for name in answer.files}


def _refuse(refused: RefusedPlan, receipt: Path, *, as_json: bool) -> None:
    """Say what whoever asks may know, and where the receipt of the refusal lies: it holds the reasons on record."""
    refusal = refused.refusal
    told = told_of_refusal(refusal.request, refusal.decision, RULES)
    wanted = options_wanted(told.missing)
    if as_json:
        value: dict[str, Json] = {
            "effect": "denied",
            "reasons": list(map(str, told.reasons)),
            "mend": list(wanted),
            "receipt": str(receipt),
        }
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    lines = [f"autonome: refused: {reason}" for reason in told.reasons]
    if wanted:
        lines.append(
            "Mend: run it again with what is so and with the papers that you have (docs/law.md says what each is):"
        )
        lines += [f"  {option}" for option in wanted]
    lines.append(f"Nothing was computed. The refusal is entry {refusal.recorded.index} of the log.")
    lines.append("For the person and an auditor: `autonome verify` on its receipt tells what is on record, and why.")
    sys.stderr.write("\n".join([*lines, ""]))


def _json(made: MadePlan, written: dict[str, Path]) -> str:
    medicines: list[Json] = [
        {"drug": advice.verdict.drug, "origin": advice.origin.value, "consequence": advice.consequence.value}
        for advice in made.plan.medicines
    ]
    value: dict[str, Json] = {
        "effect": "allowed",
        "medicines": medicines,
        "left_out": [
            {"origin": left.origin.value, "medicine": left.order.text, "why": left.why.value}
            for left in made.plan.left_out
        ],
        "consent_on_record": [act.id for act in made.consent_on_record],
        "files": {name: str(path) for name, path in written.items()},
        "plan_sha256": sha256_hex(made.document),
    }
    return json.dumps(value, ensure_ascii=False) + "\n"


def _text(made: MadePlan, written: dict[str, Path]) -> str:
    width = max((len(advice.verdict.drug) for advice in made.plan.medicines), default=0)
    lines = [
        f"  {_word(advice):<22} {advice.verdict.drug:<{width}}  {leading_sentence(advice)}"
        for advice in made.plan.medicines
    ]
    lines += [
        f"  not advised on: {left.order.text} ({left.detail})"
        for left in made.plan.left_out
        if left.origin is Origin.CONSIDERED
    ]
    left = sum(1 for each in made.plan.left_out if each.origin is not Origin.CONSIDERED)
    if left:
        lines.append(f"  {left} of the record's entries could not be advised on: see the plan.")
    if made.consent_on_record:
        acts = ", ".join(act.id for act in made.consent_on_record)
        lines.append(f"  Permitted by consent that stands on the log and not in the file handed in: {acts}")
    paths = [f"  {name:<14} {path}" for name, path in written.items()]
    head = f"Plan for {made.plan.patient.subject}, as of {made.plan.as_of}"
    # What a record or an option says is shown, and can move no cursor.
    return "\n".join(plain(line) for line in (head, *lines, "Written", *paths)) + "\n"


def _word(advice: MedicationAdvice) -> str:
    shown = advice.overall
    return sign(shown.consequence, sure=shown.sure, conditional=shown.conditional).word
