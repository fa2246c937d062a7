"""Whatever comes in, an answer or one line comes out: documents, definitions, expressions, paths."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.fhir.validate import DefinitionError, Report
from autonome.fhir.validate.discriminators import steps_of
from autonome.fhir.validate.fhirpath import UnsupportedError, parse
from autonome.fhir.validate.narrative import narrative_fault
from autonome.fhir.validate.snapshots import read_profile
from tests.examples import examples
from tests.unit.fhir.validate.small_definitions import MINE, base, profile, thing, validator

NAMES = st.sampled_from(
    [
        "id",
        "meta",
        "profile",
        "extension",
        "url",
        "name",
        "_name",
        "status",
        "kind",
        "coding",
        "code",
        "system",
        "text",
        "valueString",
        "valueInteger",
        "owner",
        "reference",
        "part",
        "contained",
        "resourceType",
        "other",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.sampled_from(["Thing", "#a", "urn:a", "2020", "", f"{MINE}p"])
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)
PIECES = "a . ( ) 'b' and or exists() where( $this %resource = | 1 [ ] is as not() in {} - implies \\ ' `c` , all("
EXPRESSION = st.lists(st.sampled_from(PIECES.split(" ")), max_size=15).map(" ".join)
KEYS = st.sampled_from(["id", "path", "min", "max", "type", "slicing", "constraint", "base", "binding"])
ELEMENTS = st.lists(st.dictionaries(KEYS, JSON, max_size=6), max_size=6)
RULES: dict[str, dict[str, Any]] = {
    "kind": {"slicing": {"discriminator": [{"type": "value", "path": "coding.code"}], "rules": "closed"}},
    "kind:a": {"patternCodeableConcept": {"coding": [{"code": "a"}]}},
    "": {"constraint": [{"key": "t-1", "severity": "error", "expression": "owner.resolve().name = name"}]},
}
SMALL = validator(profile("p", RULES, "kind:a 0..1 CodeableConcept"))


@given(JSON, st.dictionaries(NAMES, JSON, max_size=6))
@settings(max_examples=examples(100))
def test_any_document_gets_a_report(loose: object, members: dict[str, Any]) -> None:
    declaring = {"meta": {"profile": [f"{MINE}p"]}}
    for document in (loose, thing(**members), thing(**(members | declaring))):
        report = SMALL.validate(document)
        assert isinstance(report, Report)
        assert all("\n" not in issue.message for issue in report.issues)


@given(ELEMENTS)
@settings(max_examples=examples(60))
def test_any_definition_is_read_or_refused(elements: list[dict[str, Any]]) -> None:
    definition = {**base()["http://hl7.org/fhir/StructureDefinition/Thing"], "snapshot": {"element": elements}}
    try:
        assert read_profile(definition).type == "Thing"
    except DefinitionError as refused:
        assert "\n" not in str(refused)  # noqa: PT017 - either outcome is right


@given(EXPRESSION | st.text(max_size=40))
@settings(max_examples=examples(200))
def test_any_expression_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except UnsupportedError as refused:
        assert str(refused)  # noqa: PT017 - either outcome is right


@given(st.text(max_size=60))
def test_any_path_and_any_narrative_have_an_answer(text: str) -> None:
    steps_of(text)
    assert narrative_fault(text)
