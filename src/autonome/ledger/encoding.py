"""Base64 that has one spelling: standard alphabet, padded, no stray bits (RFC 4648, sections 3.5 and 4)."""

from __future__ import annotations

import base64
import binascii

from autonome.ledger.errors import FormatError


def encode(data: bytes) -> str:
    """Write bytes as base64."""
    return base64.b64encode(data).decode("ascii")


def decode(text: str, *, what: str, length: int | None = None) -> bytes:
    """Read base64 strictly.

    Args:
        text: as it stands in the file.
        what: is encoded there, for the message.
        length: of the decoded bytes, where the format fixes it.

    Raises:
        FormatError: another alphabet, wrong padding, a second spelling of the same bytes, or another length.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise FormatError(f"{what} is not base64") from error
    if encode(data) != text:
        raise FormatError(f"{what} is not written in the one form that base64 has for it")
    if length is not None and len(data) != length:
        raise FormatError(f"{what} has {len(data)} bytes where {length} are needed")
    return data
