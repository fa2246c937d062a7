"""Consents of other systems: nothing that is not understood permits, and what every reader refuses is refused."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.access import Allowed, Decision, Denied, decide
from autonome.consent import CATEGORIES, PURPOSES, Action, ActKind, Atom, Authority, ConsentAct, ConsentError, Effect
from autonome.fhir import parse_json
from autonome.fhir.consent import ReadConsents, consent_bundle, read_consents
from autonome.fhir.consent.codes import ACT_CODE, ACT_REASON, CONSENT_ACTION, LOINC, RESOURCE_TYPES
from autonome.fhir.consent.header import BY_NOBODY, UNVERIFIED
from autonome.fhir.consent.notes import UNUSED
from autonome.fhir.consent.scopes import REVIEW_OBLIGATION
from autonome.kernel import Instant, SubjectId
from autonome.law import RULES, RuleBook
from tests.examples import examples
from tests.fakes.consents import request
from tests.unit.fhir.consent import foreign, naive
from tests.unit.fhir.consent.foreign import Resource, actor, coding, concept, consent

GRID = [
    naive.Ask(*each)
    for each in product(
        ("TREAT", "ETREAT", "HPAYMT", "ELIGDTRM", "HRESCH", "POARCH", "DSRCH", "HOPERAT"),
        ("pharmacogenes", "medications", "conditions", "allergies", "mental-health", "violence", "goals"),
        ("Organization/a", "Organization/b", "Organization/c"),
        ("collect", "use", "disclose", "export"),
        ("2026-01-15", "2026-02-15", "2026-12-31", "2027-06-01"),
    )
]


def read(*resources: Resource, patient: str | None = None) -> ReadConsents:
    """Read one Consent, or a Bundle of several."""
    one: Resource = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"http://h/{each['resourceType']}/{n}", "resource": each} for n, each in enumerate(resources)
        ],
    }
    document = parse_json(json.dumps(resources[0] if len(resources) == 1 else one).encode(), "in.json")
    return read_consents(document, "in.json", patient=None if patient is None else SubjectId(patient))


def places(found: ReadConsents) -> dict[str, str]:
    return {each.place: each.effect for each in found.not_understood}


def matches(atom: Atom, ask: naive.Ask) -> bool:
    return (
        PURPOSES.covers(atom.purpose, ask.purpose)
        and CATEGORIES.covers(atom.category, ask.leaf)
        and atom.recipient_id in {None, ask.who}
        and Action(ask.action) in atom.actions
    )


def said(acts: tuple[ConsentAct, ...], ask: naive.Ask) -> tuple[bool, bool]:
    """Whether some act permits without a review, and whether one refuses."""
    at = Instant.parse(f"{ask.day}T12:00:00Z")
    atoms = [atom for act in acts if act.valid is not None and act.valid.contains(at) for atom in act.atoms]
    hit = [atom for atom in atoms if matches(atom, ask)]
    permitted = any(each.effect is Effect.PERMIT and REVIEW_OBLIGATION not in each.obligations for each in hit)
    return permitted, any(each.effect is Effect.DENY for each in hit)


@settings(max_examples=examples(400), deadline=None)
@given(foreign.consents(), st.lists(st.sampled_from(GRID), min_size=20, max_size=20))
def test_nothing_is_permitted_that_some_reader_would_not_permit(resource: Resource, asks: list[naive.Ask]) -> None:
    found = _read_or_nothing(resource)
    for ask in asks:
        permitted, refused = said(found.file.acts if found else (), ask)
        outcomes = naive.outcomes(resource, ask)
        if permitted and not refused:
            assert outcomes == {"permit"}, ask
        if outcomes == {"deny"}:
            assert refused, ask


def test_a_permission_around_a_frame_of_permissions_is_not_read_by_itself() -> None:
    inner = {"type": "permit", "purpose": [coding(ACT_REASON, "ETREAT")]}
    resource = consent(provision={"type": "permit", "provision": [{"provision": [inner]}]})
    asked = naive.Ask("TREAT", "pharmacogenes", "Organization/a", "collect", "2026-01-15")
    assert said(read(resource).file.acts, asked) == (False, False)
    assert naive.outcomes(resource, asked) == {"permit", "deny"}


@settings(max_examples=examples(200), deadline=None)
@given(foreign.conditions(), st.lists(st.sampled_from(GRID), min_size=40, max_size=40))
def test_a_refusal_refuses_whatever_some_reader_would_refuse_by_it(conditions: Resource, asks: list[naive.Ask]) -> None:
    resource = consent(provision=conditions | {"type": "deny"})
    acts = read(resource).file.acts
    for ask in asks:
        if "deny" in naive.outcomes(resource, ask):
            assert said(acts, ask)[1], ask


@pytest.mark.parametrize(
    "conditions",
    [
        {"purpose": [coding(ACT_REASON, "TREAT"), coding(ACT_REASON, "NOSUCH")]},
        {"action": [concept(CONSENT_ACTION, "access"), concept(CONSENT_ACTION, "correct")]},
        {"actor": [actor("Organization/b"), actor("Organization/b", "CST")]},
        {"securityLabel": [coding(ACT_CODE, "GDIS"), coding(ACT_CODE, "SPI")]},
        {"class": [coding(RESOURCE_TYPES, "Goal"), coding(RESOURCE_TYPES, "NoSuch")]},
        {"purpose": [coding(ACT_REASON, "TREAT")], "modifierExtension": [{"url": "urn:x", "valueBoolean": True}]},
    ],
)
def test_a_refusal_with_one_alternative_that_is_not_understood_is_one_of_everything(conditions: Resource) -> None:
    found = read(consent(provision=conditions | {"type": "deny"}))
    asked = naive.Ask("HRESCH", "mental-health", "Organization/c", "export", "2026-02-15")
    assert said(found.file.acts, asked) == (False, True)
    (element, values), *_ = conditions.items()
    listed = {place for place in places(found) if place.startswith("Consent.provision.")}
    if "modifierExtension" not in conditions:
        assert listed == {f"Consent.provision.{element}[{at}]" for at in range(len(values))}


def _read_or_nothing(resource: Resource) -> ReadConsents | None:
    try:
        return read(resource)
    except ConsentError as error:
        assert "holds no consent that can be read" in error.message  # noqa: PT017 - any other error is a failure
        return None


@settings(max_examples=examples(200), deadline=None)
@given(foreign.consents())
def test_what_was_read_is_written_and_read_again_alike(resource: Resource) -> None:
    found = _read_or_nothing(resource)
    if found is None:
        return
    first = found.file
    bundle = parse_json(json.dumps(consent_bundle(first, Instant.parse("2026-03-01"))).encode(), "b.json")
    again = read_consents(bundle, "b.json")
    assert (again.file, again.not_understood) == (first, ())


def rule(kind: str = "permit", **conditions: object) -> Resource:
    return {"type": kind, **conditions}


GENES: Resource = {"securityLabel": [coding(ACT_CODE, "GDIS")]}
TREATED: Resource = {"purpose": [coding(ACT_REASON, "TREAT")], "action": [concept(CONSENT_ACTION, "access")]}


def decided(resource: Resource, **asked: Any) -> Decision:  # noqa: ANN401 - one keyword for each part
    file = read(resource).file
    asking = request(subject=file.subject, organisation="Organization/a", jurisdiction="US", **asked)
    return decide(file.in_file_order(), asking, RULES, Instant.parse("2026-02-01"), len(file.acts))


def test_a_permission_that_is_understood_permits_and_one_in_part_waits_for_a_person() -> None:
    open_ = consent(provision=rule(actor=[actor("Organization/a")], **GENES, **TREATED))
    assert isinstance(decided(open_), Allowed)
    doubtful = consent(provision=rule(actor=[actor("Organization/a")], **GENES, **TREATED, data=_single()))
    refused = decided(doubtful)
    assert isinstance(refused, Denied)
    assert "needs-review" in {str(reason.code) for reason in refused.reasons}


def _single() -> list[Resource]:
    return [{"meaning": "instance", "reference": {"reference": "Observation/1"}}]


def test_an_opt_in_alone_waits_for_a_person_and_an_opt_out_alone_refuses_everything() -> None:
    (granted,) = read(consent()).file.acts
    assert [each.obligations for each in granted.atoms] == [(REVIEW_OBLIGATION,)]
    (refused,) = read(consent(policyRule=concept(ACT_CODE, "OPTOUT"))).file.acts
    assert [(each.effect, each.purpose, each.category) for each in refused.atoms] == [
        (Effect.DENY, "PurposeOfUse", "record")
    ]


def test_an_opt_out_with_a_permission_refuses_nothing_else_and_says_so() -> None:
    found = read(consent(policyRule=concept(ACT_CODE, "OPTOUT"), provision=rule(**GENES, **TREATED)))
    assert [act.kind for act in found.file.acts] == ["grant"]
    assert "not permitted" in places(found)["Consent.policyRule"]


def test_a_refusal_inside_a_permission_stays_within_it() -> None:
    inner = rule("deny", actor=[actor("Organization/b")])
    permit, deny = read(consent(provision=rule(provision=[inner], **GENES, **TREATED))).file.acts
    assert [(each.category, each.purpose, each.recipient_id) for each in permit.atoms] == [("genome", "TREAT", None)]
    assert [(each.category, each.purpose, each.recipient_id) for each in deny.atoms] == [
        ("genome", "TREAT", "Organization/b")
    ]


def test_a_permission_inside_a_refusal_is_listed_and_not_read() -> None:
    found = read(consent(provision=rule("deny", provision=[rule(**GENES, **TREATED)])))
    assert [act.kind for act in found.file.acts] == ["grant", "deny"]
    assert "inside a refusal" in places(found)["Consent.provision.provision[0].type"]
    assert not any(said(found.file.acts, ask)[0] for ask in GRID)


@pytest.mark.parametrize(
    ("conditions", "place"),
    [
        ({"purpose": [coding(ACT_REASON, "NOSUCH")]}, "purpose[0]"),
        ({"purpose": [coding("http://other", "TREAT")]}, "purpose[0]"),
        ({"action": [concept(CONSENT_ACTION, "correct")]}, "action[0]"),
        ({"actor": [actor("Organization/a", "CST")]}, "actor[0]"),
        ({"actor": [actor("#within")]}, "actor[0]"),
        (
            {"securityLabel": [coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R")]},
            "securityLabel[0]",
        ),
        ({"securityLabel": [coding(ACT_CODE, "PSY")]}, "securityLabel[0]"),
        ({"class": [coding(RESOURCE_TYPES, "MedicationRequest")]}, "class[0]"),
        ({"code": [concept(LOINC, "10160-0")]}, "code[0]"),
        ({"data": _single()}, "data[0]"),
        ({"modifierExtension": [{"url": "http://other", "valueBoolean": True}]}, "modifierExtension[0]"),
        ({"strange": 1}, "strange"),
        ({"_type": {"extension": []}}, "_type"),
    ],
)
def test_each_condition_that_is_not_understood_is_listed_with_its_place(conditions: Resource, place: str) -> None:
    permits = read(consent(provision=rule(**conditions)))
    assert f"Consent.provision.{place}" in places(permits)
    assert all(REVIEW_OBLIGATION in atom.obligations for act in permits.file.acts for atom in act.atoms)
    refusal = read(consent(provision=rule("deny", **conditions)))
    assert f"Consent.provision.{place}" in places(refusal)
    assert any(atom.effect is Effect.DENY for act in refusal.file.acts for atom in act.atoms)


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"category": [concept(ACT_CODE, "EMRGONLY")]}, "category[0]"),
        ({"policy": [{"uri": "http://example.org/policy"}]}, "policy[0]"),
        (
            {"policyRule": concept("http://terminology.hl7.org/CodeSystem/consentpolicycodes", "hipaa-auth")},
            "policyRule",
        ),
        ({"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}, "modifierExtension"),
        ({"implicitRules": "urn:x"}, "implicitRules"),
        ({"scope": concept("http://other", "x")}, "scope"),
        ({"strange": {}}, "strange"),
    ],
)
def test_a_header_that_may_limit_puts_every_permission_under_review(members: Resource, place: str) -> None:
    found = read(consent(provision=rule(**GENES, **TREATED), **members))
    assert f"Consent.{place}" in places(found)
    assert all(REVIEW_OBLIGATION in atom.obligations for act in found.file.acts for atom in act.atoms)


def test_research_alone_is_permitted_by_a_research_consent() -> None:
    scope = concept("http://terminology.hl7.org/CodeSystem/consentscope", "research")
    (act,) = read(consent(scope=scope, provision=rule(**GENES))).file.acts
    assert {atom.purpose for atom in act.atoms} == {"GRU"}


def test_rules_of_different_times_are_answers_of_their_own() -> None:
    inner = [rule(period={"end": "2026-06"}, **GENES), rule(period={"start": "2026-06-15"}, **TREATED)]
    acts = read(consent(provision={"provision": inner})).file.acts
    assert [(str(act.valid.start), str(act.valid.end)) for act in acts if act.valid] == [
        ("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z"),
        ("2026-06-15T00:00:00Z", "None"),
    ]


def test_somebody_else_s_consent_is_a_proxy_s_and_the_words_shown_are_kept() -> None:
    source = {"contentType": "text/plain", "data": "VGV4dA==", "hash": "w67i8L1tXM/f5jNkUJPRtSmg9rY=", "title": "T"}
    relative = [{"reference": "RelatedPerson/peter"}]
    (act,) = read(consent(provision=rule(**GENES), performer=relative, sourceAttachment=None)).file.acts
    assert (act.authority, act.actor) == (Authority.PROXY, "RelatedPerson/peter")
    (shown,) = read(consent(provision=rule(**GENES), sourceAttachment=source | {"hash": None})).file.acts
    assert shown.template.text == "Text"


ALLOWED_SAID: Resource = {"policyRule": concept(ACT_CODE, "OPTIN"), "provision": rule(**GENES)}
REFUSED_SAID: Resource = {"policyRule": concept(ACT_CODE, "OPTOUT"), "provision": rule("deny", **GENES)}


def answer(found: ReadConsents) -> Decision:
    asked = request(organisation="Organization/a", purposes=("HPAYMT",), recipient="anyone", actor="a")
    return decide(found.file.in_file_order(), asked, RuleBook(()), Instant.parse("2026-03-01"), 100)


@pytest.mark.parametrize("verified", [[], [{"verified": True}], [{"verified": True, "verificationDate": "2026"}]])
def test_what_was_verified_or_says_nothing_of_it_permits(verified: list[Resource]) -> None:
    found = read(consent(**ALLOWED_SAID, verification=verified))
    assert isinstance(answer(found), Allowed)


@pytest.mark.parametrize("open_", [{"verified": False}, {}, {"verificationDate": "2026-01-01"}])
def test_what_was_not_verified_refuses_and_permits_nothing(open_: Resource) -> None:
    with pytest.raises(ConsentError, match="was not verified with whoever gave it"):
        read(consent(**ALLOWED_SAID, verification=[open_]))
    found = read(consent(**REFUSED_SAID, verification=[{"verified": True}, open_]))
    assert {act.kind for act in found.file.acts} == {ActKind.DENY}
    assert places(found)["Consent.verification[1]"] == UNVERIFIED
    assert places(found)["Consent.verification[0]"] == UNUSED


def test_nobodys_word_permits_nothing_and_refuses() -> None:
    found = read(consent(**ALLOWED_SAID, performer=None))
    (act,) = found.file.acts
    assert (act.authority, act.actor) == (Authority.PROXY, "not stated")
    assert places(found)["Consent.performer"] == BY_NOBODY
    assert isinstance(answer(found), Denied)
    both = read(consent(**ALLOWED_SAID), consent(**REFUSED_SAID, id="c2", performer=None))
    assert isinstance(answer(read(consent(**ALLOWED_SAID))), Allowed)
    assert isinstance(answer(both), Denied)
