"""What else than genes changes the use of a medicine: rules by ingredient, and the vocabularies that they go by.

A rule says: where so many of these tests hold, do this. A test compares one fact of the record with a bound in the unit
that the fact has (`plan.fact_values`), or asks for a coded answer, a condition or a goal. Facts alone: which tests hold
for a patient is decided in `autonome.plan`. Codes of ICD-10 and ICD-10-CM, single numbers of SNOMED CT, and
whole texts; no term or hierarchy of SNOMED CT is shipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from autonome.kernel import DrugName

MEASURED = frozenset(
    {
        "age", "weight", "height", "bmi", "egfr", "creatinine", "creatinine-clearance", "alt", "ast", "bilirubin",
        "albumin", "inr", "ldl-c", "potassium", "qtc", "pregnancy-week",
    }
)  # fmt: skip
"""Subjects that are compared with a number."""

CODED = frozenset(["sex", "child-pugh", "pregnancy", "breastfeeding", "smoking", "alcohol", "diet"])
"""Subjects that have one of several answers."""

LISTED = frozenset({"condition", "history", "goal", "taking"})
"""Subjects that the record has, or has not: a condition today or at any time, a goal, another medicine."""


class FactorAction(StrEnum):
    """What a rule asks for, most cautious first."""

    AVOID = "avoid"
    CHANGE_DOSE = "change-dose"
    MONITOR = "monitor"
    NOTE = "note"
    """Nothing is changed; the reader should know, and of equal alternatives another comes first."""


class Relation(StrEnum):
    """How a fact is compared."""

    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="
    IS = "="


class Checked(StrEnum):
    """How a row was checked by those who wrote it; a clinician's review is still to come."""

    LABEL_READ = "label-read"
    """The words of the source itself were read."""
    RESTATED = "restated"
    """Another publication that states the same figure was read."""
    FROM_MEMORY = "from-memory"
    """Nothing was read: written down from general knowledge, with the place where it should stand."""


@dataclass(frozen=True, slots=True)
class FactTest:
    """One test.

    Args:
        subject: of `MEASURED`, `CODED` or `LISTED`.
        relation: how it is compared.
        bound: of a measured one; else None.
        answers: of a coded or listed one: any of them.
    """

    subject: str
    relation: Relation
    bound: Decimal | None = None
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRule:
    """One rule.

    Args:
        id: stable.
        tests: what is asked of the record.
        at_least: how many of them have to hold.
        action: what to do.
        amount: the dose, for a change of dose; else "".
        text: why, in our words; ``{drug}`` stands for the ingredient.
        needs: whether the medicine is not to be used without knowing the facts.
        source: title.
        url: where the source can be read.
        place: where in the source.
        checked: how it was checked.
    """

    id: str
    tests: tuple[FactTest, ...]
    at_least: int
    action: FactorAction
    amount: str
    text: str
    needs: bool
    source: str
    url: str
    place: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class Term:
    """A condition or a goal, and how a record may name it.

    Args:
        id: as rules name it.
        label: in plain words.
        icd10: codes of ICD-10 or ICD-10-CM; each stands for those below it.
        texts: whole wordings, in lower case.
        snomed: numbers of SNOMED CT; each stands for itself alone, because no hierarchy is shipped.
    """

    id: str
    label: str
    icd10: tuple[str, ...]
    texts: tuple[str, ...]
    snomed: tuple[str, ...] = ()


NO_TERM = Term("none", "none", (), ())
"""Nothing is known to be understood and to be no condition of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergyClass:
    """Medicines that an allergy to one of them, or to a named relative, concerns.

    Args:
        id: stable.
        label: in plain words.
        members: ingredients that the allergy concerns.
        texts: whole wordings of an allergy that mean the class, in lower case.
        action: what an allergy means for the members.
        text: why, in our words.
        source: title.
        url: where the source can be read.
        place: where in the source.
        checked: how it was checked.
    """

    id: str
    label: str
    members: tuple[DrugName, ...]
    texts: tuple[str, ...]
    action: FactorAction
    text: str
    source: str
    url: str
    place: str
    checked: Checked


class CostBand(StrEnum):
    """How much a month of a medicine costs, roughly."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a medicine costs.

    Args:
        band: low, medium or high.
        source: title, with its year.
        checked: how it was checked.
    """

    band: CostBand
    source: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class ClinicalRules:
    """All of it.

    Args:
        rules: ingredient → its rules.
        conditions: id → condition.
        classes: for allergies.
        goals: id → goal.
        costs: ingredient → cost, where known.
        others: diagnoses that are understood, and that are no condition that a rule goes by.
    """

    rules: Mapping[DrugName, tuple[FactorRule, ...]] = field(default_factory=dict)
    conditions: Mapping[str, Term] = field(default_factory=dict)
    classes: tuple[AllergyClass, ...] = ()
    goals: Mapping[str, Term] = field(default_factory=dict)
    costs: Mapping[DrugName, Cost] = field(default_factory=dict)
    others: Term = NO_TERM


NO_CLINICAL_RULES = ClinicalRules()
"""Nothing but genes is known to matter."""
