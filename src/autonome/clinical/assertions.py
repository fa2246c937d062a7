"""Whether an entry asserts something, says that there is none, or says that nothing is known.

*No known allergies* stands in records as an entry about an allergy. Taken as one it would be wrong; dropped it would be
lost; so it is an assertion of its own. Recognised by the codes of the International Patient Summary (HL7), by those of
SNOMED CT that it recommends, and of an allergy by the whole of its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from autonome.clinical.concepts import IPS_ABSENT, SNOMED_CT, Coding, Concept


class Assertion(StrEnum):
    """What an entry says about its subject."""

    PRESENT = "present"
    NONE_KNOWN = "none-known"
    NO_INFORMATION = "no-information"


_BY_CODE: Mapping[str, Assertion] = {
    "no-known-allergies": Assertion.NONE_KNOWN,
    "no-known-medication-allergies": Assertion.NONE_KNOWN,
    "no-known-environmental-allergies": Assertion.NONE_KNOWN,
    "no-known-food-allergies": Assertion.NONE_KNOWN,
    "no-known-problems": Assertion.NONE_KNOWN,
    "no-known-procedures": Assertion.NONE_KNOWN,
    "no-allergy-info": Assertion.NO_INFORMATION,
    "no-problem-info": Assertion.NO_INFORMATION,
    "no-procedure-info": Assertion.NO_INFORMATION,
}


_BY_SNOMED: Mapping[str, Assertion] = {
    "716186003": Assertion.NONE_KNOWN,  # no known allergy
    "409137002": Assertion.NONE_KNOWN,  # no known drug allergy
    "428607008": Assertion.NONE_KNOWN,  # no known environmental allergy
    "429625007": Assertion.NONE_KNOWN,  # no known food allergy
    "160245001": Assertion.NONE_KNOWN,  # no current problems or disability
}
"""Codes that the International Patient Summary 1.1 recommends (its value set absent-or-unknown-snomed-uv-ips)."""

_NO_ALLERGY = frozenset(
    {
        "nka", "nkda", "nkma", "no allergies", "no drug allergies", "no known allergies", "no known allergy",
        "no known drug allergies", "no known drug allergy", "no known medication allergies",
        "no known medication allergy",
    }
)  # fmt: skip
"""Wordings of an entry about an allergy that, as a whole and alone, say that none is known (English; our own list)."""


def assertion_of(codings: Iterable[Coding]) -> Assertion:
    """What the codes of an entry assert; ``PRESENT`` where none of them denies it."""
    known = {IPS_ABSENT: _BY_CODE, SNOMED_CT: _BY_SNOMED}
    found = (known[coding.system].get(coding.code) for coding in codings if coding.system in known)
    return next((each for each in found if each), Assertion.PRESENT)


def allergy_assertion_of(concept: Concept) -> Assertion:
    """What an entry about an allergy asserts, by its codes, or by the whole of its words where it has no others."""
    coded = assertion_of(concept.codings)
    said = [" ".join(text.split()).strip(" .").lower() for text in concept.texts]
    denied = bool(said) and all(each in _NO_ALLERGY for each in said)
    return Assertion.NONE_KNOWN if coded is Assertion.PRESENT and denied else coded
