"""What a passport shows: trust, time, identity, conditions, and the earliest end."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Document
from autonome.access.errors import VisaError
from autonome.access.passports import Evidence, Stands, Trust, TrustedIssuer, evidence_of, read_trust
from autonome.access.visas import Clause, Identity, TokenForm, Visa
from autonome.kernel import ActorId, Instant

NOW = Instant.parse("2026-03-01T10:00:00Z")
HOUR = 3600
ISSUER, OTHER = "https://issuer.example", "https://other.example"
DAC = "https://dac.example"
GRANT = "https://data.example/7"
ACTOR = ActorId("123,https%3A%2F%2Fissuer.example")
KINDS = Stands("project-approval", "ControlledAccessGrants", GRANT, by=frozenset({"dac"}))
TRUST = Trust(
    {
        ISSUER: TrustedIssuer(ISSUER, frozenset({DAC, ISSUER}), {}, links=True),
        OTHER: TrustedIssuer(OTHER, frozenset({DAC, OTHER}), {}),
    },
    (KINDS,),
)
FACULTY = Clause("AffiliationAndRole", (("value", "pattern:faculty@*"),))


def in_(seconds: int) -> Instant:
    return Instant(NOW.seconds + seconds)


def visa(name: str = "a", **changes: Any) -> Visa:  # noqa: ANN401 - one keyword for each part
    plain = Visa(
        id=name,
        identity=Identity("123", ISSUER),
        issuer=ISSUER,
        type="ControlledAccessGrants",
        value=GRANT,
        source=DAC,
        by="dac",
        asserted=in_(-HOUR),
        issued=in_(-60),
        expires=in_(10 * HOUR),
    )
    return replace(plain, **changes)


def faculty(name: str = "f", **changes: Any) -> Visa:  # noqa: ANN401 - one keyword for each part
    return visa(name, **{"type": "AffiliationAndRole", "value": "faculty@uni.example", "by": "so"} | changes)


def link(name: str, value: str, **changes: Any) -> Visa:  # noqa: ANN401 - one keyword for each part
    return visa(name, **{"type": "LinkedIdentities", "value": value, "source": ISSUER, "by": ""} | changes)


def shown(*visas: Visa, trust: Trust = TRUST, actor: ActorId = ACTOR, lasting: int = 0) -> Evidence:
    return evidence_of(visas, trust, actor, NOW, lasting=lasting)


def ends(evidence: Evidence) -> list[int]:
    return [document.until.seconds - NOW.seconds for document in evidence.documents if document.until]


def test_a_visa_stands_for_a_document_until_it_is_over() -> None:
    assert shown(visa()) == Evidence((Document("project-approval", "visa:a", in_(10 * HOUR)),), ())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"issuer": "https://stranger.example"}, "signed by nobody"),
        ({"source": OTHER}, "not trusted to speak for"),
        ({"issued": in_(61)}, "from the future"),
        ({"asserted": in_(61)}, "from the future"),
        ({"expires": NOW}, "is over"),
        ({"form": TokenForm.ACCESS, "issued": in_(-HOUR)}, "is over"),
        ({"identity": Identity("124", ISSUER)}, "somebody else"),
        ({"identity": Identity("123", OTHER)}, "somebody else"),
        ({"conditions": ((FACULTY,),)}, "a condition"),
    ],
)
def test_what_does_not_count_is_set_aside_with_the_reason(changes: dict[str, Any], why: str) -> None:
    evidence = shown(visa(**changes))
    assert evidence.documents == ()
    assert [each.visa for each in evidence.set_aside] == ["a"]
    assert why in evidence.set_aside[0].why


@pytest.mark.parametrize(
    "changes",
    [{"value": GRANT + "0"}, {"value": GRANT.upper()}, {"type": "ResearcherStatus"}, {"by": "so"}, {"by": ""}],
)
def test_another_claim_stands_for_nothing(changes: dict[str, Any]) -> None:
    assert shown(visa(**changes)) == Evidence((), ())


def test_a_document_may_ask_for_its_own_sources_and_for_a_fresh_claim() -> None:
    elsewhere = replace(TRUST, documents=(replace(KINDS, sources=frozenset({ISSUER})),))
    assert shown(visa(), trust=elsewhere).documents == ()
    fresh = replace(TRUST, documents=(replace(KINDS, max_age=2 * HOUR),))
    assert ends(shown(visa(), trust=fresh)) == [HOUR]
    stale = replace(TRUST, documents=(replace(KINDS, max_age=HOUR),))
    assert shown(visa(), trust=stale).documents == ()


def test_clocks_may_differ_by_a_minute() -> None:
    assert shown(visa(issued=in_(60), asserted=in_(60))).set_aside == ()


def test_a_visa_must_outlast_the_access() -> None:
    assert ends(shown(visa(), lasting=10 * HOUR - 1)) == [10 * HOUR]
    assert shown(visa(), lasting=10 * HOUR).documents == ()


def test_a_condition_is_met_by_another_visa_and_the_first_end_counts() -> None:
    conditional = visa(conditions=((FACULTY,),))
    assert ends(shown(conditional, faculty(expires=in_(2 * HOUR)))) == [2 * HOUR]
    assert ends(shown(conditional, faculty(expires=in_(20 * HOUR)))) == [10 * HOUR]
    both = (faculty("f", expires=in_(2 * HOUR)), faculty("g", expires=in_(3 * HOUR)))
    assert ends(shown(conditional, *both)) == [3 * HOUR]


@pytest.mark.parametrize(
    "other",
    [
        faculty(expires=NOW),
        faculty(source=OTHER),
        faculty(value="student@uni.example"),
        faculty(identity=Identity("124", ISSUER)),
        faculty(conditions=()),
    ],
)
def test_a_condition_is_not_met_by_a_visa_that_does_not_count(other: Visa) -> None:
    assert shown(visa(conditions=((FACULTY,),)), other).documents == ()


def test_all_clauses_of_one_alternative_must_be_met() -> None:
    status = Clause("ResearcherStatus", (("by", "const:so"),))
    either, both = ((FACULTY,), (status,)), ((FACULTY, status),)
    researcher = visa("r", type="ResearcherStatus", value="https://status.example", by="so", expires=in_(5 * HOUR))
    assert ends(shown(visa(conditions=either), researcher)) == [5 * HOUR]
    assert ends(shown(visa(conditions=either), researcher, faculty(expires=in_(HOUR)))) == [5 * HOUR]
    assert shown(visa(conditions=both), researcher).documents == ()
    assert ends(shown(visa(conditions=both), researcher, faculty(expires=in_(HOUR)))) == [HOUR]


def test_an_empty_condition_asks_for_nothing() -> None:
    assert ends(shown(visa(conditions=()))) == [10 * HOUR]


ELSEWHERE = Identity("9", OTHER)
AWAY = visa("away", identity=ELSEWHERE, issuer=OTHER)


def test_identities_are_one_person_where_a_trusted_visa_links_them_and_as_long() -> None:
    linking = link("l", "9,https%3A%2F%2Fother.example", expires=in_(2 * HOUR))
    assert ends(shown(AWAY, linking)) == [2 * HOUR]
    assert shown(AWAY).documents == ()


def test_a_chain_of_links_lasts_as_long_as_its_shortest_and_the_longest_chain_counts() -> None:
    first = link("l1", "7,https%3A%2F%2Fissuer.example", expires=in_(3 * HOUR))
    second = link("l2", "9,https%3A%2F%2Fother.example", identity=Identity("7", ISSUER), expires=in_(4 * HOUR))
    direct = link("l3", "9,https%3A%2F%2Fother.example", expires=in_(HOUR))
    for order in ((second, first, direct), (direct, first, second)):
        assert ends(shown(AWAY, *order)) == [3 * HOUR]
    assert shown(AWAY, second).documents == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": OTHER, "source": OTHER, "identity": ELSEWHERE, "value": "123,https%3A%2F%2Fissuer.example"},
        {"source": OTHER},
        {"expires": NOW},
        {"conditions": ()},
        {"value": "9,https%3A%2F%2Fother.example%2F"},
    ],
)
def test_a_link_of_somebody_who_may_not_link_links_nobody(changes: dict[str, Any]) -> None:
    linking = link("l", **{"value": "9,https%3A%2F%2Fother.example"} | changes)
    assert shown(AWAY, linking).documents == ()


@pytest.mark.parametrize("actor", ["dr-b", "", "123", "123,https%3A%2F%2Fissuer.example;9,https%3A%2F%2Fother.example"])
def test_who_is_named_otherwise_than_visas_name_people_is_nobody(actor: str) -> None:
    assert shown(visa(), actor=ActorId(actor)).documents == ()


KEY = {"kty": "EC", "crv": "P-256", "kid": "k1", "x": "x", "y": "y"}


def file(**changes: Any) -> bytes:  # noqa: ANN401 - one keyword for each part
    plain: dict[str, Any] = {
        "format": "autonome-issuers/1",
        "issuers": [{"issuer": ISSUER, "sources": [DAC], "keys": [KEY]}],
        "documents": [{"kind": "project-approval", "type": "ControlledAccessGrants", "value": GRANT, "by": ["dac"]}],
    }
    return json.dumps({key: value for key, value in (plain | changes).items() if value is not None}).encode()


def issuer(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - one keyword for each part
    return {"issuers": [{"issuer": ISSUER, "sources": [DAC], "keys": [KEY]} | changes]}


def test_the_file_of_issuers_is_read() -> None:
    trust = read_trust(file(audience=["node.example"], **issuer(links=True)))
    assert trust.issuers[ISSUER] == TrustedIssuer(ISSUER, frozenset({DAC}), {"k1": KEY}, links=True)
    assert trust.documents == (KINDS,)
    assert trust.audience == {"node.example"}
    days = [{"kind": "project-approval", "type": "T", "value": "v", "max_age_days": 2}]
    assert read_trust(file(documents=days)).documents[0].max_age == 2 * 86_400


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"format": "autonome-issuers/2"}, "is of format"),
        ({"issuers": []}, "names no issuer"),
        ({"issuers": issuer()["issuers"] * 2}, "one of them twice"),
        ({"jku": "https://issuer.example/jwks"}, "'jku' is not known here"),
        (issuer(jku="https://issuer.example/jwks"), "'jku' is not known here"),
        (issuer(sources=[]), "'sources' is empty"),
        (issuer(keys=[]), "no list of keys"),
        (issuer(keys="https://issuer.example/jwks"), "no list of keys"),
        (issuer(keys=[KEY, KEY]), "no name of its own"),
        (issuer(keys=[{"kty": "EC"}]), "no name of its own"),
        (issuer(keys=[KEY | {"d": "secret"}]), "holds a secret"),
        (issuer(keys=[{"kty": "oct", "kid": "k", "k": "c2VjcmV0"}]), "holds a secret"),
        ({"documents": [{"kind": "x", "type": "T"}]}, "'value' is not"),
    ],
)
def test_a_file_of_issuers_that_is_wrong_is_refused_in_one_line(changes: dict[str, Any], line: str) -> None:
    with pytest.raises(VisaError) as caught:
        read_trust(file(**changes), where="issuers.json")
    assert line in str(caught.value)
    assert str(caught.value).startswith("issuers.json")
    assert "\n" not in str(caught.value)
