"""Heart valves of the record that are, or may be, mechanical: such valves want a higher INR than the equations know.

By ICD-10 and by words, of diagnoses and of procedures. Here words are searched inside sentences, which the clinical
rules never do: a number that is refused for nothing costs a look, and one that is given beside a mechanical valve can
cost a stroke. A valve that is plainly of tissue is none; one whose kind nobody says may be mechanical.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autonome.clinical import (
    ICD_10,
    ICD_10_CM,
    SNOMED_CT,
    Concept,
    Condition,
    HealthRecord,
    Procedure,
    ProcedureStatus,
    Verification,
)
from autonome.plan.facts.state import CONDITIONS
from autonome.plan.facts.values import ClinicalFacts

PROCEDURES = "procedures"

VALVE_CODES = ("Z952", "Z954")
"""ICD-10 and ICD-10-CM, without dots: prosthetic heart valve; other replacement of a heart valve, of unknown kind."""

NEVER_DONE = frozenset({ProcedureStatus.NOT_DONE, ProcedureStatus.PREPARATION, ProcedureStatus.ENTERED_IN_ERROR})

TAKEN_BACK = frozenset({Verification.REFUTED, Verification.ENTERED_IN_ERROR})

VALVE_NUMBERS = frozenset({"17107009"})
"""Of SNOMED CT: prosthetic mitral valve, as a clinical reviewer of this program names it."""

_VALVE = frozenset({"valve", "valves", "avr", "mvr", "mitral", "aortic", "tricuspid", "katup"})
_REPLACED = frozenset(
    {
        "mechanical", "prosthetic", "prosthesis", "prostheses", "artificial", "metal", "metallic", "bileaflet",
        "tilting", "replacement", "replaced", "implant", "implantation", "implanted", "avr", "mvr", "jude", "starr",
        "carbomedics", "mekanik", "prostetik", "buatan", "pengganti",
    }
)  # fmt: skip
_OF_TISSUE = frozenset(
    {
        "bioprosthetic", "bioprosthesis", "biological", "biologic", "tissue", "porcine", "bovine", "pericardial",
        "homograft", "allograft", "xenograft", "transcatheter", "tavi", "tavr",
    }
)  # fmt: skip
_MECHANICAL = frozenset({"mechanical", "metal", "metallic", "bileaflet", "tilting", "mekanik"})

_CHINESE = re.compile(r"(?:机械|人工|人造|金属).{0,6}瓣|瓣.{0,4}置换")
_CHINESE_TISSUE = re.compile(r"生物瓣|生物.{0,4}瓣")


def valves_of(record: HealthRecord, facts: ClinicalFacts) -> tuple[str, ...]:
    """Entries that speak of such a valve, in the record's words, none twice.

    Args:
        record: the health record.
        facts: of it; categories that consent does not cover are not looked at.
    """
    return tuple(dict.fromkeys(each.label for each in _named(record, facts) if _may_be_mechanical(each)))


def _named(record: HealthRecord, facts: ClinicalFacts) -> Iterator[Concept]:
    """What was ever diagnosed or done: a valve does not end with the entry that names it."""
    if CONDITIONS not in facts.not_covered:
        yield from (each.code for each in record.of(Condition) if each.verification not in TAKEN_BACK)
    if PROCEDURES not in facts.not_covered:
        yield from (each.code for each in record.of(Procedure) if each.status not in NEVER_DONE)


def _may_be_mechanical(concept: Concept) -> bool:
    codes = (each.code.upper().replace(".", "") for each in concept.codings if each.system in (ICD_10, ICD_10_CM))
    if any(each.system == SNOMED_CT and each.code in VALVE_NUMBERS for each in concept.codings):
        return True
    return any(code.startswith(VALVE_CODES) for code in codes) or any(map(says_mechanical, concept.texts))


def says_mechanical(text: str) -> bool:
    """Whether words speak of a heart valve that is mechanical, or of a replaced one without its kind.

    >>> says_mechanical("Mechanical mitral valve"), says_mechanical("bioprosthetic aortic valve replacement")
    (True, False)
    """
    if _CHINESE.search(text) and not _CHINESE_TISSUE.search(text):
        return True
    words = set(re.findall(r"[a-z]+", text.lower()))
    if not words & _VALVE or not words & _REPLACED:
        return False
    return bool(words & _MECHANICAL) or not words & _OF_TISSUE
