"""Membership in value sets: yes, no, and not known."""

from __future__ import annotations

from typing import Any

import pytest

from autonome.fhir.validate import Definitions
from autonome.fhir.validate.terminology import Terminology

BELOW = {"code": "subsumedBy", "valueCode": "animal"}
ANIMALS = {
    "url": "urn:animals",
    "content": "complete",
    "concept": [
        {"code": "animal", "concept": [{"code": "dog", "concept": [{"code": "pug"}]}, {"code": "cat"}]},
        {"code": "fish", "property": [BELOW, {"code": "legs", "valueInteger": 0}]},
    ],
}  # fmt: skip
PLANTS = {"url": "urn:plants", "content": "fragment", "concept": [{"code": "oak"}]}
LOUD = {"url": "urn:loud", "content": "complete", "caseSensitive": False, "concept": [{"code": "SHOUT"}]}


def _filter(operation: str, value: str, name: str = "concept") -> dict[str, Any]:
    return {"system": "urn:animals", "filter": [{"property": name, "op": operation, "value": value}]}


COMPOSED: dict[str, dict[str, Any]] = {
    "listed": {"include": [{"system": "urn:animals", "concept": [{"code": "dog"}]}]},
    "whole": {"include": [{"system": "urn:animals"}]},
    "fragment": {"include": [{"system": "urn:plants"}]},
    "elsewhere": {"include": [{"system": "urn:not-here"}]},
    "is-a": {"include": [_filter("is-a", "dog")]},
    "descendent": {"include": [_filter("descendent-of", "animal")]},
    "is-not-a": {"include": [_filter("is-not-a", "dog")]},
    "in": {"include": [_filter("in", "dog, cat", "code")]},
    "not-in": {"include": [_filter("not-in", "dog,cat", "code")]},
    "legs": {"include": [_filter("=", "0", "legs")]},
    "has-legs": {"include": [_filter("exists", "true", "legs")]},
    "regex": {"include": [_filter("regex", "d.*", "code")]},
    "without": {"include": [{"system": "urn:animals"}], "exclude": [_filter("is-a", "dog")]},
    "imported": {"include": [{"valueSet": ["urn:vs:is-a", "urn:vs:descendent"]}]},
    "narrowed": {"include": [{"system": "urn:animals", "valueSet": ["urn:vs:listed"]}]},
    "missing import": {"include": [{"valueSet": ["urn:vs:nowhere"]}]},
    "circle": {"include": [{"valueSet": ["urn:vs:circle"]}]},
    "loud": {"include": [{"system": "urn:loud"}]},
    "mime": {"include": [{"system": "urn:ietf:bcp:13"}]},
    "empty": {"include": []},
}
ANSWERS = [
    ("listed", "urn:animals", "dog", True),
    ("listed", "urn:animals", "cat", False),
    ("listed", "urn:plants", "dog", False),
    ("listed", None, "dog", True),
    ("whole", "urn:animals", "pug", True),
    ("whole", "urn:animals", "unicorn", False),
    ("whole", "urn:animals", "Dog", False),
    ("fragment", "urn:plants", "oak", True),
    ("fragment", "urn:plants", "elm", None),
    ("elsewhere", "urn:not-here", "a", None),
    ("is-a", "urn:animals", "dog", True),
    ("is-a", "urn:animals", "pug", True),
    ("is-a", "urn:animals", "cat", False),
    ("descendent", "urn:animals", "animal", False),
    ("descendent", "urn:animals", "pug", True),
    ("descendent", "urn:animals", "fish", True),
    ("is-not-a", "urn:animals", "cat", True),
    ("is-not-a", "urn:animals", "pug", False),
    ("in", "urn:animals", "cat", True),
    ("in", "urn:animals", "fish", False),
    ("not-in", "urn:animals", "fish", True),
    ("legs", "urn:animals", "fish", True),
    ("legs", "urn:animals", "dog", False),
    ("has-legs", "urn:animals", "fish", True),
    ("regex", "urn:animals", "dog", None),
    ("without", "urn:animals", "cat", True),
    ("without", "urn:animals", "pug", False),
    ("imported", "urn:animals", "pug", True),
    ("imported", "urn:animals", "cat", False),
    ("narrowed", "urn:animals", "dog", True),
    ("narrowed", "urn:animals", "cat", False),
    ("missing import", "urn:animals", "dog", None),
    ("circle", "urn:animals", "dog", None),
    ("loud", "urn:loud", "shout", True),
    ("mime", None, "text/plain; charset=utf-8", None),
    ("mime", None, "no mime", False),
    ("empty", None, "a", False),
    ("nowhere", None, "a", None),
    ("expanded", "urn:x", "a", True),
    ("expanded", "urn:x", "b", None),
]


@pytest.fixture(scope="module")
def terminology() -> Terminology:
    sets: dict[str, object] = {f"urn:vs:{name}": {"compose": compose} for name, compose in COMPOSED.items()}
    sets["urn:vs:expanded"] = {"expansion": {"contains": [{"contains": [{"system": "urn:x", "code": "a"}]}]}}
    return Terminology(Definitions({}, sets, {str(one["url"]): one for one in (ANIMALS, PLANTS, LOUD)}))


@pytest.mark.parametrize(("name", "system", "code", "expected"), ANSWERS)
def test_membership(terminology: Terminology, name: str, system: str | None, code: str, expected: bool | None) -> None:  # noqa: FBT001 - an answer
    assert terminology.contains(f"urn:vs:{name}|9.9", system, code) is expected


def test_a_chain_of_imports_ends() -> None:
    sets: dict[str, object] = {
        f"urn:{n}": {"compose": {"include": [{"valueSet": [f"urn:{n + 1}"]}]}} for n in range(5_000)
    }
    assert Terminology(Definitions({}, sets, {})).contains("urn:0", None, "a") is None


def test_concepts_that_are_below_each_other_end() -> None:
    circle = [
        {"code": one, "property": [{"code": "parent", "valueCode": other}]} for one, other in (("a", "b"), ("b", "a"))
    ]
    system = {"url": "urn:c", "content": "complete", "concept": circle}
    compose = {"include": [{"system": "urn:c", "filter": [{"property": "concept", "op": "is-a", "value": "z"}]}]}
    small = Terminology(Definitions({}, {"urn:v": {"compose": compose}}, {"urn:c": system}))
    assert small.contains("urn:v", "urn:c", "a") is False
