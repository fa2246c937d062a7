"""``autonome law``: the rules that decisions are made under, and what they alone say to a request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.access import read_request, told
from autonome.access.incidents import read_incident
from autonome.access.lawfulness import Lawfulness, LeafLaw, lawfulness
from autonome.cli.exits import EXIT_REFUSED
from autonome.cli.instants import instant_of
from autonome.cli.plain_text import plain
from autonome.consent import JURISDICTIONS
from autonome.kernel import InputError, Instant, Json
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.law import COUNSEL, RULES, Notice, Pack, Rule, notices

app = typer.Typer(help="The rules of law: list them, show one, hold a request against them.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command(name="list")
def list_rules(
    *,
    place: Annotated[str | None, typer.Option(help="Only rules that hold in this place, such as US or DE.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the rules by pack, how each was checked, and what each pack leaves out."""
    if place is not None and place not in JURISDICTIONS:
        raise InputError(f"{plain(place)[:60]!r} is no place with a rule pack", where="--place", mend="leave it out.")
    packs = [pack for pack in RULES.packs if _holds(pack, place)]
    if as_json:
        _print_json({"rules_sha256": RULES.digest, "counsel": COUNSEL, "packs": [_pack_json(pack) for pack in packs]})
        return
    typer.echo("\n".join([*(line for pack in packs for line in _pack_lines(pack)), COUNSEL]))


@app.command()
def show(
    rule: Annotated[str, typer.Argument(help="Its id, such as US-GINA-I.", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Show one rule with all its parts."""
    found = next((each for each in RULES.rules if each.id == rule), None)
    if found is None:
        raise InputError(f"no rule is called {plain(rule)[:60]!r}", mend="see autonome law list.")
    if as_json:
        _print_json({"rule": found.to_json(), "counsel": COUNSEL})
        return
    typer.echo("\n".join([*_rule_lines(found), COUNSEL]))


@app.command()
def check(
    request: Annotated[Path, typer.Argument(help="The request, in JSON: who asks for what.", show_default=False)],
    *,
    as_of: Annotated[str | None, typer.Option(help="The law as of this instant, not now.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what the law alone says to a request; exit code 3 where it stands in the way."""
    asked = read_request(bootstrap.file_bytes(request, MAX_JSON_BYTES), where=request.name)
    at = bootstrap.clock().now() if as_of is None else instant_of(as_of, "--as-of")
    found = lawfulness(asked, RULES, at)
    if as_json:
        _print_json(_found_json(found))
    else:
        typer.echo("\n".join(_found_lines(found)))
    if found.stands_in_the_way:
        raise typer.Exit(EXIT_REFUSED)


@app.command()
def breach(
    *,
    incident: Annotated[
        Path, typer.Option(help="What happened, in JSON: when, where, which data.", show_default=False)
    ],
    as_of: Annotated[str | None, typer.Option(help="Judge what is late as of this instant, not now.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say of an incident who must be told, by when, and by which law."""
    found = notices(read_incident(bootstrap.file_bytes(incident, MAX_JSON_BYTES), where=incident.name), RULES)
    at = bootstrap.clock().now() if as_of is None else instant_of(as_of, "--as-of")
    if as_json:
        _print_json({"notices": [_notice_json(each, at) for each in found], "counsel": COUNSEL})
        return
    typer.echo("\n".join([*(line for each in found for line in _notice_lines(each, at)), COUNSEL]))


def _notice_json(notice: Notice, at: Instant) -> Json:
    return {
        "by": None if notice.by is None else str(notice.by),
        "late": _is_late(notice, at),
        "to": str(notice.to),
        "rule": notice.rule.id,
        "article": notice.rule.article,
        "check": str(notice.rule.check),
        "what": notice.rule.explanation,
        "rests_on": list(notice.rests_on),
    }


def _notice_lines(notice: Notice, at: Instant) -> Iterator[str]:
    by = "no limit" if notice.by is None else str(notice.by)
    late = "  late" if _is_late(notice, at) else ""
    yield f"{by:20}  {notice.to:9}  {notice.rule.article} ({notice.rule.check}){late}"
    yield f"  {notice.rule.explanation}"
    if notice.rests_on:
        yield f"  Not stated, and may spare it: {', '.join(notice.rests_on)}."


def _is_late(notice: Notice, at: Instant) -> bool:
    return notice.by is not None and notice.by < at


def _holds(pack: Pack, place: str | None) -> bool:
    wider = set() if place is None else set(map(str, JURISDICTIONS.ancestors(place)))
    return place is None or any(rule.jurisdiction in wider for rule in pack.rules)


def _print_json(value: Json) -> None:
    typer.echo(json.dumps(value, ensure_ascii=True))


def _pack_json(pack: Pack) -> Json:
    return {
        "title": pack.title,
        "rules": [rule.to_json() for rule in pack.rules],
        "not_covered": dict(pack.not_covered),
    }


def _pack_lines(pack: Pack) -> Iterator[str]:
    yield pack.title
    wide = max(len(rule.id) for rule in pack.rules)
    for rule in pack.rules:
        yield f"  {rule.id:{wide}}  {rule.effect.replace('_', ' '):13}  {rule.check:10}  {rule.article}"
    for topic, why in pack.not_covered.items():
        yield f"  not covered: {topic}: {why}"
    yield ""


def _rule_lines(rule: Rule) -> Iterator[str]:
    until = "" if rule.until is None else f" until {rule.until}"
    yield f"{rule.id}: {rule.explanation}"
    beside = " (a right)" if rule.is_right else " (also while restricted)" if rule.despite_restriction else ""
    yield f"  effect      {rule.effect.replace('_', ' ')}{beside}"
    yield f"  where       {rule.jurisdiction}"
    yield f"  article     {rule.article}"
    yield f"  in force    since {rule.since}{until}"
    yield f"  checked     {rule.check}: {rule.source}"
    yield f"  when        {json.dumps(rule.when.describe())}"
    parts = {
        "upon": "" if rule.upon is None else str(rule.upon),
        "consent": ", ".join(sorted(rule.kinds)),
        "documents": ", ".join(sorted(rule.documents)),
        "tell": ", ".join(sorted(rule.tell)),
        "limit": rule.deadline,
    }
    yield from (f"  {name:10}  {part}" for name, part in parts.items() if part)


def _found_json(found: Lawfulness) -> Json:
    return {
        "stands_in_the_way": found.stands_in_the_way,
        "problems": list(told(found.problems)),
        "items": [leaf.to_json() for leaf in found.leaves],
        "rules": [rule.to_json() for rule in found.rules],
        "rules_sha256": RULES.digest,
        "counsel": COUNSEL,
    }


def _found_lines(found: Lawfulness) -> Iterator[str]:
    yield "The law stands in the way." if found.stands_in_the_way else "The law does not stand in the way."
    yield from (f"  problem     {sentence}" for sentence in told(found.problems))
    yield from _said(found)
    yield f"  note        {COUNSEL}"


def _said(found: Lawfulness) -> Iterator[str]:
    """Each rule once, with the items that it is about, and each missing thing once."""
    for name, chosen in (("forbids", 0), ("permits", 1), ("asks", 2), ("duty", 3)):
        items: dict[Rule, list[str]] = {}
        for leaf in found.leaves:
            for rule in _by_effect(leaf)[chosen]:
                items.setdefault(rule, []).append(leaf.item)
        for rule, about in items.items():
            whom = "" if len(about) == len(found.leaves) else f" Data: {', '.join(about)}."
            yield f"  {name:10}  {rule.explanation} ({rule.article}; {rule.check}){whom}"
    missing = dict.fromkeys(item for leaf in found.leaves for item in leaf.missing)
    yield from (f"  missing     {item}" for item in missing)


def _by_effect(leaf: LeafLaw) -> tuple[tuple[Rule, ...], ...]:
    ruling = leaf.ruling
    return ruling.forbids, ruling.permits, leaf.requires, ruling.duties
