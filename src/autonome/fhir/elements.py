"""Typed access to one FHIR element, under the JSON rules of R4.

An element without the shape that R4 gives it raises `UnusableError` with its path; who reads the resource turns
that into a listed reason. Text is made safe to print on one line: white space becomes one space, control characters
and marks that reorder text become U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from autonome.clinical import RecordError

MAX_TEXT = 1_000
"""Characters kept of one text; R4 allows 1 MiB, a name or an instruction needs less (our own judgement)."""

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


class UnusableError(RecordError):
    """One resource cannot be used, for the reason in its message. Listed in the record, never shown as an error."""


@dataclass(frozen=True, slots=True)
class Element:
    """A JSON object, and the path to it.

    Args:
        value: its members.
        path: such as ``Bundle.entry[3].resource.dosageInstruction[0]``.
    """

    value: Mapping[str, object]
    path: str

    def has(self, key: str) -> bool:
        """Whether the member is there and not null."""
        return self.value.get(key) is not None

    def text(self, key: str) -> str:
        """A string member, safe to print; "" where absent."""
        value = self.value.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise UnusableError(f"{self.path}.{key} is {_kind(value)}, not text")
        return printable(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; nulls stand for extensions (R4 JSON) and are passed over."""
        return tuple(Element({key: item}, self.path).text(key) for item in self._list(key) if item is not None)

    def flag(self, key: str) -> bool | None:
        """A boolean member; None where absent."""
        value = self.value.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise UnusableError(f"{self.path}.{key} is {_kind(value)}, not true or false")

    def child(self, key: str) -> Element | None:
        """An object member; None where absent."""
        value = self.value.get(key)
        return None if value is None else self._element(value, f"{self.path}.{key}")

    def children(self, key: str) -> tuple[Element, ...]:
        """A list of objects; empty where absent."""
        return tuple(self._element(item, f"{self.path}.{key}[{at}]") for at, item in enumerate(self._list(key)))

    def _list(self, key: str) -> list[object]:
        value = self.value.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise UnusableError(f"{self.path}.{key} is {_kind(value)}, not a list")
        return value

    def _element(self, value: object, path: str) -> Element:
        if not isinstance(value, Mapping):
            raise UnusableError(f"{path} is {_kind(value)}, not an object")
        return Element(value, path)


def printable(text: str) -> str:
    """Text on one line, without what a terminal or a page would obey, cut at `MAX_TEXT`."""
    safe = _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
    return safe if len(safe) <= MAX_TEXT else f"{safe[:MAX_TEXT]}…"


def _kind(value: object) -> str:
    """The JSON name of a value's type, for a sentence."""
    if isinstance(value, bool):
        return "true or false"
    names = {str: "text", dict: "an object", list: "a list", type(None): "null"}
    return names.get(type(value), "a number")
