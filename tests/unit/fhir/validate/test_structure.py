"""Reading JSON against base definitions: names, lists, nulls, primitives, depth."""

from __future__ import annotations

from typing import Any

import pytest

from autonome.fhir.validate import DefinitionError, Definitions, Validator
from tests.unit.fhir.validate.small_definitions import BASE, base, errors, structure, thing, validator

CASES: dict[str, tuple[Any, list[str]]] = {
    "sound": (thing(), []),
    "not an object": ([], ["(document) json"]),
    "no type": ({"name": "a"}, ["(document) json"]),
    "unknown type": ({"resourceType": "Nothing"}, ["Nothing json"]),
    "abstract type": ({"resourceType": "DomainResource"}, ["DomainResource json"]),
    "a data type is no resource": ({"resourceType": "Coding", "code": "a"}, ["Coding json"]),
    "unknown name": (thing(colour="red"), ["Thing unknown-element"]),
    "required element absent": ({"resourceType": "Thing"}, ["Thing.name cardinality"]),
    "null": (thing(status=None), ["Thing.status json"]),
    "list for one value": (thing(status=["a"]), ["Thing.status json"]),
    "one value for a list": (thing(kind={"text": "a"}), ["Thing.kind json"]),
    "empty list": (thing(kind=[]), ["Thing.kind json"]),
    "null in a list of objects": (thing(kind=[None]), ["Thing.kind[0] json"]),
    "empty object": (thing(kind=[{}]), ["Thing.kind[0] json"]),
    "text for an object": (thing(kind=["a"]), ["Thing.kind[0] json"]),
    "choice by its name": (thing(valueInteger=3), []),
    "choice of a type that is not offered": (thing(valueDate="2020"), ["Thing unknown-element"]),
    "two choices": (thing(valueInteger=3, valueString="a"), ["Thing.value cardinality"]),
    "primitive of a wrong kind": (thing(valueInteger="3"), ["Thing.valueInteger primitive"]),
    "no such day": (thing(when="2023-02-29"), ["Thing.when primitive"]),
    "a resource's id is an id": (thing(id="a b"), ["Thing.id primitive"]),
    "an element's id is text": (thing(kind=[{"id": "a b", "text": "c"}]), []),
    "extension of a primitive": (thing(_status={"extension": [{"url": "urn:e", "valueString": "a"}]}), []),
    "nothing but an id is no extension": (thing(_status="a"), ["Thing.status json"]),
    "extension member of an object": (thing(_kind=[{"id": "a"}]), ["Thing.kind json", "Thing.kind[0] json"]),
    "children by content reference": (
        thing(part=[{"code": {"text": "a"}, "part": [{}]}]),
        ["Thing.part[0].part[0] json", "Thing.part[0].part[0].code cardinality"],
    ),
    "contained resource": (
        thing(contained=[{"resourceType": "Owner", "colour": 1}]),
        ["Thing.contained[0] unknown-element"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("document", "expected"), CASES.values(), ids=CASES.keys())
def test_what_json_may_say(document: object, expected: list[str]) -> None:
    assert errors(validator().validate(document)) == expected


def test_deep_nesting_is_refused_in_one_line() -> None:
    document: dict[str, Any] = {"code": {"text": "a"}}
    for _ in range(200):
        document = {"code": {"text": "a"}, "part": [document]}
    report = validator().validate(thing(part=[document]))
    assert report.errors[0].rule == "limit"
    assert report.errors[0].message == "is nested more than 64 deep"


def test_ten_thousand_elements_take_less_than_a_second() -> None:
    parts = [{"code": {"text": "a"}}] * 5_000
    assert validator().validate(thing(part=parts)).valid


def test_the_tree_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autonome.fhir.validate.tree.MAX_NODES", 50)
    report = validator().validate(thing(part=[{"code": {"text": "a"}}] * 100))
    assert [issue.message for issue in report.errors if issue.rule == "limit"] == [
        "the document holds more than 50 elements; not read further"
    ]


def test_without_base_definitions_there_is_no_validator() -> None:
    with pytest.raises(DefinitionError, match="FHIR's own types are not among the packages"):
        Validator(Definitions({}, {}, {}))


REFUSED: dict[str, dict[str, Any]] = {
    "has no snapshot": {"snapshot": None},
    "has an element without an id of its own": {"snapshot": {"element": [{"path": "Thing"}]}},
    "has an element under an unknown parent": {"snapshot": {"element": [{"id": "Thing"}, {"id": "Thing.a.b"}]}},
}


@pytest.mark.parametrize(("message", "change"), REFUSED.items())
def test_a_broken_definition_is_refused_by_name(message: str, change: dict[str, Any]) -> None:
    broken = structure("http://example.org/broken", "resource", (), type="Thing") | change
    with pytest.raises(DefinitionError, match=f"http://example.org/broken {message}"):
        validator(broken).validate(thing(meta={"profile": ["http://example.org/broken"]}))


def test_garbage_in_a_definition_is_no_traceback() -> None:
    garbage = structure("http://example.org/g", "resource", ("name 1..1 string",), type="Thing")
    garbage["snapshot"]["element"][1] |= {
        "type": "x",
        "constraint": [3],
        "binding": [],
        "slicing": 1,
        "max": "many",
        "min": {},
    }
    assert validator(garbage).validate(thing(), ["http://example.org/g"]).valid


def test_definitions_that_derive_from_each_other_end() -> None:
    structures = base()
    structures[f"{BASE}Resource"]["baseDefinition"] = f"{BASE}Thing"
    small = Validator(Definitions(structures, {}, {}))
    assert small.profiles.ancestors("Thing") == ("Thing", "DomainResource", "Resource")
    assert small.profiles.line(f"{BASE}Thing")[0] == f"{BASE}Thing"
