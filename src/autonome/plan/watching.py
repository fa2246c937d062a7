"""The words of a statement that say what to watch: where advice is to monitor, they are the advice.

A rule on the text, as in `conditions`: the sentences are the bundle's own.
"""

from __future__ import annotations

import re

from autonome.kernel import Text, joined
from autonome.plan.conditions import headline_text, sentences

_WATCH = re.compile(
    r"\b(?:watch|monitor|measur|follow|check|alert|report|caution|stop it|rests on|observ|ECG|plasma concentration)",
    re.IGNORECASE,
)
"""Words of a sentence that says what to look out for, or how little the advice rests on."""


def watching_text(text: str) -> Text:
    """What page 1 shows of a statement that asks to monitor: its headline, and each sentence that says what to watch.

    Args:
        text: of the statement.
    """
    shown = headline_text(text)
    kept = set(sentences(shown))
    return joined(*(each for each in sentences(text) if each in kept or _WATCH.search(each)))
