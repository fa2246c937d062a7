"""Scopes of consent forms in words and codes, for the terminal: in English, whatever the form's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from autonome.consent import (
    CATEGORIES,
    FINDINGS,
    JURISDICTIONS,
    OBLIGATIONS,
    PURPOSES,
    RECIPIENTS,
    Atom,
    Question,
    Taxonomy,
    Terms,
)
from autonome.consent.differences import QuestionDifference, ScopeChange
from autonome.consent.summaries import Summary, summaries
from autonome.consent.templates import atom_to_json
from autonome.kernel import Json


def terms(held_to: Terms) -> str:
    """What a form is held to."""
    think, longest = held_to.days_to_think, held_to.longest_days
    parts = [
        "no time to think is asked for" if not think else f"{think} day{'' if think == 1 else 's'} to think",
        "as long as each act says" if longest is None else f"at most {longest} days",
    ]
    if held_to.after_death is not None:
        parts.append(f"after death a yes {held_to.after_death}")
    return ", ".join(parts)


def meaning(question: Question) -> Iterator[str]:
    """What a yes to a question means."""
    if question.finding is not None:
        yield f"to be told  {FINDINGS[question.finding]} ({question.finding})"
        return
    for each in summaries(question.atoms):
        yield from _summary_lines(each)


def _summary_lines(summary: Summary) -> Iterator[str]:
    atom = summary.atom
    yield f"what for    {_said(PURPOSES, [atom.purpose])}{_about(atom)}"
    yield f"data        {_said(CATEGORIES, summary.categories)}"
    yield f"who         {_said(RECIPIENTS, summary.recipients)}{_named(atom)}"
    yield f"done        {', '.join(sorted(atom.actions))}"
    yield f"where       {_where(summary)}"
    if atom.commercial is not None:
        yield f"profit      {'only for profit' if atom.commercial else 'only without profit'}"
    if atom.window is not None:
        yield f"time        only data from {atom.window.start} on"
    yield from (f"duty        {OBLIGATIONS[code].label} ({code})" for code in atom.obligations)
    yield f"given       {', '.join(sorted(atom.kinds))}"


def _said(tree: Taxonomy[Any], codes: Iterable[str]) -> str:
    return "; ".join(f"{tree.label(code)} ({code})" for code in codes)


def _about(atom: Atom) -> str:
    return f", on {', '.join(sorted(atom.diseases))} alone" if atom.diseases else ""


def _named(atom: Atom) -> str:
    return f", {atom.recipient_id} alone" if atom.recipient_id is not None else ""


def _where(summary: Summary) -> str:
    if summary.places == ("world",):
        return f"{_said(JURISDICTIONS, summary.places)}, and from one to another"
    return f"within each of these, and not from one to another: {_said(JURISDICTIONS, summary.places)}"


def difference(found: QuestionDifference) -> Iterator[str]:
    """One question, old and new."""
    reworded = ", in other words" if found.is_reworded else ""
    yield f"{found.id}: {found.scope}{reworded}"
    if found.is_reworded and found.old is not None and found.new is not None:
        yield f"  - {found.old.text}"
        yield f"  + {found.new.text}"
    if found.scope is ScopeChange.ADDED and found.new is not None:
        yield f"  + {found.new.text}"
    if found.scope is ScopeChange.REMOVED and found.old is not None:
        yield f"  - {found.old.text}"
        return
    if found.scope is not ScopeChange.ADDED:
        yield from (f"  more   {line}" for line in _short(found.gained))
        yield from (f"  less   {line}" for line in _short(found.lost))
        if found.lacks:
            yield f"  an old yes was not given as {', '.join(sorted(found.lacks))}"
        yield f"  an old yes {_covers(holds=found.yes_covers)}; an old no {_covers(holds=found.no_covers)}"


def _covers(*, holds: bool) -> str:
    return "still covers it" if holds else "does not cover it"


def _short(atoms: Iterable[Atom]) -> Iterator[str]:
    for each in summaries(atoms):
        data, who = _said(CATEGORIES, each.categories), _said(RECIPIENTS, each.recipients)
        done = ", ".join(sorted(each.atom.actions))
        yield f"{_said(PURPOSES, [each.atom.purpose])}{_about(each.atom)}: {data}; {who}; {done}; {_where(each)}"


def codes(atoms: Iterable[Atom]) -> Json:
    """Atoms as they stand in a consent file."""
    return [atom_to_json(each) for each in atoms]
