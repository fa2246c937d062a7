r"""ER7, the encoding of HL7 v2 with delimiters: one line is a segment, split only as far as somebody asks.

The delimiters are the message's own. Escape sequences are resolved after splitting, so an escaped delimiter never
splits. What a sequence cannot be resolved to makes the field unusable, never half-read. The limits keep memory and time
bounded whatever arrives.

>>> Segment("OBX", ("OBX", "1", "A\\T\\B^text"), Syntax(), 3).text(2)
'A&B'
"""

from __future__ import annotations

from dataclasses import dataclass

from autonome.clinical import UnusableError
from autonome.clinical.texts import printable

MAX_SEGMENT = 1_000_000
"""Characters of one segment; a result as text takes some thousand (our own judgement)."""

MAX_FIELDS = 400
"""Fields of one segment; the longest of the standard has about 50 (our own judgement)."""

MAX_PARTS = 1_000
"""Repetitions of a field, components of a repetition, subcomponents of a component (our own judgement)."""

NULL = '""'
"""Two quotation marks: the sender deletes the value (HL7 v2.5, 2.5.3.4)."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """How one message is written.

    Args:
        field: separates fields.
        component: separates components.
        repetition: separates repetitions.
        escape: begins and ends an escape sequence; "" where the message has none.
        subcomponent: separates subcomponents; "" where the message has none.
        encoding: Python's name of the character set, for escaped bytes.
        zone: of times that have none of their own, such as ``+0800``, or "".
    """

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    encoding: str = "ascii"
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment.

    Args:
        name: three characters.
        fields: raw; the number of a field is its index, the name standing at 0 (in MSH, the separator at 1).
        syntax: of its message.
        line: in the file, from 1.
    """

    name: str
    fields: tuple[str, ...]
    syntax: Syntax
    line: int

    @property
    def place(self) -> str:
        """Such as ``line 5 OBX``."""
        return f"line {self.line} {self.name}"

    def raw(self, number: int) -> str:
        """A field as written; "" where it is absent."""
        return self.fields[number] if number < len(self.fields) else ""

    def is_null(self, number: int) -> bool:
        """Whether the sender deletes the value."""
        return self.raw(number) == NULL

    def repetitions(self, number: int) -> tuple[Repetition, ...]:
        """The repetitions of a field that hold something.

        Raises:
            UnusableError: there are too many.
        """
        parts = _split(self.raw(number), self.syntax.repetition, f"{self.place}-{number}")
        return tuple(Repetition(part, self.syntax, f"{self.place}-{number}") for part in parts if part)

    def first(self, number: int) -> Repetition:
        """The first repetition that holds something; an empty one where there is none."""
        return next(iter(self.repetitions(number)), Repetition("", self.syntax, f"{self.place}-{number}"))

    def text(self, number: int, component: int = 1) -> str:
        """A component of the first repetition, safe to print; "" where it is absent or null."""
        return self.first(number).text(component)


@dataclass(frozen=True, slots=True)
class Repetition:
    """One occurrence of a field.

    Args:
        raw: as written.
        syntax: of its message.
        place: such as ``line 5 OBX-3``, for messages.
    """

    raw: str
    syntax: Syntax
    place: str

    def components(self) -> tuple[str, ...]:
        """Its components, raw."""
        return () if self.raw == NULL else _split(self.raw, self.syntax.component, self.place)

    def text(self, component: int = 1, subcomponent: int = 1) -> str:
        """A component's subcomponent, escape sequences resolved, safe to print; "" where it is absent.

        Raises:
            UnusableError: an escape sequence cannot be resolved, or there are too many parts.
        """
        parts = self.components()
        if component > len(parts):
            return ""
        subs = _split(parts[component - 1], self.syntax.subcomponent, self.place)
        found = subs[subcomponent - 1] if subcomponent <= len(subs) else ""
        return "" if found == NULL else printable(unescape(found, self.syntax, self.place))

    def whole(self) -> str:
        """All of it as one text, for fields whose delimiters are the text's own (ST, TX, FT)."""
        return "" if self.raw == NULL else printable(unescape(self.raw, self.syntax, self.place))


def _split(text: str, delimiter: str, place: str) -> tuple[str, ...]:
    if not delimiter or delimiter not in text:
        return (text,)
    if text.count(delimiter) >= MAX_PARTS:
        raise UnusableError(f"{place} has more than {MAX_PARTS} parts")
    return tuple(text.split(delimiter))


_HIGHLIGHT = ("H", "N")
"""Sequences that only change the look of a text."""

_BREAKS = (".br", ".sp", ".ce", ".in", ".ti", ".sk", ".fi", ".nf")
"""Formatting of FT; printed as one space."""

_MAX_HEXADECIMAL = 400
"""Digits of one escaped run of bytes (our own judgement)."""


def unescape(text: str, syntax: Syntax, place: str) -> str:
    r"""Resolve escape sequences.

    Args:
        text: raw.
        syntax: of the message.
        place: for the reason.

    Raises:
        UnusableError: one does not end, is not known, or switches the character set (``\C``, ``\M``).
    """
    if not syntax.escape or syntax.escape not in text:
        return text
    pieces = text.split(syntax.escape)
    if len(pieces) % 2 == 0:
        raise UnusableError(f"{place} begins an escape sequence that does not end")
    return "".join(_resolved(piece, syntax, place) if at % 2 else piece for at, piece in enumerate(pieces))


def _resolved(code: str, syntax: Syntax, place: str) -> str:
    delimiters = {"F": syntax.field, "S": syntax.component, "R": syntax.repetition, "T": syntax.subcomponent or "&"}
    delimiters["E"] = syntax.escape
    if code in delimiters:
        return delimiters[code]
    if code in _HIGHLIGHT:
        return ""
    if code.startswith(_BREAKS):
        return " "
    if code.startswith("X"):
        return _bytes(code[1:], syntax, place)
    raise UnusableError(f"{place} has an escape sequence that is not known, {code[:10]!r}")


def _bytes(digits: str, syntax: Syntax, place: str) -> str:
    if len(digits) > _MAX_HEXADECIMAL:
        raise UnusableError(f"{place} has more than {_MAX_HEXADECIMAL} digits of escaped bytes")
    try:
        return bytes.fromhex(digits).decode(syntax.encoding)
    except ValueError as error:
        raise UnusableError(f"{place} has escaped bytes that are no text of its character set") from error
