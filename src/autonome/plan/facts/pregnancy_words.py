"""What the words of a diagnosis say of a pregnancy, where no code and no whole wording is known.

*32 weeks pregnant* states one. Any other word of the kind leaves it open: *pregnancy test*, *desire for pregnancy* and
*history of ectopic pregnancy* hold it too, and asking costs less than a child. Denials say nothing here. English,
Chinese and Indonesian, our own lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from autonome.plan.facts.condition_words import Doubt, doubt_in


class Wording(StrEnum):
    """How plainly words speak of a pregnancy."""

    STATES = "states"
    MENTIONS = "mentions"


_STATES = re.compile(
    r"\b\d{1,2}\s*(?:\+\s*\d\s*)?(?:/40|w(?:ee)?ks?(?:'|\N{RIGHT SINGLE QUOTATION MARK})?)\s*"
    r"(?:pregnan|gestation|of gestation|of pregnancy)|\b(?:is|currently) pregnant|\bpregnant,|\bgravid\b|"
    r"\b(?:twin|multiple|intrauterine|high[ -]risk|\w+ trimester) pregnancy|"
    r"(?:妊娠|怀孕|孕)\s*\d{1,2}\s*(?:\+\s*\d\s*)?[周週]|[早中晚]期妊娠|双胎妊娠|"
    r"\bhamil\s+\d{1,2}\s*(?:minggu|bulan)|\bkehamilan\s+\d{1,2}\s*minggu|\bsedang hamil\b",
    re.IGNORECASE,
)
_MENTIONS = re.compile(
    r"pregnan|\bgravid|\bgestation|\btrimester|妊娠|怀孕|孕\d|孕期|\bhamil\b|kehamilan", re.IGNORECASE
)
_DENIES = re.compile(
    r"\bnon-?pregnan|\bnot?\b|\bnegative\b|未孕|未怀孕|非妊娠|\btidak hamil|\bbelum hamil|contracepti|避孕|preventi",
    re.IGNORECASE,
)


def pregnancy_in(texts: Iterable[str]) -> Wording | None:
    """How plainly words speak of a pregnancy of the patient.

    >>> str(pregnancy_in(["32 weeks pregnant"])), str(pregnancy_in(["Hopes for a pregnancy"]))
    ('states', 'mentions')
    """
    plain = [text for text in texts if _MENTIONS.search(text) and not _DENIES.search(text)]
    if any(_STATES.search(text) and doubt_in([text]) is Doubt.NONE for text in plain):
        return Wording.STATES
    return Wording.MENTIONS if plain else None
