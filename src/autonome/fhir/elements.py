"""Typed access to one FHIR element, under the JSON rules of R4.

An element without the shape that R4 gives it raises `UnusableError` with its path; who reads the resource turns
that into a listed reason. Text is made safe to print (`autonome.clinical.texts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.clinical import UnusableError
from autonome.clinical.texts import printable

__all__ = ["Element", "UnusableError", "printable"]


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


def _kind(value: object) -> str:
    """The JSON name of a value's type, for a sentence."""
    if isinstance(value, bool):
        return "true or false"
    names = {str: "text", dict: "an object", list: "a list", type(None): "null"}
    return names.get(type(value), "a number")
