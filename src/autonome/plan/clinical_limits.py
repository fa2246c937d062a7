"""What the clinical rules could not look at in this record: parts without consent, silence, words that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.kernel import Text
from autonome.plan.facts.state import ALLERGIES, CONDITIONS, ClinicalState
from autonome.plan.phrases import series
from autonome.plan.values import Limit

CATEGORY_WORDS: Mapping[str, Text] = {
    "allergies": Text("allergies"),
    "conditions": Text("diagnoses"),
    "family": Text("relatives"),
    "goals": Text("goals"),
    "hiv": Text("HIV"),
    "laboratory": Text("laboratory results"),
    "lifestyle": Text("way of life"),
    "mental-health": Text("mental health"),
    "procedures": Text("operations and other procedures"),
    "sexual-health": Text("pregnancy and sexual health"),
    "substance-use": Text("alcohol and drugs"),
    "violence": Text("violence"),
    "vital-signs": Text("weight, height and other measurements"),
}
"""Our words for the categories of data that a plan can use (`consent.categories`)."""


def category_words(categories: tuple[str, ...]) -> tuple[str, ...]:
    """Categories in words."""
    return tuple(CATEGORY_WORDS.get(each, Text("{category}", category=each)) for each in categories)


def clinical_limits(state: ClinicalState) -> Iterator[Limit]:
    """Limits that this record adds."""
    if state.facts.not_covered:
        parts = series(category_words(state.facts.not_covered))
        yield Limit(
            "consent",
            Text("Consent does not cover these parts of the record; they were not looked at: {parts}.", parts=parts),
        )
    if ALLERGIES in state.silent:
        yield Limit("no-allergies", Text("The record says nothing about allergies, not even that none is known."))
    if CONDITIONS in state.silent:
        yield Limit("no-conditions", Text("The record says nothing about diagnoses, not even that none is known."))
    yield from _unknown_words(state)


def _unknown_words(state: ClinicalState) -> Iterator[Limit]:
    unknown = [each.text for each in state.allergies if not each.is_known]
    if unknown:
        text = Text(
            "These allergies are of nothing that the bundle knows, and no medicine was checked against them: {words}.",
            words=series(unknown),
        )
        yield Limit("allergies-unknown", text)
    unread = [each.text for each in state.allergies if each.is_known and not each.read]
    if unread:
        text = Text(
            "These entries about allergies are in words that could not be read surely, so that they rule nothing out: "
            "{words}. Read them before a medicine is chosen.",
            words=series(unread),
        )
        yield Limit("allergies-unread", text)
    if state.unmatched:
        text = Text(
            "These diagnoses are in words or codes that no rule knows, and nothing was weighed by them: {words}.",
            words=series(state.unmatched),
        )
        yield Limit("conditions-unknown", text)
