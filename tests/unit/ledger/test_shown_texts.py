"""What a log shows to others, as texts: proofs, openings, the index of what is public, statements of readers."""

from __future__ import annotations

import json

import pytest

from autonome.kernel import AutonomeError, Instant, SubjectId
from autonome.ledger import EntryKind, Erasure, FormatError, Opening, Thread, Tombstone, VerificationError
from autonome.ledger.encoding import encode
from autonome.ledger.erasure_lists import read_tombstones, write_tombstones
from autonome.ledger.openings import PublicIndex, opening_path, read_opening, write_opening
from autonome.ledger.proof_texts import InclusionText
from autonome.ledger.reading import CHALLENGE_BYTES, Statement
from tests.fakes.ledger import MemoryKeptLog, SeededSigner

ANNA = Thread.of_person(SubjectId("synthetic-anna"))
NOTE = "test.example/log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— test.example/log AAAAAAA=\n"
HASH = encode(bytes(32))


def test_a_proof_reads_back() -> None:
    for entry in (None, b"an entry"):
        text = InclusionText(7, (bytes(32), b"1" * 32), NOTE, entry)
        assert InclusionText.parse(str(text)) == text
    assert InclusionText.parse(str(InclusionText(0, (), NOTE))).proof == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v2\nindex 0\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nindex 00\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nindex -1\n\n" + NOTE,
        f"c2sp.org/tlog-proof@v1\nindex {2**63}\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nextra !\nindex 0\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\n" + NOTE,
        f"c2sp.org/tlog-proof@v1\nindex 0\n{HASH[:-4]}\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nindex 0\n" + f"{HASH}\n" * 65 + "\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nindex 0\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n\n" + "x" * 1_000_000,
    ],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        InclusionText.parse(text)


def test_an_opening_reads_back_at_its_own_index_alone() -> None:
    log = MemoryKeptLog()
    log.begin()
    (event,) = log.public_entries(EntryKind.KEY)
    data = write_opening(event)
    assert read_opening(data, 0) == event
    assert opening_path(1_234_567) == "public/001/234/567"
    with pytest.raises(FormatError, match="is no opening of a public entry at 1"):
        read_opening(data, 1)


@pytest.mark.parametrize(
    "value",
    [
        {"size": 3, "indexes": [0, 2], "next": None, "format": "autonome-public-index/2"},
        {"size": 3, "indexes": [2, 0], "next": None},
        {"size": 3, "indexes": [0, 0], "next": None},
        {"size": 3, "indexes": [0, 3], "next": None},
        {"size": 3, "indexes": [-1], "next": None},
        {"size": 3, "indexes": [True], "next": None},
        {"size": 3, "indexes": [1], "next": 1},
        {"size": 3, "indexes": [], "next": 1},
        {"size": 3, "indexes": [0], "next": None, "more": 1},
        {"size": 20_000, "indexes": list(range(10_001)), "next": None},
        [],
    ],
)
def test_an_index_that_does_not_ascend_or_leads_nowhere_is_refused(value: object) -> None:
    whole = {"format": "autonome-public-index/1"} | value if isinstance(value, dict) else value
    with pytest.raises(FormatError):
        PublicIndex.read(json.dumps(whole).encode())
    for sound in (PublicIndex(3, (0, 2)), PublicIndex(3, (0,), 2), PublicIndex(0, ())):
        assert PublicIndex.read(json.dumps(sound.to_json()).encode()) == sound


def test_a_statement_is_of_its_reader_and_fits_one_log_one_person_one_moment() -> None:
    signer = SeededSigner("reader", 5)
    challenge = bytes(CHALLENGE_BYTES)
    statement = Statement.sign("test.example/log", ANNA, challenge, signer, since=3)
    assert Statement.parse(statement.header()) == statement
    statement.check()
    institution = Thread(Opening.INSTITUTION, ANNA.subject)
    for other in (
        Statement("other.example", ANNA, 3, challenge, signer.verifier, statement.signature),
        Statement("test.example/log", institution, 3, challenge, signer.verifier, statement.signature),
        Statement("test.example/log", ANNA, 0, challenge, signer.verifier, statement.signature),
        Statement("test.example/log", ANNA, 3, b"1" * CHALLENGE_BYTES, signer.verifier, statement.signature),
        Statement("test.example/log", ANNA, 3, challenge, SeededSigner("reader", 6).verifier, statement.signature),
    ):
        with pytest.raises(VerificationError):
            other.check()


@pytest.mark.parametrize(
    "header", ["", "Bearer abc", "Autonome", "Autonome e30=", "Autonome " + "A" * 5000, "Autonome é"]
)
def test_what_is_no_statement_is_refused(header: str) -> None:
    with pytest.raises(AutonomeError):
        Statement.parse(header)


def test_a_public_entry_is_nobodys_to_read() -> None:
    public = Thread(Opening.PUBLIC, SubjectId("keys"))
    statement = Statement.sign("test.example/log", public, bytes(CHALLENGE_BYTES), SeededSigner())
    with pytest.raises(FormatError):
        Statement.parse(statement.header())


def test_tombstones_are_written_and_read_for_their_own_log_alone() -> None:
    stones = (Tombstone("0" * 64, 3, Erasure("GDPR Art. 17(1)(b)", Instant(0))),)
    data = write_tombstones("test.example/log", stones)
    assert read_tombstones(data, "test.example/log", where="t") == stones
    with pytest.raises(FormatError, match="tombstones of another log"):
        read_tombstones(data, "other.example", where="t")
    for damaged in (b"{}", b"[]", data.replace(b'"entries":3', b'"entries":-3'), data.replace(b"[{", b"[1,{")):
        with pytest.raises(FormatError):
            read_tombstones(damaged, "test.example/log", where="t")
