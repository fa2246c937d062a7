"""Reading one JSON object strictly: each member is asked for by name and type, and what nobody asked for is an error.

So a misspelt member cannot silently widen a consent: it stops the reading, with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import TypeVar

from autonome.consent.errors import ConsentError
from autonome.kernel import InputError, Instant, Json, Period, offset_of

EnumT = TypeVar("EnumT", bound=StrEnum)

MAX_NUMBER = 10**10
"""Largest number read: more than there are people."""

MAX_TEXT = 100_000
"""Longest string read, in characters: longer than any consent form ought to be."""


class Members:
    """The members of one object while it is read.

    Args:
        value: that should be an object.
        where: its place, such as ``consent.json, act 3``.
        error: the branch of the error tree to raise.
    """

    def __init__(self, value: Json, where: str, error: type[InputError] = ConsentError) -> None:
        self.where = where
        self._error = error
        if not isinstance(value, Mapping):
            raise error("is not a JSON object", where=where, mend="write it in braces.")
        self._rest = dict(value)

    def refuse(self, message: str, mend: str) -> InputError:
        """Make the error that names this place."""
        return self._error(message, where=self.where, mend=mend)

    def text(self, key: str, default: str | None = None) -> str:
        """Take a string; without a default it must be there and not be empty."""
        value = self._rest.pop(key, default)
        if not isinstance(value, str) or len(value) > MAX_TEXT or (default is None and not value):
            raise self.refuse(f"the member {key!r} is not a (plain, not empty) string", "correct that member.")
        return value

    def optional_text(self, key: str) -> str | None:
        """Take a string, or None where the member is absent."""
        return self.text(key) if key in self._rest else None

    def value(self, key: str) -> Json:
        """Take a member of whatever type; one that is absent is null."""
        return self._rest.pop(key, None)

    def flag(self, key: str, *, default: bool) -> bool:
        """Take true or false."""
        value = self._rest.pop(key, default)
        if not isinstance(value, bool):
            raise self.refuse(f"the member {key!r} is neither true nor false", "correct that member.")
        return value

    def optional_flag(self, key: str) -> bool | None:
        """Take true or false, or None where the member is absent."""
        return self.flag(key, default=False) if key in self._rest else None

    def number(self, key: str) -> int:
        """Take a whole number, not below zero."""
        value = self._rest.pop(key, None)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_NUMBER:
            raise self.refuse(f"the member {key!r} is no whole number from 0 to {MAX_NUMBER}", "correct that member.")
        return value

    def choice(self, key: str, choices: type[EnumT]) -> EnumT:
        """Take one of an enumeration."""
        return self._one_of(self.text(key), key, choices)

    def choices(self, key: str, choices: type[EnumT]) -> frozenset[EnumT]:
        """Take a list of an enumeration's values; it must not be empty."""
        return frozenset(self._one_of(text, key, choices) for text in self.texts(key))

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """Take a list of strings; a required one must not be empty."""
        value = self._rest.pop(key, None if required else [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.refuse(f"the member {key!r} is not a list of strings", "correct that member.")
        if required and not value:
            raise self.refuse(f"the member {key!r} is empty", "name at least one; an empty list means nothing.")
        return tuple(value)

    def objects(self, key: str, *, required: bool = True) -> Iterator[Members]:
        """Take a list of objects."""
        value = self._rest.pop(key, None if required else [])
        if not isinstance(value, list):
            raise self.refuse(f"the member {key!r} is not a list", "correct that member.")
        for number, item in enumerate(value, start=1):
            yield Members(item, f"{self.where}, {key} {number}", self._error)

    def object(self, key: str) -> Members:
        """Take an object."""
        return Members(self._rest.pop(key, None), f"{self.where}, {key}", self._error)

    def instant(self, key: str) -> Instant:
        """Take an instant with its zone."""
        return self.moment(key)[0]

    def moment(self, key: str) -> tuple[Instant, int]:
        """Take an instant, and the offset of the clock by which it is told, in seconds east of UTC."""
        text = self.text(key)
        with self.place():
            if "T" not in text.upper():
                raise self.refuse(
                    f"the time {key!r} is a mere date", "write the time and its zone: 2026-03-01T10:00:00Z."
                )
            return Instant.parse(text), offset_of(text)

    def period(self, key: str) -> Period | None:
        """Take a period, or None where the member is absent."""
        if key not in self._rest:
            return None
        inner = self.object(key)
        with self.place():
            start = inner.instant("from")
            end = inner.instant("to") if inner.has("to") else None
            inner.done()
            return Period(start, end)

    def has(self, key: str) -> bool:
        """Whether a member is still to be taken."""
        return key in self._rest

    def done(self) -> None:
        """Refuse what nobody asked for."""
        if self._rest:
            raise self.refuse(f"the member {min(self._rest)[:60]!r} is not known here", "remove or correct it.")

    @contextmanager
    def place(self) -> Iterator[None]:
        """Give this place, and this branch of the error tree, to errors from within that have none."""
        try:
            yield
        except InputError as error:
            if error.where:
                raise
            raise self._error(error.message, where=self.where, mend=error.mend) from error

    def _one_of(self, text: str, key: str, choices: type[EnumT]) -> EnumT:
        try:
            return choices(text)
        except ValueError as error:
            raise self.refuse(f"{text[:60]!r} is no value of {key!r}", f"use one of: {', '.join(choices)}.") from error
