"""``autonome patient born``, ``died`` and ``mandate``: what decides who may answer for a patient, stated at the desk.

Each is the word of the institution for a document that somebody at the desk has seen; its digest stands beside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.access.roles import Role
from autonome.bootstrap.accounts import told_of_mandate
from autonome.bootstrap.session import Session, signed_in
from autonome.cli.instants import instant_of
from autonome.cli.plain_text import plain
from autonome.consent import (
    JURISDICTIONS,
    PURPOSES,
    AttestationId,
    Authority,
    Birth,
    Ground,
    Mandate,
    MandateEnd,
    QuestionKey,
)
from autonome.consent.attestations import Attested, Death
from autonome.kernel import ActorId, InputError, Json, Period, Sha256, SubjectId
from autonome.workflows.keep_patients import expect_patient
from autonome.workflows.speak_for import Held, Seen, attest, expect_useful, mandates_of

mandate_app = typer.Typer(help="Who may answer for a patient.", no_args_is_help=True)

ATTESTING = (Role.CLINICIAN,)
"""Who states what a document says of a patient."""

MAX_DOCUMENT = 64 * 1024 * 1024
"""Largest document whose digest is taken, in bytes."""

Patient = Annotated[str, typer.Argument(help="The patient's id in the node.", show_default=False)]
Document = Annotated[Path, typer.Option(help="The document that you saw; its digest is kept.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def born(
    patient: Patient,
    day: Annotated[str, typer.Argument(metavar="DATE", help="Such as 2010-05-01.", show_default=False)],
    *,
    document: Document,
    jurisdiction: Annotated[
        str | None, typer.Option(help="Whose law says who is of age (default: the institution's).")
    ] = None,
) -> None:
    """Record a patient's day of birth: from it follows when a guardian's mandate ends."""
    on = instant_of(day, "DATE")
    if str(on) != f"{day}T00:00:00Z":
        raise InputError(f"{day[:40]!r} is no day", mend="write it as 2010-05-01.")
    with _attesting(patient) as (session, subject):
        code = JURISDICTIONS.code(jurisdiction or session.node.settings.institution.jurisdiction)
        if len(JURISDICTIONS.leaves(code)) != 1:
            raise InputError(f"{code} is no single place", mend="give --jurisdiction, such as DE.")
        _attest(session, subject, Birth(on, code), document)


def died(
    patient: Patient,
    at: Annotated[str, typer.Argument(metavar="TIME", help="When: a day, or an instant.", show_default=False)],
    *,
    document: Document,
) -> None:
    """Record a patient's death: mandates end, and what the patient said goes on as its forms say."""
    when = instant_of(at, "TIME")
    if when > bootstrap.clock().now():
        raise InputError("nobody has died later than now", mend="say when it was.")
    with _attesting(patient) as (session, subject):
        _attest(session, subject, Death(when), document)


@mandate_app.command()
def add(  # noqa: PLR0913 - options of a command
    patient: Patient,
    holder: Annotated[str, typer.Argument(help="Who may answer: the name of their account, or a name for them.")],
    *,
    ground: Annotated[Ground, typer.Option(help="What gives the right.", show_default=False)],
    document: Document,
    since: Annotated[str | None, typer.Option("--from", help="From when on (default: now).")] = None,
    until: Annotated[str | None, typer.Option(help="First instant at which it is over.")] = None,
    question: Annotated[list[str] | None, typer.Option(help="FORM/QUESTION that it is for (default: all).")] = None,
    purpose: Annotated[list[str] | None, typer.Option(help="Purpose that it is for (default: all).")] = None,
) -> None:
    """Record a mandate: its holder may do for the patient what the patient could, as far as it goes."""
    start = bootstrap.clock().now() if since is None else instant_of(since, "--from")
    mandate = Mandate(
        holder=ActorId(_name(holder)),
        authority=Authority.PROXY if ground is Ground.HEALTH_CARE_PROXY else Authority.GUARDIAN,
        ground=ground,
        valid=Period(start, None if until is None else instant_of(until, "--until")),
        questions=frozenset(map(QuestionKey, map(_question, question or ()))),
        purposes=frozenset(PURPOSES.code(each) for each in purpose or ()),
    )
    with _attesting(patient) as (session, subject):
        if holder == subject:
            raise InputError("nobody needs a mandate for themselves", mend="name who may answer.")
        expect_useful(mandate, subject, session.node.log)
        _attest(session, subject, mandate, document)
        told_of_mandate(session.node, mandate.holder, subject)


@mandate_app.command(name="list")
def list_mandates(patient: Patient, *, as_json: AsJson = False) -> None:
    """List a patient's mandates, those that are over too."""
    with signed_in(*ATTESTING) as session:
        held = mandates_of(expect_patient(session.node.patients, patient), session.node.log)
    if as_json:
        typer.echo(json.dumps({"patient": patient, "mandates": [_json(each) for each in held]}, ensure_ascii=True))
        return
    for each in held:
        typer.echo(plain(_line(each)))
    if not held:
        typer.echo("nobody may answer for this patient")


@mandate_app.command()
def end(
    patient: Patient,
    mandate: Annotated[str, typer.Argument(help="Its id, as `list` shows it.", show_default=False)],
    *,
    document: Document,
    at: Annotated[str | None, typer.Option(help="From when on it gives no right (default: now).")] = None,
) -> None:
    """Record that a mandate was taken back or laid down; at once, permits that are out are over."""
    when = bootstrap.clock().now() if at is None else instant_of(at, "--at")
    with _attesting(patient) as (session, subject):
        if mandate not in {each.attestation.id for each in mandates_of(subject, session.node.log)}:
            raise InputError(
                f"no mandate of this patient is called {mandate[:40]!r}", mend="see `autonome patient mandate list`."
            )
        _attest(session, subject, MandateEnd(AttestationId(mandate), when), document)


@contextmanager
def _attesting(patient: str) -> Iterator[tuple[Session, SubjectId]]:
    with signed_in(*ATTESTING, fresh=True) as session:
        yield session, expect_patient(session.node.patients, patient)


def _attest(session: Session, subject: SubjectId, fact: Attested, document: Path) -> None:
    seen = Seen(session.person.name, Sha256(sha256(bootstrap.file_bytes(document, MAX_DOCUMENT)).hexdigest()))
    node, now = session.node, bootstrap.clock().now()
    name, recorded = attest(fact, subject, seen, gate=node.gate, now=now, entropy=bootstrap.entropy())
    typer.echo(f"{name}, entry {recorded.index}")


def _name(holder: str) -> str:
    if not holder or len(holder) > MAX_NAME or not holder.isprintable() or " " in holder:
        raise InputError("the holder's name will not do", mend="give the name of an account, or one without spaces.")
    return holder


MAX_NAME = 150
"""Characters of a holder's name, as of an account's."""


def _question(key: str) -> str:
    form, slash, question = key.partition("/")
    if not (form and slash and question) or {"/", "@"} & set(question):
        raise InputError(f"{key[:60]!r} is no question", mend="write FORM/QUESTION, without a version.")
    return key


def _line(held: Held) -> str:
    mandate, stated = held.mandate, held.attestation
    until = mandate.valid.end or "no end on record"
    narrower = ", ".join(sorted({*mandate.questions, *mandate.purposes}))
    limits = f", for {narrower}" if narrower else ""
    return (
        f"{stated.id}  {mandate.holder}, {mandate.authority} ({mandate.ground}), "
        f"{mandate.valid.start} to {until}{limits}; attested by {stated.by}, entry {stated.leaf}"
    )


def _json(held: Held) -> dict[str, Json]:
    return {
        **held.attestation.to_json(),
        "ends": str(held.mandate.valid.end or "") or None,
        "entry": held.attestation.leaf,
    }
