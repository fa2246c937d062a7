"""Texts that are, and are not, a value of a primitive type; XHTML that is, and is not, a narrative."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from autonome.fhir.validate.narrative import narrative_fault
from autonome.fhir.validate.primitives import fault

GOOD: dict[str, tuple[object, ...]] = {
    "boolean": (True, False),
    "integer": (0, -(2**31), 2**31 - 1),
    "unsignedInt": (0,),
    "positiveInt": (1,),
    "decimal": (0, Decimal("0.010"), -3),
    "string": ("a", "two\nlines", " a "),
    "markdown": ("# a",),
    "uri": ("urn:oid:1.2", "a", "http://example.org/ü"),
    "url": ("http://example.org",),
    "canonical": ("http://example.org|1",),
    "oid": ("urn:oid:1.2.840",),
    "uuid": ("urn:uuid:c757873d-ec9a-4326-a141-556f43239520",),
    "id": ("A-1.b", "x" * 64),
    "code": ("a", "two words"),
    "date": ("2020", "2020-02", "2020-02-29"),
    "dateTime": ("2020", "2020-02-29", "2020-02-29T23:59:60Z", "2020-02-29T00:00:00.123+14:00"),
    "instant": ("2020-02-29T00:00:00Z", "2020-02-29T00:00:00.1-05:00"),
    "time": ("00:00:00", "23:59:59.9"),
    "base64Binary": ("YWJj", "YW Jj\n", "YQ=="),
}
BAD: dict[str, tuple[object, ...]] = {
    "boolean": ("true", 1, None),
    "integer": ("1", True, Decimal("1.0"), 2**31),
    "unsignedInt": (-1, True),
    "positiveInt": (0, Decimal(1)),
    "decimal": ("1", True),
    "string": ("", " \n", 1, "a\x00"),
    "uri": ("", "a b", 1),
    "oid": ("1.2.3", "urn:oid:3.1", "urn:oid:1.02"),
    "uuid": ("c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:C757873D-EC9A-4326-A141-556F43239520"),
    "id": ("", "a_b", "x" * 65, "ä", "a\n"),
    "code": ("", " a", "a ", "a  b", 1),
    "date": ("2021-02-29", "2020-1-1", "20200101", "0000", "2020-00", "2020-01-01T00:00:00Z", "٢٠٢٠", 2020),
    "dateTime": ("2020-02T10:00:00Z", "2020-02-29T10:00Z", "2020-02-29T10:00:00", "2020-02-29T24:00:00Z"),
    "instant": ("2020-02-29", "2020-02-30T00:00:00Z", "2020-02-29T00:00:00+15:00"),
    "time": ("24:00:00", "10:00", "10:00:00Z"),
    "base64Binary": ("", "YW", "Y===", "YW*j", "====="),
    "quaternion": ("a",),
}
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'
NARRATIVES = {
    "text": "is not well-formed",
    "<div>a</div>": "is not a div in the XHTML namespace",
    DIV.format("<p>a</b>"): "is not well-formed",
    DIV.format(" \n "): "holds neither text nor an image",
    DIV.format("<script>a</script>"): "holds an element that is not allowed (script)",
    DIV.format('<p onclick="a">a</p>'): "holds an attribute that is not allowed (onclick)",
    DIV.format('<a href=" JavaScript:a">a</a>'): "holds a link that runs a script",
    DIV.format("&nbsp;"): "is not well-formed",
    DIV.format("<?php a ?>"): "holds a processing instruction",
    DIV.format("<svg xmlns='http://www.w3.org/2000/svg'>a</svg>"): "holds an element that is not allowed (svg)",
    DIV.format("<b>" * 300 + "a" + "</b>" * 300): "is nested more than 256 deep",
    '<!DOCTYPE d [<!ENTITY a "b">]>' + DIV.format("&a;"): "declares a document type",
}


@pytest.mark.parametrize(("code", "value"), [(code, value) for code, values in GOOD.items() for value in values])
def test_values_of_a_type(code: str, value: object) -> None:
    assert fault(code, value) == ""


@pytest.mark.parametrize(("code", "value"), [(code, value) for code, values in BAD.items() for value in values])
def test_values_that_are_not_of_a_type(code: str, value: object) -> None:
    assert fault(code, value)


def test_long_base64_is_checked_in_linear_time() -> None:
    begun = time.perf_counter()
    assert fault("base64Binary", "A" * 1_000_001)
    assert fault("base64Binary", "A " * 500_000 + "*")
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize(("text", "expected"), NARRATIVES.items())
def test_what_a_narrative_may_not_hold(text: str, expected: str) -> None:
    assert narrative_fault(text).startswith(expected)


@pytest.mark.parametrize("inner", ["a", '<img src="#a"/>', '<p xml:lang="id" class="b">a &amp; &#160;</p>', "<br/>a"])
def test_what_a_narrative_may_hold(inner: str) -> None:
    assert narrative_fault(DIV.format(inner)) == ""


def test_a_bomb_of_entities_does_not_go_off() -> None:
    bomb = (
        '<!DOCTYPE d [<!ENTITY a0 "ha">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 20))
        + "]>"
    )
    assert narrative_fault(bomb + DIV.format("&a19;")) == "declares a document type"
