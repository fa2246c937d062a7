"""The codes that consent is written with in FHIR R4, and what our own words are called there.

Standard systems where they say the same; where none does, systems of our own, addressed by OIDs made of a UUID
(ITU-T X.667), because the project owns no registered arc. Two hierarchies of purposes differ in four places, and both
directions are written down here, so that neither reader is given more than was consented to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from autonome.consent import Action

ACT_REASON: Final = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
"""Below PurposeOfUse: purposes."""

ACT_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
"""Sensitivities, and opt-in and opt-out."""

PARTICIPATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
ROLE_CLASS: Final = "http://terminology.hl7.org/CodeSystem/v3-RoleClass"
CONSENT_ACTION: Final = "http://terminology.hl7.org/CodeSystem/consentaction"
CONSENT_SCOPE: Final = "http://terminology.hl7.org/CodeSystem/consentscope"
CONSENT_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/consentcategorycodes"
RESOURCE_TYPES: Final = "http://hl7.org/fhir/resource-types"
LOINC: Final = "http://loinc.org"
DUO: Final = "http://purl.obolibrary.org/obo/duo.owl"

_OWN = "urn:oid:2.25.51686140677271379471395092715483338419"

PURPOSE_CODES: Final = f"{_OWN}.10"
"""Purposes that HL7 has no code for."""

DATA_CODES: Final = f"{_OWN}.11"
RECIPIENT_CODES: Final = f"{_OWN}.12"
ACTION_CODES: Final = f"{_OWN}.13"
TERM_CODES: Final = f"{_OWN}.14"
"""Names of our own for scope, base policy and the format itself."""

SUBJECTS: Final = f"{_OWN}.15"
"""Identifiers of people, as consent files name them."""

PARTIES: Final = f"{_OWN}.16"
"""Identifiers of actors and organisations."""

ACTS: Final = f"{_OWN}.17"
"""Identifiers of acts within their subject's history."""

JURISDICTION_CODES: Final = f"{_OWN}.18"

ACT: Final = f"{_OWN}.20"
"""Extension of a Consent: what was done, which R4 does not tell apart."""

FORM: Final = f"{_OWN}.21"
"""Extension of a Consent: the form that was signed, as a Binary."""

SIGNATURE: Final = f"{_OWN}.22"
"""Extension of a verification: who vouches, and how."""

LIMITS: Final = f"{_OWN}.23"
"""Modifier extension of a permitting provision: limits that R4 has no element for."""

REFUSED: Final = f"{_OWN}.24"
"""Extension of a denying provision: the same limits; who passes over them refuses more, never less."""

KIND: Final = f"{_OWN}.25"
"""Extension of a provision: a kind of consent that a law asks for by name."""

EMPTY: Final = f"{_OWN}.26"
"""Extension of a Period that holds no instant; R4 cannot say so."""

FORMAT: Final = "autonome-consent-fhir-1"
"""Tag of the Bundle."""

TOLD: Final = "told-of-findings"
"""Scope of an answer about what the person wants to be told. It is no consent to any use of data, and in R4 whoever
does not know a scope must not use the resource."""

NAMED_ALONE: Final = "named-alone"
"""Base policy: what the provisions do not name is neither permitted nor refused."""

OPT_IN: Final = frozenset({"OPTIN", "OPTINR"})
OPT_OUT: Final = frozenset({"OPTOUT", "OPTOUTE"})

NOT_IN_HL7: Final = frozenset({"UNDERWRITING", "GRU", "MDSRCH", "EMPLOYMENT", "LAWENF"})
"""Purposes that v3-ActReason does not hold; `GRU` is written with the code of DUO."""

GENERAL_RESEARCH: Final = "DUO:0000042"

WIDER_IN_HL7: Final[Mapping[str, tuple[str, ...]]] = {
    "HPAYMT": ("ELIGDTRM", "ENROLLM"),
    "COVERAGE": ("ELIGDTRM", "ENROLLM"),
    "HOPERAT": ("CAREMGT",),
    "HRESCH": ("POARCH",),
}
"""Purposes under which HL7 puts more than we do: a permission names the difference as an exception, and a refusal that
is read takes it in (v3-ActReason 4.0.1 against `autonome.consent.purposes`)."""

WIDER_HERE: Final[Mapping[str, tuple[str, ...]]] = {"TREAT": ("CAREMGT",)}
"""Purposes under which we put more than HL7 does: a refusal that is written names it."""

ACTIONS: Final[Mapping[Action, tuple[str, ...]]] = {
    Action.COLLECT: ("collect",),
    Action.USE: ("access", "use"),
    Action.DISCLOSE: ("disclose",),
}
"""Actions with codes of HL7. To see data is to use them: the two codes are one action here."""

UNNAMED_PERMITTED: Final = frozenset({Action.COLLECT, Action.USE, Action.DISCLOSE})
"""What a permission without actions permits: those that HL7's list knows. Publishing, export and training are asked for
by name."""

SENSITIVITIES: Final[Mapping[str, tuple[str, ...]]] = {
    "genome": ("GDIS",),
    "mental-health": ("MH",),
    "substance-use": ("SUD",),
    "sexual-health": ("SEX",),
    "hiv": ("HIV",),
    "violence": ("VIO", "SDV"),
}
"""Data with sensitivity codes of HL7 that together say the same."""

NARROWER: Final[Mapping[str, str]] = {
    "PSY": "mental-health",
    "PSYTHPN": "mental-health",
    "ETH": "substance-use",
    "ETHUD": "substance-use",
    "OPIOIDUD": "substance-use",
    "STD": "sexual-health",
    "VIO": "violence",
    "SDV": "violence",
}
"""Sensitivity codes narrower than our word: enough to refuse by, too little to permit by."""

SECTIONS: Final[Mapping[str, str]] = {
    "medications": "10160-0",
    "allergies": "48765-2",
    "conditions": "11450-4",
    "laboratory": "30954-2",
    "vital-signs": "8716-3",
    "procedures": "47519-4",
    "imaging": "18748-4",
    "family": "10157-6",
    "lifestyle": "29762-2",
    "goals": "61146-7",
}
"""LOINC codes of the document sections that hold such data (C-CDA R2.1), beside our own code."""

CLASSES: Final[Mapping[str, str]] = {
    "AllergyIntolerance": "allergies",
    "Condition": "conditions",
    "DiagnosticReport": "record",
    "FamilyMemberHistory": "family",
    "Goal": "goals",
    "ImagingStudy": "imaging",
    "Immunization": "clinical",
    "Medication": "medications",
    "MedicationAdministration": "medications",
    "MedicationDispense": "medications",
    "MedicationRequest": "medications",
    "MedicationStatement": "medications",
    "MolecularSequence": "genome",
    "Observation": "record",
    "Patient": "demographics",
    "Procedure": "procedures",
}
"""Resource types and the data that they belong to: to refuse by, for most are narrower than our word, or lie across."""

SENSITIVE: Final = ("mental-health", "substance-use", "sexual-health", "hiv", "violence")
"""Data that can stand in a resource of any type: a refusal by type takes them in."""

RECIPIENT_ROLES: Final = frozenset({"IRCP", "PRCP"})
"""Participation types of those who receive information; `IRCP` is written."""

ROLES: Final[Mapping[str, str]] = {"PAT": "subject", "PROV": "care", "EMP": "employer", "NOK": "relative"}
"""Role classes of HL7 that say the same as our class of recipients."""

SAID_BY_CATEGORY: Final = frozenset(
    {
        (LOINC, "59284-0"),
        (LOINC, "57016-8"),
        (LOINC, "57017-6"),
        (LOINC, "64292-6"),
        (CONSENT_CATEGORY, "npp"),
        (CONSENT_CATEGORY, "research"),
        (ACT_CODE, "INFA"),
        (ACT_CODE, "RESEARCH"),
    }
)
"""Categories that limit nothing beyond scope and provisions; any other one may."""

WRITTEN_CATEGORIES: Final = frozenset({(LOINC, "59284-0")})
"""What every Consent of ours says; any other category is listed."""
