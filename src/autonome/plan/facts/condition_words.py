"""What the words beside the code of a diagnosis may take back: denied, only suspected, somebody else's, or over.

A code is written for what is *ruled out* as readily as for what is there, and the words tell the two apart. Official
titles hold denials of their own (*not intractable*, *without aura*), so here the list is of what denies; a diagnosis in
words alone is never searched, it counts as a whole or not at all (`state`). English, our own lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

_TITLE = r"(?!\s+(?:intractable|elsewhere|specified|otherwise|stated|due|loss|mention))"
"""What follows a denial in titles of ICD-10 and ICD-10-CM, where it denies something else."""
# A question mark between letters is an apostrophe that somebody's system could not write.

_DENIED = re.compile(
    rf"\b(?:no|not){_TITLE}\b|\b(?:never|neither|nor|den(?:y|ies|ied)|negative|neg|rul(?:e|ed|ing)[ -]out|r/o|"
    r"exclud(?:e|ed|es)|unlikely|absent|query|queried|suspected|suspicion|possible|possibly|probable|probably|"
    r"screening|screen|risk(?! pregnan)|prophylaxis|prophylactic|"
    r"prevention|family|fh|fhx|mother|father|parent|brother|sister|"
    r"sibling|son|daughter|aunt|uncle|grandmother|grandfather|husband|wife|partner)\b|\?(?!\w)|(?<!\w)\?",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:history|hx|h/o|pmh|previous|previously|prior|past|former|formerly|resolved|status post|s/p|healed|"
    r"remission)\b",
    re.IGNORECASE,
)


class Doubt(StrEnum):
    """What the words leave open."""

    NONE = "none"
    OVER = "over"
    """They may place it in the past."""
    DENIED = "denied"
    """They may deny it, or give it to somebody else."""


def doubt_in(texts: Iterable[str]) -> Doubt:
    """What the words of a diagnosis leave open; the weightiest of several.

    >>> str(doubt_in(["Pulmonary embolism ruled out"]))
    'denied'
    >>> str(doubt_in(["Epilepsy, unspecified, not intractable, without status epilepticus"]))
    'none'
    """
    found = tuple(texts)
    if any(map(_DENIED.search, found)):
        return Doubt.DENIED
    return Doubt.OVER if any(map(_PAST.search, found)) else Doubt.NONE
