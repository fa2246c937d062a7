"""For whom a statement was written, and whether that can be this patient.

Only the age is checked, because only the birth date is in the record for certain. What the record does not rule out
may apply, and stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from autonome.clinical import PartialDate
from autonome.kernel import Instant, Text, term

ADULT_FROM = 18
"""Years of age. CPIC's paediatric sections (atomoxetine 2019, voriconazole 2016) end below 18 years."""


class Fit(StrEnum):
    """Whether a population's advice can be this patient's."""

    APPLIES = "applies"
    MAY_APPLY = "may-apply"
    RULED_OUT = "ruled-out"


@dataclass(frozen=True, slots=True)
class AgeRange:
    """How old a patient can be, in completed years, both ends included; a birth year alone leaves two."""

    youngest: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Population:
    """A statement's population, as it concerns one patient.

    Args:
        code: as the source writes it, or "".
        label: in plain words.
        fit: whether it can be this patient.
        reason: why it is ruled out, or why it is sure; else "".
    """

    code: str
    label: str
    fit: Fit
    reason: str = ""


EVERYONE = frozenset({"", "general"})
"""Codes of statements that are written for all patients."""

LABELS: Mapping[str, Text] = {
    "adults": Text("adults"),
    "pediatrics": Text("children"),
    "child >40kg_adult": Text("adults, and children over 40 kg"),
    "CVI ACS PCI": Text("acute coronary syndrome or percutaneous coronary intervention"),
    "CVI non-ACS non-PCI": Text("cardiovascular indications without acute coronary syndrome or intervention"),
    "NVI": Text("neurovascular indications (stroke, TIA)"),
    "CBZ naive": Text("not taken carbamazepine before"),
    "CBZ use >3mos": Text("taken carbamazepine for over 3 months"),
    "CBZ-no alternatives": Text("no alternative to carbamazepine is available"),
    "OXC naive": Text("not taken oxcarbazepine before"),
    "OXC use >3 mos": Text("taken oxcarbazepine for over 3 months"),
    "PHT naive": Text("not taken phenytoin before"),
    "PHT use >3mos": Text("taken phenytoin for over 3 months"),
}
"""The population codes of the guidance release of 2024-03 in plain words; a code not listed is shown as it is."""


INDICATIONS = frozenset({"CVI ACS PCI", "CVI non-ACS non-PCI", "NVI"})
"""Codes that name what the medicine is given for; a record's diagnoses may tell."""


def population(code: str, age: AgeRange | None) -> Population:
    """Say for whom a statement was written and whether that can be this patient.

    Args:
        code: the statement's population.
        age: the patient's age, or None where the record does not tell.
    """
    if code in EVERYONE:
        return Population(code, Text("all patients"), Fit.APPLIES)
    label = LABELS.get(code) or term(code)
    fit, reason = _by_age(code, age)
    return Population(code, label, fit, reason)


def age_on(birth_date: PartialDate | None, as_of: Instant) -> AgeRange | None:
    """Age in completed years on a day.

    Args:
        birth_date: as precise as the record has it.
        as_of: the instant of the plan; its UTC day counts.

    Returns:
        The range of ages that the birth date allows, or None where it says nothing or lies in the future.
    """
    if birth_date is None:
        return None
    today = _day(as_of)
    oldest, youngest = (_completed_years(_day(born), today) for born in (birth_date.first, birth_date.last))
    return AgeRange(max(youngest, 0), oldest) if oldest >= 0 else None


def _day(instant: Instant) -> date:
    return date.fromisoformat(str(instant)[:10])


def _completed_years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _by_age(code: str, age: AgeRange | None) -> tuple[Fit, Text]:
    if age is None or code not in ("adults", "pediatrics", "child >40kg_adult"):
        return Fit.MAY_APPLY, Text("")
    adult, child = age.youngest >= ADULT_FROM, age.oldest < ADULT_FROM
    if (code == "pediatrics" and adult) or (code == "adults" and child):
        return Fit.RULED_OUT, _old(age)
    if (code == "pediatrics" and child) or (code != "pediatrics" and adult):
        return Fit.APPLIES, _old(age)
    return Fit.MAY_APPLY, Text("")


def _old(age: AgeRange) -> Text:
    if age.youngest != age.oldest:
        return Text("the patient is {youngest} or {oldest} years old", youngest=age.youngest, oldest=age.oldest)
    if age.oldest == 1:
        return Text("the patient is 1 year old")
    return Text("the patient is {years} years old", years=age.oldest)
