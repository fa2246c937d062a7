"""Allergies of the record with what each concerns: ingredients that the bundle knows, and classes of medicines.

A medicine is recognised by the codes that orders are recognised by (`recognition`), a medicine or a class by words that
can say nothing else (`allergy_words`). What is of no known medicine, or in words that could turn it round, is kept and
shown: nobody checked the one, and a person has to read the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autonome.clinical import (
    Allergy,
    Assertion,
    ClinicalStatus,
    Concept,
    Condition,
    Criticality,
    HealthRecord,
    Verification,
)
from autonome.evidence.clinical import AllergyClass, ClinicalRules
from autonome.evidence.drugs import DrugIndex
from autonome.kernel import DrugName
from autonome.plan.facts.allergy_codes import as_allergy, classes_coded
from autonome.plan.facts.allergy_words import AllergyText
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
        read: whether its words certainly state it.
        doubtful: whether nothing but words that are not read, or that take it back, stands for it.
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
    read: bool = True
    doubtful: bool = False

    @property
    def is_known(self) -> bool:
        """Whether it is of a medicine or a class that the bundle knows."""
        return bool(self.drugs or self.classes)


def recorded_allergies(
    record: HealthRecord, rules: ClinicalRules, drugs: DrugIndex, diagnosed: Iterable[Condition] = ()
) -> tuple[RecordedAllergy, ...]:
    """Every allergy that may concern a medicine, in the order of the record; what its codes take back is left out.

    Args:
        record: the health record.
        rules: of the bundle, with its classes.
        drugs: ingredients and their names.
        diagnosed: diagnoses, among which some records keep allergies.
    """
    also = (each for each in map(as_allergy, diagnosed) if each)
    entries = [each for each in (*record.of(Allergy), *also) if _may_be_a_medicine(each)]
    if not entries:
        return ()
    recogniser = Recogniser.of(drugs)
    reader = _Reader(recogniser, AllergyText.of(recogniser.text, rules.classes), rules.classes)
    found = (reader.recorded(each) for each in entries)
    return tuple(each for each, entry in zip(found, entries, strict=True) if each.is_known or _states_one(entry))


def _may_be_a_medicine(allergy: Allergy) -> bool:
    kinds = frozenset(allergy.categories)
    return allergy.verification not in _TAKEN_BACK and (not kinds or not kinds <= NOT_MEDICINES)


def _states_one(allergy: Allergy) -> bool:
    return allergy.assertion is Assertion.PRESENT


@dataclass(frozen=True, slots=True)
class _Reader:
    """What entries are read by."""

    recogniser: Recogniser
    text: AllergyText
    classes: tuple[AllergyClass, ...]

    def recorded(self, allergy: Allergy) -> RecordedAllergy:
        concepts = (allergy.code, *(each.substance for each in allergy.reactions))
        coded = {drug for each in concepts for drug in self.recogniser.coded_ingredients(each)}
        words = self.text.read(text for each in concepts for text in each.texts)
        drugs = frozenset(coded | words.drugs)
        by_code = [each for concept in concepts for each in classes_coded(concept, self.classes)]
        named = (*words.classes, *by_code)
        agree = not coded or not words.drugs or not coded.isdisjoint(words.drugs)
        read = words.read and agree and _states_one(allergy)
        return RecordedAllergy(
            text=allergy.code.label or next(iter(_labels(concepts)), ""),
            reactions=tuple(_labels(m for each in allergy.reactions for m in each.manifestations)),
            date=str(allergy.recorded or ""),
            source=str(allergy.source),
            drugs=drugs,
            classes=tuple(each for each in self.classes if each in named or drugs & set(each.members)),
            intolerance=_is_mild(allergy)
            and (allergy.kind == "intolerance" or (not allergy.kind and words.intolerance)),
            over=allergy.clinical in _OVER,
            sure=allergy.verification not in _UNSURE,
            read=read,
            doubtful=not read and (not (coded or by_code) or words.taken_back or not _states_one(allergy)),
        )


def _is_mild(allergy: Allergy) -> bool:
    """Whether nothing says that it was severe."""
    return allergy.criticality is not Criticality.HIGH and all(each.severity != "severe" for each in allergy.reactions)


def _labels(concepts: Iterable[Concept]) -> Iterator[str]:
    for each in concepts:
        if each.label:
            yield each.label
