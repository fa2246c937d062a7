"""Which data a provision speaks of: labels, resource types, codes, single resources.

A permission needs a word of ours that says no more; a refusal may take a broader one, and then the list says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autonome.consent import CATEGORIES, Effect
from autonome.fhir.consent.codes import (
    ACT_CODE,
    CLASSES,
    DATA_CODES,
    LOINC,
    NARROWER,
    RESOURCE_TYPES,
    SECTIONS,
    SENSITIVE,
    SENSITIVITIES,
)
from autonome.fhir.consent.notes import BROADER, FEWER, LIFTED, REVIEW, Notes
from autonome.fhir.consent.scopes import Scope
from autonome.fhir.elements import Element

_SECTION_DATA: Mapping[str, str] = {code: category for category, code in SECTIONS.items()}

_SAME_CLASSES = frozenset({"AllergyIntolerance", "Condition", "Patient", "Procedure"})
"""Resource types that hold all that our word means, so that it permits no more than they do."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A code: what it permits at most, and what it refuses at least; None where nobody knows."""

    place: str
    said: str
    permits: frozenset[str] | None = None
    refuses: frozenset[str] | None = None


def read_data(provision: Element, effect: Effect, notes: Notes) -> Scope:
    """Read the data of a provision; elements limit each other, the values within one are alternatives."""
    made = Scope()
    for words in (_labels(provision), _classes(provision), _codes(provision), _resources(provision)):
        made = _one_element(list(words), effect, notes).within(made)
    return made


def _one_element(words: list[_Word], effect: Effect, notes: Notes) -> Scope:
    if not words:
        return Scope()
    if effect is Effect.DENY:
        return _refused(words, notes)
    known = [word.permits for word in words if word.permits is not None]
    for word in words:
        if word.permits is None:
            notes.add(word.place, word.said, FEWER if known else REVIEW)
    return Scope(categories=frozenset().union(*known)) if known else Scope(review=True)


def _refused(words: list[_Word], notes: Notes) -> Scope:
    known = [word.refuses for word in words if word.refuses is not None]
    for word in words:
        if word.refuses is None:
            notes.add(word.place, word.said, FEWER if known else REVIEW)
        elif len(known) < len(words):
            notes.add(word.place, word.said, LIFTED)
        elif word.refuses != word.permits:
            notes.add(word.place, word.said, BROADER)
    if len(known) < len(words):
        return Scope()
    return Scope(categories=frozenset().union(*known))


def _labels(provision: Element) -> Iterator[_Word]:
    labels = [(each, each.text("system"), each.text("code")) for each in provision.children("securityLabel")]
    said = {code for _, system, code in labels if system == ACT_CODE}
    whole = {code: category for category, codes in SENSITIVITIES.items() if set(codes) <= said for code in codes}
    for element, system, code in labels:
        if system != ACT_CODE:
            yield _Word(element.path, code)
        elif code in whole:
            yield _Word(element.path, code, frozenset({whole[code]}), frozenset({whole[code]}))
        elif code in NARROWER:
            yield _Word(element.path, code, refuses=frozenset({NARROWER[code]}))
        else:
            yield _Word(element.path, code)


def _classes(provision: Element) -> Iterator[_Word]:
    for each in provision.children("class"):
        code = each.text("code")
        category = CLASSES.get(code) if each.text("system") == RESOURCE_TYPES else None
        if category is None:
            yield _Word(each.path, code)
        else:
            permits = frozenset({category}) if code in _SAME_CLASSES else None
            yield _Word(each.path, code, permits, frozenset({category, *SENSITIVE}))


def _codes(provision: Element) -> Iterator[_Word]:
    for each in provision.children("code"):
        codings = [(coding.text("system"), coding.text("code")) for coding in each.children("coding")]
        own = next((code for system, code in codings if system == DATA_CODES and code in CATEGORIES), None)
        section = next((_SECTION_DATA.get(code) for system, code in codings if system == LOINC), None)
        said = codings[0][1] if codings else each.text("text")
        if own is not None:
            yield _Word(each.path, said, frozenset({CATEGORIES.code(own)}), frozenset({CATEGORIES.code(own)}))
        elif section is not None:
            yield _Word(each.path, said, refuses=frozenset({section, *SENSITIVE}))
        else:
            yield _Word(each.path, said)


def _resources(provision: Element) -> Iterator[_Word]:
    for each in provision.children("data"):
        yield _Word(each.path, f"single resources ({each.text('meaning')})")
