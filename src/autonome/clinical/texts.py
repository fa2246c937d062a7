r"""Foreign text made safe to print on one line of a terminal or a page.

White space becomes one space; control characters and marks that reorder text become U+FFFD; what is too long is cut and
says so. Every reader of records passes what it keeps through here.

>>> printable("two\n lines")
'two lines'
"""

from __future__ import annotations

import re

MAX_TEXT = 1_000
"""Characters kept of one text; R4 allows 1 MiB, a name or an instruction needs less (our own judgement)."""

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def printable(text: str) -> str:
    """Text on one line, without what a terminal or a page would obey, cut at `MAX_TEXT`."""
    safe = _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
    return safe if len(safe) <= MAX_TEXT else f"{safe[:MAX_TEXT]}…"
