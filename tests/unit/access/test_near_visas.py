"""Visas and passports at their edges: lengths, times, prefixes, sources, links, and the file of trusted issuers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from autonome.access.errors import VisaError
from autonome.access.passports import FORMAT, Stands, TrustedIssuer, evidence_of, read_trust
from autonome.access.visas import LAST_SECOND, MAX_CLAUSES, MAX_PATTERN, MAX_URL, Clause, linked_identities
from autonome.kernel import ActorId
from tests.unit.access.test_passports import (
    ACTOR,
    GRANT,
    HOUR,
    ISSUER,
    KINDS,
    NOW,
    OTHER,
    TRUST,
    ends,
    faculty,
    in_,
    link,
    shown,
    visa,
)
from tests.unit.access.test_visas import read

URL = "https://data.example/"


def clause(**claims: str) -> dict[str, str]:
    return {"type": "ControlledAccessGrants", **claims}


def test_a_url_is_as_long_as_the_specification_lets_it_be() -> None:
    longest = URL + "7" * (MAX_URL - len(URL))
    assert read({"value": longest, "source": longest}).value == longest
    for name in ("value", "source"):
        with pytest.raises(VisaError):
            read({name: longest + "7"})
    assert len(read({"type": "T" * MAX_URL}).type) == MAX_URL
    with pytest.raises(VisaError, match="'type' is no text"):
        read({"type": "T" * (MAX_URL + 1)})


@pytest.mark.parametrize("kind", ["AcceptedTermsAndPolicies", "ResearcherStatus", "ControlledAccessGrants"])
def test_what_a_visa_of_these_types_claims_is_a_url(kind: str) -> None:
    assert read({"type": kind}).type == kind
    with pytest.raises(VisaError, match="value is no URL"):
        read({"type": kind, "value": "yes"})
    assert read({"type": "AffiliationAndRole", "value": "faculty@uni.example"}).value == "faculty@uni.example"


@pytest.mark.parametrize("kind", ["AcceptedTermsAndPolicies", "ControlledAccessGrants"])
def test_a_visa_of_these_types_says_by_whom(kind: str) -> None:
    with pytest.raises(VisaError, match="must say by whom"):
        read({"type": kind, "by": None})
    assert read({"type": "ResearcherStatus", "by": None}).by == ""


@pytest.mark.parametrize("by", ["self", "peer", "system", "so", "dac"])
def test_every_authority_of_the_specification_is_known(by: str) -> None:
    assert read({"by": by}).by == by


def test_a_time_is_a_second_from_the_first_to_the_last_that_can_be_written() -> None:
    assert (read({"asserted": 0}).asserted.seconds, read(exp=LAST_SECOND - 1).expires.seconds) == (0, LAST_SECOND - 1)
    for wrong in (-1, LAST_SECOND):
        with pytest.raises(VisaError, match="'asserted' is no whole number"):
            read({"asserted": wrong})


def test_the_longest_pattern_and_the_most_clauses_are_read() -> None:
    longest = "*" * (MAX_PATTERN - 1) + "7"
    for pattern, met in ((longest, True), ("*" + longest, False)):
        each = Clause("ControlledAccessGrants", (("value", f"pattern:{pattern}"),))
        assert each.matches(read()) is met
    most = read({"conditions": [[clause(by="const:so")] * (MAX_CLAUSES // 2)] * 2})
    assert most.conditions is not None
    assert sum(map(len, most.conditions)) == MAX_CLAUSES


def test_a_clause_may_be_about_all_of_the_claims_and_holds_them_in_order() -> None:
    written = clause(value="const:a", source="const:b", by="const:so")
    (only,) = read({"conditions": [[written]]}).conditions or ()
    assert only == (
        Clause("ControlledAccessGrants", (("by", "const:so"), ("source", "const:b"), ("value", "const:a"))),
    )


@pytest.mark.parametrize(
    ("pattern", "met"),
    [
        ("split_pattern:b", True),
        ("split_pattern:a;b", False),
        ("split_pattern:c", False),
        ("split_pattern:?", True),
        ("pattern:a;b", True),
        ("const:a;b", True),
        ("const", False),
        ("pattern", False),
        ("", False),
        ("other:*", False),
    ],
)
def test_a_value_that_lists_several_is_split_for_patterns_that_say_so(pattern: str, met: bool) -> None:  # noqa: FBT001 - a table's column
    several = read({"type": "AffiliationAndRole", "value": "a;b"})
    assert Clause("AffiliationAndRole", (("value", pattern),)).matches(several) is met


def test_a_prefix_alone_is_met_by_nothing_not_even_by_a_claim_of_nothing() -> None:
    assert not Clause("ResearcherStatus", (("by", "const:"),)).matches(read({"type": "ResearcherStatus", "by": None}))
    assert not Clause("ControlledAccessGrants", (("by", "pattern"),)).matches(read())
    gap = read({"type": "AffiliationAndRole", "value": "a;;b"})
    for pattern, met in (("split_pattern", False), ("split_pattern:", True)):
        assert Clause("AffiliationAndRole", (("value", pattern),)).matches(gap) is met


@pytest.mark.parametrize("value", ["a", "a,", ",b", "a,b,c", "a,b;", "%FF,b", "a,%ff"])
def test_identities_are_pairs_each_part_of_which_says_something(value: str) -> None:
    with pytest.raises(VisaError, match="not written as sub,iss"):
        linked_identities(value)


def test_a_document_asks_for_source_and_authority_only_where_it_names_them() -> None:
    plain = Stands("k", "ControlledAccessGrants", GRANT)
    assert plain.takes(visa())
    assert plain.takes(visa(by=""))
    assert replace(plain, sources=frozenset({visa().source})).takes(visa())
    assert not replace(plain, sources=frozenset({OTHER})).takes(visa())
    assert replace(plain, by=frozenset({"dac"})).takes(visa())
    assert not replace(plain, by=frozenset({"so"})).takes(visa())
    assert not plain.takes(visa(type="ResearcherStatus"))
    assert not plain.takes(visa(value="other"))


def test_a_visa_outlasts_the_access_that_is_asked_for() -> None:
    assert ends(shown(visa(), lasting=10 * HOUR - 1)) == [10 * HOUR]
    found = shown(visa(), lasting=10 * HOUR)
    assert (found.documents, [each.why for each in found.set_aside]) == (
        (), ["is over, or would be before the access ends"],
    )  # fmt: skip
    aged = replace(TRUST, documents=(replace(KINDS, max_age=2 * HOUR),))
    assert ends(shown(visa(), trust=aged, lasting=HOUR - 1)) == [HOUR]
    assert ends(shown(visa(), trust=aged, lasting=HOUR)) == []


def test_who_is_asked_about_now_is_asked_about_without_any_time_to_come() -> None:
    assert evidence_of([visa(expires=in_(1))], TRUST, ACTOR, NOW).documents


def test_a_clock_may_run_ahead_by_a_minute_and_not_more() -> None:
    assert shown(visa(issued=in_(60), asserted=in_(60))).documents
    assert not shown(visa(issued=in_(61))).documents


def test_links_that_do_not_reach_who_asks_open_nothing() -> None:
    stranger = link("l", "a,https%3A%2F%2Fissuer.example;b,https%3A%2F%2Fother.example", identity=visa().identity)
    far = replace(stranger, identity=replace_identity("999"))
    for links in ((far,), (far, replace(far, id="m"))):
        found = shown(visa(identity=replace_identity("a")), *links)
        assert found.documents == ()
        assert {each.why for each in found.set_aside} == {"speaks of somebody else than who asks"}


def replace_identity(subject: str) -> Any:  # noqa: ANN401 - an identity of the issuer
    return visa().identity._replace(subject=subject)


def test_who_asks_is_one_identity_and_no_list() -> None:
    two = ActorId("123,https%3A%2F%2Fissuer.example;124,https%3A%2F%2Fissuer.example")
    assert shown(visa(), actor=two).documents == ()
    assert shown(visa(), faculty()).documents


KEY = {"kid": "1", "kty": "RSA"}
FILE: dict[str, Any] = {
    "format": FORMAT,
    "issuers": [{"issuer": ISSUER, "sources": [OTHER], "keys": [KEY, KEY | {"kid": "2"}]}],
    "documents": [
        {"kind": "k", "type": "T", "value": "v", "sources": [OTHER], "by": ["so"], "max_age_days": 2},
        {"kind": "l", "type": "T", "value": "v"},
    ],
    "audience": ["node.example"],
}  # fmt: skip


def trust(value: object) -> Any:  # noqa: ANN401 - what an institution trusts
    return read_trust(json.dumps(value).encode())


def test_every_part_of_the_file_of_issuers_is_read() -> None:
    read = trust(FILE)
    assert read.issuers == {
        ISSUER: TrustedIssuer(ISSUER, frozenset({OTHER}), {"1": KEY, "2": KEY | {"kid": "2"}}, links=False)
    }
    assert read.documents == (
        Stands("k", "T", "v", frozenset({OTHER}), frozenset({"so"}), 2 * 86_400), Stands("l", "T", "v"),
    )  # fmt: skip
    assert read.audience == {"node.example"}
    assert trust(FILE | {"issuers": [FILE["issuers"][0] | {"links": True}]}).issuers[ISSUER].links is True
    assert TrustedIssuer(ISSUER, frozenset(), {}).links is False


def keys(value: object) -> dict[str, Any]:
    return FILE | {"issuers": [FILE["issuers"][0] | {"keys": value}]}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "issuers: is not a JSON object"),
        (FILE | {"format": "autonome-issuers/2"}, "issuers: is of format 'autonome-issuers/2'"),
        (FILE | {"issuers": []}, "names no issuer, or one of them twice"),
        (FILE | {"issuers": FILE["issuers"] * 2}, "names no issuer, or one of them twice"),
        (FILE | {"note": 1}, "the member 'note' is not known here"),
        (FILE | {"issuers": [FILE["issuers"][0] | {"note": 1}]}, "issuers 1: the member 'note' is not known here"),
        (FILE | {"documents": [FILE["documents"][1] | {"note": 1}]}, "documents 1: the member 'note' is not known"),
        (keys(None), "the member 'keys' is no list of keys"),
        (keys([]), "the member 'keys' is no list of keys"),
        (keys(7), "the member 'keys' is no list of keys"),
        (keys(KEY), "the member 'keys' is no list of keys"),
        (keys([KEY, "key"]), "the member 'keys' is no list of keys"),
        (keys([KEY | {"kid": 1}]), "a key has no name of its own"),
        (keys([KEY | {"kid": ""}]), "a key has no name of its own"),
        (keys([{"kty": "RSA"}]), "a key has no name of its own"),
        (keys([KEY, KEY]), "a key has no name of its own"),
        *((keys([KEY | {name: "x"}]), "the key '1' holds a secret") for name in ("d", "p", "q", "dp", "dq", "qi", "k")),
    ],
)
def test_a_file_of_issuers_that_is_wrong_is_refused_in_one_line(value: object, says: str) -> None:
    with pytest.raises(VisaError) as refused:
        trust(value)
    assert says in str(refused.value)
    assert ". Mend: " in str(refused.value)


def test_what_is_no_json_is_no_file_of_issuers() -> None:
    with pytest.raises(VisaError):
        read_trust(b"{")
