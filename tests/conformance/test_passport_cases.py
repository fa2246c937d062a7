"""28 patterns and claims of GA4GH passports, from the tests of a public access service.

The service is Google's healthcare-federated-access-services (Apache-2.0). The patterns are decided by the specification
where that program's answer differs. The claims are those of its ``lib/validator/claim_test.go``, commit
90d0d6b87a0a24210fd3621c0c795b7c31603282: the cases name its identities, which are written out here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from autonome.access.passports import Stands, Trust, TrustedIssuer, evidence_of
from autonome.access.visas import Clause, Identity, TokenForm, Visa
from autonome.kernel import ActorId, Instant
from tests.conformance.cases import folder, json_lines

CASES = json_lines(folder("consent") / "passport_cases.jsonl")
PATTERNS = [case for case in CASES if "pattern" in case]
CLAIMS = [case for case in CASES if "fields" in case]

BY_SPECIFICATION = {
    ("split_pattern:foo*foo;bar*bar", "foobarfoo"): "the value is split, not the pattern",
    ("split_pattern:foo*foo;bar*bar", "barfoobar"): "the value is split, not the pattern",
    ("split_pattern:123,https:%2F%2Fexample?.org", None): "the example's value has one colon more than its pattern",
}
"""Where the specification's rule and the answer that came with the case differ; None stands for any value."""

NOW = Instant.parse("2026-03-01T10:00:00Z")
HOUR = 3600
ISSUER, SOURCE = "https://issuer.org", "https://source.org"
ACTOR = ActorId("subject1,https%3A%2F%2Fissuer.org")

pytestmark = pytest.mark.conformance


def made(kind: str, value: str, by: str, hours: int, **changes: Any) -> Visa:  # noqa: ANN401 - one keyword for each part
    plain = Visa(
        id=f"{kind} {value} {changes.get('source', SOURCE)}",
        identity=Identity("subject1", ISSUER),
        issuer=ISSUER,
        type=kind,
        value=value,
        source=SOURCE,
        by=by,
        asserted=Instant(NOW.seconds - HOUR),
        issued=Instant(NOW.seconds - 600),
        expires=Instant(NOW.seconds + hours * HOUR),
    )
    return replace(plain, **changes)


def one_of(values: list[str], by: list[str]) -> tuple[tuple[Clause, ...], ...]:
    """The cases' older form, a set of values and one of authorities, as alternatives."""
    return tuple(
        (Clause("AffiliationAndRole", (("value", f"const:{value}"), ("by", f"const:{one}"))),)
        for value in values
        for one in by
    )


BONA_FIDE = "https://bonafide.org/v1"
DATA = "https://datasets.org/123"
EITHER = one_of(["student@myuni.edu", "faculty@myuni.edu"], ["system", "so"])
FACULTY = one_of(["faculty@myuni.edu"], ["system", "so"])
IDENTITIES: dict[str, list[Visa]] = {
    "&ga4gh.Identity{}": [],
    "bonaFideIdentity": [made("BonaFide", BONA_FIDE, "so", 10)],
    "bonaFide2ndIdentity": [
        made("BonaFide", BONA_FIDE, "so", 1, source="https://badsource.com"),
        made("BonaFide", BONA_FIDE, "so", 1),
    ],
    "metConditionIdentity": [
        made("AffiliationAndRole", "faculty@myuni.edu", "so", 1),
        made("ControlledAccessGrants", DATA, "dac", 10, conditions=EITHER),
    ],
    "unmetConditionIdentity": [
        made("AffiliationAndRole", "student@myuni.edu", "so", 10),
        made("ControlledAccessGrants", DATA, "dac", 10, conditions=FACULTY),
    ],
    "accessTokenVisaIdentity": [made("BonaFide", BONA_FIDE, "so", 10, form=TokenForm.ACCESS)],
}
LIFETIMES = {"10*3600 - 300": 10 * HOUR - 300, "10*3600 + 5": 10 * HOUR + 5}


def pattern_holds(pattern: str, value: str) -> bool:
    """Whether a condition with this pattern takes a visa of this value; no pattern asks for nothing of the value."""
    claims = (("source", f"const:{SOURCE}"), *((("value", pattern),) if pattern else ()))
    return Clause("T", claims).matches(made("T", value, "so", 1))


def listed(text: str) -> list[str]:
    return text.removeprefix("[]string").strip("{}").replace('"', "").split(", ")


def claim_holds(fields: dict[str, str]) -> bool:
    stands = tuple(
        Stands(
            kind="project-approval",
            type=fields["claim"].strip('"'),
            value=value,
            sources=frozenset(listed(fields["sources"])) if "sources" in fields else frozenset(),
            by=frozenset(listed(fields["by"])) if "by" in fields else frozenset(),
        )
        for value in listed(fields["values"])
    )
    trusted = TrustedIssuer(ISSUER, frozenset({SOURCE, "https://badsource.com"}), {})
    ttl = fields.get("ttl", "0")
    lasting = LIFETIMES[ttl] if ttl in LIFETIMES else int(ttl)
    visas = IDENTITIES[fields["id"]]
    return bool(evidence_of(visas, Trust({ISSUER: trusted}, stands), ACTOR, NOW, lasting=lasting).documents)


@pytest.mark.parametrize("case", PATTERNS, ids=[f"{case['id']}: {case['value']}" for case in PATTERNS])
def test_a_pattern_matches_as_the_specification_says(case: dict[str, Any]) -> None:
    assert pattern_holds(case["pattern"], case["value"]) is case["spec"]
    differs = {(case["pattern"], case["value"]), (case["pattern"], None)} & BY_SPECIFICATION.keys()
    assert bool(differs) is (case["spec"] is not case["expected"])


@pytest.mark.parametrize("case", CLAIMS, ids=[case["id"] for case in CLAIMS])
def test_a_claim_is_decided_as_expected(case: dict[str, Any]) -> None:
    assert claim_holds(case["fields"]) is case["expected"]


def test_figures(record_property: Callable[[str, object], None]) -> None:
    patterns = sum(pattern_holds(case["pattern"], case["value"]) is case["spec"] for case in PATTERNS)
    differ = sum(case["spec"] is not case["expected"] for case in PATTERNS)
    claims = sum(claim_holds(case["fields"]) is case["expected"] for case in CLAIMS)
    record_property(
        "table",
        f"GA4GH passports: {patterns} of {len(PATTERNS)} patterns by the specification ({differ} of them against the"
        f" case's answer, by name), {claims} of {len(CLAIMS)} claims as expected",
    )
    assert (len(PATTERNS), len(CLAIMS), differ) == (12, 16, len(BY_SPECIFICATION))
