"""Passports and visas as signed tokens: verified by keys that the institution holds, then read.

Signatures are checked by PyJWT; what it leaves to its caller is checked here, with the time that the caller gives. The
keys are those of the file of trusted issuers: a token names one (``kid``) and brings none. Its ``jku`` is looked at for
the token's form alone, and nothing is fetched. The algorithm is the key's, and the token must name the same.

A passport that is a token must hold as a whole. A visa that does not is set aside, and the others count.

Specification: GA4GH Passport 1.3 (see `access.visas`), and of the GA4GH AAI OpenID Connect Profile the text of 1.2.0,
July 2021 (github.com/ga4gh/data-security, AAI/AAIConnectProfile.md, commit 004d9d8489e2617bd10d1169fcb1123512129b07).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWS
from jwt.exceptions import PyJWTError

from autonome.access.errors import VisaError
from autonome.access.passports import CLOCK_SECONDS, SetAside, Trust
from autonome.access.visas import LAST_SECOND, TokenForm, Visa, read_visa
from autonome.kernel import Instant, Json, read_json

MAX_TOKEN: Final = 64 * 1024
"""Longest visa, in characters; they take one or two kilobytes."""

MAX_PASSPORT: Final = 1024 * 1024
"""Longest passport, in bytes: a token of visas grows by a third."""

MAX_VISAS: Final = 64
"""Most visas in a passport; our own judgement."""

MIN_RSA_BITS: Final = 2048
"""Shortest RSA key (RFC 7518, section 3.3)."""

_PASSPORT: Final = "ga4gh_passport_v1"
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_HEADERS: Final = frozenset({"alg", "kid", "typ", "jku", "x5t", "x5t#S256"})
"""Members of a header that change nothing for us; ``crit``, ``b64``, ``jwk``, ``x5u`` and others refuse the token."""

_ALGORITHMS: Final = {"RSA": "RS256", "EC": "ES256"}
"""By the key's type; the library is told which, so that it never chooses by what a token says."""

_PASSPORT_TYPES: Final = frozenset({"vnd.ga4gh.passport+jwt", "jwt"})
_VISA_TYPES: Final = frozenset({"vnd.ga4gh.visa+jwt", "at+jwt", "jwt"})
_MEND: Final = "ask its issuer for a new one, or look at the file of trusted issuers."


@dataclass(frozen=True, slots=True)
class Passport:
    """Verified visas.

    Args:
        visas: that hold.
        set_aside: those that do not, with the reason.
    """

    visas: tuple[Visa, ...]
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    """A token that was verified."""

    header: Mapping[str, Json]
    claims: Mapping[str, Json]


def read_passport(data: bytes, trust: Trust, at: Instant, *, where: str = "passport") -> Passport:
    """Verify a passport and its visas.

    Args:
        data: a signed passport in compact form, or the JSON object of a broker's answer, whose visas are signed each.
        trust: issuers with their keys.
        at: the time asked about.
        where: its name, for messages.

    Raises:
        VisaError: it is too large, no passport, or a token that does not hold.
    """
    try:
        return _visas(_tokens(data, trust, at), trust, at)
    except VisaError as error:
        raise VisaError(error.message, where=where, mend=error.mend) from error


def _tokens(data: bytes, trust: Trust, at: Instant) -> list[Json]:
    if len(data) > MAX_PASSPORT:
        raise VisaError(f"is larger than {MAX_PASSPORT} bytes", mend="give one person's passport.")
    claims = _object(data) if data.lstrip().startswith(b"{") else _passport_claims(data, trust, at)
    tokens = claims.get(_PASSPORT)
    if not isinstance(tokens, list) or len(tokens) > MAX_VISAS:
        raise VisaError(f"holds no {_PASSPORT} of at most {MAX_VISAS} visas", mend=_MEND)
    return tokens


def _passport_claims(data: bytes, trust: Trust, at: Instant) -> Mapping[str, Json]:
    token = _verified(data.strip().decode("ascii", "replace"), trust, at, types=_PASSPORT_TYPES, longest=MAX_PASSPORT)
    named = token.claims.get("aud")
    meant = [named] if isinstance(named, str) else named
    if meant is not None and not (
        isinstance(meant, list) and trust.audience & {each for each in meant if _is_text(each)}
    ):
        raise VisaError(
            "the passport is meant for somebody else ('aud')", mend="name yourself as audience, if it is you."
        )
    return token.claims


def _visas(tokens: list[Json], trust: Trust, at: Instant) -> Passport:
    visas: dict[str, Visa] = {}
    aside: list[SetAside] = []
    for token in tokens:
        name = hashlib.sha256(str(token).encode("utf-8", "replace")).hexdigest()
        try:
            visas[name] = _visa(token, name, trust, at)
        except VisaError as error:
            aside.append(SetAside(name, error.message))
    return Passport(tuple(visas.values()), tuple(aside))


def _visa(text: Json, name: str, trust: Trust, at: Instant) -> Visa:
    if not isinstance(text, str):
        raise VisaError("is no token in compact form", mend=_MEND)
    token = _verified(text, trust, at, types=_VISA_TYPES, longest=MAX_TOKEN)
    if _PASSPORT in token.claims:
        raise VisaError("holds a passport within the visa", mend=_MEND)
    return read_visa(token.claims, digest=name, form=_form(token))


def _form(token: _Token) -> TokenForm:
    """Of which form a visa is: an access token has the scope openid, a document token a ``jku``, and none has both."""
    scope, jku = token.claims.get("scope", ""), token.header.get("jku")
    if not isinstance(scope, str) or not (jku is None or (isinstance(jku, str) and jku)):
        raise VisaError("has a scope or a jku that is no text", mend=_MEND)
    access = "openid" in scope.split()
    if access is (jku is not None):
        raise VisaError("is neither an access token (scope openid, no jku) nor a document token (jku)", mend=_MEND)
    if access and "aud" in token.claims:
        raise VisaError("is an access token for somebody ('aud'), which a visa must not be", mend=_MEND)
    return TokenForm.ACCESS if access else TokenForm.DOCUMENT


def _verified(text: str, trust: Trust, at: Instant, *, types: frozenset[str], longest: int) -> _Token:
    # 1. Compact form, of bounded size; header and claims are strict JSON.
    if len(text) > longest or not _COMPACT.fullmatch(text):
        raise VisaError(f"is no token in compact form of at most {longest} characters", mend=_MEND)
    header, claims = (_object(_bytes(part)) for part in text.split(".")[:2])
    # 2. The header asks for nothing that is not understood, and names one of the two algorithms (AAI profile).
    if not header.keys() <= _HEADERS or str(header.get("typ", "jwt")).lower() not in types:
        raise VisaError("has a header that is not understood", mend=_MEND)
    # 3. The key is one that the institution holds for this issuer, and fits the algorithm.
    key, algorithm = _key(header, claims, trust)
    # 4. The signature holds, over these very bytes.
    try:
        PyJWS().decode_complete(text, key, algorithms=[algorithm])
    except (PyJWTError, ValueError) as error:
        raise VisaError("has a signature that does not hold", mend=_MEND) from error
    # 5. It is in time (RFC 7519, 4.1.4 to 4.1.6).
    _expect_time(claims, at)
    return _Token(header, claims)


def _key(header: Mapping[str, Json], claims: Mapping[str, Json], trust: Trust) -> tuple[PyJWK, str]:
    issuer, kid = claims.get("iss"), header.get("kid")
    trusted = trust.issuers.get(issuer) if isinstance(issuer, str) else None
    if trusted is None:
        raise VisaError("is signed by nobody who is trusted", mend=_MEND)
    jwk = trusted.keys.get(kid) if isinstance(kid, str) else None
    if jwk is None:
        raise VisaError("names no key that is held for its issuer ('kid')", mend=_MEND)
    try:
        key = PyJWK(dict(jwk), algorithm=_ALGORITHMS[str(jwk.get("kty"))])
    except (PyJWTError, KeyError, ValueError, TypeError) as error:  # a member of the key is missing or senseless
        raise VisaError("names a key that cannot be used", mend="mend the key in the file of issuers.") from error
    algorithm = _algorithm_for(key.key)
    if header.get("alg") != algorithm or jwk.get("use", "sig") != "sig" or jwk.get("alg", algorithm) != algorithm:
        raise VisaError("names another algorithm than its key's", mend=_MEND)
    return key, algorithm


def _algorithm_for(key: object) -> str:
    if isinstance(key, RSAPublicKey) and key.key_size >= MIN_RSA_BITS:
        return "RS256"
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return "ES256"
    raise VisaError(f"names a key that is neither RSA of {MIN_RSA_BITS} bits nor P-256", mend="ask for a stronger key.")


def _expect_time(claims: Mapping[str, Json], at: Instant) -> None:
    times = {name: _seconds(name, claims[name]) for name in ("exp", "iat", "nbf") if name in claims}
    if not {"exp", "iat"} <= times.keys():
        raise VisaError("does not say when it was issued and when it is over", mend=_MEND)
    if at.seconds >= times["exp"]:
        raise VisaError("is over", mend="ask its issuer for a new one.")
    if max(times["iat"], times.get("nbf", 0)) > at.seconds + CLOCK_SECONDS:
        raise VisaError("comes from the future", mend="look at the clocks, or wait.")


def _seconds(name: str, value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < LAST_SECOND:
        raise VisaError(f"has a time that is no whole number of seconds ({name!r})", mend=_MEND)
    return value


def _object(data: bytes) -> Mapping[str, Json]:
    value = read_json(data, where="", error=VisaError)
    if not isinstance(value, Mapping):
        raise VisaError("is no JSON object", mend=_MEND)
    return value


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise VisaError("is no base64url", mend=_MEND) from error


def _is_text(value: Json) -> bool:
    return isinstance(value, str)
