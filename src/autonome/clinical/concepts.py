"""Coded ideas: the same idea in words and in the codes of one or several systems.

A code system is named by its canonical URI. Codes of every system are kept as they came; SNOMED CT is accepted and
shown, and Autonome ships none of it.
"""

from __future__ import annotations

from dataclasses import dataclass

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
"""RxNorm (US National Library of Medicine): ingredients and products."""

ATC = "http://www.whocc.no/atc"
"""Anatomical Therapeutic Chemical classification (WHO); substances have seven characters."""

SNOMED_CT = "http://snomed.info/sct"
"""SNOMED CT (SNOMED International)."""

LOINC = "http://loinc.org"
"""LOINC (Regenstrief Institute): what was observed."""

UCUM = "http://unitsofmeasure.org"
"""UCUM (Regenstrief Institute and the UCUM Organization): units."""

ICD_10 = "http://hl7.org/fhir/sid/icd-10"
"""ICD-10 (WHO)."""

ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
"""ICD-10-CM (US National Center for Health Statistics)."""

IPS_ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
"""Codes of the International Patient Summary for *none known* and *no information* (HL7)."""

_SHORT_NAMES = {
    RXNORM: "RxNorm",
    ATC: "ATC",
    SNOMED_CT: "SNOMED CT",
    LOINC: "LOINC",
    UCUM: "UCUM",
    ICD_10: "ICD-10",
    ICD_10_CM: "ICD-10-CM",
}


@dataclass(frozen=True, slots=True)
class Coding:
    """One code of one system.

    Args:
        system: canonical URI, or "" where none was given.
        code: as written, or "".
        display: the system's words for it, or "".
    """

    system: str
    code: str
    display: str = ""

    def __str__(self) -> str:
        """Such as ``RxNorm 32968``."""
        return f"{_SHORT_NAMES.get(self.system, self.system)} {self.code}".strip()


@dataclass(frozen=True, slots=True)
class Concept:
    """An idea as somebody recorded it.

    Args:
        text: the recorder's own words, or "".
        codings: translations into code systems; all are meant to say the same.
    """

    text: str = ""
    codings: tuple[Coding, ...] = ()

    @property
    def label(self) -> str:
        """The best words for it: the text, else the first display, else the first code, else ""."""
        codes = (str(coding) for coding in self.codings if coding.code)
        return next(iter(self.texts), "") or next(codes, "")

    @property
    def texts(self) -> tuple[str, ...]:
        """Every wording, the recorder's first, none twice."""
        words = (self.text, *(coding.display for coding in self.codings))
        return tuple(dict.fromkeys(text for text in words if text))

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all."""
        return not self.label


UNSTATED = Concept()
"""Nothing was said."""
