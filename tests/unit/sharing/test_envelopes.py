"""Envelopes: what one institution sealed for another, and nobody else made, changed, or passed on."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.adapters.exchange.key_sets import KeySet
from autonome.kernel import Instant
from autonome.sharing.envelopes import MAGIC, MAX_CONTENT_BYTES, MAX_ENVELOPE_BYTES, SEAL_BYTES, Envelope
from autonome.sharing.errors import CardError, EnvelopeError
from tests.examples import examples
from tests.fakes.cards import Fixed, Institution, following, fresh_institution, institution, known

HOSPITAL, CLINIC, THIEF = institution("hospital.example"), institution(), institution("pharmacy.example")
ALL = known(HOSPITAL, CLINIC, THIEF)
HEADER, BODY = b'{"purpose":"TREAT"}', b"medications of somebody synthetic"
SEALED = HOSPITAL.sealer().seal(CLINIC.card, HEADER, BODY)


def signed_by(who: Institution, envelope: Envelope) -> bytes:
    return replace(envelope, signature=who.keys.signing.sign(envelope.signed)).write()


def test_what_was_sealed_is_opened_by_whom_it_is_for() -> None:
    opened = CLINIC.sealer().unseal(SEALED, ALL)
    assert (opened.sender, opened.header, opened.body) == (HOSPITAL.card.id, HEADER, BODY)
    assert BODY not in SEALED


def test_the_same_content_is_never_the_same_bytes() -> None:
    assert HOSPITAL.sealer().seal(CLINIC.card, HEADER, BODY) != SEALED


@settings(max_examples=examples(300), deadline=None)
@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_a_changed_byte_at_any_place_is_refused(at: int, by: int) -> None:
    damaged = bytearray(SEALED)
    damaged[at] ^= by
    with pytest.raises(EnvelopeError) as caught:
        CLINIC.sealer().unseal(bytes(damaged), ALL)
    assert "\n" not in str(caught.value)


@settings(max_examples=examples(300), deadline=None)
@given(st.integers(0, len(SEALED) - 1))
def test_an_envelope_that_was_cut_off_is_refused(at: int) -> None:
    with pytest.raises(EnvelopeError):
        CLINIC.sealer().unseal(SEALED[:at], ALL)


def test_something_behind_the_end_is_refused() -> None:
    with pytest.raises(EnvelopeError, match="behind"):
        Envelope.read(SEALED + b"\n")


@settings(max_examples=examples(300), deadline=None)
@given(st.binary(max_size=200))
def test_bytes_at_random_are_no_envelope(data: bytes) -> None:
    for begun in (data, MAGIC + data):
        with pytest.raises(EnvelopeError):
            Envelope.read(begun)


def test_it_is_not_for_another_institution() -> None:
    with pytest.raises(EnvelopeError, match="for another institution"):
        THIEF.sealer().unseal(SEALED, ALL)


def test_who_gets_one_does_not_pass_it_on_as_if_it_had_been_for_somebody_else() -> None:
    passed = replace(Envelope.read(SEALED), recipient=THIEF.card.id)
    with pytest.raises(EnvelopeError, match="not signed by whom it names"):
        THIEF.sealer().unseal(passed.write(), ALL)


def test_nobody_puts_their_own_name_on_what_another_has_sealed() -> None:
    stolen = signed_by(THIEF, replace(Envelope.read(SEALED), sender=THIEF.card.id))
    with pytest.raises(EnvelopeError, match="not by whom it names"):
        CLINIC.sealer().unseal(stolen, ALL)


def test_the_header_belongs_to_what_was_sealed_even_for_who_signs() -> None:
    other = signed_by(HOSPITAL, replace(Envelope.read(SEALED), header=b'{"purpose":"HMARKT"}'))
    with pytest.raises(EnvelopeError, match="not by whom it names"):
        CLINIC.sealer().unseal(other, ALL)


def test_nobody_puts_another_content_under_a_signature() -> None:
    """Anybody can seal for the clinic, to the very names and header that stand there."""
    found = Envelope.read(SEALED)
    others = (replace(found, sender=THIEF.card.id), replace(found, recipient=THIEF.card.id), replace(found, header=b""))
    assert len({each.bound for each in (found, *others)}) == len({each.signed for each in (found, *others)}) == 4
    another = Envelope.read(HOSPITAL.sealer().seal(CLINIC.card, HEADER, BODY[::-1]))
    headless = Envelope.read(HOSPITAL.sealer().seal(CLINIC.card, b"{}", BODY))
    for forged in (another, headless):
        with pytest.raises(EnvelopeError, match="not signed by whom it names"):
            CLINIC.sealer().unseal(replace(forged, signature=found.signature).write(), ALL)


def test_who_is_no_partner_is_not_opened() -> None:
    with pytest.raises(EnvelopeError, match="nobody who is a partner"):
        CLINIC.sealer().unseal(SEALED, known(THIEF))


def test_a_key_that_is_not_on_the_card_signs_nothing() -> None:
    with pytest.raises(EnvelopeError, match="not signed by whom it names"):
        CLINIC.sealer().unseal(SEALED, known(fresh_institution("hospital.example")))


def test_a_card_that_has_ended_is_not_sealed_to_and_its_key_signs_no_more() -> None:
    later = Fixed(Instant.parse("2027-01-01"))
    with pytest.raises(CardError, match="not in force"):
        HOSPITAL.sealer(later).seal(CLINIC.card, HEADER, BODY)
    with pytest.raises(EnvelopeError, match="no longer by a key in force"):
        CLINIC.sealer(later).unseal(SEALED, ALL)


def test_what_is_under_way_while_the_senders_keys_change_still_counts_until_the_day_that_the_card_names() -> None:
    until = Instant.parse("2026-04-01")
    after = known(following(HOSPITAL, until))
    assert CLINIC.sealer().unseal(SEALED, after).body == BODY
    with pytest.raises(EnvelopeError, match="no longer"):
        CLINIC.sealer(Fixed(until)).unseal(SEALED, after)


def test_what_was_sealed_to_the_key_before_is_opened_as_long_as_that_is_kept() -> None:
    after = following(CLINIC, Instant.parse("2026-04-01"))
    kept = replace(after.sealer(), opening=lambda: [after.keys, CLINIC.keys])
    assert kept.unseal(SEALED, ALL).body == BODY
    with pytest.raises(EnvelopeError, match="not sealed to a key of ours"):
        after.sealer().unseal(SEALED, ALL)


def test_more_than_an_envelope_holds_is_neither_sealed_nor_read() -> None:
    with pytest.raises(EnvelopeError, match="64 MiB"):
        HOSPITAL.sealer().seal(CLINIC.card, b"", bytes(MAX_CONTENT_BYTES + 1))
    with pytest.raises(EnvelopeError, match="larger than"):
        Envelope.read(bytes(MAX_ENVELOPE_BYTES + 1))
    with pytest.raises(EnvelopeError, match="header is larger"):
        HOSPITAL.sealer().seal(CLINIC.card, bytes(1024 * 1024 + 1), b"")


def test_nothing_is_still_a_body() -> None:
    sealed = HOSPITAL.sealer().seal(CLINIC.card, b"", b"")
    assert CLINIC.sealer().unseal(sealed, ALL).body == b""
    assert len(Envelope.read(sealed).sealed) == SEAL_BYTES


def test_a_reading_of_the_standards_of_our_own_opens_it_too() -> None:
    envelope = Envelope.read(SEALED)
    assert by_hand(CLINIC.keys, envelope.sealed, envelope.bound) == BODY


def test_our_own_reading_of_the_standard_gives_its_published_example() -> None:
    """RFC 9180, appendix A.1.1: the schedule is that of every suite with HKDF-SHA256, whatever the KEM."""
    shared = bytes.fromhex("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc")
    info = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
    key, nonce = scheduled(b"HPKE" + bytes.fromhex("002000010001"), shared, info, 16)
    assert key.hex() == "4531685d41d65f03dc48f6b8302c05b0"
    assert nonce.hex() == "56d890e5accaaf011cff4b7d"


def by_hand(keys: KeySet, sealed: bytes, info: bytes) -> bytes:
    """Open with the hybrid KEM of X-Wing (draft-connolly-cfrg-xwing-kem), out of its parts."""
    ciphertext, point, inside = sealed[:1088], sealed[1088:1120], sealed[1120:]
    agreed = keys.x25519.exchange(X25519PublicKey.from_public_bytes(point))
    public = keys.x25519.public_key().public_bytes_raw()
    label = bytes.fromhex("5c2e2f2f5e5c")
    shared = hashlib.sha3_256(keys.mlkem.decapsulate(ciphertext) + agreed + point + public + label).digest()
    key, nonce = scheduled(b"HPKE" + bytes.fromhex("647a00010002"), shared, info, 32)
    return AESGCM(key).decrypt(nonce, inside, b"")


def scheduled(suite: bytes, shared: bytes, info: bytes, length: int) -> tuple[bytes, bytes]:
    """Key and first nonce by RFC 9180, section 5.1, base mode."""
    context = b"\0" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    secret = extract(suite, shared, b"secret", b"")
    return expand(suite, secret, b"key", context, length), expand(suite, secret, b"base_nonce", context, 12)


def extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + secret, "sha256")


def expand(suite: bytes, secret: bytes, label: bytes, context: bytes, length: int) -> bytes:
    told = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context
    return hmac.digest(secret, told + b"\1", "sha256")[:length]
