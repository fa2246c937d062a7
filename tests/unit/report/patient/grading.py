"""Grades of a page and of each of its sections, and the table that the test run prints."""

from __future__ import annotations

from collections.abc import Iterable

from autonome.plan.values import Plan
from tests.unit.report.patient.plans import names_in
from tests.unit.report.patient.readability import HIGHEST_GRADE, MOST_WORDS, Measure, measure, prose_by_section, words


def graded(page: str, plan: Plan, names: Iterable[str] = ()) -> dict[str, Measure]:
    """Measure of the whole page and of each section."""
    names = (*names_in(plan), *names)
    sections = prose_by_section(page)
    whole = measure((text for texts in sections.values() for text in texts), names)
    return {"whole page": whole, **{name: measure(texts, names) for name, texts in sections.items()}}


def held(page: str, plan: Plan, names: Iterable[str] = ()) -> dict[str, Measure]:
    """The same, after seeing that every section is easy enough and no sentence too long.

    Args:
        page: to measure.
        plan: behind it; its names count as one easy word each.
        names: further ones.
    """
    found = graded(page, plan, names)
    assert {name: each.longest for name, each in found.items() if len(words(each.longest)) > MOST_WORDS} == {}
    assert {name: round(each.grade, 2) for name, each in found.items() if each.grade > HIGHEST_GRADE} == {}
    return found


def table(title: str, found: dict[str, Measure]) -> str:
    rows = [
        f"  {name:<14} {each.grade:5.1f} {len(each.sentences):10} {len(words(each.longest)):8}"
        for name, each in found.items()
    ]
    return "\n".join([f"{title}: Flesch-Kincaid grade, sentences, longest sentence in words", *rows])
