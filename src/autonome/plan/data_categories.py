"""Which categories of data each entry of a record belongs to, so that a plan sees only what consent covers.

An entry can belong to several: a diagnosis of depression is a diagnosis and a matter of mental health, and it is seen
only where both are covered. Sensitive diagnoses are told by the chapters of ICD-10; one that is in words alone, or in
codes of another system, cannot be told apart and counts as a diagnosis (docs/adr/0013-clinical-factors.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from autonome.clinical import (
    ICD_10,
    ICD_10_CM,
    Allergy,
    Concept,
    Condition,
    FamilyHistory,
    FindingKind,
    Goal,
    HealthRecord,
    MedicationOrder,
    Observation,
    Procedure,
    RecordItem,
)
from autonome.clinical.finding_kinds import kinds_of
from autonome.plan.clinical_limits import CATEGORY_WORDS
from autonome.plan.facts.clinical import CATEGORY_OF
from autonome.plan.facts.pregnancy_codes import is_of_pregnancy

USABLE = tuple(sorted(CATEGORY_WORDS))
"""Categories that a plan uses where consent covers them, and does without where not."""

SENSITIVE: Mapping[str, tuple[str, ...]] = {
    "hiv": ("B20", "B21", "B22", "B23", "B24", "Z21", "R75"),
    "substance-use": ("F10", "F11", "F12", "F13", "F14", "F15", "F16", "F17", "F18", "F19"),
    "mental-health": ("F",),
    "sexual-health": (
        "A5",
        "A60",
        "A61",
        "A62",
        "A63",
        "A64",
        "N46",
        "N97",
        "O",
        "Z30",
        "Z31",
        "Z32",
        "Z33",
        "Z34",
        "Z35",
        "Z36",
        "Z37",
        "Z39",
        "Z3A",
    ),
    "violence": ("T74", "T76", "Y04", "Y05", "Y06", "Y07", "Y08", "Y09"),
}
"""Category → codes of ICD-10 and ICD-10-CM, each with those below it; of several categories the first counts."""

_FINDINGS = frozenset(kind.value for kind in FindingKind)

_OF_KIND: Mapping[FindingKind, str] = {
    **{FindingKind(kind): category for kind, category in CATEGORY_OF.items() if kind in _FINDINGS},
    FindingKind.DELIVERY_DATE: "sexual-health",
    FindingKind.OCCUPATION: "lifestyle",
    FindingKind.ENVIRONMENT: "lifestyle",
}

_OF_TYPE: Mapping[type, str] = {
    MedicationOrder: "medications",
    Allergy: "allergies",
    Procedure: "procedures",
    FamilyHistory: "family",
    Goal: "goals",
}


def categories_of(item: RecordItem) -> frozenset[str]:
    """Every category that an entry belongs to; consent has to cover all of them."""
    if isinstance(item, Observation):
        concepts = (item.code, *(part.code for part in item.components))
        found = frozenset(_OF_KIND[kind] for each in concepts for kind in kinds_of(each))
        return found or frozenset({"laboratory"})
    if isinstance(item, Condition):
        return frozenset({"conditions"}) | _sensitive(item.code)
    return frozenset({_OF_TYPE.get(type(item), "clinical")})


def held(record: HealthRecord) -> frozenset[str]:
    """Categories that the record has an entry of."""
    return frozenset(category for item in record.items for category in categories_of(item))


def without(record: HealthRecord, not_covered: Collection[str]) -> HealthRecord:
    """The record without every entry that belongs to one of these categories."""
    kept = tuple(item for item in record.items if categories_of(item).isdisjoint(not_covered))
    return replace(record, items=kept)


def _sensitive(concept: Concept) -> frozenset[str]:
    codes = [each.code.upper() for each in concept.codings if each.system in (ICD_10, ICD_10_CM)]
    of_pregnancy = {"sexual-health"} if is_of_pregnancy(concept) else set()
    return frozenset(filter(None, map(_sensitivity, codes))) | of_pregnancy


def _sensitivity(code: str) -> str:
    return next((category for category, prefixes in SENSITIVE.items() if _starts(code, prefixes)), "")


def _starts(code: str, prefixes: Iterable[str]) -> bool:
    return any(code.startswith(prefix) for prefix in prefixes)
