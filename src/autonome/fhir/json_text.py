"""Strict JSON from bytes, under limits: the door for every FHIR document.

What plain JSON readers let through is refused here, because a record that can be read in two ways is no record: a key
twice in one object, ``NaN``, half a surrogate pair, another encoding than UTF-8. Numbers with a fraction become
`Decimal`: in FHIR ``0.010`` is not ``0.01``. The limits keep memory and time bounded whatever arrives.

Not here: what the document means (`autonome.fhir.bundle`), reading the file (an adapter's), and Autonome's own formats:
those go through `kernel.read_json`, which takes no fractions and far smaller files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from autonome.clinical import RecordError

MAX_BYTES = 64 * 1024 * 1024
"""Largest document, bytes: a long life in full FHIR is some ten MiB (Synthea's largest bundles; our own judgement)."""

MAX_DEPTH = 64
"""Objects and lists inside one another: R4 resources stay under 20, a document Bundle under 30 (our own judgement)."""

MAX_VALUES = 4_000_000
"""Commas and opening brackets in the text, so about its values: bounds memory to under 1 GiB (CPython 3.11)."""

MAX_NUMBER = 64
"""Characters of one number: FHIR decimals need 18 digits (R4 datatypes, decimal)."""

MAX_EXPONENT = 99
"""Largest power of ten, either sign: beyond every physical quantity (our own judgement)."""

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:]|[^\s{}\[\]:,"]+', re.DOTALL)
_CONSTANT = re.compile(r"NaN|-?Infinity")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a document is refused that plain JSON readers take."""

    offset: int
    message: str
    mend: str


class _Refused(Exception):  # noqa: N818 - a signal from the hooks to this module; it never leaves it
    """A hook met something that is not allowed; where it stands is found afterwards."""


def parse_json(data: bytes, where: str) -> object:
    """Read one JSON document.

    Args:
        data: the whole file; a UTF-8 byte order mark in front is ignored.
        where: the file's name, for errors.

    Returns:
        None, bool, int, Decimal, str, list and dict.

    Raises:
        RecordError: too large, too deep, not UTF-8, not JSON, or ambiguous; with line and column where there is one.
    """
    text = _decoded(data, where)
    values = text.count(",") + text.count("[") + text.count("{")
    if values > MAX_VALUES:
        raise RecordError(
            f"holds more than {MAX_VALUES:,} values",
            where=where,
            mend="export one patient, and only the resources that matter.",
        )
    value = _loaded(text, where)
    if _too_deep(value) or (_HALF_PAIR.search(text) and _holds_half_pair(value)):
        _refuse(text, where)
    return value


def json_text(value: object) -> str:
    """Write what `parse_json` gave, each number with the digits that it had.

    Args:
        value: None, bool, int, Decimal, str, list or dict.
    """
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(key)}:{json_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(json_text, value)) + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value)


def _decoded(data: bytes, where: str) -> str:
    if len(data) > MAX_BYTES:
        raise RecordError(
            f"is larger than {MAX_BYTES // 1024 // 1024} MiB ({len(data):,} bytes)",
            where=where,
            mend="export one patient only.",
        )
    if data.startswith(_WIDE_MARKS):
        raise RecordError("is UTF-16 or UTF-32, not UTF-8", where=where, mend="save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "ignore")
        raise RecordError("is not UTF-8", where=_place(good, len(good), where), mend="save it as UTF-8.") from error


def _loaded(text: str, where: str) -> object:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_decimal,
        )
    except json.JSONDecodeError as error:
        raise RecordError(
            f"is not JSON ({error.msg})", where=_place(text, error.pos, where), mend=_mend(text, error)
        ) from error
    except (_Refused, RecursionError):
        _refuse(text, where)


def _mend(text: str, error: json.JSONDecodeError) -> str:
    """The mend for the likely cause: XML, an export with one resource a line, or a broken file."""
    if text.lstrip().startswith("<"):
        return "export the record as FHIR JSON, not XML."
    if error.msg == "Extra data":
        return "put the resources into one Bundle; a bulk export has one resource a line."
    return "export the file again; it is damaged or cut short."


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Refused
    return members


def _constant(_name: str) -> NoReturn:
    raise _Refused


def _integer(token: str) -> int:
    if _is_monstrous(token):
        raise _Refused
    return int(token)


def _decimal(token: str) -> Decimal:
    if _is_monstrous(token):
        raise _Refused
    return Decimal(token)


def _is_monstrous(number: str) -> bool:
    if len(number) > MAX_NUMBER:
        return True
    exponent = number.lower().partition("e")[2]
    return bool(exponent) and abs(int(exponent)) > MAX_EXPONENT


def _too_deep(value: object) -> bool:
    """Walk level by level, without recursion."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in _children(node) if isinstance(child, (dict, list))]
        if not level:
            return False
    return True


def _children(node: Mapping[str, object] | Sequence[object]) -> Sequence[object]:
    return list(node.values()) if isinstance(node, Mapping) else node


def _holds_half_pair(value: object) -> bool:
    """Whether some text, key or value, cannot be written as UTF-8."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (dict, list)):
            waiting.extend(node)
            waiting.extend(node.values() if isinstance(node, dict) else ())
        elif isinstance(node, str) and not node.isascii() and any("\ud800" <= letter <= "\udfff" for letter in node):
            return True
    return False


def _refuse(text: str, where: str) -> NoReturn:
    fault = _first_fault(text) or _Fault(0, "cannot be read as one unambiguous document", "export the file again.")
    raise RecordError(fault.message, where=_place(text, fault.offset, where), mend=fault.mend)


def _first_fault(text: str) -> _Fault | None:
    """Find the first thing that this reader refuses and JSON allows. Slow, so it runs on the way to an error alone.

    The text is known to be JSON as far as the first fault.
    """
    open_containers: list[set[str] | None] = []
    last = ""
    last_offset = 0
    for match in _TOKEN.finditer(text):
        piece, offset = match.group(), match.start()
        fault = _token_fault(piece, offset)
        if piece in "{[":
            open_containers.append(set() if piece == "{" else None)
        elif piece in "}]" and open_containers:
            open_containers.pop()
        elif piece == ":" and not fault and open_containers and last.startswith('"'):
            fault = _key_fault(last, last_offset, open_containers[-1])
        if len(open_containers) > MAX_DEPTH:
            fault = _Fault(offset, f"is nested more than {MAX_DEPTH} deep", "flatten it; FHIR never needs that.")
        if fault:
            return fault
        last, last_offset = piece, offset
    return None


def _token_fault(piece: str, offset: int) -> _Fault | None:
    if piece.startswith('"'):
        return _text_fault(piece, offset)
    # A piece may go on where the reader, which stopped at the fault, did not: what counts is how it begins.
    if constant := _CONSTANT.match(piece):
        return _Fault(offset, f"{constant[0]} is no JSON number", "leave the value out.")
    number = _NUMBER.match(piece)
    if number and _is_monstrous(number[0]):
        mend = f"write at most {MAX_NUMBER} digits and powers of ten up to {MAX_EXPONENT}."
        return _Fault(offset, "holds a number of no sensible size", mend)
    return None


def _text_fault(piece: str, offset: int) -> _Fault | None:
    if not _HALF_PAIR.search(piece):
        return None
    try:
        json.loads(piece).encode()
    except UnicodeEncodeError:
        return _Fault(offset, "holds half of a surrogate pair", "write the character itself in UTF-8.")
    return None


def _key_fault(piece: str, offset: int, seen: set[str] | None) -> _Fault | None:
    key = json.loads(piece)
    if seen is None or key not in seen:
        if seen is not None:
            seen.add(key)
        return None
    return _Fault(offset, f"the key {key[:40]!r} stands twice in one object", "keep one of the two.")


def _place(text: str, offset: int, where: str) -> str:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return f"{where}, line {line}, column {column}"
