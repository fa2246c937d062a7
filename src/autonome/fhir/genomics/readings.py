"""What our own elements say: inputs of tasks and components of observations, under our own terms.

Whatever is not as `plan_bundle` writes it is an `UnusableError` with its path.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from autonome.fhir.elements import Element, UnusableError
from autonome.fhir.genomics.codes import TERMS, VALUES

Word = TypeVar("Word", bound=StrEnum)


def inputs(task: Element, code: str) -> list[Element]:
    """Inputs of a task under one of our own terms."""
    return _under(task.children("input"), "type", code)


def components(observation: Element, code: str) -> list[Element]:
    """Components of an observation under one of our own terms."""
    return _under(observation.children("component"), "code", code)


def _under(parts: tuple[Element, ...], name: str, code: str) -> list[Element]:
    named = [(part, part.child(name)) for part in parts]
    return [part for part, kind in named if kind and code in codes(kind, TERMS)]


def one(task: Element, code: str) -> Element:
    """The one input under a term."""
    return _single(inputs(task, code), f"{task.path}.input", code)


def _single(found: list[Element], path: str, code: str) -> Element:
    if len(found) != 1:
        raise UnusableError(f"{path} holds {len(found)} times {code}, not once")
    return found[0]


def text(task: Element, code: str) -> str:
    """The text of an input that may be absent."""
    return one(task, code).text("valueString") if inputs(task, code) else ""


def part(observation: Element, code: str) -> Element:
    """The one component under a term."""
    return _single(components(observation, code), f"{observation.path}.component", code)


def part_text(observation: Element, code: str) -> str:
    """The text of a component that may be absent."""
    return part(observation, code).text("valueString") if components(observation, code) else ""


def flag(task: Element, code: str) -> bool:
    """An input that is true or false."""
    given = one(task, code)
    value = given.flag("valueBoolean")
    if value is None:
        raise UnusableError(f"{given.path} is neither true nor false")
    return value


def concept(given: Element) -> Element:
    """The coded value of an input or a component."""
    found = given.child("valueCodeableConcept")
    if found is None:
        raise UnusableError(f"{given.path} has no coded value")
    return found


def word(words: type[Word], given: Element) -> Word:
    """One of our own answers."""
    return word_in(words, concept(given), given.path)


def word_in(words: type[Word], held: Element | None, path: str) -> Word:
    """One of our own answers, from the concept itself; ``path`` leads to what holds it."""
    code = next(iter(codes(held, VALUES)), "") if held else ""
    try:
        return words(code)
    except ValueError as error:
        raise UnusableError(f"{path} says {code!r}, which is no {words.__name__.lower()}") from error


def codes(held: Element, system: str) -> list[str]:
    """A concept's codes in one of our systems."""
    return [each.text("code") for each in held.children("coding") if each.text("system") == system]


def under_ours(task: Element, code: str) -> Iterator[list[str]]:
    """Of each input under a term that says several things at once, all of its answers."""
    return (codes(concept(given), VALUES) for given in inputs(task, code))
