"""The findings that a plan looks for, and the LOINC codes by which a record names them.

A code stands here only if its meaning was checked: the component, and that it is taken of the patient's blood, serum
or plasma, or asked of the patient (not of urine, not of a donor). LOINC codes are facts of their publisher, who is
credited in THIRD_PARTY_NOTICES.md; the labels are our own. Codes of local systems are not guessed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from autonome.clinical.concepts import LOINC, Concept
from autonome.clinical.units import UNITS, Unit


class FindingKind(StrEnum):
    """What a finding is about."""

    EGFR = "egfr"
    CREATININE = "creatinine"
    ALT = "alt"
    AST = "ast"
    BILIRUBIN = "bilirubin"
    ALBUMIN = "albumin"
    INR = "inr"
    LDL_C = "ldl-c"
    POTASSIUM = "potassium"
    QTC = "qtc"
    WEIGHT = "weight"
    HEIGHT = "height"
    BMI = "bmi"
    PREGNANCY = "pregnancy"
    DELIVERY_DATE = "delivery-date"
    GESTATIONAL_AGE = "gestational-age"
    HCG = "hcg"
    BREASTFEEDING = "breastfeeding"
    SMOKING = "smoking"
    ALCOHOL = "alcohol"
    DIET = "diet"
    OCCUPATION = "occupation"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True)
class Definition:
    """How one kind is recognised and measured.

    Args:
        label: our words for it.
        codes: of LOINC.
        unit: UCUM code of the unit that values are brought to; "" for kinds whose answer is kept as it is.
        molar_mass: of the analyte, g/mol, where laboratories report mass or substance; else None.
    """

    label: str
    codes: frozenset[str]
    unit: str = ""
    molar_mass: Decimal | None = None

    @property
    def measure(self) -> Unit | None:
        """The unit that values are brought to; None where the answer is kept as it is."""
        return UNITS[self.unit] if self.unit else None


CREATININE_G_PER_MOL = Decimal("113.12")
"""Molar mass of creatinine, C4H7N3O (PubChem CID 588)."""

BILIRUBIN_G_PER_MOL = Decimal("584.7")
"""Molar mass of bilirubin, C33H36N4O6 (PubChem CID 5280352)."""

CHOLESTEROL_G_PER_MOL = Decimal("386.65")
"""Molar mass of cholesterol, C27H46O (PubChem CID 5997): lipoproteins are measured by their cholesterol."""


def _defined(label: str, codes: str, unit: str = "", molar_mass: Decimal | None = None) -> Definition:
    return Definition(label, frozenset(codes.split()), unit, molar_mass)


DEFINITIONS: Mapping[FindingKind, Definition] = {
    FindingKind.EGFR: _defined(
        "estimated glomerular filtration rate",
        # MDRD; CKD-EPI 2009 and 2021; without a named formula; by sex or ancestry of the older formulas
        "33914-3 77147-7 48642-3 48643-1 50044-7 62238-1 88293-6 88294-4 98979-8 69405-9",
        "mL/min/{1.73_m2}",
    ),
    FindingKind.CREATININE: _defined(
        "creatinine in serum, plasma or blood", "2160-0 38483-4 14682-9 59826-8", "umol/L", CREATININE_G_PER_MOL
    ),
    FindingKind.ALT: _defined("alanine aminotransferase", "1742-6 1743-4", "U/L"),
    FindingKind.AST: _defined("aspartate aminotransferase", "1920-8 30239-8", "U/L"),
    FindingKind.BILIRUBIN: _defined("total bilirubin", "1975-2 14631-6", "umol/L", BILIRUBIN_G_PER_MOL),
    FindingKind.ALBUMIN: _defined("albumin in serum or plasma", "1751-7", "g/L"),
    FindingKind.INR: _defined("international normalised ratio", "6301-6 34714-6 46418-0 38875-1", "1"),
    FindingKind.LDL_C: _defined(
        "LDL cholesterol", "13457-7 2089-1 18262-6 22748-8 39469-2 69419-0", "mmol/L", CHOLESTEROL_G_PER_MOL
    ),
    FindingKind.POTASSIUM: _defined("potassium", "2823-3 6298-4", "mmol/L"),
    FindingKind.QTC: _defined("corrected QT interval", "8636-3", "ms"),
    FindingKind.WEIGHT: _defined("body weight", "29463-7 3141-9 3142-7", "kg"),
    FindingKind.HEIGHT: _defined("body height", "8302-2 3137-7 3138-5", "cm"),
    FindingKind.BMI: _defined("body mass index", "39156-5", "kg/m2"),
    FindingKind.PREGNANCY: _defined("pregnancy status", "82810-3 11449-6"),
    FindingKind.DELIVERY_DATE: _defined("estimated date of delivery", "11778-8 11779-6 11780-4"),
    # by clinical estimate, from the last period, by ultrasound; of the mother, not of a newborn
    FindingKind.GESTATIONAL_AGE: _defined("gestational age", "18185-9 11884-4 11885-1 49051-6", "wk"),
    # in urine and serum, presence and amount
    FindingKind.HCG: _defined("pregnancy test (hCG)", "2106-3 2118-8 21198-7 19080-1"),
    FindingKind.BREASTFEEDING: _defined("breastfeeding status", "63895-7"),
    FindingKind.SMOKING: _defined("tobacco smoking status", "72166-2"),
    FindingKind.ALCOHOL: _defined("alcohol use", "11331-6 74013-4"),
    FindingKind.DIET: _defined("diet", "81663-7"),
    FindingKind.OCCUPATION: _defined("occupation", "11341-5 21843-8"),
    FindingKind.ENVIRONMENT: _defined("hazards at work", "87729-0"),
}
"""Every kind with its codes (LOINC 2.8x) and the unit that its values are brought to."""

_BY_CODE: Mapping[str, FindingKind] = {code: kind for kind, each in DEFINITIONS.items() for code in each.codes}


def kinds_of(concept: Concept) -> tuple[FindingKind, ...]:
    """The kinds that the LOINC codes of a concept mean: none, one, or several where they contradict each other.

    Without any code the whole of its words counts, of a few findings that must not be missed.
    """
    if not any(coding.code for coding in concept.codings):
        named = (WORDS.get(" ".join(text.lower().split()).strip(" .:")) for text in concept.texts)
        return tuple(dict.fromkeys(kind for kind in named if kind))
    found = (_BY_CODE.get(coding.code) for coding in concept.codings if coding.system == LOINC)
    return tuple(dict.fromkeys(kind for kind in found if kind))


WORDS: Mapping[str, FindingKind] = {
    "inr": FindingKind.INR,
    "international normalised ratio": FindingKind.INR,
    "international normalized ratio": FindingKind.INR,
    "pt-inr": FindingKind.INR,
    "国际标准化比值": FindingKind.INR,
    "pregnancy status": FindingKind.PREGNANCY,
    "pregnant": FindingKind.PREGNANCY,
    "妊娠状态": FindingKind.PREGNANCY,
    "status kehamilan": FindingKind.PREGNANCY,
    "gestational age": FindingKind.GESTATIONAL_AGE,
    "孕周": FindingKind.GESTATIONAL_AGE,
    "usia kehamilan": FindingKind.GESTATIONAL_AGE,
    "pregnancy test": FindingKind.HCG,
    "hcg": FindingKind.HCG,
    "beta-hcg": FindingKind.HCG,
    "tes kehamilan": FindingKind.HCG,
}
"""Whole wordings of an observation without a code, in lower case: clotting and pregnancy, as missing one does harm."""
