"""GA4GH visas made by hand, for tests: signed with keys of the moment, sound unless changed."""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from autonome.kernel import Instant

NOW = Instant.parse("2026-03-01T10:00:00Z")
HOUR = 3600
ISSUER = "https://issuer.example"
JKU = "https://issuer.example/jwks"


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key(name: str = "held") -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1() if name == "P-384" else ec.SECP256R1())


def held(kid: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - members of a key
    public = key.public_key()
    jwk = (
        RSAAlgorithm.to_jwk(public, as_dict=True)
        if isinstance(public, rsa.RSAPublicKey)
        else ECAlgorithm.to_jwk(public, as_dict=True)
    )
    return {**jwk, "kid": kid, **more}


def claims(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - one keyword for each part
    visa = {
        "type": "ControlledAccessGrants",
        "value": "https://data.example/7",
        "source": "https://dac.example",
        "by": "dac",
        "asserted": NOW.seconds - HOUR,
    }
    plain = {
        "iss": ISSUER,
        "sub": "123",
        "iat": NOW.seconds - 60,
        "exp": NOW.seconds + HOUR,
        "ga4gh_visa_v1": visa,
    }
    return {name: value for name, value in (plain | changes).items() if value is not None}


def encoded(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def signed(payload: object, key: Any = None, **header: Any) -> str:  # noqa: ANN401 - keys of each kind
    """Sign without the library's own guards, so that hostile tokens can be made."""
    head = {"alg": "ES256", "kid": "ec", "jku": JKU, **header}
    head = {name: value for name, value in head.items() if value is not None}
    signing_input = f"{encoded(head)}.{encoded(payload)}"
    algorithm = jwt.get_algorithm_by_name("RS256" if head["alg"] == "RS256" else "ES256")
    signature = algorithm.sign(signing_input.encode(), key or (rsa_key() if head["alg"] == "RS256" else ec_key()))
    return f"{signing_input}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def envelope(*visas: object) -> bytes:
    return json.dumps({"sub": "123", "ga4gh_passport_v1": list(visas)}).encode()
