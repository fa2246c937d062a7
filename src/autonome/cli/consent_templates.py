"""``autonome consent templates``: the shipped forms, listed, shown and compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

import typer

from autonome.cli import consent_words as words
from autonome.cli.plain_text import plain
from autonome.consent import FORMS, SHIPPED, Template
from autonome.consent.differences import Differences, Mark, QuestionDifference, differences
from autonome.consent.forms import ABOUT, COMMITTEE, ENGLISH, UNREVIEWED
from autonome.kernel import InputError, Json

app = typer.Typer(help="The shipped consent forms: list them, show one, compare two.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Name = Annotated[
    str, typer.Argument(help="ID[/VERSION[/LANGUAGE]], such as research-broad/1/zh-hans.", show_default=False)
]


@app.command(name="list")
def list_forms(*, as_json: AsJson = False) -> None:
    """List the forms: what each is for, its terms, its languages, and the digest of each."""
    if as_json:
        forms = [_listed(each) for each in SHIPPED]
        _print_json({"forms": forms, "translations": UNREVIEWED, "review": COMMITTEE})
        return
    versions: dict[str, list[Template]] = {}
    for each in SHIPPED:
        versions.setdefault(each.name.rpartition("/")[0], []).append(each)
    lines = (line for name, forms in versions.items() for line in _version_lines(name, forms))
    typer.echo("\n".join([*lines, UNREVIEWED, COMMITTEE]))


@app.command()
def show(name: Name, *, as_json: AsJson = False) -> None:
    """Show one form: its exact text, its questions, what a yes to each means; with --json, as in a consent file."""
    form = form_named(name)
    if as_json:
        _print_json(form.to_json())
        return
    typer.echo("\n".join([form.text, *_question_lines(form), *_form_lines(form)]))


@app.command()
def diff(old: Name, new: Name, *, as_json: AsJson = False) -> None:
    """Compare two versions or languages: sentences, questions, and whether an old answer covers the new question."""
    one, other = form_named(old), form_named(new)
    if one.id != other.id:
        raise InputError(
            f"{one.name} and {other.name} are two forms: an answer to one is none to the other",
            mend="give two versions, or two languages, of one.",
        )
    found = differences(one, other)
    if as_json:
        _print_json(_difference_json(found))
        return
    typer.echo("\n".join(_difference_lines(found)))


def form_named(name: str) -> Template:
    """Find a form; without a version it is the newest, without a language the English one."""
    wanted, _, rest = name.partition("/")
    version, _, language = rest.partition("/")
    found = [each for each in FORMS if _fits(each, wanted, version, language or ENGLISH)]
    if not found:
        raise InputError(f"no form is called {plain(name)[:60]!r}", mend="see autonome consent templates list.")
    return FORMS[max(found, key=_number)]


def _fits(name: str, wanted: str, version: str, language: str) -> bool:
    return name == f"{wanted}/{version or _number(name)}/{language}"


def _number(name: str) -> int:
    """The version of a shipped form, which are numbers."""
    return int(name.split("/")[1])


def _print_json(value: Json) -> None:
    typer.echo(json.dumps(value, ensure_ascii=True))


def _listed(form: Template) -> Json:
    return {
        "name": form.name,
        "about": ABOUT[form.id],
        "digest": form.digest,
        "text_sha256": form.text_sha256,
        "terms": form.terms.to_json(),
        "questions": [question.id for question in form.questions],
    }


def _version_lines(name: str, forms: list[Template]) -> Iterator[str]:
    first = forms[0]
    yield f"{name}: {ABOUT[first.id]}"
    yield f"  questions   {len(first.questions)}"
    yield f"  terms       {words.terms(first.terms)}"
    yield from (f"  {each.language:10}  {each.digest}" for each in forms)
    yield ""


def _question_lines(form: Template) -> Iterator[str]:
    for question in form.questions:
        yield f"{question.id}: {question.text}"
        yield from (f"  {line}" for line in words.meaning(question))
        yield ""


def _form_lines(form: Template) -> Iterator[str]:
    yield f"form        {form.name}: {ABOUT[form.id]}"
    yield f"terms       {words.terms(form.terms)}"
    yield f"text        {form.text_sha256}"
    yield f"digest      {form.digest}"
    if form.language != ENGLISH:
        yield UNREVIEWED
    yield COMMITTEE


def _difference_lines(found: Differences) -> Iterator[str]:
    yield f"from {found.old.name} to {found.new.name}"
    both = sum(1 for each in found.text if each.mark is Mark.BOTH)
    yield f"text: {both} sentences are in both"
    signs = {Mark.OLD: "-", Mark.NEW: "+"}
    yield from (f"  {signs[each.mark]} {each.words}" for each in found.text if each.mark in signs)
    if found.terms_changed:
        yield f"terms: {words.terms(found.old.terms)} → {words.terms(found.new.terms)}"
    yield "questions:"
    for each in found.questions:
        yield from (f"  {line}" for line in words.difference(each))
    to_ask = ", ".join(found.to_ask) or "none"
    yield f"to be asked of whoever said yes to {found.old.name}: {to_ask}"


def _difference_json(found: Differences) -> Json:
    return {
        "old": found.old.name,
        "new": found.new.name,
        "text": [{"in": str(each.mark), "sentence": each.words} for each in found.text],
        "terms": {"old": found.old.terms.to_json(), "new": found.new.terms.to_json()},
        "questions": [_question_json(each) for each in found.questions],
        "to_ask": list(found.to_ask),
    }


def _question_json(each: QuestionDifference) -> Json:
    return {
        "id": each.id,
        "scope": str(each.scope),
        "old": None if each.old is None else each.old.text,
        "new": None if each.new is None else each.new.text,
        "yes_covers": each.yes_covers,
        "no_covers": each.no_covers,
        "lacks": sorted(each.lacks),
        "gained": words.codes(each.gained),
        "lost": words.codes(each.lost),
    }
