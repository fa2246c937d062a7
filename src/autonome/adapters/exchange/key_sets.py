"""A set of private keys of an exchange, and the card that names it.

A set is made at once and never changed: what signs envelopes, what opens them, and what TLS connections are made under,
with its certificate. `key_folder` keeps sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from autonome.kernel import Period
from autonome.sharing.cards import Card, SignedCard
from autonome.sharing.public_keys import Identity, SealingKey

HPKE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
"""How envelopes are sealed; `sharing.public_keys.SUITE` is its name."""

EARLY: Final = 24 * 3600
"""Seconds that a certificate is in force before its card: clocks differ."""

_MLKEM_SEED_BYTES: Final = 64
"""Length of what an ML-KEM private key is made of (FIPS 203, section 7.1)."""

_BETWEEN: Final = b"\0"


@dataclass(frozen=True, slots=True, repr=False)
class KeySet:
    """One set of keys.

    Args:
        signing: signs envelopes.
        mlkem: opens them, together with the next.
        x25519: likewise.
        tls: key of the certificate.
        certificate: signed by itself; DER.
    """

    signing: Ed25519PrivateKey
    mlkem: MLKEM768PrivateKey
    x25519: X25519PrivateKey
    tls: bytes
    certificate: bytes

    @classmethod
    def drawn(cls, institution: str, host: str, valid: Period) -> KeySet:
        """Draw a new set.

        Args:
            institution: whose it is.
            host: name or address under which its exchange is reached.
            valid: when its card is in force.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        certificate = _certified(key, institution, host, valid)
        mlkem = MLKEM768PrivateKey.generate()
        return cls(Ed25519PrivateKey.generate(), mlkem, X25519PrivateKey.generate(), pem, certificate)

    @classmethod
    def of(cls, data: bytes) -> KeySet:
        """Read what `secret` gave.

        Raises:
            ValueError: it is none.
        """
        ends = [32, 32 + _MLKEM_SEED_BYTES, 64 + _MLKEM_SEED_BYTES]
        first, second, third = (data[begins:end] for begins, end in pairwise([0, *ends]))
        tls, _, certificate = data[ends[-1] :].partition(_BETWEEN)
        return cls(
            Ed25519PrivateKey.from_private_bytes(first),
            MLKEM768PrivateKey.from_seed_bytes(second),
            X25519PrivateKey.from_private_bytes(third),
            tls,
            certificate,
        )

    @property
    def secret(self) -> bytes:
        """All of it: Ed25519, the seed of ML-KEM-768, X25519, the key of TLS in PEM, a NUL, the certificate in DER."""
        raw = (self.signing.private_bytes_raw(), self.mlkem.private_bytes_raw(), self.x25519.private_bytes_raw())
        return b"".join((*raw, self.tls, _BETWEEN, self.certificate))

    @property
    def identity(self) -> Identity:
        """By what partners know who has this set."""
        return Identity(self.signing.public_key().public_bytes_raw(), self.certificate)

    @property
    def sealing(self) -> SealingKey:
        """What partners seal to."""
        return SealingKey(self.mlkem.public_key().public_bytes_raw(), self.x25519.public_key().public_bytes_raw())

    @property
    def opener(self) -> MLKEM768X25519PrivateKey:
        """What opens envelopes."""
        return MLKEM768X25519PrivateKey(self.mlkem, self.x25519)

    def opened(self, sealed: bytes, info: bytes) -> bytes | None:
        """Open what was sealed to this set; None where it was not, or not so."""
        try:
            return bytes(HPKE.decrypt(sealed, self.opener, info=info))
        except (InvalidTag, ValueError):
            return None


def signed_card(card: Card, keys: KeySet, earlier: KeySet | None = None) -> SignedCard:
    """Sign a card by its own key, and by that of the identity that it follows.

    Args:
        card: to be signed.
        keys: that it names.
        earlier: that it follows; None where it follows none.
    """
    return SignedCard(
        card, keys.signing.sign(card.signed), None if earlier is None else earlier.signing.sign(card.signed)
    )


def _certified(key: ec.EllipticCurvePrivateKey, institution: str, host: str, valid: Period) -> bytes:
    """A certificate that is signed by its own key, and can sign no other."""
    assert valid.end is not None  # noqa: S101 - a card has an end
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, institution[:64])])
    begins, ends = (datetime.fromtimestamp(each.seconds, tz=UTC) for each in (valid.start, valid.end))
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    builder = (
        x509.CertificateBuilder(subject_name=name, issuer_name=name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins - timedelta(seconds=EARLY))
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=False)
        .add_extension(x509.SubjectAlternativeName([_named(host)]), critical=False)
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
