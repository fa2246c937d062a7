"""The language that the words of a plan in FHIR are said in; codes, names and ids are the same in every one.

The words are made in English, as `Text`s that a catalogue can say otherwise. They are said at the very end, where a
resource gets its address (`entries`), so that no other module asks which language it is. What is no `Text` stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speech:
    """A language.

    Args:
        tag: BCP 47, such as ``zh-Hans``; "" for the English that plans are made in, which is not declared.
        say: text → the same text in this language.
    """

    tag: str = ""
    say: Callable[[str], str] = str


IN_ENGLISH = Speech()
"""Every text as it was made."""
