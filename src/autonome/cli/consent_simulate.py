"""``autonome consent simulate``: what would change for whom, by the engine that decides. Nothing is recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.access import Allowed, Decision, Request, told_to_the_person
from autonome.access.probes import probes
from autonome.access.requests import EVERYBODY, read_requests
from autonome.access.simulation import Difference, World, simulate
from autonome.access.what_if import changed, needs, read_change
from autonome.cli.instants import instant_of
from autonome.cli.plain_text import plain
from autonome.consent import NO_DISEASES, Acts, QuestionNeed, read_acts, read_diseases
from autonome.kernel import Json, SubjectId
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.law import COUNSEL, RULES

NAMED = 5
"""People who are named in one line; the rest are counted."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found out: people and requests asked about, differences, and what a new form asks of whom."""

    people: tuple[SubjectId, ...]
    requests: tuple[Request, ...]
    differences: tuple[Difference, ...]
    needs: Mapping[SubjectId, tuple[QuestionNeed, ...]]


def simulate_change(  # noqa: PLR0913 - one parameter for each option of the command
    *,
    change: Annotated[Path, typer.Option(help="What would change, in JSON.", show_default=False)],
    consent: Annotated[Path | None, typer.Option(help="Consent file of one person.", show_default=False)] = None,
    acts: Annotated[Path | None, typer.Option(help="Acts of several people, in JSON.", show_default=False)] = None,
    requests: Annotated[
        Path | None, typer.Option(help="Requests to ask; without, one for each thing that an answer is about.")
    ] = None,
    diseases: Annotated[Path | None, typer.Option(help="Hierarchy of diseases, in JSON.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Begin with consent and law as of this instant, not now.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say which requests would be answered otherwise, for whom and why. Nothing is recorded."""
    given = consent or acts
    if given is None or (consent and acts):
        raise typer.BadParameter("give either --consent or --acts.", param_hint="--consent")
    held = read_acts(_bytes(given), where=given.name)
    at = bootstrap.clock().now() if as_of is None else instant_of(as_of, "--as-of")
    known = NO_DISEASES if diseases is None else read_diseases(_bytes(diseases), where=diseases.name)
    before = World(held.acts, held.attested, RULES, at, known)
    thought = read_change(_bytes(change), where=change.name)
    after = changed(before, thought)
    asked = _asked(requests, held, (before, after))
    everybody = tuple(dict.fromkeys([*before.people, *after.people]))
    found = _Found(everybody, asked, tuple(simulate(before, after, asked)), needs(thought, before))
    typer.echo(json.dumps(_json(found), ensure_ascii=True) if as_json else _text(found))


def _bytes(path: Path) -> bytes:
    return bootstrap.file_bytes(path, MAX_JSON_BYTES)


def _asked(path: Path | None, held: Acts, worlds: tuple[World, World]) -> tuple[Request, ...]:
    if path is not None:
        return read_requests(_bytes(path), where=path.name)
    return probes(worlds, held.jurisdictions.values())


def _json(found: _Found) -> Mapping[str, Json]:
    return {
        "people": len(found.people),
        "requests": len(found.requests),
        "differences": [
            {
                "subject": each.request.subject,
                "turn": str(each.turn),
                "request": each.request.to_json(),
                "before": each.before.to_json(),
                "after": each.after.to_json(),
            }
            for each in found.differences
        ],
        "reconsent": {
            who: {str(each.question): str(each.need) for each in asked} for who, asked in found.needs.items()
        },
    }


def _text(found: _Found) -> str:
    count = len(found.differences)
    head = f"People: {len(found.people)}. Requests: {len(found.requests)}. Answered otherwise: {count}."
    return "\n".join([head, *_groups(found.differences), *_reconsent(found.needs), f"Note: {COUNSEL}"])


def _groups(differences: tuple[Difference, ...]) -> Iterator[str]:
    """People whose answers differ in the same way stand together."""
    groups: dict[tuple[Request, str, tuple[str, ...], tuple[str, ...]], list[SubjectId]] = {}
    for each in differences:
        request = replace(each.request, subject=EVERYBODY)
        key = (request, str(each.turn), tuple(_answer(each.before)), tuple(_answer(each.after)))
        groups.setdefault(key, []).append(each.request.subject)
    for (request, turn, before, after), people in groups.items():
        yield f"{turn}: {_named(people)}"
        yield f"  request  {_what(request)}"
        for name, lines in (("before", before), ("after", after)):
            yield f"  {name:7}  {lines[0]}"
            yield from (f"           {line}" for line in lines[1:])


def _named(people: list[SubjectId]) -> str:
    shown = ", ".join(plain(who) for who in people[:NAMED])
    return shown + (f" and {len(people) - NAMED} more" if len(people) > NAMED else "")


def _what(request: Request) -> str:
    who = f"{request.recipient} ({request.organisation})"
    where = request.jurisdiction + (f" → {request.destination}" if request.destination else "")
    aims = ", ".join((*request.purposes, *sorted(request.diseases)))
    return plain(f"{who} wants to {request.action} {', '.join(request.items)} for {aims} in {where}")


def _answer(decision: Decision) -> Iterator[str]:
    if isinstance(decision, Allowed):
        until = f", until {decision.until}" if decision.until else ""
        yield f"allowed: {', '.join(grant.item for grant in decision.grants)}{until}"
        yield from (f"obligation: {code}" for code in decision.obligations)
    else:
        yield "refused"
    yield from map(plain, told_to_the_person(decision.reasons))


def _reconsent(needs_of: Mapping[SubjectId, tuple[QuestionNeed, ...]]) -> Iterator[str]:
    groups: dict[tuple[str, ...], list[SubjectId]] = {}
    for who, asked in needs_of.items():
        groups.setdefault(tuple(f"{each.question}: {each.need}" for each in asked), []).append(who)
    for lines, people in groups.items():
        yield f"the new form: {_named(people)}"
        yield from (f"  {line}" for line in lines)
