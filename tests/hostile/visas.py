"""Sound files about visas and diseases, and what reads them: nothing that was not signed may count."""

from __future__ import annotations

import json
from functools import cache

from autonome.access.passports import Trust, evidence_of, read_trust
from autonome.adapters.visa_tokens import read_passport
from autonome.consent import read_diseases
from autonome.kernel import ActorId, canonical_bytes
from tests.fakes.visas import NOW, claims, ec_key, envelope, held, signed

ACTOR = ActorId("123,https%3A%2F%2Fissuer.example")
CONDITIONS = [[{"type": "ControlledAccessGrants", "by": "const:dac"}], [{"type": "T", "value": "pattern:a*?"}]]


@cache
def passport() -> bytes:
    """A plain visa, and one with conditions."""
    visa = claims()["ga4gh_visa_v1"]
    return envelope(signed(claims()), signed(claims(ga4gh_visa_v1=visa | {"conditions": CONDITIONS})))


@cache
def issuers() -> bytes:
    """Who is trusted."""
    visa = claims()["ga4gh_visa_v1"]
    issuer = {"issuer": claims()["iss"], "sources": [visa["source"]], "links": True, "keys": [held("ec", ec_key())]}
    stands = {
        "kind": "project-approval",
        "type": visa["type"],
        "value": visa["value"],
        "by": ["dac"],
        "max_age_days": 9,
    }
    written = {"format": "autonome-issuers/1", "audience": ["x"], "issuers": [issuer], "documents": [stands]}
    return json.dumps(written).encode()


def diseases() -> bytes:
    """A hierarchy in which one disease lies below two."""
    parents = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}
    return json.dumps({"format": "autonome-diseases/1", "name": "x", "version": "1", "parents": parents}).encode()


def show_passport(data: bytes) -> None:
    """Read a passport under the sound trust."""
    _show(data, read_trust(issuers()))


def read_issuers(data: bytes) -> None:
    """Read whom to trust, and the sound passport under it."""
    _show(passport(), read_trust(data))


def read_hierarchy(data: bytes) -> None:
    """Read a hierarchy, and ask each about each."""
    tree = read_diseases(data)
    for one in tree.above:
        assert tree.covers(one, one)
        assert not any(tree.covers(other, one) and tree.covers(one, other) for other in tree.above if other != one)


def _show(data: bytes, trust: Trust) -> None:
    held_visas = read_passport(data, trust, NOW)
    evidence = evidence_of(held_visas.visas, trust, ACTOR, NOW)
    canonical_bytes([document.to_json() for document in evidence.documents])
    assert all(visa.value == "https://data.example/7" for visa in held_visas.visas), "what was never signed counts"
