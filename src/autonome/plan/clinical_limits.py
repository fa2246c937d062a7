"""What the clinical rules could not look at in this record: parts without consent, silence, words that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from autonome.consent import CATEGORIES, TREATMENT_2
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

NEEDED_WORDS: Mapping[str, Text] = {
    "demographics": Text("name, age and sex"),
    "medications": Text("medicines"),
    "pharmacogenes": Text("genes that change how medicines work"),
}
"""The same for those without which only a part of a plan can be made, for who may see no more."""


_ON_A_FORM = frozenset(atom.category for question in TREATMENT_2.questions for atom in question.atoms)
"""Of the form for treatment; version 3 asks the same."""


def on_a_form(categories: Iterable[str]) -> tuple[str, ...]:
    """Those that a consent form asks about, so that a person could have said yes or no."""
    return tuple(each for each in categories if any(CATEGORIES.covers(asked, each) for asked in _ON_A_FORM))


def on_no_form(categories: Iterable[str]) -> tuple[str, ...]:
    """Those that no form asks about: that consent does not cover them says nothing of what the person wants."""
    return tuple(each for each in categories if not on_a_form((each,)))


def category_words(categories: tuple[str, ...]) -> tuple[str, ...]:
    """Categories in words."""
    known = {**CATEGORY_WORDS, **NEEDED_WORDS}
    return tuple(known.get(each, Text("{category}", category=each)) for each in categories)


def clinical_limits(state: ClinicalState) -> Iterator[Limit]:
    """Limits that this record adds."""
    if "medications" in state.facts.not_covered:
        text = Text(
            "Which medicines the patient takes was not to be seen: what they do to one another and to the genes' "
            "effect was not looked at."
        )
        yield Limit("medicines-not-seen", text)
    if asked := on_a_form(state.facts.not_covered):
        parts = series(category_words(asked))
        yield Limit(
            "consent",
            Text("Consent does not cover these parts of the record; they were not looked at: {parts}.", parts=parts),
        )
    if never := on_no_form(state.facts.not_covered):
        text = Text(
            "No consent form asks about these parts of the record; they were not looked at: {parts}.",
            parts=series(category_words(never)),
        )
        yield Limit("consent-not-asked", text)
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
