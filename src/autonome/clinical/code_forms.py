"""Whether codes are of a known system and of the form that the system gives them.

The form is all that is checked: whether a code exists is known to the systems' own releases, which are not shipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from autonome.clinical.allergies import Allergy
from autonome.clinical.concepts import ATC, ICD_10, ICD_10_CM, LOINC, RXNORM, SNOMED_CT, Coding, Concept
from autonome.clinical.conditions import Condition
from autonome.clinical.family import FamilyHistory
from autonome.clinical.goals import Goal
from autonome.clinical.medications import MedicationOrder
from autonome.clinical.observations import Observation
from autonome.clinical.procedures import Procedure
from autonome.clinical.records import RecordItem

_LOINC = re.compile(r"(LA|LP|MTHU)?[0-9]{1,7}-[0-9]")
_ICD = re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?")

FORMS: Mapping[str, re.Pattern[str]] = {
    LOINC: _LOINC,
    RXNORM: re.compile(r"[0-9]{1,8}"),
    ATC: re.compile(r"[A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?"),
    SNOMED_CT: re.compile(r"[1-9][0-9]{5,17}"),
    ICD_10: _ICD,
    ICD_10_CM: _ICD,
}
"""The form of a code, by system."""

KNOWN_PREFIXES = ("http://terminology.hl7.org/", "http://hl7.org/fhir/", "http://unitsofmeasure.org")
"""Systems of the standards themselves; their codes are not checked."""


def code_doubts(item: RecordItem) -> Iterator[str]:
    """What is doubtful about the codes of an entry, one clause each."""
    concepts = tuple(concepts_of(item))
    if concepts and not any(coding.code for each in concepts for coding in each.codings):
        yield "it is in words only, without a code"
    for coding in dict.fromkeys(coding for each in concepts for coding in each.codings):
        yield from _doubts(coding)


def concepts_of(item: RecordItem) -> Iterator[Concept]:
    """The concepts that say what an entry is about."""
    match item:
        case MedicationOrder():
            yield from (item.medication, *(part.concept for part in item.ingredients))
        case Observation():
            yield from (item.code, *(part.code for part in item.components))
        case Condition() | Allergy() | Procedure():
            yield item.code
        case FamilyHistory():
            yield from (each.code for each in item.conditions)
        case Goal():
            yield item.description


def _doubts(coding: Coding) -> Iterator[str]:
    if not coding.code:
        return
    if not coding.system:
        yield f"code {coding.code[:40]} has no system"
    elif coding.system in FORMS:
        if not FORMS[coding.system].fullmatch(coding.code):
            yield f"{str(coding)[:60]} has not the form of a code of that system"
        elif coding.system == LOINC and coding.code[0].isdecimal() and not has_check_digit(coding.code):
            yield f"{str(coding)[:60]} has a wrong check digit"
    elif not coding.system.startswith(KNOWN_PREFIXES):
        yield f"code {coding.code[:40]} is of a system that is not known, {coding.system[:60]}"


def has_check_digit(code: str) -> bool:
    """Whether a LOINC code of digits ends in its check digit (mod 10, every other one doubled; LOINC Users' Guide)."""
    body, _, check = code.partition("-")
    doubled = (int(digit) * (1 + (at % 2 == 0)) for at, digit in enumerate(reversed(body)))
    return (-sum(each // 10 + each % 10 for each in doubled)) % 10 == int(check)
