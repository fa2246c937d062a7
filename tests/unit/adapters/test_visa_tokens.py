"""Passports as signed tokens: what holds, and hostile ones by their attack, each refused in one line."""

from __future__ import annotations

import base64
import hmac
import json
import socket
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from autonome.access.errors import VisaError
from autonome.access.passports import Trust, TrustedIssuer
from autonome.access.visas import Identity, TokenForm
from autonome.adapters.visa_tokens import MAX_PASSPORT, MAX_TOKEN, MAX_VISAS, Passport, read_passport
from tests.fakes.visas import HOUR, ISSUER, JKU, NOW, claims, ec_key, encoded, envelope, held, rsa_key, signed


@cache
def trust(*audience: str) -> Trust:
    keys = [
        held("ec", ec_key()),
        held("rsa", rsa_key()),
        held("short", rsa_key(1024)),
        held("p384", ec_key("P-384")),
        held("encrypting", ec_key(), use="enc"),
        held("other-alg", ec_key(), alg="ES384"),
        {"kty": "EC", "crv": "P-256", "kid": "broken", "x": "AA", "y": "AA"},
        {"kty": "oct", "kid": "oct"},
        {"kty": "RSA", "kid": "empty"},
    ]
    other = TrustedIssuer("https://other.example", frozenset(), {"theirs": held("theirs", ec_key("other"))})
    mine = TrustedIssuer(ISSUER, frozenset({"https://dac.example"}), {str(key["kid"]): key for key in keys})
    return Trust({ISSUER: mine, other.issuer: other}, (), frozenset(audience))


def read(*visas: object) -> Passport:
    return read_passport(envelope(*visas), trust(), NOW)


def why(visa: object) -> str:
    """Why one visa is set aside, while a good one beside it counts."""
    passport = read(visa, signed(claims()))
    assert len(passport.visas) == 1
    (aside,) = passport.set_aside
    assert "\n" not in aside.why
    return aside.why


@pytest.mark.parametrize("header", [{}, {"alg": "RS256", "kid": "rsa"}, {"typ": "vnd.ga4gh.visa+jwt"}, {"typ": "JWT"}])
def test_a_signed_visa_counts(header: dict[str, str]) -> None:
    (visa,) = read(signed(claims(), **header)).visas
    assert (visa.identity, visa.form, visa.expires.seconds) == (
        Identity("123", ISSUER),
        TokenForm.DOCUMENT,
        NOW.seconds + HOUR,
    )


def test_an_access_token_is_known_by_its_scope() -> None:
    (visa,) = read(signed(claims(scope="openid ga4gh"), jku=None, typ="at+jwt")).visas
    assert visa.form is TokenForm.ACCESS


def unsigned() -> str:
    return f"{encoded({'alg': 'none', 'kid': 'ec', 'jku': JKU})}.{encoded(claims())}."


def keyed_with_the_public_key() -> str:
    """The old confusion: the public key, which everybody has, as the secret of an HMAC."""
    public = rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signing_input = f"{encoded({'alg': 'HS256', 'kid': 'rsa', 'jku': JKU})}.{encoded(claims())}"
    mac = hmac.digest(public, signing_input.encode(), "sha256")
    return f"{signing_input}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def with_another_payload() -> str:
    header, _, signature = signed(claims()).split(".")
    return f"{header}.{encoded(claims(sub='666'))}.{signature}"


def with_a_key_of_its_own() -> str:
    mine = ec_key("attacker")
    return signed(claims(), mine, jwk=held("mine", mine))


def with_a_key_elsewhere() -> str:
    return signed(claims(), ec_key("attacker"), jku="https://attacker.example/jwks")


def in_the_name_of_another() -> str:
    return signed(claims(), ec_key("other"), kid="theirs")


def with_a_key_twice() -> str:
    return signed(json.dumps(claims())[:-1] + ', "sub": "666"}')


HOSTILE: list[tuple[Callable[[], object], str]] = [
    (unsigned, "no token in compact form"),
    (lambda: unsigned() + "AAAA", "another algorithm than its key's"),
    (keyed_with_the_public_key, "another algorithm than its key's"),
    (lambda: signed(claims(), alg="ES256", kid="rsa"), "another algorithm than its key's"),
    (lambda: signed(claims(), alg="RS256", kid="ec"), "another algorithm than its key's"),
    (lambda: signed(claims(), alg="es256"), "another algorithm than its key's"),
    (lambda: signed(claims(), alg=["ES256"]), "another algorithm than its key's"),
    (lambda: signed(claims(), kid="encrypting"), "another algorithm than its key's"),
    (lambda: signed(claims(), kid="other-alg"), "another algorithm than its key's"),
    (lambda: signed(claims(), rsa_key(1024), alg="RS256", kid="short"), "neither RSA of 2048 bits nor P-256"),
    (lambda: signed(claims(), kid="p384"), "neither RSA of 2048 bits nor P-256"),
    (lambda: signed(claims(), alg="RS256", kid="empty"), "key that cannot be used"),
    (lambda: signed(claims(), kid="broken"), "key that cannot be used"),
    (lambda: signed(claims(), kid="oct"), "key that cannot be used"),
    (with_another_payload, "signature that does not hold"),
    (with_a_key_elsewhere, "signature that does not hold"),
    (with_a_key_of_its_own, "header that is not understood"),
    (in_the_name_of_another, "no key that is held for its issuer"),
    (lambda: signed(claims(), kid=None), "no key that is held for its issuer"),
    (lambda: signed(claims(), kid="../../etc/passwd"), "no key that is held for its issuer"),
    (lambda: signed(claims(), kid={"k": 1}), "no key that is held for its issuer"),
    (lambda: signed(claims(iss="https://issuer.example/")), "signed by nobody who is trusted"),
    (lambda: signed(claims(iss=[ISSUER])), "signed by nobody who is trusted"),
    (lambda: signed(claims(iss=None)), "signed by nobody who is trusted"),
    (lambda: signed(claims(), crit=["exp"]), "header that is not understood"),
    (lambda: signed(claims(), b64=False), "header that is not understood"),
    (lambda: signed(claims(), x5u="https://attacker.example"), "header that is not understood"),
    (lambda: signed(claims(), typ="vnd.ga4gh.passport+jwt"), "header that is not understood"),
    (lambda: signed(claims(exp=NOW.seconds)), "is over"),
    (lambda: signed(claims(exp=None)), "does not say when"),
    (lambda: signed(claims(iat=None)), "does not say when"),
    (lambda: signed(claims(iat=NOW.seconds + 61)), "comes from the future"),
    (lambda: signed(claims(nbf=NOW.seconds + 61)), "comes from the future"),
    (lambda: signed(claims(exp="9999999999")), "no whole number of seconds"),
    (lambda: signed(claims(exp=True)), "no whole number of seconds"),
    (lambda: signed(claims(exp=10**12)), "no whole number of seconds"),
    (lambda: signed(claims(nbf=-1)), "no whole number of seconds"),
    (lambda: signed(claims(exp=NOW.seconds + 1.5)), "not a whole number"),
    (with_a_key_twice, "stands twice"),
    (lambda: signed([1]), "no JSON object"),
    (lambda: signed("{"), "is not the JSON"),
    (lambda: signed('{"a":' * 65 + "1" + "}" * 65), "nested deeper"),
    (lambda: signed(claims(), jku=None), "neither an access token"),
    (lambda: signed(claims(scope="openid")), "neither an access token"),
    (lambda: signed(claims(scope=["openid"]), jku=None), "no text"),
    (lambda: signed(claims(), jku=7), "no text"),
    (lambda: signed(claims(scope="openid", aud="node.example"), jku=None), "for somebody ('aud')"),
    (lambda: signed(claims(ga4gh_passport_v1=[signed(claims())])), "a passport within the visa"),
    (lambda: signed(claims(ga4gh_visa_v1=None)), "holds no visa"),
    (lambda: "a.b.c", "no base64url"),
    (lambda: "a.b", "no token in compact form"),
    (lambda: signed(claims()) + "\n", "no token in compact form"),
    (lambda: signed(claims(more="x" * MAX_TOKEN)), "no token in compact form"),
    (lambda: "é.é.é", "no token in compact form"),
    (lambda: "", "no token in compact form"),
    (lambda: None, "no token in compact form"),
    (lambda: {"token": signed(claims())}, "no token in compact form"),
]


@pytest.mark.parametrize(
    ("attack", "line"), HOSTILE, ids=[f"{place}: {line}" for place, (_, line) in enumerate(HOSTILE)]
)
def test_a_hostile_visa_is_set_aside(attack: Callable[[], object], line: str) -> None:
    assert line in why(attack())


def test_nothing_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert len(read(signed(claims(), jku="https://attacker.example/jwks")).visas) == 1
    assert "does not hold" in why(with_a_key_elsewhere())


def test_clocks_may_differ_by_a_minute() -> None:
    assert len(read(signed(claims(iat=NOW.seconds + 60, nbf=NOW.seconds + 60))).visas) == 1


def test_the_same_visa_twice_counts_once() -> None:
    assert len(read(*[signed(claims())] * 1, *[signed(claims(sub="9"))]).visas) == 2
    one = signed(claims())
    assert len(read(one, one).visas) == 1


def passport(*visas: str, **changes: Any) -> bytes:  # noqa: ANN401 - one keyword for each part
    plain = {"ga4gh_visa_v1": None, "ga4gh_passport_v1": list(visas)}
    return signed(claims(**plain | changes), typ="vnd.ga4gh.passport+jwt").encode()


def test_a_signed_passport_is_taken_with_its_visas() -> None:
    held_visas = read_passport(passport(signed(claims()), unsigned()) + b"\n", trust(), NOW)
    assert (len(held_visas.visas), len(held_visas.set_aside)) == (1, 1)


@pytest.mark.parametrize("audience", ["node.example", ["x", "node.example"]])
def test_a_passport_for_this_node_is_taken(audience: object) -> None:
    assert read_passport(passport(signed(claims()), aud=audience), trust("node.example"), NOW).visas


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (lambda: passport(aud="elsewhere.example"), "meant for somebody else"),
        (lambda: passport(aud=["elsewhere.example", 7]), "meant for somebody else"),
        (lambda: passport(aud={}), "meant for somebody else"),
        (lambda: passport(exp=NOW.seconds), "is over"),
        (lambda: passport(iss="https://stranger.example"), "signed by nobody"),
        (lambda: passport(ga4gh_passport_v1=None), "holds no ga4gh_passport_v1"),
        (lambda: passport(ga4gh_passport_v1={}), "holds no ga4gh_passport_v1"),
        (lambda: envelope(*["a.b.c"] * (MAX_VISAS + 1)), "of at most 64 visas"),
        (lambda: b"{}", "holds no ga4gh_passport_v1"),
        (lambda: b"", "no token in compact form"),
        (lambda: b"\xff\xfe", "no token in compact form"),
        (lambda: b"{" * 100, "is not the JSON"),
        (lambda: b" " * (MAX_PASSPORT + 1), "larger than"),
    ],
)
def test_a_passport_that_does_not_hold_is_refused_whole(data: Callable[[], bytes], line: str) -> None:
    with pytest.raises(VisaError) as caught:
        read_passport(data(), trust("node.example"), NOW, where="passport.jwt")
    assert line in str(caught.value)
    assert str(caught.value).startswith("passport.jwt")
    assert "\n" not in str(caught.value)


@given(st.data())
def test_a_visa_with_one_character_changed_never_counts_as_another(data: st.DataObject) -> None:
    token = one_token()
    place = data.draw(st.integers(0, len(token) - 1))
    other = token[:place] + data.draw(st.sampled_from("Aa0_.\n")) + token[place + 1 :]
    for visa in read(other).visas:
        assert (visa.identity, visa.value) == (Identity("123", ISSUER), "https://data.example/7")


@cache
def one_token() -> str:
    return signed(claims())
