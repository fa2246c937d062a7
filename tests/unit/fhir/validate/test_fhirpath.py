"""FHIRPath on a small resource: what holds, what does not, and what has no answer."""

from __future__ import annotations

import pytest

from autonome.fhir.validate.fhirpath import (
    FUNCTIONS,
    Evaluation,
    ExhaustedError,
    UndeterminedError,
    UnsupportedError,
    Work,
    parse,
    unsupported,
)
from autonome.fhir.validate.links import Links
from autonome.fhir.validate.tree import Node, TreeBuilder
from tests.unit.fhir.validate.small_definitions import thing, validator

DOCUMENT = thing(
    status="final",
    when="2020-03-01T10:00:00+08:00",
    valueInteger=3,
    kind=[{"text": "a", "coding": [{"system": "urn:s", "code": "c"}]}, {"text": "b"}],
    part=[{"code": {"text": "p"}, "valueString": "2020-03"}, {"code": {"text": "q"}}],
    owner=[{"reference": "#o"}],
    contained=[{"resourceType": "Owner", "id": "o", "name": "x"}],
)
TRUE = [
    "true",
    "name = 'a'",
    "name != 'b'",
    "value = 3",
    "value is integer",
    "value is Integer",
    "(value as integer) > 2",
    "value.ofType(string).empty()",
    "Thing.name = 'a'",
    "kind.count() = 2",
    "kind.text = ('a' | 'b')",
    "kind.select(text).isDistinct()",
    "kind.where(text = 'b').coding.empty()",
    "kind.all(text.exists())",
    "kind[1].text = 'b'",
    "kind.first().coding.code in ('c' | 'd')",
    "('c' | 'd') contains kind.coding.code",
    "kind.tail().text = 'b' and kind.last().text = 'b'",
    "status in ('draft' | 'final') implies when.exists()",
    "status = 'draft' implies false",
    "(status = 'draft') xor (status = 'final')",
    "name.empty().not()",
    "nothing.empty() and nothing.exists().not()",
    "{}.empty()",
    "1 + 2 * 3 = 7",
    "(1 + 2) * 3 = 9",
    "7 div 2 = 3 and 7 mod 2 = 1",
    "-1 < 0",
    "1.0 = 1",
    "'a' & {} & 'b' = 'ab'",
    "'ab'.startsWith('a') and 'ab'.endsWith('b') and 'ab'.contains('b')",
    "'ab'.matches('^a.$') and 'ab'.length() = 2",
    "'a.b'.replaceMatches('\\\\..*', '') = 'a'",
    "'ab'.substring(1) = 'b' and 'ab'.substring(5).empty()",
    "'12'.toInteger() = 12 and 'x'.toInteger().empty()",
    "iif(name = 'a', true, false)",
    "when > '2020'",
    "owner.resolve().name = 'x'",
    "owner.resolve().is(Owner) and owner.resolve() is DomainResource",
    "contained.where('#' + id in %resource.descendants().reference).exists()",
    "descendants().where($this is Coding).code = 'c'",
    "children().count() > 5",
    "kind.coding.code.combine(status).count() = 2",
    "kind.coding.intersect(%resource.kind.coding).exists()",
    "name.trace('t').hasValue()",
    "`name` = 'a'",
    "%ucum.startsWith('http')",
    "kind.where($index = 1).text = 'b'",
    "kind.text.exclude('a') = 'b'",
    "nothing.startsWith('a').not()",
    "nothing is string implies false",
]
FALSE = [
    "false",
    "name = 'b'",
    "nothing = 'a'",
    "kind.count() > 2",
    "name.matches('^b')",
    "kind.text.isDistinct().not()",
    "{}",
]
UNANSWERED = {
    "memberOf('a')": UnsupportedError,
    "name.today()": UnsupportedError,
    "%nothing": UnsupportedError,
    "kind > 1": UnsupportedError,
    "kind": UnsupportedError,
    "name = ": UnsupportedError,
    "(name": UnsupportedError,
    "name ? 1": UnsupportedError,
    "@2020": UnsupportedError,
    "name.matches('(')": UnsupportedError,
    "value >= name": UnsupportedError,
    "kind[name]": UnsupportedError,
    "a." * 1_000 + "a": UnsupportedError,
    "(" * 1_000 + "a" + ")" * 1_000: UnsupportedError,
    "a" * 5_000: UnsupportedError,
    "not" + ".not()" * 200: UnsupportedError,
    "-" * 3_000 + "1": UnsupportedError,
    "a is": UnsupportedError,
    "a is 5": UnsupportedError,
}


@pytest.fixture(scope="module")
def node() -> Node:
    builder = TreeBuilder(validator().profiles)
    found = builder.build(DOCUMENT)
    assert found is not None
    assert not builder.issues
    return found


def holds(text: str, node: Node, work: int = 100_000) -> bool:
    links = Links(node)
    ancestors = validator().profiles.ancestors
    evaluation = Evaluation(FUNCTIONS, lambda one: links.resolve(one.text("reference"), one), ancestors, Work(work))
    return evaluation.holds(text, node, {"resource": [node], "ucum": ["http://unitsofmeasure.org"]})


@pytest.mark.parametrize("text", TRUE)
def test_what_holds(text: str, node: Node) -> None:
    assert holds(text, node)


@pytest.mark.parametrize("text", FALSE)
def test_what_does_not_hold(text: str, node: Node) -> None:
    assert not holds(text, node)


@pytest.mark.parametrize(("text", "error"), UNANSWERED.items(), ids=range(len(UNANSWERED)))
def test_what_has_no_answer(text: str, error: type[Exception], node: Node) -> None:
    with pytest.raises(error):
        holds(text, node)


def test_work_ends(node: Node) -> None:
    with pytest.raises(ExhaustedError):
        holds("descendants().all(%resource.descendants().all(%resource.descendants().exists()))", node, 1_000)


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        ("2020-03-01", "2020-03-02", -1),
        ("2020", "2021-05", -1),
        ("2021-05", "2020", 1),
        ("2020-03-01T10:00:00+08:00", "2020-03-01T02:00:00Z", 0),
        ("2020-03-01T10:00:00.5Z", "2020-03-01T10:00:00Z", 1),
        ("2020", "2020-05", None),
        ("2020-03-01", "2020-03-01T02:00:00Z", None),
    ],
)
def test_dates_compare_as_far_as_they_are_precise(one: str, other: str, order: int | None) -> None:
    builder = TreeBuilder(validator().profiles)
    first, second = (builder.build(thing(when=text)) for text in (one, other))
    assert first is not None
    assert second is not None
    links = {"a": first.get("when"), "b": second.get("when")}
    evaluation = Evaluation(FUNCTIONS, lambda _: None, lambda code: (code,))
    if order is None:
        with pytest.raises(UndeterminedError):
            evaluation.holds("%a <= %b", first, links)
    else:
        assert evaluation.holds("%a < %b", first, links) is (order < 0)
        assert evaluation.holds("%a = %b", first, links) is (order == 0)


def test_functions_that_are_missing_are_named() -> None:
    assert unsupported(parse("a.memberOf('b') and c.all(now() > d)")) == {"memberOf", "now"}
