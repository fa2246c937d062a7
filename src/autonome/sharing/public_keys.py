"""The public keys of an institution's exchange, and which of them may be trusted at all.

Three keys, each for one thing: one that signs envelopes (Ed25519), one that they are sealed to, and one that a TLS
connection is made under. The sealing key is two keys side by side, ML-KEM-768 and X25519: who records an envelope today
has to break both to read it some day (ADR 0035). Weak ones are refused when a card is read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.utils import CryptographyDeprecationWarning

from autonome.kernel import Instant, Period
from autonome.ledger.curve import PRIME, refuse_weak_key
from autonome.sharing.errors import CardError

SUITE: Final = "mlkem768-x25519/hkdf-sha256/aes-256-gcm"
"""How envelopes are sealed: HPKE (RFC 9180) with KEM 0x647a, KDF 0x0001, AEAD 0x0002 of its registries."""

MLKEM_BYTES: Final = 1184
"""Length of an ML-KEM-768 public key (FIPS 203, table 3)."""

X25519_BYTES: Final = 32
"""Length of an X25519 public key (RFC 7748, section 5)."""

MAX_CERTIFICATE_BYTES: Final = 4096
"""Largest certificate, in bytes: one that signs itself under an elliptic curve has some hundred."""

_ORDER_EIGHT_U: Final = (
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
)
"""u of the points of order eight (the contributory check of RFC 7748, section 6.1, refuses what they lead to)."""

SMALL_ORDER_U: Final = frozenset({0, 1, PRIME - 1, *_ORDER_EIGHT_U})
"""u of all points of small order: a secret agreed upon with one of them is zero, whoever takes part."""

_UNREADABLE: Final = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.ExtensionNotFound,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    CryptographyDeprecationWarning,
)
"""What the library raises about a certificate that is none; a warning where warnings are errors."""

_CURVES: Final = (ec.SECP256R1, ec.SECP384R1)


@dataclass(frozen=True, slots=True)
class SealingKey:
    """What envelopes are sealed to: ML-KEM-768 and X25519 together.

    Args:
        mlkem: `MLKEM_BYTES` bytes (FIPS 203).
        x25519: `X25519_BYTES` bytes (RFC 7748).

    Raises:
        CardError: wrong length, not canonical, or of small order.
    """

    mlkem: bytes
    x25519: bytes

    def __post_init__(self) -> None:
        try:
            MLKEM768PublicKey.from_public_bytes(self.mlkem)
        except ValueError:
            raise CardError("the ML-KEM-768 key is none") from None
        u = int.from_bytes(self.x25519, "little")
        if len(self.x25519) != X25519_BYTES or u >= PRIME:
            raise CardError("the X25519 key is not written in the one form that there is for it")
        if u in SMALL_ORDER_U:
            raise CardError("the X25519 key is a point of small order: anybody could open what is sealed to it")

    @classmethod
    def of(cls, data: bytes) -> SealingKey:
        """Read both, one behind the other.

        Raises:
            CardError: wrong length, or a weak key.
        """
        return cls(data[:MLKEM_BYTES], data[MLKEM_BYTES:])

    @property
    def raw(self) -> bytes:
        """Both, one behind the other."""
        return self.mlkem + self.x25519


@dataclass(frozen=True, slots=True)
class Identity:
    """By what an institution is known: to who gets its envelopes, and to who connects with it.

    Args:
        signing: its Ed25519 public key.
        certificate: of its TLS connections, as server and as client; DER, signed by itself.

    Raises:
        CardError: a weak key, or a certificate that is none or may issue others.
    """

    signing: bytes
    certificate: bytes

    def __post_init__(self) -> None:
        refuse_weak_key(self.signing)
        _parsed(self.certificate)

    @property
    def pin(self) -> bytes:
        """SHA-256 of the certificate."""
        return hashlib.sha256(self.certificate).digest()

    @property
    def valid(self) -> Period:
        """When the certificate is in force."""
        found = _parsed(self.certificate)
        return Period(
            Instant(int(found.not_valid_before_utc.timestamp())),
            Instant(int(found.not_valid_after_utc.timestamp()) + 1),
        )


def _parsed(certificate: bytes) -> x509.Certificate:
    if len(certificate) > MAX_CERTIFICATE_BYTES:
        raise CardError(f"the certificate is larger than {MAX_CERTIFICATE_BYTES} bytes")
    try:
        found = x509.load_der_x509_certificate(certificate)
        key, constraints = found.public_key(), found.extensions.get_extension_for_class(x509.BasicConstraints).value
        found.verify_directly_issued_by(found)
        numbered = found.serial_number > 0  # RFC 5280, section 4.1.2.2
    except InvalidSignature:
        raise CardError("the certificate is not signed by itself") from None
    except _UNREADABLE:
        raise CardError("the certificate is none that an exchange shows") from None
    if not numbered:
        raise CardError("the certificate's number is not positive")
    if constraints.ca:
        raise CardError("the certificate may issue others")
    good = isinstance(key, ed25519.Ed25519PublicKey) or (
        isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES)
    )
    if not good:
        raise CardError("the certificate's key is on no curve that is used here (P-256, P-384, Ed25519)")
    return found
