"""Statements that hold only under a condition which a plan does not check: an indication, a dose, further risk factors.

Such a statement gives other advice, or none, to patients with the same result outside the condition. A reader who sees
the word "avoid" and not the condition is misled, so page 1 marks the word and shows the whole text.

A rule on the text, because the sources do not code it: the wordings are the bundle's own, and
``tests/integration/conditional-statements.tsv`` lists every statement that the rule marks. What goes with every
guideline is no condition: that something else is chosen only where it is possible, or not contraindicated, and what to
do if the medicine is needed after all. Populations that the source does code stand beside the statement
(`populations`).
"""

from __future__ import annotations

import re
from functools import cache

from autonome.evidence.wording import split
from autonome.kernel import Text, joined, parts
from autonome.kernel.texts import TWO_SENTENCES

_BEGINS = re.compile(
    r"(?:With further|Without such|After liver transplantation|No change is needed|If the normal starting dose|"
    r"If side effects occur|If CYP2C9\*5|(?:In|For) (?:"
    r"other indications|(?:non-)?malignan|depression|obsessive|anxiety|percutaneous|immunosuppression|"
    r"treatment of more|Helicobacter|the provocation|pain|cough)|Other indications)"
)
"""How a sentence begins that is about some of the patients only."""

_HOLDS = re.compile(
    r"no action is needed|need no action|change nothing|may need no reduction|except in two cases|"
    r"contraindicated above|only if side effects occur|if no CYP3A inhibitor|Helicobacter|"
    r"\b(?:is|holds) (?:only )?(?:for the higher starting doses|if enzyme activity)"
)
"""Words by which a sentence says that the advice is not for everybody with the result."""

_LIMITS = re.compile(r"(?:First check|If|Unless|Only|Without|Otherwise|Except|Do not|Never|For other|In other|Other)\b")
"""How a sentence begins that limits or reverses the one before it, or asks for something before it."""


@cache
def is_conditional(text: str) -> bool:
    """Whether a statement's text gives patients with the same result different advice.

    Args:
        text: of a statement, in the bundle's words.
    """
    return bool(_HOLDS.search(text)) or any(_BEGINS.match(sentence) for sentence in sentences(text))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a statement, in order; those of a `Text` are texts."""
    return tuple(parts(text, TWO_SENTENCES)) if isinstance(text, Text) else split(text)


def checks_first(text: str) -> tuple[str, ...]:
    """The sentences of a statement that ask for something to be checked before anything else is done."""
    return tuple(each for each in sentences(text) if each.startswith("First check"))


def headline_text(text: str) -> Text:
    """What page 1 shows of a statement: all of a conditional one, else the first sentence and those that limit it."""
    first, *rest = sentences(text)
    every = is_conditional(text)
    return joined(first, *(each for each in rest if every or _LIMITS.match(each)))
