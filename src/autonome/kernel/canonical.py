"""Canonical JSON: one value, one sequence of bytes (RFC 8785, JCS).

What is hashed or signed is written by this module alone. Floats are refused: a quantity is a decimal string or an
integer, so that no two platforms can print it in two ways.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

from autonome.kernel.errors import AutonomeError
from autonome.kernel.identifiers import Sha256

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]
"""What canonical JSON can hold: no floats."""

MAX_INTEGER = 2**53 - 1
"""Largest integer that every JSON reader keeps exact (RFC 8785, section 3.2.2.3; IEEE 754 doubles)."""


def canonical_bytes(value: Json) -> bytes:
    """Write a value in its one canonical form.

    Args:
        value: None, booleans, integers up to 2^53 - 1, strings, and sequences and mappings of these.

    Returns:
        UTF-8, keys sorted by UTF-16 code units, no white space (RFC 8785).

    Raises:
        AutonomeError: a float, a too large integer, a lone surrogate or a foreign type is inside.
    """
    try:
        return rfc8785.dumps(_plain(value))
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise AutonomeError(f"cannot be written as canonical JSON: {error}") from error


def digest(value: Json) -> Sha256:
    """SHA-256 of the canonical form, in hexadecimal."""
    return sha256_hex(canonical_bytes(value))


def sha256_hex(data: bytes) -> Sha256:
    """SHA-256 of bytes, in hexadecimal."""
    return Sha256(hashlib.sha256(data).hexdigest())


def _plain(value: Json) -> Any:  # noqa: ANN401 - rfc8785 spells its recursive type in its own private name
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    raise AutonomeError(f"cannot be written as canonical JSON: a {type(value).__name__}")
