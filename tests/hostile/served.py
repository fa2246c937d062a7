"""Sound files between a log's server, its readers and its monitors, the same in each run, and what reads them."""

from __future__ import annotations

from functools import cache

from autonome.kernel import Instant, SubjectId, canonical_bytes
from autonome.ledger import Checkpoint, EntryKind, Erasure, Thread, Tombstone, leaf_hash, verify_inclusion
from autonome.ledger.encoding import encode
from autonome.ledger.erasure_lists import read_tombstones, write_tombstones
from autonome.ledger.openings import PublicIndex, read_opening, write_opening
from autonome.ledger.proof_texts import InclusionText
from autonome.ledger.reading import CHALLENGE_BYTES, SCHEME, Statement
from tests.fakes.ledger import MemoryKeptLog, SeededSigner

READER = SeededSigner("reader", 41)
LOG = "test.example/log"


@cache
def _log() -> MemoryKeptLog:
    log = MemoryKeptLog()
    log.begin(SeededSigner("recovery.example", 10))
    return log


@cache
def opening() -> bytes:
    """What opens the first entry of a log."""
    return write_opening(_log().public_entries(EntryKind.KEY)[0])


def read_published(data: bytes) -> None:
    """Read it; it is used only where it gives the leaf, which none but the sound one does."""
    found = read_opening(data, 0)
    sound = _log().entries[0]
    assert (found.leaf == sound.leaf) == (found == sound), "another opening gives the same leaf"


@cache
def public_index() -> bytes:
    """Which entries are public."""
    return canonical_bytes(PublicIndex(40, (0, 7, 39), None).to_json())


def read_index(data: bytes) -> None:
    """Read it; whatever it holds ascends within its size."""
    index = PublicIndex.read(data)
    assert list(index.indexes) == sorted(set(index.indexes))
    assert all(0 <= each < index.size for each in index.indexes)


@cache
def inclusion() -> bytes:
    """A proof of an entry."""
    log = _log()
    return str(InclusionText(0, (), log.checkpoint(), log.entries[0].entry)).encode()


def read_inclusion(data: bytes) -> None:
    """Check it against its checkpoint; another entry does not pass for the one that was recorded."""
    found = InclusionText.parse(data.decode("utf-8", "replace"))
    root = _log().entries[0].leaf
    verify_inclusion(leaf_hash(found.entry or b""), found.index, 1, found.proof, root)
    assert found.entry == _log().entries[0].entry
    Checkpoint.of_note(found.checkpoint)


@cache
def statement() -> bytes:
    """A reader's wish, as it stands within the header."""
    wish = Statement.sign(LOG, Thread.of_person(SubjectId("anna")), bytes(CHALLENGE_BYTES), READER, since=3)
    value = wish._stated() | {"signature": encode(wish.signature)}
    return canonical_bytes(value)


def read_statement(data: bytes) -> None:
    """Check it; nothing else than the sound one holds under the reader's key."""
    found = Statement.parse(f"{SCHEME} {encode(data)}")
    found.check()
    if found.key == READER.verifier:
        assert found.text == Statement.parse(f"{SCHEME} {encode(statement())}").text, "another wish is signed"


@cache
def tombstones() -> bytes:
    """A list of erasures."""
    return write_tombstones(LOG, [Tombstone("0" * 64, 3, Erasure("GDPR Art. 17(1)(b)", Instant(0)))])


def read_list(data: bytes) -> None:
    """Read it."""
    read_tombstones(data, LOG, where="x")
