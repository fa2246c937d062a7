"""Ages of a place: from when on a person's own yes counts, and a guardian's no longer does.

Whose law is unknown gets no age, and then nobody's yes rests on one. Each figure names its article and how it was
checked; counsel must review them before an institution relies on them. Not here, and left to whoever judges a case:
emancipation, marriage, capacity judged one by one, and the ages for treatments themselves.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from autonome.consent.atoms import Atom
from autonome.consent.jurisdictions import JURISDICTIONS, JurisdictionCode
from autonome.consent.purposes import PURPOSES
from autonome.kernel import Instant


@dataclass(frozen=True, slots=True)
class Ages:
    """Ages in a place, in years completed.

    Args:
        data: from which a person answers alone for the use of data.
        research: from which she or he answers alone for research.
        article: where they stand.
        checked: how they were checked.
    """

    data: int
    research: int
    article: str
    checked: str


AGES: Final[Mapping[JurisdictionCode, Ages]] = {
    JURISDICTIONS.code("CN"): Ages(
        data=14,
        research=18,
        article="PIPL Art. 31 (under 14 a parent or guardian consents); Civil Code Art. 17 (of age at 18)",
        checked="statute; that nobody else need agree from 14 on is read from its silence",
    ),
    JURISDICTIONS.code("EEA"): Ages(
        data=18,
        research=18,
        article="national law on the age of majority; Regulation (EU) 536/2014 Art. 32(1)(c) and (3) for trials",
        checked="trials: text of the regulation; 18 in every member state: from memory",
    ),
    JURISDICTIONS.code("ID"): Ages(
        data=18,
        research=18,
        article="Law 27/2022 Art. 25; Government Regulation 17/2025 (a child is under 18)",
        checked="commentary on the regulation; that Art. 25 means the same age: unchecked",
    ),
    JURISDICTIONS.code("US"): Ages(
        data=18,
        research=18,
        article="law of the States; 45 CFR 164.502(g)(3); 45 CFR 46.402 and 46.408",
        checked="commentary; Alabama and Nebraska have 19, Mississippi 21, and ages of their own for health care",
    ),
}
"""By place, from a State of the United States upwards. GDPR Art. 8 (13 to 16, online services) is a rule of the law
packs: it asks for a paper, and does not move these ages."""


def ages_in(place: str) -> Ages | None:
    """The ages of a place, or of the nearest wider one that has any."""
    wider = JURISDICTIONS.ancestors(place) if place in JURISDICTIONS else frozenset()
    return next((ages for code, ages in AGES.items() if code in wider), None)


def age_to_answer(ages: Ages, atoms: Iterable[Atom]) -> int:
    """The age, in years, from which a person answers alone for such a scope: research may ask for a higher one.

    Consent to treatment is none to research, although a trial's treatment lies within it: a trial has questions of
    its own, and its law asks for papers of its own.
    """
    research = any(PURPOSES.touches(each.purpose, "GRU") or PURPOSES.covers("CLINTRL", each.purpose) for each in atoms)
    return max(ages.data, ages.research) if research else ages.data


LAST_YEAR: Final = 9999
"""Beyond, the calendar has no days."""


def birthday(born: Instant, years: int) -> Instant:
    """The day on which somebody has completed so many years, at midnight UTC; for 29 February, 1 March.

    Args:
        born: day of birth.
        years: completed.
    """
    day = datetime.fromtimestamp(born.seconds, tz=UTC)
    year = min(day.year + years, LAST_YEAR)
    leaps = (day.month, day.day) == (2, 29) and not calendar.isleap(year)
    then = day.replace(year=year, month=3, day=1) if leaps else day.replace(year=year)
    return Instant(int(then.timestamp()))
