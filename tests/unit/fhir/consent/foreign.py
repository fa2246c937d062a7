"""Consents as other systems write them: by hand, and any that a generator can think of."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from autonome.fhir.consent.codes import (
    ACT_CODE,
    ACT_REASON,
    CONSENT_ACTION,
    DATA_CODES,
    LOINC,
    PARTICIPATION,
    RESOURCE_TYPES,
)

Resource = dict[str, Any]


def coding(system: str, code: str) -> Resource:
    return {"system": system, "code": code}


def concept(system: str, code: str) -> Resource:
    return {"coding": [coding(system, code)]}


def consent(**members: object) -> Resource:
    """An active opt-in of one patient, of long ago; a member given as None is left away."""
    resource: Resource = {
        "resourceType": "Consent",
        "id": "c1",
        "status": "active",
        "scope": concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
        "category": [concept(LOINC, "59284-0")],
        "patient": {"reference": "Patient/anna"},
        "dateTime": "2026-01-01T00:00:00Z",
        "performer": [{"reference": "Patient/anna"}],
        "policyRule": concept(ACT_CODE, "OPTIN"),
    }
    return {key: value for key, value in (resource | members).items() if value is not None}


def actor(reference: str, role: str = "IRCP") -> Resource:
    return {"role": concept(PARTICIPATION, role), "reference": {"reference": reference}}


PURPOSES_SAID = ["TREAT", "ETREAT", "HPAYMT", "ELIGDTRM", "HRESCH", "POARCH", "DSRCH", "HOPERAT", "NOSUCH"]
LABELS_SAID = ["GDIS", "MH", "PSY", "SUD", "HIV", "VIO", "SDV", "SPI"]
CLASSES_SAID = ["Condition", "AllergyIntolerance", "MedicationRequest", "Observation", "NoSuch"]
ACTIONS_SAID = ["collect", "access", "use", "disclose", "correct"]
ACTORS_SAID = ["Organization/a", "Organization/b"]


def some(items: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(items, min_size=1, max_size=2)


def conditions() -> st.SearchStrategy[Resource]:
    """Any conditions of a provision, understood and not."""
    code = st.sampled_from(["pharmacogenes", "medications"]).map(lambda each: concept(DATA_CODES, each))
    section = st.sampled_from(["10160-0", "34133-9"]).map(lambda each: concept(LOINC, each))
    return st.fixed_dictionaries(
        {},
        optional={
            "purpose": some(st.sampled_from(PURPOSES_SAID).map(lambda each: coding(ACT_REASON, each))),
            "action": some(st.sampled_from(ACTIONS_SAID).map(lambda each: concept(CONSENT_ACTION, each))),
            "actor": some(st.builds(actor, st.sampled_from(ACTORS_SAID), st.sampled_from(["IRCP", "PRCP", "CST"]))),
            "securityLabel": some(st.sampled_from(LABELS_SAID).map(lambda each: coding(ACT_CODE, each))),
            "class": some(st.sampled_from(CLASSES_SAID).map(lambda each: coding(RESOURCE_TYPES, each))),
            "code": some(code | section),
            "data": st.just([{"meaning": "related", "reference": {"reference": "Task/1"}}]),
            "period": st.sampled_from(
                [{"start": "2026-02"}, {"end": "2026-03-31"}, {"start": "2027"}, {"start": "2026-02", "end": "2026"}]
            ),
            "modifierExtension": st.just([{"url": "http://example.org/not", "valueBoolean": True}]),
        },
    )


def provisions(levels: int = 3) -> st.SearchStrategy[Resource]:
    """A tree of provisions, typed and untyped."""
    kinds = st.sampled_from(["permit", "deny", None])
    inner = st.just([]) if levels == 1 else st.lists(st.deferred(lambda: provisions(levels - 1)), max_size=2)
    return st.builds(_provision, conditions(), kinds, inner)


def _provision(made: Resource, kind: str | None, inner: list[Resource]) -> Resource:
    return made | ({"type": kind} if kind else {}) | ({"provision": inner} if inner else {})


def consents() -> st.SearchStrategy[Resource]:
    """Any active Consent."""
    policy = st.sampled_from(["OPTIN", "OPTOUT", "hipaa-auth", None])
    research = st.sampled_from(["patient-privacy", "research"])
    return st.builds(
        lambda root, rule, scope: consent(
            provision=root,
            policyRule=concept(ACT_CODE, rule) if rule else None,
            scope=concept("http://terminology.hl7.org/CodeSystem/consentscope", scope),
        ),
        provisions(),
        policy,
        research,
    )


GENETIC_TREATMENT = consent(
    provision={
        "type": "permit",
        "period": {"start": "2026-01-01", "end": "2027-12-31"},
        "purpose": [coding(ACT_REASON, "TREAT")],
        "action": [concept(CONSENT_ACTION, "access")],
        "actor": [actor("Organization/a")],
        "securityLabel": [coding(ACT_CODE, "GDIS")],
        "provision": [{"type": "deny", "class": [coding(RESOURCE_TYPES, "Condition")], "dataPeriod": {"end": "2020"}}],
    }
)
"""A Consent of another system of which everything is understood."""
