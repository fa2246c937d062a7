"""Sound parcels, conditions and lines of uses, the same in each run, and what reads them."""

from __future__ import annotations

from functools import cache

from autonome.kernel import SubjectId, canonical_bytes
from autonome.ledger import Deed, EntryKind, KeyEvent, ProvenEntry, Role
from autonome.ledger.uses import Followed, NotedUse, Parcel, UseLine, follow, line_of, read_condition, read_line
from autonome.ledger.uses.parcels import parcel_to_json, read_parcel
from autonome.workflows.record_use import key_events
from tests.fakes.ledger import MemoryKeptLog, SeededSigner

SITE = SeededSigner("site-3.example/autonome", 1)
NEXT = SeededSigner("site-3.example/autonome", 2)
LINES = tuple(UseLine(1000 + number, "3", number, 1, "9", "FILE_ACCESS", "TOPMed") for number in range(3))


@cache
def parcel() -> bytes:
    """A parcel of a log whose key was changed."""
    log = MemoryKeptLog(SITE)
    log.append([NotedUse(line).draft(SubjectId("anna")) for line in LINES])
    log.change_keys(KeyEvent(Deed.ROTATE, Role.LOG, NEXT.verifier), NEXT)
    log.signer = NEXT
    openings = tuple(entry for entry in log.entries if line_of(entry) is not None)
    keys: tuple[ProvenEntry, ...] = key_events(log, len(log.entries))
    assert all(each.recorded.payload.kind is EntryKind.KEY for each in keys)
    entries = tuple(entry.entry for entry in log.entries)
    return canonical_bytes(parcel_to_json(Parcel(log.checkpoint(), 0, entries, openings, (), keys)))


def take(data: bytes) -> None:
    """Follow it: what was never recorded is not taken over, nor in another place."""
    known, received = follow(Followed("site-3.example/autonome", "3"), read_parcel(data, where="x"), [SITE.verifier])
    sound, every = follow(Followed("site-3.example/autonome", "3"), read_parcel(parcel(), where="x"), [SITE.verifier])
    assert set(received) <= set(every), "what was never recorded is taken over"
    assert known.tree.root() == sound.tree.root() or known.tree.size < sound.tree.size


CONDITIONS = (b'resource="a, \\u00e4 \\"b\\"",c', b"timestamp>=2018-03-25T08:00:00+08:00", b"id<=50000", b"user=9,10")


def read_words(data: bytes) -> None:
    """Read a condition; whatever it says can be asked."""
    read_condition(data.decode("utf-8", "replace"))


LINE = b"1522200879669\t3\t40345\t40345\t9\tREQ_RESOURCE\tMOD_UniProt_KnowledgeBase"


def read_columns(data: bytes) -> None:
    """Read a line; it can be put on a log, and comes back from there."""
    line = read_line(data.decode("utf-8", "replace"))
    canonical_bytes(NotedUse(line).draft(SubjectId("anna")).body)
