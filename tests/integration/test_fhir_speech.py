"""``plan.fhir.json`` in another language: words change, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import given, settings

from autonome.fhir import parse_json
from autonome.fhir.genomics import PlanActions, Speech, actions_of, plan_bundle, read_plan_bundle
from autonome.kernel import Text, canonical_bytes
from autonome.plan.values import Plan
from tests.examples import examples
from tests.unit.fhir.genomics.bundles import CODES, Json, by_url, components, identity_of, written
from tests.unit.fhir.genomics.whole_plans import everything, wholes

OPENED, CLOSED = "⟦", "⟧"


def in_brackets(text: str) -> str:
    return f"{OPENED}{text}{CLOSED}" if isinstance(text, Text) and text else text


BRACKETS = Speech("zh-Hans", in_brackets)
"""A language in which every text of ours stands in brackets, so that what escaped it can be seen."""

WORDS = frozenset({"text", "title", "description", "conclusion"})
"""Elements that hold words."""


def spoken(plan: Plan) -> Any:  # noqa: ANN401 - what a strict reader makes of the bytes
    return parse_json(canonical_bytes(plan_bundle(plan, identity_of(plan), CODES, BRACKETS)), "plan.fhir.json")


def leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    match value:
        case dict():
            for key, each in value.items():
                yield from leaves(each, (*path, key))
        case list():
            for each in value:
                yield from leaves(each, path)
        case str():
            yield path, value


def without_words(bundle: Json) -> list[tuple[tuple[str, ...], str]]:
    """Everything that is a code, an address, a date or a name, the addresses by their places."""
    places = {url: f"@{number}" for number, url in enumerate(by_url(bundle))}
    known = {url.removeprefix("urn:uuid:"): place for url, place in places.items()} | places
    return [
        (path, known.get(text, text))
        for path, text in leaves(bundle["entry"])
        if not {*path} & {*WORDS, "display", "valueString", "language", "div"}
    ]


def amounts_in_brackets(actions: PlanActions) -> PlanActions:
    """The same actions with amounts as the Bundle has them."""
    return replace(
        actions,
        medicines=tuple(
            replace(
                each,
                guidelines=tuple(replace(line, amount=in_brackets(line.amount)) for line in each.guidelines),
                record=tuple(replace(line, amount=in_brackets(line.amount)) for line in each.record),
            )
            for each in actions.medicines
        ),
    )


@given(wholes())
@settings(max_examples=examples(40), deadline=None)
def test_actions_survive_in_any_language(plan: Plan) -> None:
    assert read_plan_bundle(spoken(plan)) == amounts_in_brackets(actions_of(plan))


@given(wholes())
@settings(max_examples=examples(20), deadline=None)
def test_codes_dates_and_references_are_the_same_in_every_language(plan: Plan) -> None:
    assert without_words(spoken(plan)) == without_words(written(plan))


@given(wholes())
@settings(max_examples=examples(10), deadline=None)
def test_two_languages_share_no_address(plan: Plan) -> None:
    assert not set(by_url(spoken(plan))) & set(by_url(written(plan)))


def test_every_resource_says_its_language_and_english_says_none() -> None:
    for plan in everything():
        bundle = spoken(plan)
        assert {bundle["language"], *(each["resource"]["language"] for each in bundle["entry"])} == {"zh-Hans"}
        english = written(plan)
        assert not [each for each in (english, *by_url(english).values()) if "language" in each]


def test_the_narrative_is_in_the_language_too_and_says_so() -> None:
    (plan, *_) = everything()
    (report,) = (each for each in by_url(spoken(plan)).values() if each["resourceType"] == "DiagnosticReport")
    assert '<div xmlns="http://www.w3.org/1999/xhtml" lang="zh-Hans" xml:lang="zh-Hans">' in report["text"]["div"]
    assert f"<td>{OPENED}clopidogrel" in report["text"]["div"]


NAMES = {"CYP2C9", "CYP2C19", "CYP2C19 *1", "CYP2C19 *2", "VKORC1 -1639G>A", "CPIC", "DPWG", "clopidogrel"}
BY_SOURCES = {"as CPIC writes it", "as DPWG writes it"}


def test_no_words_of_ours_escape_the_translators() -> None:
    """All that stays outside the brackets are names, and what the test's small bundle has as plain words."""
    for plan in everything():
        for resource in by_url(spoken(plan)).values():
            ids = components(resource, "rests-on") if "component" in resource else []
            rest = {**resource, "component": [each for each in resource.get("component", []) if each not in ids]}
            escaped = {text for path, text in leaves(rest) if path[-1] in WORDS and OPENED not in text}
            assert escaped <= NAMES | BY_SOURCES
