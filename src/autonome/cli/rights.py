"""``autonome rights``: what people ask for about their own data, and what becomes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from autonome import bootstrap
from autonome.access.errors import DoorError
from autonome.access.explanation import told_of_refusal
from autonome.access.rights import Matter, Right
from autonome.access.roles import Role
from autonome.bootstrap import rights as rights_at
from autonome.bootstrap.session import Session, signed_in
from autonome.cli.exits import EXIT_REFUSED
from autonome.cli.instants import instant_of
from autonome.cli.plain_text import counted, plain
from autonome.consent import CATEGORIES
from autonome.fhir.json_text import parse_json
from autonome.kernel import ActorId, InputError, Json, SubjectId, canonical_bytes
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.law import RULES
from autonome.ledger import Recorded
from autonome.workflows import answer_rights
from autonome.workflows.answer_rights import RightsWorld, Status
from autonome.workflows.correct_item import Correction, matter_for
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.record_use import receipt_for
from autonome.workflows.verify_export import verify_export
from autonome.workflows.verify_receipt import Evidence

app = typer.Typer(
    help="What people ask for about their own data: export, correct, restrict, erase.", no_args_is_help=True
)

THEIRS = (Role.PATIENT, Role.REPRESENTATIVE)
ASKING = (*THEIRS, Role.STEWARD, Role.CLINICIAN)
"""Who asks, or writes down what somebody else asked."""

MAX_EVIDENCE = 64 * 1024 * 1024
"""Largest paper whose digest is taken, in bytes."""

Patient = Annotated[str, typer.Argument(help="The patient's id in the node.", show_default=False)]
Number = Annotated[str, typer.Argument(metavar="MATTER", help="Number of an open matter, or its beginning.")]
Ground = Annotated[str, typer.Option(help="On what ground: a provision, a file number. Nothing personal.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def ask(
    patient: Patient,
    right: Annotated[Right, typer.Argument(help="What is asked for.", show_default=False)],
    *,
    words: Annotated[str, typer.Option(help="What was said.")] = "",
    at: Annotated[str | None, typer.Option(help="When it reached the institution (default: now).")] = None,
    holder: Annotated[
        str | None, typer.Option(help="Who asked for the patient, by a mandate (default: nobody).")
    ] = None,
) -> None:
    """Open a matter: from then on the legal limit runs."""
    when = None if at is None else instant_of(at, "--at")
    with _acting(patient, *ASKING) as (session, world, subject):
        _expect_right(session, subject, right, holder)
        _tell(answer_rights.ask(right, subject, ActorId(holder or session.actor), world=world, words=words, at=when))


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """List open matters: overdue ones first, then by the time when they are due. Patients see their own."""
    with signed_in(*ASKING) as session:
        found = answer_rights.status(rights_at.rights_world(session.node))
        if session.role is Role.PATIENT:
            found = tuple(each for each in found if each.matter.subject == session.subject)
        if session.role is Role.REPRESENTATIVE:
            found = tuple(each for each in found if rights_at.represented(session, each.matter.subject))
    if as_json:
        typer.echo(json.dumps({"matters": [_status_json(each) for each in found]}, ensure_ascii=True))
        return
    for each in found:
        typer.echo(plain(_line(each)))
    if not found:
        typer.echo("nothing is open")


@app.command()
def export(
    patient: Patient,
    *,
    out: Annotated[Path, typer.Option(help="New folder to write to.", show_default=False)],
) -> None:
    """Write all that is kept of a patient to a folder: for the patient, or who represents them."""
    with _acting(patient, *THEIRS) as (session, _, subject):
        _expect_right(session, subject, Right.EXPORT)
        done = rights_at.export_for(session, subject, out)
        if isinstance(done, Refusal):
            _refused(done)
        for part in done.parts:
            typer.echo(f"{part.sha256}  {plain(part.name)}  {part.what}")
        typer.echo(f"entry {done.recorded.index}: check it with `autonome rights verify {plain(out)} --policy POLICY`")


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of an export.", show_default=False)],
    *,
    policy: Annotated[Path | None, typer.Option(help="Policy: which logs and witnesses you trust.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check an export offline: that a trusted log has on record that exactly these files were handed over."""
    trusted = None if policy is None else Evidence(bootstrap.file_bytes(policy, MAX_JSON_BYTES), policy.name)
    verified = verify_export(rights_at.export_folder(folder), policy=trusted)
    if as_json:
        typer.echo(json.dumps(verified.to_json(), ensure_ascii=True))
        return
    files = counted(verified.files, "file", "files")
    typer.echo(f"Verified: {files} of {plain(verified.subject)}, as {plain(verified.log)} handed them over")
    typer.echo(
        f"entry {verified.index}, {verified.recorded_at}; "
        f"a timeline of {counted(verified.entries, 'entry', 'entries')} without a gap"
    )


@app.command()
def correct(  # noqa: PLR0913 - options of a command
    patient: Patient,
    item: Annotated[str, typer.Argument(help="Name of the item, such as Observation/7.", show_default=False)],
    *,
    why: Annotated[str, typer.Option(help="Why it is put right; or what the patient says of it.")],
    resource: Annotated[Path | None, typer.Option("--with", help="The FHIR resource as it should be.")] = None,
    disagree: Annotated[
        bool, typer.Option("--disagree", help="It stays; what the patient says is kept beside.")
    ] = False,
    evidence: Annotated[list[Path] | None, typer.Option(help="A paper that shows it; its digest is kept.")] = None,
    purpose: Annotated[str, typer.Option(help="What for: a code of HL7's PurposeOfUse.")] = "TREAT",
    items: Annotated[str, typer.Option(help="Categories in which the item is looked for, with commas.")] = "clinical",
    matter: Annotated[str | None, typer.Option(help="The open matter that it answers (default: a new one).")] = None,
) -> None:
    """Put an item of the record right, as its next version; or keep the patient's disagreement beside it."""
    if (resource is None) is not disagree:
        raise InputError("either the item is put right or it stays", mend="give --with FILE, or --disagree.")
    correction = Correction(item, _resource(resource), why, tuple(_digest(path) for path in evidence or ()))
    sees = tuple(leaf for code in items.split(",") for leaf in CATEGORIES.leaves(code))
    with _acting(patient, Role.CLINICIAN) as (session, world, subject):
        if matter is None:
            opened = matter_for(subject, session.actor, world)
        else:
            opened = _of(answer_rights.matter_named(matter, world), subject)
        done = rights_at.corrected_by(session, opened, correction, purpose, sees)
        if isinstance(done, Refusal):
            _refused(done)
    what = f"{done.item.name} is kept beside {item}" if disagree else f"{item} has its next version"
    typer.echo(plain(f"{what} (entry {done.recorded.index})"))
    for each in done.recipients:
        typer.echo(
            plain(f"must be told: {each.organisation} ({each.actor}), who got it on {each.at}, entry {each.entry}")
        )


@app.command()
def restrict(patient: Patient, *, ground: Ground) -> None:
    """Restrict the use of a patient's data; permits that are out end."""
    with _acting(patient, Role.STEWARD) as (session, world, subject):
        _tell(answer_rights.restrict(subject, session.actor, ground, world=world))


@app.command()
def lift(
    patient: Patient, *, told: Annotated[str, typer.Option(help="How and when the patient was told that it ends.")]
) -> None:
    """Lift a restriction, once the patient was told."""
    with _acting(patient, Role.STEWARD) as (session, world, subject):
        _tell(answer_rights.lift(subject, session.actor, told, world=world))


@app.command()
def hold(
    number: Number, *, ground: Ground, until: Annotated[str, typer.Option(help="First instant at which it is over.")]
) -> None:
    """Delay an erasure by a legal hold; the matter stays open, and visible."""
    when = instant_of(until, "--until")
    with _at_desk() as (session, world):
        matter = answer_rights.matter_named(number, world)
        _tell(answer_rights.hold(matter, session.actor, ground, when, world=world))


@app.command()
def release(number: Number, *, ground: Ground) -> None:
    """End a legal hold before its time."""
    with _at_desk() as (session, world):
        _tell(answer_rights.release(answer_rights.matter_named(number, world), session.actor, ground, world=world))


@app.command()
def extend(number: Number, *, ground: Ground) -> None:
    """Take the further time that the law grants, for a reason that the patient is told."""
    with _at_desk() as (session, world):
        _tell(answer_rights.extend(answer_rights.matter_named(number, world), session.actor, ground, world=world))


@app.command()
def refuse(number: Number, *, ground: Ground) -> None:
    """Refuse what was asked, with the reasons that the patient is told."""
    with _at_desk() as (session, world):
        _tell(answer_rights.refuse(answer_rights.matter_named(number, world), session.actor, ground, world=world))


@app.command()
def erase(
    patient: Patient,
    *,
    ground: Ground,
    receipt: Annotated[
        Path | None, typer.Option(help="Write a receipt of the tombstone, for `autonome verify`.")
    ] = None,
) -> None:
    """Erase a patient, for ever: all rows, all keys. What stays is a tombstone, and that it was decided."""
    with signed_in(Role.STEWARD, fresh=True) as session:
        world = rights_at.rights_world(session.node)
        stone = answer_rights.erase(SubjectId(patient), session.actor, ground, world=world)
        of = counted(int(str(stone.payload.body["entries"])), "entry", "entries")
        typer.echo(f"erased: tombstone at entry {stone.index}, of {of}")
        if receipt is not None:
            _write_receipt(session, stone, receipt)


@contextmanager
def _acting(patient: str, *roles: Role) -> Iterator[tuple[Session, RightsWorld, SubjectId]]:
    with signed_in(*roles) as session:
        subject = SubjectId(patient)
        if session.role is Role.PATIENT and subject != session.subject:
            raise DoorError("a patient asks for their own data alone", mend="see docs/rights.md.")
        yield session, rights_at.rights_world(session.node), subject


def _expect_right(session: Session, subject: SubjectId, right: Right, holder: str | None = None) -> None:
    """Stop who asks for another person without a right to: nothing is opened, nor said of whether there is somebody."""
    if holder is not None:
        if session.role is not Role.CLINICIAN:
            raise InputError("--holder is for who was there", mend="leave it out: you ask as who is signed in.")
        if refused := rights_at.refused_at_desk(session, subject, ActorId(holder), right):
            _refused(refused)
    if session.role is Role.REPRESENTATIVE and (refused := rights_at.refused_for_another(session, subject, right)):
        _refused(refused)


@contextmanager
def _at_desk() -> Iterator[tuple[Session, RightsWorld]]:
    with signed_in(Role.STEWARD) as session:
        yield session, rights_at.rights_world(session.node)


def _of(matter: Matter, subject: SubjectId) -> Matter:
    if matter.subject != subject:
        raise InputError("the matter is another patient's", where="--matter", mend="see `autonome rights status`.")
    return matter


def _tell(matter: Matter) -> None:
    article = f", {matter.limit.article}" if matter.limit.article else ""
    typer.echo(plain(f"matter {matter.id}: {matter.right} of {matter.subject}, {matter.deeds[-1]}"))
    if not matter.is_answered:
        typer.echo(plain(f"due {matter.due} ({matter.limit.words}{article}; counsel must review)"))


def _line(each: Status) -> str:
    matter = each.matter
    state = f"held until {matter.held_until} ({matter.held_for})" if each.held else str(matter.deeds[-1])
    due = f"{matter.due} " if not matter.is_answered else "answered            "
    mark = "OVERDUE " if each.overdue else ""
    return f"{due} {mark}{matter.right} of {matter.subject}, {state}, matter {matter.id}"


def _status_json(each: Status) -> dict[str, Json]:
    written = each.matter.to_json()
    written |= {"due": str(each.matter.due), "overdue": each.overdue}
    return written | {"held": each.held, "answered": each.matter.is_answered}


def _refused(refusal: Refusal) -> NoReturn:
    for sentence in told_of_refusal(refusal.request, refusal.decision, RULES).reasons:
        typer.echo(plain(sentence))
    typer.echo(f"refused, entry {refusal.recorded.index}")
    raise typer.Exit(EXIT_REFUSED)


def _resource(path: Path | None) -> dict[str, object] | None:
    if path is None:
        return None
    found = parse_json(bootstrap.file_bytes(path, MAX_JSON_BYTES), path.name)
    if not isinstance(found, dict):
        raise InputError("is no FHIR resource", where=path.name, mend="give one resource, as a JSON object.")
    return found


def _digest(path: Path) -> str:
    return sha256(bootstrap.file_bytes(path, MAX_EVIDENCE)).hexdigest()


def _write_receipt(session: Session, entry: Recorded, path: Path) -> None:
    receipt = receipt_for((entry,), log=session.node.log)
    bootstrap.write_file(path, canonical_bytes(receipt.to_json()) + b"\n")
