"""Whether an entry asserts something, says that there is none, or says that nothing is known.

*No known allergies* stands in records as an entry about an allergy. Taken as one it would be wrong; dropped it would be
lost; so it is an assertion of its own. Recognised by the codes of the International Patient Summary (HL7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from autonome.clinical.concepts import IPS_ABSENT, Coding


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


def assertion_of(codings: Iterable[Coding]) -> Assertion:
    """What the codes of an entry assert; ``PRESENT`` where none of them denies it."""
    found = (_BY_CODE.get(coding.code) for coding in codings if coding.system == IPS_ABSENT)
    return next((each for each in found if each), Assertion.PRESENT)
