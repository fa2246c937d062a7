"""Claims of visas, conditions and patterns: what is read, what is refused, and what matches."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.access.errors import VisaError
from autonome.access.visas import Identity, TokenForm, Visa, linked_identities, pattern_matches, read_visa

ISSUER = "https://issuer.example"
NOW = 1_772_359_200


def claims(visa: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - one keyword for each part
    plain = {
        "type": "ControlledAccessGrants",
        "value": "https://data.example/7",
        "source": "https://dac.example",
        "by": "dac",
        "asserted": NOW - 3600,
    }
    made = {key: value for key, value in (plain | (visa or {})).items() if value is not None}
    return {"iss": ISSUER, "sub": "123", "iat": NOW - 60, "exp": NOW + 3600, "ga4gh_visa_v1": made} | changes


def read(visa: dict[str, Any] | None = None, **changes: Any) -> Visa:  # noqa: ANN401 - one keyword for each part
    return read_visa(claims(visa, **changes), digest="0" * 64, form=TokenForm.DOCUMENT)


def test_a_visa_is_read() -> None:
    visa = read({"more": 7})
    assert (visa.identity, visa.type, visa.by, visa.conditions) == (
        Identity("123", ISSUER),
        "ControlledAccessGrants",
        "dac",
        None,
    )
    assert visa.expires.seconds == NOW + 3600


def test_an_access_token_lives_for_an_hour_from_its_issue() -> None:
    long = claims(exp=NOW + 10 * 3600)
    assert read_visa(long, digest="0", form=TokenForm.ACCESS).ends.seconds == NOW - 60 + 3600
    assert read_visa(long, digest="0", form=TokenForm.DOCUMENT).ends.seconds == NOW + 10 * 3600


@pytest.mark.parametrize(
    ("visa", "line"),
    [
        ({"type": None}, "'type' is no text"),
        ({"type": ""}, "'type' is no text"),
        ({"value": 7}, "'value' is no text"),
        ({"value": "x" * 8193}, "'value' is no text"),
        ({"value": "not a url"}, "value is no URL"),
        ({"value": "https://data.example/" + "7" * 255}, "value is no URL"),
        ({"source": "dac.example"}, "source is no URL"),
        ({"source": None}, "'source' is no text"),
        ({"asserted": None}, "'asserted' is no whole number"),
        ({"asserted": "1772359200"}, "'asserted' is no whole number"),
        ({"asserted": True}, "'asserted' is no whole number"),
        ({"asserted": 253_402_300_800}, "'asserted' is no whole number"),
        ({"by": None}, "must say by whom"),
        ({"by": "dean"}, "made by 'dean'"),
        ({"by": ""}, "'by' is no text"),
        ({"type": "LinkedIdentities", "value": "123"}, "not written as sub,iss"),
        ({"conditions": {}}, "no list of lists"),
        ({"conditions": "[[]]"}, "no list of lists"),
        ({"conditions": ["type"]}, "no list of lists"),
        ({"conditions": [[]]}, "without a clause"),
        ({"conditions": [["type"]]}, "no object of texts"),
        ({"conditions": [[{"type": "T"}]]}, "names no type, no claim"),
        ({"conditions": [[{"by": "const:so"}]]}, "names no type, no claim"),
        ({"conditions": [[{"type": "T", "by": 7}]]}, "no object of texts"),
        ({"conditions": [[{"type": "T", "asserted": "const:7"}]]}, "one that it must not be about"),
        ({"conditions": [[{"type": "T", "conditions": "const:7"}]]}, "one that it must not be about"),
        ({"conditions": [[{"type": "T", "by": "const:so"}] * 33] * 2}, "more than 64 conditions"),
    ],
)
def test_what_is_malformed_is_refused_in_one_line(visa: dict[str, Any], line: str) -> None:
    with pytest.raises(VisaError) as caught:
        read(visa)
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("changes", [{"ga4gh_visa_v1": None}, {"ga4gh_visa_v1": []}, {"sub": 7}, {"exp": 1.5}])
def test_a_token_without_a_visa_or_an_identity_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(VisaError):
        read(**changes)


@pytest.mark.parametrize(
    ("clause", "met"),
    [
        ({"by": "const:dac"}, True),
        ({"by": "const:so"}, False),
        ({"by": "const:dac", "source": "const:https://dac.example"}, True),
        ({"by": "const:dac", "source": "const:https://other.example"}, False),
        ({"value": "pattern:https://data.example/*"}, True),
        ({"value": "pattern:https://data.example/"}, False),
        ({"value": "split_pattern:https://data.example/?"}, True),
        ({"value": "Const:https://data.example/7"}, False),
        ({"value": "https://data.example/7"}, False),
        ({"value": "regex:.*"}, False),
        ({"value": ""}, False),
        ({"value": "pattern:" + "*" * 1025}, False),
    ],
)
def test_a_clause_is_met_by_one_visa_with_all_of_it(clause: dict[str, str], met: bool) -> None:  # noqa: FBT001 - a table's column
    conditional = read({"conditions": [[{"type": "ControlledAccessGrants", **clause}]]})
    assert conditional.conditions is not None
    assert conditional.conditions[0][0].matches(read()) is met
    assert not conditional.conditions[0][0].matches(read({"type": "Other"}))
    assert not conditional.conditions[0][0].matches(read({"conditions": []})), "a visa with conditions meets none"


def test_nothing_is_met_by_a_claim_that_is_not_stated() -> None:
    unstated = read({"type": "Affiliation", "by": None})
    anything = read({"conditions": [[{"type": "Affiliation", "by": "pattern:*"}]]})
    assert anything.conditions is not None
    assert not anything.conditions[0][0].matches(unstated)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("123,https%3A%2F%2Fa.example", [("123", "https://a.example")]),
        ("1,a;2%2C3,b%3Bc", [("1", "a"), ("2,3", "b;c")]),
        ("%C3%A9,a", [("é", "a")]),
    ],
)
def test_linked_identities_are_taken_apart(value: str, found: list[tuple[str, str]]) -> None:
    assert list(linked_identities(value)) == found


@pytest.mark.parametrize("value", ["", "1", "1,", ",a", "1,a,b", "1,a;", "1,a; ;2,b", "%FF,a"])
def test_what_is_no_list_of_identities_is_refused(value: str) -> None:
    with pytest.raises(VisaError, match="sub,iss"):
        linked_identities(value)


@given(st.text("ab?*", max_size=8), st.text("ab?*", max_size=10))
def test_patterns_match_as_their_twin(pattern: str, text: str) -> None:
    twin = "".join({"?": ".", "*": ".*"}.get(one, re.escape(one)) for one in pattern)
    assert pattern_matches(pattern, text) is (re.fullmatch(twin, text, re.DOTALL) is not None)


def test_no_pattern_takes_long() -> None:
    start = time.process_time()
    assert not pattern_matches("*a" * 500, "a" * 499 + "b" * 7500)
    assert time.process_time() - start < 1
