"""Documents that cannot be read as consent: one line each, with the place and the mend."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autonome.consent import ConsentError
from autonome.fhir import parse_json
from autonome.fhir.consent import consent_bundle, read_consents
from autonome.fhir.consent.codes import ACT_CODE, ACT_REASON, CONSENT_ACTION
from autonome.kernel import InputError, Instant
from tests.fakes.consents import act, consents
from tests.unit.fhir.consent.foreign import Resource, actor, coding, concept, consent
from tests.unit.fhir.consent.test_foreign import places, read

PERMIT: Resource = {"type": "permit", "purpose": [coding(ACT_REASON, "TREAT")]}


def nested(levels: int) -> Resource:
    made: Resource = {"type": "permit"}
    for _ in range(levels):
        made = {"type": "permit", "provision": [made]}
    return made


def many() -> Resource:
    codes = [coding(ACT_REASON, code) for code in ("ETREAT", "COC", "CLINTRL", "POPHLTH", "HPAYMT", "HRESCH")]
    return {"type": "permit", "purpose": codes, "actor": [actor(f"Organization/{n}") for n in range(2_000)]}


REFUSED: dict[str, tuple[Any, str]] = {
    "a draft": (consent(status="draft"), "it is a draft, which nobody signed"),
    "proposed": (consent(status="proposed"), "it is a proposal, which nobody signed"),
    "rejected": (consent(status="rejected"), "it was rejected and never came into force"),
    "inactive": (consent(status="inactive"), "it is no longer in force"),
    "entered in error": (consent(status="entered-in-error"), "it was entered in error"),
    "unknown status": (consent(status="maybe"), "has the status 'maybe', which R4 does not know"),
    "no status": (consent(status=None), "has the status '', which R4 does not know"),
    "treatment": (
        consent(scope=concept("http://terminology.hl7.org/CodeSystem/consentscope", "treatment")),
        "not about the use of data",
    ),
    "R5 by its subject": (
        consent(subject={"reference": "Patient/anna"}),
        "is a Consent of FHIR R5. Mend: export it as",
    ),
    "R5 by its provisions": (consent(provision=[PERMIT]), "is a Consent of FHIR R5"),
    "R5 by its decision": (consent(decision="permit"), "is a Consent of FHIR R5"),
    "STU3": (consent(**{"except": []}), "is a Consent of FHIR STU3"),
    "no patient": (consent(patient=None), "holds no Consent of a named patient"),
    "a patient without a name": (consent(patient={"display": "Anna"}), "holds no Consent of a named patient"),
    "no date": (consent(dateTime=None), "does not say when it was made. Mend: add its dateTime."),
    "not a date": (consent(dateTime="yesterday"), "holds 'yesterday', which is no date"),
    "no such day": (consent(dateTime="2026-02-30"), "holds '2026-02-30', which is no date"),
    "a period backwards": (
        consent(provision=PERMIT | {"period": {"start": "2027", "end": "2026"}}),
        "Consent.provision.period: ends before it starts",
    ),
    "a type that R4 does not know": (consent(provision={"type": "allow"}), "has the type 'allow'"),
    "nested too deep": (consent(provision=nested(20)), "holds provisions more than 16 deep"),
    "too many rules": (consent(provision=many()), "comes to more than 10,000 rules"),
    "a list for an object": (consent(scope=[]), "Consent.scope is a list, not an object"),
    "a number for a text": (consent(status=3), "Consent.status is a number, not text"),
    "another resource": ({"resourceType": "Patient"}, "is no Consent and no Bundle, but a Patient"),
    "no resource": ([1], "is no Consent and no Bundle, but something else"),
    "an empty Bundle": ({"resourceType": "Bundle", "type": "collection"}, "holds no Consent of a named patient"),
    "a text of another hash": (
        consent(provision=PERMIT, sourceAttachment={"contentType": "text/plain", "data": "VGV4dA==", "hash": "AAAA"}),
        "is not the text that its hash is of",
    ),
    "data that are not base64": (consent(provision=PERMIT, sourceAttachment={"data": "…"}), "are not base64"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_each_is_refused_in_one_line_that_names_the_file(case: str) -> None:
    document, said = REFUSED[case]
    with pytest.raises(ConsentError) as caught:
        read_consents(parse_json(json.dumps(document).encode(), "in.json"), "in.json")
    line = str(caught.value)
    assert said in line
    assert line.startswith("in.json")
    assert ". Mend: " in line
    assert "\n" not in line


def test_ten_thousand_levels_are_refused_before_anything_is_walked() -> None:
    deep = b'{"resourceType":"Consent","provision":' + b'{"provision":[' * 10_000 + b"]}" * 10_000 + b"}"
    with pytest.raises(InputError, match="nested more than 64 deep"):
        parse_json(deep, "deep.json")


def test_a_circle_of_values_ends() -> None:
    """Text cannot hold one; a caller who hands in a value could."""
    circle: Resource = {"type": "permit"}
    circle["provision"] = [circle]
    with pytest.raises(ConsentError, match="more than 16 deep"):
        read_consents(consent(provision=circle), "in.json")


def test_the_consent_of_another_patient_is_refused() -> None:
    with pytest.raises(ConsentError, match="is the consent of another patient"):
        read(consent(provision=PERMIT), patient="berta")
    assert read(consent(provision=PERMIT), patient="anna").file.subject == "anna"


def test_consents_of_two_patients_are_refused() -> None:
    with pytest.raises(ConsentError, match="holds Consents of 2 patients"):
        read(consent(), consent(id="c2", patient={"reference": "Patient/berta"}))


def test_in_a_bundle_what_is_not_in_force_is_listed_and_the_rest_is_read() -> None:
    found = read(consent(provision=PERMIT), consent(id="c2", status="draft"), {"resourceType": "Observation"})
    assert [act.id for act in found.file.acts] == ["fhir/c1/permit-1"]
    assert places(found)["Bundle.entry[1].resource"] == "left out: it is a draft, which nobody signed"
    assert "Bundle.entry.resource.ofType(Observation)" in places(found)


def test_a_consent_of_ours_that_somebody_marked_as_wrong_is_not_read() -> None:
    bundle = json.loads(json.dumps(consent_bundle(consents(act()), Instant.parse("2026-03-01"))))
    bundle["entry"][-1]["resource"]["status"] = "entered-in-error"
    with pytest.raises(ConsentError, match="entered in error"):
        read_consents(bundle, "in.json")


def test_what_stands_in_a_consent_cannot_move_a_terminal() -> None:
    hostile = consent(provision=PERMIT | {"action": [concept(CONSENT_ACTION, "\x1b[2J\n")]}, policyRule=_odd())
    for note in read(hostile).not_understood:
        assert note.said.isprintable()
        assert len(note.said) <= 120


def _odd() -> Resource:
    return concept(ACT_CODE, "x" * 5_000)
