"""Our acts to FHIR and back: the same acts; and what foreign eyes see of them, which is no more than was signed."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.consent import (
    CATEGORIES,
    FINDINGS_FORM,
    JURISDICTIONS,
    PURPOSES,
    RECIPIENTS,
    ActKind,
    ActSignature,
    Atom,
    Authority,
    ConsentError,
    ConsentFile,
    Effect,
    Kind,
    SignatureKind,
)
from autonome.consent.attestations import Attestation, AttestationId, Birth
from autonome.fhir import parse_json
from autonome.fhir.consent import consent_bundle, read_consents, unsaid
from autonome.fhir.consent.codes import EMPTY, LIMITS, REFUSED
from autonome.fhir.consent.notes import Notes
from autonome.fhir.consent.provisions import frame
from autonome.fhir.consent.rules import Around, flat_rules
from autonome.fhir.elements import Element
from autonome.kernel import ActorId, Instant, Json, Period, Sha256
from tests.examples import examples
from tests.fakes.consents import LONG, SUBJECT, act, atom, consents
from tests.unit.fhir.consent.acts import atoms, files

NOW = Instant.parse("2026-03-02")


def written(value: Json) -> Any:  # noqa: ANN401 - parsed JSON
    return parse_json(json.dumps(value).encode(), "bundle.json")


def resources(file: ConsentFile, at: Instant = NOW) -> list[dict[str, Any]]:
    entries = written(consent_bundle(file, at))["entry"]
    return [entry["resource"] for entry in entries if entry["resource"]["resourceType"] == "Consent"]


def back(provision: Json) -> tuple[set[Atom], list[str]]:
    """The atoms that a stranger's reader finds in a provision, and what it does not understand."""
    notes = Notes()
    rules = flat_rules(Element(written(provision), "Consent.provision"), Around(), notes, is_frame=True)
    found = {each for rule in rules for each in rule.scope.atoms(rule.effect)}
    return found, [note.place for note in notes]


@settings(max_examples=examples(100), deadline=None)
@given(files(), st.integers(0, 4_000_000_000))
def test_every_act_comes_back_as_it_was(file: ConsentFile, at: int) -> None:
    read = read_consents(written(consent_bundle(file, Instant(at))), "bundle.json")
    assert read.file == file
    assert read.not_understood == ()


@settings(max_examples=examples(30), deadline=None)
@given(files())
def test_the_same_file_gives_the_same_bundle(file: ConsentFile) -> None:
    assert consent_bundle(file, NOW) == consent_bundle(file, NOW)


@given(st.lists(atoms(empty=False), min_size=1, max_size=3, unique=True))
def test_the_provisions_alone_say_what_a_permission_permits(scope: list[Atom]) -> None:
    found, doubts = back(frame(scope, LONG))
    assert found == set(scope)
    assert doubts == []


@given(atoms(empty=False))
def test_the_provisions_alone_refuse_no_less_than_a_refusal(scope: Atom) -> None:
    refused = scope.with_effect(Effect.DENY)
    found, doubts = back(frame([refused], LONG))
    assert refused in found
    assert {each.effect for each in found} == {Effect.DENY}
    assert doubts == []


def test_what_is_in_force_is_active_and_nothing_else() -> None:
    file = consents(
        act(question="one", leaf=0),
        act(question="two", leaf=1),
        act(kind=ActKind.WITHDRAW, question="one", leaf=2),
        act(kind=ActKind.DENY, question="three", leaf=3),
    )
    stated = [(each["status"], "provision" in each) for each in resources(file)]
    assert stated == [("inactive", True), ("active", True), ("inactive", False), ("active", True)]
    later = [each["status"] for each in resources(file, Instant.parse("2028-01-01"))]
    assert later == ["inactive"] * 4


def test_a_renewal_states_again_what_it_renews() -> None:
    grant = act(question="one", leaf=0)
    renewal = act(kind=ActKind.RENEW, question="one", leaf=1, form=grant.template)
    first, second = resources(consents(grant, renewal))
    assert (first["status"], second["status"]) == ("inactive", "active")
    assert first["provision"]["provision"] == second["provision"]["provision"]


def test_a_stranger_must_not_pass_over_the_limits_of_a_permission_and_may_over_those_of_a_refusal() -> None:
    limited = atom(commercial=False)
    (permit,) = resources(consents(act(ActKind.GRANT, limited)))
    (deny,) = resources(consents(act(ActKind.DENY, limited)))
    assert [each["url"] for each in permit["provision"]["provision"][0]["modifierExtension"]] == [LIMITS]
    assert "modifierExtension" not in deny["provision"]["provision"][0]
    assert REFUSED in [each["url"] for each in deny["provision"]["provision"][0]["extension"]]


def test_where_hl7_puts_more_under_a_purpose_the_permission_takes_it_out() -> None:
    (paying,) = resources(consents(act(ActKind.GRANT, atom(purpose=PURPOSES.code("HPAYMT")))))
    (rule,) = paying["provision"]["provision"]
    (exception,) = rule["provision"]
    assert exception["type"] == "deny"
    assert [each["code"] for each in exception["purpose"]] == ["ELIGDTRM", "ENROLLM"]


def test_an_answer_about_findings_is_no_consent_to_any_use() -> None:
    asked = FINDINGS_FORM.questions[0]
    told = act(ActKind.GRANT, question=asked.id, form=FINDINGS_FORM, atoms=())
    (stated,) = resources(consents(told))
    assert stated["scope"]["coding"][0]["code"] == "told-of-findings"
    assert "provision" not in stated["provision"]


def test_an_empty_period_is_said_to_be_empty_and_never_active() -> None:
    nothing = act(valid=Period(NOW, NOW))
    (stated,) = resources(consents(nothing))
    assert stated["status"] == "inactive"
    assert stated["provision"]["period"]["extension"] == [{"url": EMPTY, "valueBoolean": True}]


@pytest.mark.parametrize("reference", ["bell \x07", " "])
def test_a_text_that_fhir_cannot_hold_is_refused(reference: str) -> None:
    odd = act(signature=ActSignature(SignatureKind.PASSKEY, "key", reference))
    with pytest.raises(ConsentError, match="cannot be said in FHIR") as caught:
        consent_bundle(consents(odd), NOW)
    assert "\n" not in str(caught.value)


def change(resource: dict[str, Any], *path: str | int, to: object) -> None:
    at: Any = resource
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = to


@pytest.mark.parametrize(
    ("path", "to", "named"),
    [
        (("provision", "provision", 0, "type"), "deny", "provision"),
        (("provision", "provision", 0, "purpose"), [], "provision"),
        (("provision", "provision"), [], "provision"),
        (("provision", "period", "end"), "2099-01-01", "provision.period"),
        (("provision", "period", "start"), "2020-01-01", "provision.period"),
        (("sourceAttachment", "title"), "other", "sourceAttachment"),
        (("policyRule", "text"), "Everything.", "policyRule"),
        (("scope", "coding", 0, "code"), "research", "scope"),
        (("verification", 0, "verified"), False, "verification"),
        (("modifierExtension",), [{"url": "urn:x", "valueBoolean": True}], "modifierExtension"),
    ],
)
def test_a_consent_of_ours_that_was_changed_is_refused(path: tuple[str | int, ...], to: object, named: str) -> None:
    bundle = written(consent_bundle(consents(act()), NOW))
    change(bundle["entry"][-1]["resource"], *path, to=to)
    with pytest.raises(ConsentError, match=rf"{named} says otherwise than the act") as caught:
        read_consents(bundle, "bundle.json")
    assert str(caught.value).startswith("bundle.json, Bundle.entry[2].resource: ")


def test_a_consent_of_ours_without_its_form_is_refused() -> None:
    bundle = written(consent_bundle(consents(act()), NOW))
    del bundle["entry"][1]
    with pytest.raises(ConsentError, match="names a form that is not in the Bundle"):
        read_consents(bundle, "bundle.json")


def test_a_changed_form_is_refused() -> None:
    bundle = written(consent_bundle(consents(act()), NOW))
    form = base64.b64decode(bundle["entry"][1]["resource"]["data"]).replace(b"pharmacogenes", b"germline")
    bundle["entry"][1]["resource"]["data"] = base64.b64encode(form).decode()
    with pytest.raises(ConsentError, match="is not the one that was signed"):
        read_consents(bundle, "bundle.json")


def test_what_is_attested_is_listed_as_not_written() -> None:
    born = Attestation(
        AttestationId("birth"),
        SUBJECT,
        Birth(NOW, JURISDICTIONS.code("US")),
        ActorId("registrar"),
        Sha256("0" * 64),
        NOW,
    )
    assert unsaid(consents(act())) == ()
    (said,) = unsaid(replace(consents(act()), attested=(born,)))
    assert said.startswith("attested: 1 of what is attested")


def test_every_code_has_a_way_into_fhir() -> None:
    for tree, part in ((PURPOSES, "purpose"), (CATEGORIES, "category"), (RECIPIENTS, "recipient")):
        for term in tree.terms:
            one = atom(**{part: term.code}, kinds=frozenset({Kind.EXPLICIT}))
            assert back(frame([one], None)) == ({one}, []), term.code


def test_the_actor_of_a_proxy_is_named() -> None:
    proxied = act(authority=Authority.PROXY, actor=ActorId("aunt"))
    (stated,) = resources(consents(proxied))
    assert stated["performer"][0]["identifier"]["value"] == "aunt"
    assert stated["status"] == "inactive", "nobody attested that the aunt may answer"
