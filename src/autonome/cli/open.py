"""``autonome open``: a part of a patient's record, decided and recorded before it is shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.access import Denied, Permit, Request
from autonome.access.roles import Role
from autonome.bootstrap.kept import genomes_to_show
from autonome.bootstrap.session import Session, signed_in
from autonome.cli.at_node import stated, tell_refusal, write_receipt
from autonome.cli.exits import EXIT_REFUSED
from autonome.cli.plain_text import plain
from autonome.clinical.items import StoredItem
from autonome.consent import CATEGORIES, Action
from autonome.kernel import InputError, Json, SubjectId
from autonome.law import RULES
from autonome.workflows.break_glass import PURPOSE, OpenedLate
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.keep_patients import expect_patient
from autonome.workflows.open_record import Opened, ShownGenome, open_record

PHARMACOGENES = "pharmacogenes"
GENOMIC = frozenset({PHARMACOGENES, "sequence"})
"""Categories in which genomes are kept."""

KNOWS = frozenset({Role.CLINICIAN, Role.PHARMACIST, Role.CLINIC, Role.LABORATORY, Role.PATIENT})
"""Who may know that somebody is kept here; to everybody else, a patient who is unknown is refused like any other."""


def open_patient(  # noqa: PLR0913 - one parameter for each option of the command
    patient: Annotated[str, typer.Argument(help="The patient's id in the node.", show_default=False)],
    *,
    items: Annotated[str, typer.Option(help="Categories of data, with commas: medications,laboratory.")],
    purpose: Annotated[str, typer.Option(help="What for: a code of HL7's PurposeOfUse.")] = "TREAT",
    break_glass: Annotated[
        str | None, typer.Option(help="In an emergency: why. The patient is told, and it is reviewed.")
    ] = None,
    fact: Annotated[
        list[str] | None, typer.Option(help="What is so of this request: NAME=yes, no or a number.", show_default=False)
    ] = None,
    document: Annotated[
        list[str] | None, typer.Option(help="A paper that is shown with it: KIND=ID.", show_default=False)
    ] = None,
    receipt: Annotated[Path | None, typer.Option(help="Write a receipt of decision and use.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Open a part of a patient's record, as far as consent and law allow; either answer is on the log first."""
    if break_glass is not None and purpose not in {"TREAT", PURPOSE}:
        raise InputError(
            f"the glass is broken for emergency treatment, not for {purpose:.20}", mend="leave out --purpose."
        )
    with signed_in(fresh=break_glass is not None, emergency=break_glass is not None) as session:
        subject = expect_patient(session.node.patients, patient) if KNOWS & session.roles else SubjectId(patient)
        wanted = tuple(filter(None, items.split(",")))
        request = session.asks(subject, PURPOSE if break_glass else purpose, wanted, Action.USE)
        request = stated(request, fact, document)
        found = _asked(session, request, break_glass)
        if isinstance(found, Refusal | Denied):
            tell_refusal(session, request, found, as_json=as_json)
            raise typer.Exit(EXIT_REFUSED)
        sys.stdout.write(_as_json(found) if as_json else "".join(f"{line}\n" for line in _lines(found)))
        if receipt is not None:
            _write_receipt(session, found, receipt)


def _asked(session: Session, request: Request, reason: str | None) -> Opened | OpenedLate | Refusal | Denied:
    node, clock = session.node, bootstrap.clock()
    if reason is None:
        genomes = genomes_to_show(node) if GENOMIC & set(_leaves(request.items)) else None
        return open_record(request, gate=node.gate, records=node.records, rules=RULES, clock=clock, genomes=genomes)
    return bootstrap.broken_glass(node, request, reason)


def _leaves(items: Iterable[str]) -> Iterator[str]:
    return (leaf for item in items if item in CATEGORIES for leaf in CATEGORIES.leaves(item))


def _as_json(found: Opened | OpenedLate) -> str:
    return json.dumps(
        {
            "patient": found.permit.subject,
            **_entries(found),
            "granted": [grant.item for grant in found.permit.grants],
            "obligations": list(found.permit.obligations),
            "until": str(found.permit.until),
            "items": [_item(each) for each in found.items],
            "genomes": [_genome(each) for each in _genomes(found)],
        },
        ensure_ascii=True,
    ) + "\n"  # fmt: skip


def _entries(found: Opened | OpenedLate) -> dict[str, Json]:
    if isinstance(found, Opened):
        return {"decision": found.permit.recorded.index, "use": found.use.index}
    return {"decision": None, "use": None, "journal": found.journalled.token}


def _item(each: StoredItem) -> Json:
    item = each.item
    return {
        "name": item.name,
        "version": each.version,
        "categories": sorted(item.categories),
        "at": None if item.at is None else str(item.at),
        "body": item.body,
    }


def _genomes(found: Opened | OpenedLate) -> tuple[ShownGenome, ...]:
    return found.genomes if isinstance(found, Opened) else ()


def _genome(each: ShownGenome) -> Json:
    return {
        "category": each.category,
        "name": each.name,
        "sample": each.sample,
        "build": each.build,
        "records": each.rows,
        "lines": None if each.lines is None else list(each.lines),
    }


def _genome_lines(each: ShownGenome) -> Iterator[str]:
    yield plain(f"genome {each.name}  {each.category}, sample {each.sample}, {each.build}, {each.rows} records")
    if each.category == PHARMACOGENES and each.lines is None:
        yield "  its positions are those of other knowledge than this version has: import it again"
    yield from (f"  {plain(line)}" for line in each.lines or ())


def _lines(found: Opened | OpenedLate) -> Iterator[str]:
    permit: Permit = found.permit
    yield plain(f"opened {', '.join(grant.item for grant in permit.grants)} of {permit.subject}")
    left = set(permit.request.items) - {grant.item for grant in permit.grants}
    if any(not permit.covers(item) for item in left):
        yield "not all that was asked for is given"
    for code in permit.obligations:
        yield f"obligation {code}"
    for each in found.items:
        yield plain(f"{each.item.name}  {', '.join(sorted(each.item.categories))}  {each.item.at or 'no time stated'}")
        yield plain(f"  {each.item.body}")
    for genome in _genomes(found):
        yield from _genome_lines(genome)
    if not found.items and not _genomes(found):
        yield "nothing is kept of it"
    if isinstance(found, Opened):
        yield f"decision entry {permit.recorded.index}, use entry {found.use.index}"
    else:
        yield "the log cannot record now: this stands in the node's journal, and will be put on the log"


def _write_receipt(session: Session, found: Opened | OpenedLate, path: Path) -> None:
    if isinstance(found, OpenedLate):
        raise InputError("there is no receipt before it stands on the log", mend="see `autonome timeline` later.")
    write_receipt(session, (found.permit.recorded, found.use), path)
