"""RFC 3161 timestamps: checking tokens offline, by roots that the user names.

The ASN.1, the signature and the chain of certificates are checked by `rfc3161_client`; what it leaves to its caller is
checked here: what the token is about, that one certificate alone can be meant as the signer's, that it is for
timestamps and nothing else, and how exact the time is. A chain is judged as of the time that the token states, so that
a token outlives the authority's certificate.

What is not here: asking an authority (`ledger_http.authority_client`), and revocation lists of authorities: who hears
of a stolen key takes the root away.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import (
    PKIStatus,
    TimeStampResponse,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client import VerificationError as TokenError

from autonome.kernel import InputError, Instant
from autonome.ledger import FormatError, Timestamp, UntrustedError, VerificationError
from autonome.ledger.timestamps import MAX_TOKEN_BYTES

MAX_ACCURACY = 60
"""Seconds: a time that is less exact is refused, and one that states nothing is taken to be as exact as this (our own
judgement: a fifth of what two clocks may differ by; authorities state one second, or less)."""

MAX_ROOTS = 64
"""Most trusted roots read from one file."""

_HASHES = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}


@dataclass(frozen=True, slots=True)
class Rfc3161Reader:
    """Checks tokens; a `ledger.timestamps.TimestampReader`.

    Args:
        roots: certificates of authorities that somebody trusts, at least one.
        policy: object identifier under which the authority must have stamped; None for any.
    """

    roots: Sequence[x509.Certificate]
    policy: x509.ObjectIdentifier | None = None

    def read(self, token: bytes, stamped: bytes) -> Timestamp:
        """Check a token that was made for somebody else: its nonce is not known."""
        return self.check(token, stamped, None)

    def check(self, token: bytes, stamped: bytes, nonce: int | None) -> Timestamp:
        """Check a token.

        Args:
            token: ``TimeStampResp``, DER.
            stamped: what it must be about.
            nonce: of the request; None where it is not known.

        Raises:
            FormatError: it is no token.
            UntrustedError: no trusted authority made it, or it refused.
            VerificationError: it is about something else, not exact enough, or its signature does not hold.
        """
        # 1. It is a granted response in DER (RFC 3161, 2.4.2).
        response = _decoded(token)
        # 2. It is about these bytes, and the answer to this very request (2.4.2, messageImprint and nonce).
        _expect_imprint(response, stamped)
        if nonce is not None and response.tst_info.nonce != nonce:
            raise VerificationError("the timestamp answers another request: its nonce is not ours")
        if self.policy is not None and response.tst_info.policy != self.policy:
            raise UntrustedError("the timestamp was made under another policy of the authority's")
        # 3. One certificate is the signer's, and it is for timestamps alone (2.3).
        signer = _signer(response)
        # 4. The signature holds, and a chain leads to a root that somebody trusts (2.2; RFC 5652).
        self._expect_chain(response, stamped)
        # 5. The time is exact enough to mean something (2.4.2, accuracy).
        return Timestamp(_at(response), signer.subject.rfc4514_string())

    def _expect_chain(self, response: TimeStampResponse, stamped: bytes) -> None:
        builder = VerifierBuilder()
        for root in self.roots:
            builder = builder.add_root_certificate(root)
        try:
            builder.build().verify_message(response, stamped)
        except TokenError as error:
            if "certificate verify error" in str(error):
                raise UntrustedError("no authority that is trusted made the timestamp") from error
            raise VerificationError("the timestamp's signature does not hold") from error
        except ValueError as error:
            raise FormatError("the timestamp cannot be read") from error


def read_roots(data: bytes, *, where: str) -> tuple[x509.Certificate, ...]:
    """Read trusted roots.

    Args:
        data: certificates in PEM.
        where: name of the file.

    Raises:
        InputError: there is none, or one cannot be read.
    """
    try:
        roots = tuple(dict.fromkeys(x509.load_pem_x509_certificates(data)))
    except ValueError as error:
        raise InputError("holds no certificate that can be read", where=where, mend="give PEM certificates.") from error
    if len(roots) > MAX_ROOTS:
        raise InputError(f"holds more than {MAX_ROOTS} certificates", where=where, mend="name those that you trust.")
    return roots


def timestamp_reader(roots: bytes, policy: str | None, *, where: str) -> Rfc3161Reader:
    """A reader by a file of roots.

    Args:
        roots: certificates in PEM.
        policy: object identifier in dotted form; None for any.
        where: name of the file.

    Raises:
        InputError: a certificate or the identifier cannot be read.
    """
    try:
        named = None if policy is None else x509.ObjectIdentifier(policy)
    except ValueError as error:
        raise InputError(f"{policy!r} is no object identifier", mend="write it as 1.2.3.4.") from error
    return Rfc3161Reader(read_roots(roots, where=where), named)


def _decoded(token: bytes) -> TimeStampResponse:
    if len(token) > MAX_TOKEN_BYTES:
        raise FormatError(f"the timestamp is larger than {MAX_TOKEN_BYTES} bytes")
    try:
        response = decode_timestamp_response(token)
        status = PKIStatus(response.status)
        if status is PKIStatus.GRANTED:
            response.tst_info  # noqa: B018 - what holds no token fails here, and nowhere later
    except ValueError as error:
        raise FormatError("the timestamp is no RFC 3161 response in DER") from error
    if status is not PKIStatus.GRANTED:
        raise UntrustedError(f"the authority did not stamp: {status.name.lower()}")
    return response


def _expect_imprint(response: TimeStampResponse, stamped: bytes) -> None:
    imprint = response.tst_info.message_imprint
    digest = _HASHES.get(imprint.hash_algorithm.dotted_string)
    if digest is None:
        raise VerificationError("the timestamp goes by a hash that is not SHA-2")
    if imprint.message != digest(stamped).digest():
        raise VerificationError("the timestamp is about something else than this checkpoint")


def _signer(response: TimeStampResponse) -> x509.Certificate:
    """The certificate of who signed.

    Two under one issuer and number would let one sign and the other be looked at.
    """
    signers = response.signed_data.signer_infos
    try:
        certificates = [x509.load_der_x509_certificate(each) for each in response.signed_data.certificates]
        found = [
            each for each in certificates for by in signers
            if (each.issuer, each.serial_number) == (by.issuer, by.serial_number)
        ]  # fmt: skip
        if len(signers) != 1 or len(found) != 1:
            raise VerificationError("the timestamp does not say with one certificate who signed it")
        usage = found[0].extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        usage = None
    except ValueError as error:
        raise FormatError("a certificate of the timestamp cannot be read") from error
    if usage is None or not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise UntrustedError("the timestamp was signed with a certificate that is not for timestamps alone")
    return found[0]


def _at(response: TimeStampResponse) -> Instant:
    """The latest time that the token states."""
    stated = response.tst_info.accuracy
    exact = float(MAX_ACCURACY)
    if stated is not None:
        exact = (stated.seconds or 0) + (stated.millis or 0) / 1e3 + (stated.micros or 0) / 1e6
    if exact > MAX_ACCURACY:
        raise VerificationError(f"the timestamp is exact to {exact:g} s only, and {MAX_ACCURACY} s are asked for")
    return Instant(math.ceil(response.tst_info.gen_time.timestamp() + exact))
