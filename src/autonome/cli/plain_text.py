"""Text of others on the terminal: it is shown, and can move no cursor, ring no bell and change no colour."""

from __future__ import annotations

MAX_SHOWN = 2_000
"""Characters of an error: ours have some hundreds, and what a file says in them is cut where they are made."""


def plain(value: object) -> str:
    """Replace what cannot be printed by the replacement character."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in str(value))


def counted(number: int, one: str, many: str) -> str:
    """A number with what it counts: of one thing ``one`` is said, of none and of several ``many``, after the number."""
    return f"{number} {one if number == 1 else many}"


def one_line(error: object) -> str:
    """An error as one line that a terminal can show; of an endless one the beginning, and the end with the mend."""
    text = str(error)
    half = MAX_SHOWN // 2
    return plain(text if len(text) <= MAX_SHOWN else f"{text[:half]} … {text[-half:]}")
