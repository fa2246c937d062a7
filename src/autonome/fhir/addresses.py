"""Addresses that depend on content alone: UUIDs of version 8 (RFC 9562), cut from SHA-256 of a text."""

from __future__ import annotations

from autonome.kernel import sha256_hex


def uuid_of(text: str) -> str:
    """A UUID of version 8, variant 10, with 122 bits of a digest."""
    digits = sha256_hex(text.encode())
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
