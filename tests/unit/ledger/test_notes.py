"""Signed notes, verifier keys and checkpoints: to the letter, and nothing beside it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.ledger import COSIGNATURE, ED25519, Checkpoint, FormatError, Note, VerificationError, VerifierKey
from autonome.ledger.curve import PRIME, SMALL_ORDER_Y, refuse_weak_key
from autonome.ledger.encoding import decode, encode
from tests.fakes.ledger import SeededSigner

GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The example of the Go package golang.org/x/mod/sumdb/note (BSD-3-Clause): made by another implementation."""


def test_a_note_made_by_another_implementation_verifies() -> None:
    note = Note.parse(GO_NOTE)
    assert note.signers([VerifierKey.parse(GO_KEY)]) == (VerifierKey.parse(GO_KEY),)
    assert str(note) == GO_NOTE
    assert str(VerifierKey.parse(GO_KEY)) == GO_KEY


def test_one_changed_letter_of_a_signed_text_condemns_the_note() -> None:
    with pytest.raises(VerificationError, match="'PeterNeumann' does not hold"):
        Note.parse(GO_NOTE.replace("answer", "Answer")).signers([VerifierKey.parse(GO_KEY)])


def test_a_signature_by_an_unknown_key_is_ignored_even_under_a_known_name() -> None:
    text = "text\n"
    mine, other = SeededSigner(seed=1), SeededSigner(seed=2)
    note = Note(text, (other.line(text), mine.line(text)))
    assert note.signers([mine.verifier]) == (mine.verifier,)
    assert Note(text, (other.line(text),)).signers([mine.verifier]) == ()


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_a_wrong_length_does_not_hold(length: int) -> None:
    with pytest.raises(VerificationError):
        SeededSigner().verifier.verify("text\n", b"x" * length)


def test_a_cosignature_covers_its_time() -> None:
    witness = SeededSigner("witness.example", 3, COSIGNATURE)
    signature = witness.cosign("text\n", 1_679_315_147)
    witness.verifier.verify("text\n", signature.value)
    later = (1_679_315_148).to_bytes(8, "big") + signature.value[8:]
    with pytest.raises(VerificationError):
        witness.verifier.verify("text\n", later)
    with pytest.raises(VerificationError, match="not a time and"):
        witness.verifier.verify("text\n", b"\xff" * 72)


HOSTILE_NOTES = {
    "no-blank-line": "text\n\u2014 name AAAAAAA=\n",
    "no-signature": "text\n\n",
    "no-final-newline": "text\n\n\u2014 name AAAAAAA=",
    "hyphen-for-dash": "text\n\n- name AAAAAAA=\n",
    "name-with-plus": "text\n\n\u2014 na+me AAAAAAA=\n",
    "name-with-space": "text\n\n\u2014 na\u2003me AAAAAAA=\n",
    "no-name": "text\n\n\u2014  AAAAAAA=\n",
    "not-base64": "text\n\n\u2014 name ????\n",
    "second-spelling": "text\n\n\u2014 name AAAAAAB=\n",
    "key-id-alone": "text\n\n\u2014 name AAAAAA==\n",
    "control-character": "te\x07xt\n\n\u2014 name AAAAAAA=\n",
    "carriage-return": "text\r\n\r\n\u2014 name AAAAAAA=\r\n",
    "surrogate": "te\ud800xt\n\n\u2014 name AAAAAAA=\n",
    "too-large": "x" * 300_000 + "\n\n\u2014 name AAAAAAA=\n",
    "too-many-signatures": "text\n\n" + "\u2014 name AAAAAAA=\n" * 65,
}


@pytest.mark.parametrize("name", HOSTILE_NOTES)
def test_hostile_note_is_refused(name: str) -> None:
    with pytest.raises(FormatError):
        Note.parse(HOSTILE_NOTES[name])


def test_a_text_may_hold_empty_lines_and_sixteen_signatures() -> None:
    note = "one\n\ntwo\n\n" + "\u2014 name AAAAAAA=\n" * 16
    assert Note.parse(note).text == "one\n\ntwo\n"
    assert len(Note.parse(note).signatures) == 16


KEY = SeededSigner().verifier


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name", "name\\+keyid\\+base64"),
        (str(KEY).replace(KEY.id.hex(), "00000000"), "is not that of the key named"),
        (str(KEY).replace("test.example", "best.example"), "is not that of the key named"),
        ("x+00000000+" + encode(b"\x02" + KEY.public), "signature type 0x02"),
        ("x+00000000+" + encode(b"\x01" + KEY.public[:31]), "32 bytes where 33"),
        ("a b+00000000+" + encode(b"\x01" + KEY.public), "key name"),
    ],
)
def test_a_verifier_key_that_is_not_itself_is_refused(text: str, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        VerifierKey.parse(text)


def point(y: int, sign: int = 0) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


def doubled(y: int) -> int:
    """The y of the double of a point, by the addition law of -x² + y² = 1 + d·x²·y² (x enters as its square)."""
    d = -121665 * pow(121666, -1, PRIME) % PRIME
    xx = (y * y - 1) * pow(d * y * y + 1, -1, PRIME) % PRIME
    bottom = (1 - d * xx * y * y) % PRIME
    return (y * y + xx) * pow(bottom, -1, PRIME) % PRIME


def test_the_listed_points_are_those_whose_order_divides_eight() -> None:
    assert len(SMALL_ORDER_Y) == 5
    for y in SMALL_ORDER_Y:
        assert doubled(doubled(doubled(y))) == 1, "8·P is the neutral element, whose y is 1"


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("y", sorted(SMALL_ORDER_Y))
def test_a_point_of_small_order_is_no_key(y: int, sign: int) -> None:
    with pytest.raises(FormatError, match="small order"):
        refuse_weak_key(point(y, sign))


@pytest.mark.parametrize("y", [PRIME, PRIME + 1, PRIME + 18, (1 << 255) - 1])
def test_a_second_spelling_of_a_point_is_no_key(y: int) -> None:
    with pytest.raises(FormatError, match="not canonically encoded"):
        refuse_weak_key(point(y))


def test_about_half_of_all_values_are_on_the_curve_and_every_real_key_is() -> None:
    accepted = 0
    for y in range(2, 202):
        try:
            refuse_weak_key(point(y))
            accepted += 1
        except FormatError as error:
            assert "no point of the curve" in str(error)  # noqa: PT017 - both outcomes are counted
    assert 70 < accepted < 130
    for seed in range(20):
        refuse_weak_key(SeededSigner(seed=seed).verifier.public)


CHECKPOINT = Checkpoint("log.example", 12, bytes(32))


def test_a_checkpoint_is_three_lines() -> None:
    assert CHECKPOINT.text == f"log.example\n12\n{encode(bytes(32))}\n"
    assert Checkpoint.parse(CHECKPOINT.text) == CHECKPOINT
    extended = Checkpoint("log.example", 0, bytes(32), ("more",))
    assert Checkpoint.parse(extended.text) == extended


@pytest.mark.parametrize(
    "text",
    [
        "log.example\n12\n",
        f"log.example\n012\n{encode(bytes(32))}\n",
        f"log.example\n-1\n{encode(bytes(32))}\n",
        f"log.example\n+1\n{encode(bytes(32))}\n",
        f"log.example\n\u0661\n{encode(bytes(32))}\n",
        f"log.example\n{2**63}\n{encode(bytes(32))}\n",
        f"\n12\n{encode(bytes(32))}\n",
        f"log.example\n12\n{encode(bytes(31))}\n",
        f"log.example\n12\n{encode(bytes(32))}\n\nmore\n",
    ],
)
def test_a_checkpoint_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        Checkpoint.parse(text)


@given(st.binary(max_size=64))
def test_base64_has_one_spelling(data: bytes) -> None:
    text = encode(data)
    assert text == base64.b64encode(data).decode()
    assert decode(text, what="it") == data
    for other in (f"{text}\n", f" {text}", text.rstrip("=") if "=" in text else f"{text}=", f"{text}\u00e9"):
        with pytest.raises(FormatError, match=r"^it "):
            decode(other, what="it")


def test_key_types_are_told_apart_by_their_ids() -> None:
    one, other = SeededSigner(algorithm=ED25519).verifier, SeededSigner(algorithm=COSIGNATURE).verifier
    assert one.public == other.public
    assert one.id != other.id


@pytest.mark.parametrize("letter", ["\u00ad", "\ue000", "\u200b", "\U000f0000"])
def test_an_unknown_signer_whose_name_does_not_show_condemns_no_note(letter: str) -> None:
    signer = SeededSigner("test.example/log")
    note = Note("text\n", (signer.line("text\n"),))
    stranger = f"\u2014 a{letter}b {encode(b'idid' + bytes(64))}\n"
    assert Note.parse(f"{note}{stranger}").signers([signer.verifier]) == (signer.verifier,)
    for spaced in ("a\u2003b", "a+b", "a\u00a0b"):
        with pytest.raises(FormatError):
            Note.parse(f"{note}\u2014 {spaced} {encode(b'idid' + bytes(64))}\n")
