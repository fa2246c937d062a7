"""``autonome consent grant``, ``deny``, ``withdraw``, ``show`` and ``receipt``: a patient's consent at a node.

One question at a time. What was signed is the exact text of a form: nothing is recorded before its digest is given
back, which says that this text was shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autonome import bootstrap
from autonome.access.errors import DoorError
from autonome.access.rights import Right
from autonome.access.roles import Role
from autonome.bootstrap import rights as rights_at
from autonome.bootstrap.session import Session, signed_in
from autonome.cli import consent_words as words
from autonome.cli.consent_templates import form_named
from autonome.cli.instants import instant_of
from autonome.cli.plain_text import plain
from autonome.consent import (
    ActKind,
    Authority,
    Comprehension,
    ConsentAct,
    Question,
    QuestionKey,
    Standing,
    Template,
)
from autonome.consent.forms import ENGLISH, UNREVIEWED
from autonome.kernel import ActorId, InputError, Json, SubjectId, canonical_bytes
from autonome.workflows.answer_consent import (
    EVER,
    SHOWN_DIGITS,
    Answer,
    Signing,
    Speaker,
    answered,
    answers_of,
    expect_shown,
    record_act,
    standing_yes,
    withdrawn,
)
from autonome.workflows.keep_patients import expect_patient
from autonome.workflows.record_use import receipt_for
from autonome.workflows.speak_for import expect_counted, speaker_for

if TYPE_CHECKING:
    from autonome.ledger import Recorded

PRESENT = (Role.PATIENT, Role.REPRESENTATIVE, Role.CLINICIAN, Role.PHARMACIST, Role.CLINIC, Role.LABORATORY)
"""Who records what a patient answers: the patient, who may answer for the patient, or who was there."""

Patient = Annotated[str, typer.Argument(help="The patient's id in the node.", show_default=False)]
Form = Annotated[str, typer.Option(help="The form: ID[/VERSION[/LANGUAGE]], such as treatment/3/id.")]
Asked = Annotated[str, typer.Option(help="The question of the form, by its id.")]
Shown = Annotated[
    str | None, typer.Option(help=f"The first {SHOWN_DIGITS} digits or more of the digest of the text that was shown.")
]
ShownAt = Annotated[str | None, typer.Option(help="When it was shown, where the form gives time to think.")]
Understood = Annotated[Comprehension, typer.Option(help="Whether the person could say back what was asked.")]
Paper = Annotated[str | None, typer.Option(help="Where the paper is kept that the person signed and you witnessed.")]
Days = Annotated[int | None, typer.Option(help="How long the answer shall hold.", min=1)]
Holder = Annotated[str | None, typer.Option(help="Who answered for the patient, by a mandate (default: the patient).")]
Receipt = Annotated[Path | None, typer.Option(help="Write a receipt, for `autonome verify`.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def grant(  # noqa: PLR0913 - options of a command
    patient: Patient,
    *,
    form: Form,
    question: Asked,
    shown: Shown = None,
    shown_at: ShownAt = None,
    understood: Understood = Comprehension.NOT_ASKED,
    paper: Paper = None,
    days: Days = None,
    holder: Holder = None,
    receipt: Receipt = None,
) -> None:
    """Record a patient's yes to one question. Without --shown nothing is recorded: the text is printed, to be shown."""
    found, asked = _question(form, question)
    signing = _Signed(paper, understood, shown_at, holder)
    _answer(patient, Answer(ActKind.GRANT, found, asked, days), signing, shown=shown, receipt=receipt)


def deny(  # noqa: PLR0913 - options of a command
    patient: Patient,
    *,
    form: Form,
    question: Asked,
    shown: Shown = None,
    paper: Paper = None,
    days: Days = None,
    holder: Holder = None,
    receipt: Receipt = None,
) -> None:
    """Record a patient's no to one question; otherwise as grant."""
    found, asked = _question(form, question)
    signing = _Signed(paper, Comprehension.NOT_ASKED, None, holder)
    _answer(patient, Answer(ActKind.DENY, found, asked, days), signing, shown=shown, receipt=receipt)


def withdraw(  # noqa: PLR0913 - options of a command
    patient: Patient,
    *,
    question: Annotated[str, typer.Option(help="FORM/QUESTION, or FORM for all of its questions.")],
    preview: Annotated[bool, typer.Option("--preview", help="Print what would stop, and record nothing.")] = False,
    paper: Paper = None,
    holder: Holder = None,
    receipt: Receipt = None,
) -> None:
    """Take a patient's answers back, and say what stops with that; from then on, permits that were out are over."""
    with signed_in(*PRESENT) as session:
        subject, signing = theirs(session, patient), _Signed(paper, Comprehension.NOT_ASKED, None, holder).at(session)
        if session.role is Role.REPRESENTATIVE:
            expect_represented(session, subject)
        standing = standing_yes(answers_of(subject, session.node.log, EVER), question)
        for each in standing:
            typer.echo("\n".join(_stopping(each)))
        if preview:
            typer.echo("Nothing is recorded yet.")
            return
        now, entropy = bootstrap.clock().now(), bootstrap.entropy()

        def taken_back(each: Standing) -> ConsentAct:
            return _spoken(session, signing, lambda signing: withdrawn(each, subject, signing, now, entropy))

        recorded = [record_act(each, session.node.gate) for each in [taken_back(each) for each in standing]]
        typer.echo("withdrawn: " + ", ".join(f"entry {each.index}" for each in recorded))
        _write_receipt(recorded, session, receipt)


def show(patient: Patient, *, as_json: AsJson = False) -> None:
    """Say what a patient has answered, as the node's log has it."""
    with signed_in(*PRESENT) as session:
        subject = theirs(session, patient)
        if session.role is Role.REPRESENTATIVE:
            expect_represented(session, subject)
        answers = answers_of(subject, session.node.log, bootstrap.clock().now())
    if as_json:
        told = [_standing_json(key, answer) for key, answer in sorted(answers.items())]
        typer.echo(json.dumps({"patient": patient, "answers": told}, ensure_ascii=True))
        return
    for key, answer in sorted(answers.items()):
        typer.echo("\n".join(map(plain, _standing_lines(key, answer))))
    if not answers:
        typer.echo("nothing was answered yet")


def receipt(
    patient: Patient,
    file: Annotated[Path, typer.Argument(help="Where to write it.", show_default=False)],
    *,
    question: Annotated[str | None, typer.Option(help="FORM/QUESTION or FORM (default: all).")] = None,
) -> None:
    """Write a receipt of the acts of consent that stand, for `autonome verify`."""
    from autonome.ledger import EntryKind  # noqa: PLC0415 - only here

    with signed_in(*PRESENT) as session:
        subject = theirs(session, patient)
        if session.role is Role.REPRESENTATIVE:
            expect_represented(session, subject)
        answers = answers_of(subject, session.node.log, bootstrap.clock().now())
        standing = answers.values() if question is None else standing_yes(answers, question)
        wanted = {each.act.leaf for each in standing} | {each.scope.leaf for each in standing}
        entries = session.node.log.entries_of(subject, EntryKind.CONSENT)
        _write_receipt([each for each in entries if each.index in wanted], session, file)


def theirs(session: Session, patient: str) -> SubjectId:
    """Whose consent it is: a patient's own, or of somebody who is kept here.

    Raises:
        InputError: nobody is kept under this id, or a patient names somebody else.
    """
    if session.role is Role.PATIENT and patient != session.subject:
        raise InputError("a patient answers for nobody else", mend="sign in as who was there.")
    if session.role is Role.REPRESENTATIVE:  # who has no mandate is not told whether somebody is kept here
        return SubjectId(patient)
    return expect_patient(session.node.patients, patient)


class _Signed:
    """How the command line says that an answer was signed."""

    def __init__(self, paper: str | None, understood: Comprehension, shown_at: str | None, holder: str | None) -> None:
        self.paper = paper
        self.understood = understood
        self.shown_at = None if shown_at is None else instant_of(shown_at, "--shown-at")
        self.holder = holder

    def at(self, session: Session) -> Signing:
        """By whom it is attested, and who answers; as what, is found once the act is known."""
        institution = session.node.settings.institution.name
        if self.holder is not None and session.role in {Role.PATIENT, Role.REPRESENTATIVE}:
            raise InputError("--holder is for who was there", mend="leave it out: you answer as who is signed in.")
        holder = session.actor if session.role is Role.REPRESENTATIVE else self.holder
        speaker = None if holder is None else Speaker(ActorId(holder), Authority.GUARDIAN)
        return Signing(session.person.name, institution, self.paper, self.understood, self.shown_at, speaker)


def _answer(patient: str, answer: Answer, signed: _Signed, *, shown: str | None, receipt: Path | None) -> None:
    with signed_in(*PRESENT, fresh=True) as session:
        subject = theirs(session, patient)
        if shown is None:
            typer.echo("\n".join(_to_be_shown(answer)))
            return
        expect_shown(answer.form, shown)
        now, entropy = bootstrap.clock().now(), bootstrap.entropy()
        act = _spoken(session, signed.at(session), lambda signing: answered(answer, subject, signing, now, entropy))
        expect_counted(act, session.node.log)
        recorded = record_act(act, session.node.gate)
        until = act.valid.end if act.valid else None
        typer.echo(f"{answer.kind}: {act.key}, entry {recorded.index}, until {until}, {act.signature.kind}")
        _write_receipt([recorded], session, receipt)


def _spoken(session: Session, signing: Signing, acting: Callable[[Signing], ConsentAct]) -> ConsentAct:
    """The act, of the patient or of who may answer for the patient.

    Raises:
        DoorError: whoever answers for the patient has no mandate for it.
    """
    if signing.speaker is None:
        return acting(signing)
    subject = acting(signing).subject
    try:
        speaker = speaker_for(
            subject, signing.speaker.holder, lambda one: acting(replace(signing, speaker=one)), session.node.log
        )
    except DoorError:
        if session.role is Role.REPRESENTATIVE:  # the patient is told who tried
            expect_represented(session, subject)
        else:
            rights_at.turn_away(session, acting(signing), signing.speaker.holder)
        raise
    return acting(replace(signing, speaker=speaker))


def expect_represented(session: Session, subject: SubjectId) -> None:
    """Stop who has no mandate for the person's rights; the attempt is on the person's timeline.

    Raises:
        DoorError: the same, whether somebody of that name is kept or not.
    """
    refused = rights_at.refused_for_another(session, subject, Right.EXPORT)
    if refused is not None:
        raise DoorError(f"no mandate on record, entry {refused.recorded.index}", mend="have one put on record.")


def _to_be_shown(answer: Answer) -> Iterable[str]:
    form, question = answer.form, answer.question
    yield form.text
    yield f"{question.id}: {question.text}"
    yield from (f"  {line}" for line in words.meaning(question))
    if form.language != ENGLISH:
        yield UNREVIEWED
    yield ""
    yield f"terms   {words.terms(form.terms)}"
    yield f"digest  {form.text_sha256}"
    yield f"Nothing is recorded yet. Once the person has read this: --shown {form.text_sha256[:SHOWN_DIGITS]}"


def _question(form: str, question: str) -> tuple[Template, Question]:
    found = form_named(form)
    asked = next((each for each in found.questions if each.id == question), None)
    if asked is None:
        there = ", ".join(each.id for each in found.questions)
        raise InputError(f"{found.name} has no question {question[:60]!r}", mend=f"name one of {there}.")
    return found, asked


def _stopping(standing: Standing) -> Iterable[str]:
    form = standing.scope.template
    question = form.question(standing.scope.question)
    yield f"{standing.scope.key}: {question.text}"
    yield f"  {standing.state} since {standing.act.recorded_at}; with a withdrawal this stops:"
    yield from (f"  {line}" for line in words.meaning(question))
    yield "  what was done before stays on record, and is not undone"


def _standing_lines(key: QuestionKey, answer: Standing) -> Iterable[str]:
    timing = answer.timing(bootstrap.clock().now())
    until = "" if answer.valid is None else f" until {answer.valid.end}"
    yield f"{key}  {answer.state}, {timing}{until}"
    signature = answer.act.signature
    yield f"  entry {answer.act.leaf}, {answer.act.template.name}"
    yield f"  signature {signature.kind} ({signature.by}, {signature.reference})"
    yield f"  comprehension {answer.act.comprehension}"


def _standing_json(key: QuestionKey, answer: Standing) -> Mapping[str, Json]:
    return {
        "question": key,
        "state": str(answer.state),
        "timing": str(answer.timing(bootstrap.clock().now())),
        "entry": answer.act.leaf,
        "act": answer.act.to_json(),
    }


def _write_receipt(entries: Iterable[Recorded], session: Session, path: Path | None) -> None:
    if path is None:
        return
    made = receipt_for(tuple(entries), log=session.node.log)
    bootstrap.write_file(path, canonical_bytes(made.to_json()) + b"\n")
    typer.echo(f"receipt {plain(path)}")
