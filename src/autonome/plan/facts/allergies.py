"""Allergies of the record with what each concerns: ingredients that the bundle knows, and classes of medicines.

A medicine is recognised by the rules for orders (`recognition`); a class by the whole of the record's words. What is
of no known medicine is kept and shown: nobody checked it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autonome.clinical import (
    Allergy,
    Assertion,
    ClinicalStatus,
    Concept,
    Criticality,
    HealthRecord,
    Verification,
)
from autonome.evidence.clinical import AllergyClass, ClinicalRules
from autonome.evidence.drugs import DrugIndex
from autonome.kernel import DrugName
from autonome.plan.medicines.recognition import Recogniser

NOT_MEDICINES = frozenset({"food", "environment"})
"""Categories of an allergy that no medicine is looked for in."""

_TAKEN_BACK = frozenset({Verification.REFUTED, Verification.ENTERED_IN_ERROR})
_UNSURE = frozenset({Verification.UNCONFIRMED, Verification.PROVISIONAL, Verification.DIFFERENTIAL})
_OVER = frozenset({ClinicalStatus.INACTIVE, ClinicalStatus.REMISSION, ClinicalStatus.RESOLVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedAllergy:
    """One allergy or intolerance.

    Args:
        text: in the record's words.
        reactions: what happened, in the record's words.
        date: when it was written, or "".
        source: where it stands.
        drugs: ingredients that it names.
        classes: classes that it names, or one of whose members.
        intolerance: whether it is recorded as one, and nothing says that it was severe.
        over: whether it is recorded as no longer there.
        sure: whether the record is sure of it.
    """

    text: str
    reactions: tuple[str, ...]
    date: str
    source: str
    drugs: frozenset[DrugName]
    classes: tuple[AllergyClass, ...]
    intolerance: bool
    over: bool
    sure: bool

    @property
    def is_known(self) -> bool:
        """Whether it is of a medicine or a class that the bundle knows."""
        return bool(self.drugs or self.classes)


def recorded_allergies(record: HealthRecord, rules: ClinicalRules, drugs: DrugIndex) -> tuple[RecordedAllergy, ...]:
    """Every allergy that may concern a medicine, in the order of the record; what it takes back is left out."""
    recogniser = Recogniser.of(drugs) if record.of(Allergy) else None
    return tuple(
        _recorded(each, rules, recogniser) for each in record.of(Allergy) if recogniser and _may_be_a_medicine(each)
    )


def _may_be_a_medicine(allergy: Allergy) -> bool:
    stated = allergy.assertion is Assertion.PRESENT and allergy.verification not in _TAKEN_BACK
    kinds = frozenset(allergy.categories)
    return stated and (not kinds or not kinds <= NOT_MEDICINES)


def _recorded(allergy: Allergy, rules: ClinicalRules, recogniser: Recogniser) -> RecordedAllergy:
    concepts = (allergy.code, *(each.substance for each in allergy.reactions))
    named = frozenset(drug for each in concepts for drug in recogniser.recognise_concept(each).ingredients)
    words = {" ".join(text.lower().split()) for each in concepts for text in each.texts}
    severe = allergy.criticality is Criticality.HIGH or any(each.severity == "severe" for each in allergy.reactions)
    return RecordedAllergy(
        text=allergy.code.label or next(iter(_labels(concepts)), ""),
        reactions=tuple(_labels(m for each in allergy.reactions for m in each.manifestations)),
        date=str(allergy.recorded or ""),
        source=str(allergy.source),
        drugs=named,
        classes=tuple(each for each in rules.classes if words & set(each.texts) or named & set(each.members)),
        intolerance=allergy.kind == "intolerance" and not severe,
        over=allergy.clinical in _OVER,
        sure=allergy.verification not in _UNSURE,
    )


def _labels(concepts: Iterable[Concept]) -> Iterator[str]:
    for each in concepts:
        if each.label:
            yield each.label
