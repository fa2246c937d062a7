"""Which Ed25519 public keys may be trusted at all.

A verifier that takes any 32 bytes for a key can be handed a point of small order, under which one signature fits
every message, or a second spelling of somebody's key. Both are refused when a key is enrolled: the encoding is
canonical, the point lies on the curve, and its order is not small (RFC 8032, section 5.1.3; the eight points of small
order are those with 8·P = 0). Signatures themselves are checked by `cryptography`, never here.
"""

from __future__ import annotations

from autonome.ledger.errors import FormatError

PRIME = 2**255 - 19
"""Order of the field (RFC 8032, section 5.1)."""

_D = -121665 * pow(121666, -1, PRIME) % PRIME
"""Coefficient of the curve -x² + y² = 1 + d·x²·y² (RFC 8032, section 5.1)."""

_ORDER_EIGHT_Y = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
"""y of two of the four points of order eight; the other two have its negative. The test derives it from the curve."""

SMALL_ORDER_Y = frozenset({0, 1, PRIME - 1, _ORDER_EIGHT_Y, PRIME - _ORDER_EIGHT_Y})
"""y of the eight points of small order: order four (0), one (1), two (-1), eight (two values)."""

KEY_BYTES = 32
"""Length of an encoded point, in bytes."""


def refuse_weak_key(public: bytes) -> None:
    """Let only a canonical encoding of a point of large order pass.

    Args:
        public: encoded as RFC 8032 has it: y little-endian, the sign of x in the highest bit.

    Raises:
        FormatError: wrong length, not canonical, not on the curve, or of small order.
    """
    if len(public) != KEY_BYTES:
        raise FormatError(f"an Ed25519 key has {KEY_BYTES} bytes, this one has {len(public)}")
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    if y >= PRIME:
        raise FormatError("the Ed25519 key is not canonically encoded")
    if y in SMALL_ORDER_Y:
        raise FormatError("the Ed25519 key is a point of small order: one signature would fit every message")
    if not _has_x(y):
        raise FormatError("the Ed25519 key is no point of the curve")


def _has_x(y: int) -> bool:
    """Whether x² = (y² - 1) / (d·y² + 1) has a solution (Euler's criterion)."""
    square = (y * y - 1) * pow(_D * y * y + 1, -1, PRIME) % PRIME
    return pow(square, (PRIME - 1) // 2, PRIME) == 1
