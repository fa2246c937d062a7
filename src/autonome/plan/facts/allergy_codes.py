"""Codes by which a record names an allergy to a whole class of medicines, and diagnoses that are allergies.

Numbers are facts of their publishers. An ATC group stands for those below it; numbers of RxNorm and SNOMED CT stand for
themselves. ICD-10 and ICD-10-CM write allergies as diagnoses: Z88, a personal history of allergy to medicines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from autonome.clinical import ATC, ICD_10, ICD_10_CM, RXNORM, SNOMED_CT, Allergy, Concept, Condition
from autonome.evidence.clinical import AllergyClass


@dataclass(frozen=True, slots=True)
class ClassCodes:
    """How records name a class.

    Args:
        atc: groups.
        numbers: of RxNorm and SNOMED CT, each with its system.
        icd10: codes without dots.
    """

    atc: tuple[str, ...] = ()
    numbers: frozenset[tuple[str, str]] = frozenset()
    icd10: tuple[str, ...] = ()


_PENICILLINS = ClassCodes(
    ("J01C",),
    frozenset(
        {
            (RXNORM, "70618"),  # penicillin
            (RXNORM, "7980"),  # penicillin G
            (SNOMED_CT, "764146007"),  # penicillin
            (SNOMED_CT, "373270004"),  # penicillin, as a substance of a class
            (SNOMED_CT, "91936005"),  # allergy to penicillin
        }
    ),
    ("Z880",),
)

CODES: Mapping[str, ClassCodes] = {
    "penicillins": _PENICILLINS,
    "penicillin-cross": _PENICILLINS,
    "cephalosporins": ClassCodes(("J01DB", "J01DC", "J01DD", "J01DE")),
    "sulfonamide-antibiotics": ClassCodes(("J01E",), frozenset({(SNOMED_CT, "91939003")}), ("Z882",)),
    "sulfa-celecoxib": ClassCodes(("J01E",), frozenset({(SNOMED_CT, "91939003")}), ("Z882",)),
    "nsaids": ClassCodes(("M01A",)),
    "ace-inhibitors": ClassCodes(("C09A", "C09B")),
    "statins": ClassCodes(("C10AA",)),
    "opioids-morphine-like": ClassCodes(("N02AA",), icd10=("Z885",)),
    "macrolides": ClassCodes(("J01FA",)),
    "fluoroquinolones": ClassCodes(("J01MA",)),
    "proton-pump-inhibitors": ClassCodes(("A02BC",)),
    "aminoglycosides": ClassCodes(("J01G",)),
}
"""Class of the bundle → its codes, from memory but for SNOMED CT 764146007 and RxNorm 7980: a coder must check them."""

_ALLERGY_CODES = ("Z88",)
_ALLERGY_WORDS = re.compile(r"\ballergy\b|\ballergic to\b|过敏(?:史)?$|\balergi\b", re.IGNORECASE)


def classes_coded(concept: Concept, classes: Iterable[AllergyClass]) -> Iterator[AllergyClass]:
    """The classes that the codes of a concept name."""
    for each in classes:
        codes = CODES.get(each.id)
        if codes and any(_names(coding.system, coding.code, codes) for coding in concept.codings):
            yield each


def _names(system: str, code: str, codes: ClassCodes) -> bool:
    if system in (ICD_10, ICD_10_CM):
        return bool(codes.icd10) and code.replace(".", "").upper().startswith(codes.icd10)
    if system == ATC:
        return bool(codes.atc) and code.upper().startswith(codes.atc)
    return (system, code) in codes.numbers


def as_allergy(condition: Condition) -> Allergy | None:
    """The allergy that a diagnosis is, by its code or by the words *allergy* and *allergic to*; else None."""
    code = condition.code
    icd = [each.code.replace(".", "").upper() for each in code.codings if each.system in (ICD_10, ICD_10_CM)]
    numbers = {(each.system, each.code) for each in code.codings}
    coded = any(each.startswith(_ALLERGY_CODES) for each in icd) or any(numbers & c.numbers for c in CODES.values())
    if not coded and (icd or not any(map(_ALLERGY_WORDS.search, code.texts))):
        return None
    return Allergy(
        source=condition.source,
        code=code,
        clinical=condition.clinical,
        verification=condition.verification,
        recorded=condition.recorded,
    )
