"""The page on cards and envelopes: its members, figures and names are the program's."""

from __future__ import annotations

import json
import re

from autonome.adapters.exchange.courier import CONTENT_TYPE, ENVELOPES, MAX_ANSWER_BYTES, REFUSED
from autonome.adapters.exchange.key_sets import HPKE
from autonome.adapters.exchange.server import CARD
from autonome.kernel import Instant
from autonome.sharing import cards, envelopes
from autonome.sharing.fingerprints import FINGERPRINT_BYTES
from autonome.sharing.public_keys import MLKEM_BYTES, SUITE, X25519_BYTES
from tests.docs.pages import ROOT
from tests.fakes.cards import following, institution

TEXT = (ROOT / "docs/formats/card.md").read_text(encoding="utf-8")


def test_every_member_of_a_card_is_explained_and_no_other() -> None:
    told = re.findall(r"^\| `(\w+)` \|", TEXT.partition("## The envelope")[0], re.MULTILINE)
    card = following(institution(), Instant.parse("2026-04-01")).signed
    assert set(told) == set(json.loads(card.write()))


def test_the_figures_and_names_are_the_programs() -> None:
    for said in (
        f"`{cards.FORMAT}`",
        f"at most {cards.MAX_CARD_BYTES >> 10} KiB",
        f"`{SUITE}`",
        f"ML-KEM-768 key ({MLKEM_BYTES} bytes)",
        f"X25519 key ({X25519_BYTES} bytes)",
        f"the first {FINGERPRINT_BYTES} bytes of SHA-256",
        f"at most {envelopes.MAX_CONTENT_BYTES >> 20} MiB, the header {envelopes.MAX_HEADER_BYTES >> 20} MiB",
        f"the encapsulated key ({envelopes.SEAL_BYTES - 16} bytes)",
        f"`POST {ENVELOPES}`",
        f"`GET {CARD}`",
        f"`{CONTENT_TYPE}`; 200 and the answer's envelope, at most {MAX_ANSWER_BYTES >> 20} MiB",
    ):
        assert said in TEXT, said
    row = next(line for line in TEXT.splitlines() if line.startswith("| 403"))
    assert set(map(int, re.findall(r"\d{3}", row.partition(" | ")[0]))) == REFUSED


def test_the_program_seals_by_the_suite_that_the_page_names() -> None:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite  # noqa: PLC0415 - the point of the test

    keys = institution().keys
    sealed = HPKE.encrypt(b"body", keys.opener.public_key(), info=b"info")
    named = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    assert named.decrypt(sealed, keys.opener, info=b"info") == b"body"
