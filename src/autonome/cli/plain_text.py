"""Text of others on the terminal: it is shown, and can move no cursor, ring no bell and change no colour."""

from __future__ import annotations


def plain(value: object) -> str:
    """Replace what cannot be printed by the replacement character."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in str(value))
