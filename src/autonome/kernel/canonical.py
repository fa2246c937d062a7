"""Canonical JSON: one value, one sequence of bytes (RFC 8785, JCS), and its strict reading.

What is hashed or signed is written by this module alone. Without floats and with keys in ASCII, which all of ours are,
the standard's form is what the interpreter's own writer gives, several times as fast as `rfc8785`; that library writes
the rest, and a test holds the two to the same bytes. Floats are refused: a quantity is a decimal string or an
integer, so that no two platforms can print it in two ways. What is read back from outside is read under limits, and
only if it could have been written here: no key twice, no NaN, no lone surrogate, so that no two readers understand
one file differently.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any

import rfc8785

from autonome.kernel.errors import AutonomeError, InputError
from autonome.kernel.identifiers import Sha256

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]
"""What canonical JSON can hold: no floats."""

MAX_INTEGER = 2**53 - 1
"""Largest integer that every JSON reader keeps exact (RFC 8785, section 3.2.2.3; IEEE 754 doubles)."""

MAX_JSON_BYTES = 4 * 1024 * 1024
"""Largest file read, in bytes: a receipt or a consent takes some kilobytes; 4 MiB leaves room and bounds the work."""

MAX_JSON_DEPTH = 64
"""Deepest nesting read, in brackets: far more than our formats use, far less than the interpreter's own stack."""

_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
_MARK = b"\xef\xbb\xbf"
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)


def canonical_bytes(value: Json) -> bytes:
    """Write a value in its one canonical form.

    Args:
        value: None, booleans, integers up to 2^53 - 1, strings, and sequences and mappings of these.

    Returns:
        UTF-8, keys sorted by UTF-16 code units, no white space (RFC 8785).

    Raises:
        AutonomeError: a float, a too large integer, a lone surrogate or a foreign type is inside.
    """
    if _is_plain(value):
        try:
            return _WRITER.encode(value).encode()
        except UnicodeError as error:
            raise AutonomeError(f"cannot be written as canonical JSON: {error}") from error
    keys: set[object] = set()
    try:
        plain = _plain(value, keys)
        if all(isinstance(key, str) and key.isascii() for key in keys):
            return _WRITER.encode(plain).encode()
        return rfc8785.dumps(plain)
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise AutonomeError(f"cannot be written as canonical JSON: {error}") from error


def canonical_text(text: str) -> str:
    """A string in its canonical form, for who puts a larger value together.

    Raises:
        AutonomeError: a lone surrogate is inside.
    """
    if not text.isascii():
        canonical_bytes(text)
    return encode_basestring(text)


def digest(value: Json) -> Sha256:
    """SHA-256 of the canonical form, in hexadecimal."""
    return sha256_hex(canonical_bytes(value))


def sha256_hex(data: bytes) -> Sha256:
    """SHA-256 of bytes, in hexadecimal."""
    return Sha256(hashlib.sha256(data).hexdigest())


def read_json(data: bytes, *, where: str, error: type[InputError] = InputError) -> Json:
    """Read JSON from outside, strictly and under limits.

    Args:
        data: the file's bytes.
        where: its name, for the message.
        error: the branch of the error tree to raise.

    Returns:
        The value: dicts, lists, strings, integers, booleans, None.

    Raises:
        InputError: (as ``error``) too large, too deep, not UTF-8, not JSON, a key twice, a float, NaN, an integer that
            not every reader keeps exact, or a lone surrogate.
    """
    try:
        text = _bounded(data)
        value: Json = json.loads(
            text, object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float, parse_int=_exact
        )
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeDecodeError as unreadable:
        raise error("is not UTF-8 text", where=where, mend="save it as UTF-8.") from unreadable
    except UnicodeEncodeError as unwritable:  # it came from an escape, and has no UTF-8 form
        raise error("holds half of a surrogate pair", where=where, mend="write the character itself.") from unwritable
    except ValueError as broken:
        raise error(f"is not the JSON that is read here: {broken}", where=where, mend="correct that place.") from broken
    return value


def _bounded(data: bytes) -> str:
    if len(data) > MAX_JSON_BYTES:
        raise ValueError(f"larger than {MAX_JSON_BYTES} bytes")
    if data.startswith(_MARK):
        raise ValueError("a byte order mark stands before it, which JSON does not have")
    text = data.decode("utf-8")
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > MAX_JSON_DEPTH:
            raise ValueError(f"nested deeper than {MAX_JSON_DEPTH} levels")
    return text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, item in pairs:
        if key in value:
            raise ValueError(f"the key {key[:40]!r} stands twice in one object")
        value[key] = item
    return value


def _no_float(text: str) -> Any:  # noqa: ANN401 - the signature that json's hooks have
    raise ValueError(f"the number {text[:24]} is not a whole number")


def _exact(text: str) -> int:
    if len(text) > len(str(-MAX_INTEGER)) or abs(int(text)) > MAX_INTEGER:
        raise ValueError(f"the number {text[:24]} is larger than 2^53 - 1")
    return int(text)


def _is_plain(value: object) -> bool:
    """Whether the interpreter's own writer can be given a value as it is: most of what is written, and uncopied."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return -MAX_INTEGER <= value <= MAX_INTEGER  # type: ignore[operator]  # an int
    if kind is dict:
        for key, item in value.items():  # type: ignore[attr-defined]  # a dict
            if type(key) is not str or not key.isascii() or not (type(item) is str or _is_plain(item)):
                return False
        return True
    return kind is list and all(map(_is_plain, value))  # type: ignore[call-overload]  # a list


def _plain(value: Json, keys: set[object]) -> Any:  # noqa: ANN401 - rfc8785 spells its recursive type in its own private name
    """Copy a value into plain containers, and collect the keys of all its objects."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise rfc8785.IntegerDomainError(value)
        return value
    if isinstance(value, Mapping):
        keys.update(value)
        return {key: _plain(item, keys) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, keys) for item in value]
    raise AutonomeError(f"cannot be written as canonical JSON: a {type(value).__name__}")
