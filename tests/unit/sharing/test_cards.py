"""Cards: what they say is signed, weak keys are no keys, and a card follows another one or is compared anew."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.kernel import AutonomeError, InputError, Instant, Json, Period, canonical_bytes
from autonome.ledger import VerificationError
from autonome.ledger.curve import PRIME
from autonome.sharing.cards import MAX_CARD_BYTES, SignedCard, is_institution
from autonome.sharing.errors import CardError
from autonome.sharing.fingerprints import FINGERPRINT_BYTES, heard, spoken
from autonome.sharing.public_keys import SMALL_ORDER_U, Identity, SealingKey
from tests.examples import examples
from tests.fakes.cards import NOW, YEAR, following, fresh_institution, institution

CLINIC = institution()
FILE = CLINIC.signed.write()
VALUE: dict[str, Any] = json.loads(FILE)


def read(data: bytes) -> SignedCard:
    return SignedCard.read(data, where="card.json")


def changed(**members: Json) -> bytes:
    return canonical_bytes({**VALUE, **members})


def test_a_card_reads_back_as_it_was_written() -> None:
    assert read(FILE) == CLINIC.signed
    assert read(FILE).write() == FILE
    after = following(CLINIC, Instant.parse("2026-04-01"))
    assert read(after.signed.write()) == after.signed


@pytest.mark.parametrize("member", ["name", "recipient", "jurisdiction", "url", "institution", "policy"])
def test_whatever_is_changed_in_a_card_no_longer_carries_its_signature(member: str) -> None:
    other = {"recipient": "hospital", "jurisdiction": "US", "url": "https://evil.example:443"}
    value = other.get(member, VALUE[member].replace("linic", "1inic").replace("quorum none", "quorum  none"))
    with pytest.raises((VerificationError, CardError)):
        read(changed(**{member: value}))


@settings(max_examples=examples(300), deadline=None)
@given(st.integers(0, len(FILE) - 2), st.integers(1, 255))
def test_a_changed_byte_is_an_error_of_one_line_or_the_same_card(at: int, by: int) -> None:
    damaged = bytearray(FILE)
    damaged[at] ^= by
    try:
        assert read(bytes(damaged)) == CLINIC.signed
    except AutonomeError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either is right


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is not the JSON"),
        (b"{}", "'format'"),
        (b"[" * 100_000, "larger than"),
        (b" " * (MAX_CARD_BYTES + 1), "larger than"),
        (changed(format="autonome-card/2"), "not a card of this format"),
        (changed(extra=1), "'extra' is not known"),
        (changed(url="http://clinic.example:80"), "the URL is not written as https://host:port"),
        (changed(url="https://clinic.example:8443/path"), "the URL is not written as https://host:port"),
        (changed(url="https://user@clinic.example:8443"), "the URL is not written as https://host:port"),
        (changed(name="Clinic\nof evil"), "not one plain line"),
        (changed(name="\u202eClinic"), "not one plain line"),
        (changed(institution="Clinic.example"), "is no name of an institution"),
        (changed(recipient="friend"), "is no known recipient class"),
        (changed(policy=institution("hospital.example").card.policy_text), "another log than the institution's own"),
        (changed(signing=base64.b64encode(bytes(32)).decode()), "small order"),
        (changed(signing=VALUE["signing"] + "\n"), "'signing' is not base64"),
        (changed(certificate=base64.b64encode(b"0" * 5000).decode()), "the certificate is larger than"),
        (changed(certificate=base64.b64encode(b"0" * 50).decode()), "the certificate is none"),
        (changed(sealing={**VALUE["sealing"], "suite": "x25519"}), "is for the suite 'x25519'"),
        (changed(sealing={**VALUE["sealing"], "key": "AAAA"}), "the ML-KEM-768 key is none"),
        (changed(valid={"from": "2026-01-01T00:00:00Z"}), "the card has no end"),
        (
            changed(valid={"from": "2026-01-01T00:00:00Z", "to": "2036-01-01T00:00:00Z"}),
            "the certificate is not in force",
        ),
        (changed(valid=None), "is not a JSON object"),
    ],
)
def test_a_hostile_card_is_refused_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data)
    assert said in str(caught.value)
    assert str(caught.value).startswith("card.json")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("u", sorted(SMALL_ORDER_U))
def test_a_sealing_key_of_small_order_is_refused(u: int) -> None:
    with pytest.raises(CardError, match="small order"):
        SealingKey(CLINIC.card.sealing.mlkem, u.to_bytes(32, "little"))


@pytest.mark.parametrize("number", [PRIME, PRIME + 9, 2**255 + 9])
def test_a_second_spelling_of_a_sealing_key_is_refused(number: int) -> None:
    with pytest.raises(CardError, match="one form"):
        SealingKey(CLINIC.card.sealing.mlkem, number.to_bytes(32, "little"))


def test_a_sealing_key_whose_numbers_are_too_large_is_refused() -> None:
    with pytest.raises(CardError, match="ML-KEM-768"):
        SealingKey(b"\xff" * 1184, CLINIC.card.sealing.x25519)


def test_a_certificate_that_another_key_signed_is_refused() -> None:
    mine, theirs = CLINIC.card.identity.certificate, institution("hospital.example").card.identity.certificate
    signature = theirs[-60:]
    with pytest.raises(CardError, match=r"not signed by itself|is none"):
        Identity(CLINIC.card.identity.signing, mine[:-60] + signature)


def certificate(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, *, ca: bool) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "clinic.example")])
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, begins + timedelta(days=365))
    builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def test_a_certificate_that_may_issue_others_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    Identity(CLINIC.card.identity.signing, certificate(key, ca=False))
    with pytest.raises(CardError, match="may issue others"):
        Identity(CLINIC.card.identity.signing, certificate(key, ca=True))


@pytest.mark.parametrize("curve", [ec.SECP521R1(), ec.SECP256K1()])
def test_a_certificate_on_a_curve_that_is_not_used_here_is_refused(curve: ec.EllipticCurve) -> None:
    with pytest.raises(CardError, match="on no curve"):
        Identity(CLINIC.card.identity.signing, certificate(ec.generate_private_key(curve), ca=False))


def test_a_certificate_of_another_kind_of_key_is_refused() -> None:
    with pytest.raises(CardError, match="on no curve"):
        Identity(CLINIC.card.identity.signing, certificate(rsa.generate_private_key(65537, 2048), ca=False))


def test_a_card_counts_from_its_beginning_to_its_end() -> None:
    card = CLINIC.card
    assert YEAR.end is not None
    assert card.holds(YEAR.start)
    assert not card.holds(YEAR.end)
    assert card.identities(YEAR.end) == ()


def test_the_identity_before_holds_until_the_card_says() -> None:
    until = Instant.parse("2026-04-01")
    after = following(CLINIC, until).card
    assert after.identities(NOW) == (after.identity, CLINIC.card.identity)
    assert after.identities(until) == (after.identity,)


def test_a_card_follows_the_one_whose_key_signed_it_too_and_no_other() -> None:
    after = following(CLINIC, Instant.parse("2026-04-01")).signed
    assert after.continues(CLINIC.card)
    assert CLINIC.signed.continues(CLINIC.card), "the same keys may say something new"
    assert not institution("hospital.example").signed.continues(CLINIC.card)
    assert not after.continues(fresh_institution("clinic.example").card)
    assert not after.continues(replace(CLINIC.card, valid=Period(Instant.parse("2026-02-01"), YEAR.end)))


def test_who_has_not_the_key_before_makes_no_card_that_follows() -> None:
    thief = following(CLINIC, Instant.parse("2026-04-01")).signed
    with pytest.raises(VerificationError):
        replace(thief, follows=thief.signature)
    with pytest.raises(VerificationError):
        replace(thief, follows=None)


def test_the_fingerprint_covers_all_that_a_card_says() -> None:
    assert replace(CLINIC.card, url="https://127.0.0.1:8444").fingerprint != CLINIC.card.fingerprint
    assert len(CLINIC.card.words.split()) == 8


@settings(max_examples=examples(300), deadline=None)
@given(st.binary(min_size=FINGERPRINT_BYTES, max_size=FINGERPRINT_BYTES))
def test_a_fingerprint_is_heard_as_it_was_spoken(data: bytes) -> None:
    assert heard(spoken(data)) == heard(spoken(data).upper().replace(" ", "-")) == heard(data.hex(":", 2)) == data


def test_the_words_are_those_of_the_published_alphabet() -> None:
    assert spoken(bytes.fromhex("7f0000013f54dcc1")) == "lusab babad gutih tugad"  # 127.0.0.1, 63.84.220.193


@pytest.mark.parametrize("text", ["", "lusab babad", "lusab " * 9, "lusax " * 8, "0" * 31, "00 " * 17, "lusab\0" * 8])
def test_a_fingerprint_that_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(CardError, match=r"fingerprint"):
        heard(text)


@pytest.mark.parametrize("text", ["", "-a", "a..b", "A.b", "a_b", "a" * 64, "a." * 100 + "b", "a\n", "ä.example"])
def test_what_is_no_host_name_is_no_institution(text: str) -> None:
    assert not is_institution(text)
