"""Profiles of a small type: cardinality, types, values, bindings, slices, references, extensions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.fhir.validate.small_definitions import (
    BASE,
    ELEMENT,
    MINE,
    Json,
    errors,
    profile,
    structure,
    thing,
    unchecked,
    validator,
)

RED = {"coding": [{"system": "urn:colours", "code": "red"}]}
BLUE = {"coding": [{"system": "urn:colours", "code": "blue"}]}
COLOURS = {"urn:vs:colours": {"compose": {"include": [{"system": "urn:colours", "concept": [{"code": "red"}]}]}}}

COLOURED: Json = {"kind": {"binding": {"strength": "required", "valueSet": "urn:vs:colours"}}}
COLOURED_STATUS: Json = {"status": {"binding": {"strength": "required", "valueSet": "urn:vs:colours|1"}}}
WHEN: Json = {"": {"constraint": [{"key": "t-1", "severity": "error", "human": "h", "expression": "when.exists()"}]}}
PERHAPS_WHEN: Json = {"": {"constraint": [WHEN[""]["constraint"][0] | {"severity": "warning"}]}}


def declared(**members: object) -> Json:
    """A Thing that declares the profile under test."""
    return thing(meta={"profile": [f"{MINE}p"]}, **members)


def found(rules: Json, document: Json, *slices: str) -> list[str]:
    """Errors of a document against a profile of these rules."""
    return errors(validator(profile("p", rules, *slices), value_sets=COLOURS).validate(document))


@pytest.mark.parametrize(
    ("rules", "document", "expected"),
    [
        ({"when": {"min": 1}}, declared(), ["Thing.when cardinality"]),
        ({"kind": {"max": "1"}}, declared(kind=[RED, RED]), ["Thing.kind cardinality"]),
        ({"kind": {"max": "0"}}, declared(kind=[RED]), ["Thing.kind cardinality"]),
        ({"value[x]": {"type": [{"code": "integer"}]}}, declared(valueString="a"), ["Thing.valueString type"]),
        ({"status": {"fixedCode": "final"}}, declared(status="draft"), ["Thing.status fixed"]),
        ({"status": {"fixedCode": "final"}}, declared(status="final"), []),
        ({"kind": {"patternCodeableConcept": RED}}, declared(kind=[BLUE]), ["Thing.kind[0] pattern"]),
        ({"kind": {"patternCodeableConcept": RED}}, declared(kind=[RED | {"text": "more"}]), []),
        ({"name": {"maxLength": 2}}, declared(name="abc"), ["Thing.name range"]),
        ({"value[x]": {"minValueInteger": 3}}, declared(valueInteger=2), ["Thing.valueInteger range"]),
        ({"value[x]": {"maxValueInteger": 3}}, declared(valueInteger=4), ["Thing.valueInteger range"]),
        (COLOURED, declared(kind=[BLUE]), ["Thing.kind[0] binding"]),
        (COLOURED, declared(kind=[{"text": "red"}]), ["Thing.kind[0] binding"]),
        (COLOURED, declared(kind=[RED]), []),
        ({"kind": {"binding": {"strength": "extensible", "valueSet": "urn:vs:colours"}}}, declared(kind=[BLUE]), []),
        (COLOURED_STATUS, declared(status="blue"), ["Thing.status binding"]),
        (WHEN, declared(), ["Thing invariant"]),
        (PERHAPS_WHEN, declared(), []),
    ],
)  # fmt: skip
def test_a_rule_of_a_profile(rules: Json, document: Json, expected: list[str]) -> None:
    assert found(rules, document) == expected


def test_what_cannot_be_checked_is_said() -> None:
    rules: Json = {
        "kind": {"binding": {"strength": "required", "valueSet": "urn:vs:not-here"}},
        "": {"constraint": [{"key": "t-1", "severity": "error", "human": "h", "expression": "memberOf('a')"}]},
    }
    report = validator(profile("p", rules)).validate(declared(kind=[RED]), [f"{MINE}nowhere"])
    assert report.valid
    assert unchecked(report) == ["Thing invariant", "Thing.kind[0] binding", "Thing profile"]


def test_a_profile_of_another_type_is_an_error() -> None:
    other = profile("o", of="Owner")
    assert errors(validator(other).validate(thing(meta={"profile": [f"{MINE}o"]}))) == ["Thing.meta.profile[0] profile"]


def sliced(kind: str, path: str, rules: str = "open", *, ordered: bool = False) -> Json:
    """What slices a list."""
    return {"slicing": {"discriminator": [{"type": kind, "path": path}], "rules": rules, "ordered": ordered}}


SLICES = ("kind:red 1..1 CodeableConcept", "kind:blue 0..1 CodeableConcept")
SLICED: Json = {"kind:red": {"patternCodeableConcept": RED}, "kind:blue": {"patternCodeableConcept": BLUE}}
GREEN = {"text": "green"}


@pytest.mark.parametrize(
    ("slicing", "kinds", "expected"),
    [
        (sliced("value", "$this"), [RED], []),
        (sliced("value", "$this"), [GREEN], ["Thing.kind cardinality"]),
        (sliced("pattern", "$this"), [RED, RED], ["Thing.kind cardinality"]),
        (sliced("value", "coding"), [GREEN, BLUE, RED], []),
        (sliced("value", "coding.code"), [BLUE], ["Thing.kind cardinality"]),
        (sliced("value", "$this", "closed"), [RED, GREEN], ["Thing.kind[1] slicing"]),
        (sliced("value", "$this", ordered=True), [BLUE, RED], ["Thing.kind[1] slicing"]),
        (sliced("value", "$this", ordered=True), [RED, BLUE], []),
        (sliced("value", "$this", "openAtEnd"), [GREEN, RED], ["Thing.kind[1] slicing"]),
        (sliced("value", "$this", "openAtEnd"), [RED, GREEN], []),
    ],
)
def test_slices(slicing: Json, kinds: list[Json], expected: list[str]) -> None:
    assert found(SLICED | {"kind": slicing}, declared(kind=kinds), *SLICES) == expected


def test_slices_by_what_stands_below_them() -> None:
    lines = ("part:red 1..1 BackboneElement", "part:red.code 1..1 CodeableConcept", "part:red.value[x] 1..1 integer")
    rules = {"part": sliced("value", "code"), "part:red.code": {"patternCodeableConcept": RED}}
    assert found(rules, declared(part=[{"code": RED, "valueInteger": 1}]), *lines) == []
    assert found(rules, declared(part=[{"code": RED}]), *lines) == ["Thing.part[0].value cardinality"]
    assert found(rules, declared(part=[{"code": RED, "valueString": "a"}]), *lines) == [
        "Thing.part[0].valueString type"
    ]
    assert found(rules, declared(part=[{"code": BLUE}]), *lines) == ["Thing.part cardinality"]


def test_slices_by_type() -> None:
    lines = ("value[x]:valueInteger 1..1 integer",)
    rules = {"value[x]": sliced("type", "$this", "closed")}
    assert found(rules, declared(valueInteger=1), *lines) == []
    assert found(rules, declared(valueString="a"), *lines) == ["Thing.value cardinality", "Thing.valueString slicing"]


def test_slices_by_existence() -> None:
    lines = ("part:valued 1..1 BackboneElement", "part:valued.value[x] 1..1 integer")
    rules = {"part": sliced("exists", "value")}
    assert found(rules, declared(part=[{"code": RED, "valueInteger": 1}]), *lines) == []
    assert found(rules, declared(part=[{"code": RED}]), *lines) == ["Thing.part cardinality"]


def bundle(*resources: Json) -> Json:
    """A Bundle; the resources are at urn:0, urn:1 …"""
    return {
        "resourceType": "Bundle",
        "entry": [{"fullUrl": f"urn:{at}", "resource": one} for at, one in enumerate(resources)],
    }


def owned(*addresses: str) -> Json:
    return declared(owner=[{"reference": address} for address in addresses])


NAMED = profile("named", {"name": {"min": 1}}, of="Owner")
BY_PROFILE = profile(
    "p",
    {
        "owner": sliced("profile", "resolve()"),
        "owner:named": {"type": [{"code": "Reference", "targetProfile": [f"{MINE}named"]}]},
    },
    "owner:named 1..1 Reference",
)


def test_slices_by_the_profile_of_a_target() -> None:
    small = validator(BY_PROFILE, NAMED)
    good, bad = {"resourceType": "Owner", "name": "a"}, {"resourceType": "Owner"}
    assert errors(small.validate(bundle(owned("urn:1"), good))) == []
    assert errors(small.validate(bundle(owned("urn:1"), bad))) == ["Bundle.entry[0].resource.owner cardinality"]
    away = small.validate(bundle(owned("urn:9"), good))
    assert away.valid
    assert "Bundle.entry[0].resource.owner slicing" in unchecked(away)


TARGETED = profile("p", {"owner": {"type": [{"code": "Reference", "targetProfile": [f"{MINE}named"]}]}})


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ({"reference": "Owner/1"}, []),
        ({"reference": "http://example.org/fhir/Owner/1/_history/2"}, []),
        ({"reference": "Thing/1"}, ["Thing.owner[0] reference"]),
        ({"type": "Thing"}, ["Thing.owner[0] reference"]),
        ({"reference": "Owner/1", "type": "Thing"}, ["Thing.owner[0] reference"]),
        ({"reference": "urn:uuid:1"}, []),
        ({"reference": "#named"}, []),
        ({"reference": "#nameless"}, ["Thing.owner[0] reference"]),
    ],
)
def test_targets_of_references(reference: Json, expected: list[str]) -> None:
    contained = [{"resourceType": "Owner", "id": "named", "name": "a"}, {"resourceType": "Owner", "id": "nameless"}]
    document = declared(owner=[reference], contained=contained)
    assert errors(validator(TARGETED, NAMED).validate(document)) == expected


def test_relative_references_follow_the_entry_s_own_server() -> None:
    owner = {"resourceType": "Owner", "id": "1"}
    document: Any = bundle(owned("Owner/1"), owner)
    document["entry"][0]["fullUrl"] = "http://a.example/fhir/Thing/1"
    small = validator(TARGETED, NAMED)
    document["entry"][1]["fullUrl"] = "http://b.example/fhir/Owner/1"
    assert errors(small.validate(document)) == []
    document["entry"][1]["fullUrl"] = "http://a.example/fhir/Owner/1"
    assert errors(small.validate(document)) == ["Bundle.entry[0].resource.owner[0] reference"]


def test_an_address_that_names_another_id_is_an_error() -> None:
    document: Any = bundle({"resourceType": "Owner", "id": "1"})
    document["entry"][0]["fullUrl"] = "http://a.example/fhir/Owner/2"
    assert errors(validator().validate(document)) == ["Bundle.entry[0] bundle"]


def extension(name: str, contexts: list[str], *, more: Json | None = None) -> Json:
    """A simple extension with a text."""
    lines = (*ELEMENT, "url 1..1 uri", "value[x] 1..1 string")
    rules = {"url": {"fixedUri": MINE + name}} | (more or {})
    found = structure(MINE + name, "complex-type", lines, rules, type="Extension")
    return found | {"context": [{"type": "element", "expression": one} for one in contexts]}


EXTENSIONS = (
    extension("on-thing", ["Thing"]),
    extension("on-part", ["Thing.part"]),
    extension("anywhere", ["Element"]),
    extension("changes", ["Thing"], more={"": {"isModifier": True}}),
)


def extended(name: str, **value: object) -> Json:
    return {"url": MINE + name, **(value or {"valueString": "a"})}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"extension": [extended("on-thing")]}, []),
        ({"extension": [extended("anywhere")]}, []),
        ({"extension": [extended("on-part")]}, ["Thing.extension[0] extension"]),
        ({"extension": [extended("on-thing", valueInteger=1)]}, ["Thing.extension[0].valueInteger type"]),
        ({"extension": [extended("changes")]}, ["Thing.extension[0] extension"]),
        ({"modifierExtension": [extended("changes")]}, []),
        ({"modifierExtension": [extended("on-thing")]}, ["Thing.modifierExtension[0] extension"]),
        ({"modifierExtension": [extended("unheard-of")]}, ["Thing.modifierExtension[0] extension"]),
        ({"extension": [{"url": "relative", "valueString": "a"}]}, ["Thing.extension[0] extension"]),
        ({"extension": [{"url": f"{BASE}Thing", "valueString": "a"}]}, ["Thing.extension[0] extension"]),
        ({"part": [{"code": RED, "part": [{"code": RED, "extension": [extended("on-part")]}]}]}, []),
        ({"_name": {"extension": [extended("on-part")]}}, ["Thing.name.extension[0] extension"]),
    ],
)
def test_extensions(members: Json, expected: list[str]) -> None:
    assert errors(validator(*EXTENSIONS).validate(thing(**members))) == expected


def test_an_extension_that_nobody_defines_is_not_checked() -> None:
    report = validator().validate(thing(extension=[extended("unheard-of")]))
    assert report.valid
    assert unchecked(report) == ["Thing.extension[0] extension"]


def test_a_profile_that_demands_itself_ends() -> None:
    rules = {"contained": {"type": [{"code": "Resource", "profile": [f"{MINE}p"]}]}, "when": {"min": 1}}
    inner: Json = thing(id="a", when="2020")
    for level in range(20):
        inner = thing(id=f"a{level}", when="2020", contained=[inner])
    assert found(rules, declared(when="2020", contained=[inner])) == []
    assert found(rules, declared(when="2020", contained=[thing(id="a")])) == ["Thing.contained[0].when cardinality"]


def test_things_that_refer_to_each_other_in_a_circle_end() -> None:
    circle = profile("p", {"owner": {"type": [{"code": "Reference", "targetProfile": [f"{MINE}p"]}]}})
    count = 300
    resources = [owned(f"urn:{(at + 1) % count}") for at in range(count)]
    report = validator(circle).validate(bundle(*resources))
    assert report.valid


def test_a_long_chain_of_references_is_followed_a_few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = profile(
        "p", {"owner": {"type": [{"code": "Reference", "targetProfile": [f"{MINE}p"]}]}, "when": {"min": 1}}
    )
    resources = [owned(f"urn:{at + 1}") | {"when": "2020"} for at in range(2_000)]
    report = validator(chain).validate(bundle(*resources, declared()))
    assert not report.valid
    assert len(unchecked(report)) < len(resources)
    monkeypatch.setattr("autonome.fhir.validate.validator.Walk", _deep)
    deep = validator().validate(thing())
    assert [issue.message for issue in deep.errors] == [
        "cannot be followed to its end: profiles or references lead too deep"
    ]


def _deep(*_: object) -> None:
    raise RecursionError


def test_work_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autonome.fhir.validate.walking.MAX_WORK", 100)
    report = validator().validate(thing(part=[{"code": RED}] * 200))
    assert [issue.message for issue in report.errors] == [
        "the document needs more work than one document may; not evaluated further"
    ]
