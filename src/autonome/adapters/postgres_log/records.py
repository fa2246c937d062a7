"""What callers add to the log: composed and sealed here, and put into the database in the caller's own transaction.

Invariants:

- Numbers and links of a thread go on from its head, which is locked until the transaction ends: no gap, no fork,
  however many callers there are. Heads are locked in the order of their names: no two callers wait in a ring.
- Salt and payload leave this process sealed under the thread's key, bound to log, thread and number, or, where the
  entry is public, as they are; and with a code, by which it is known that they were composed with the keyring
  (`heads`).

Not here: where records stand on the log (`rounds`).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from autonome.adapters.durable import write_once_durably
from autonome.adapters.keyring import NONCE_BYTES, FileKeyring
from autonome.adapters.postgres_log.heads import Head, HeadMemory, Slip, coded, mark_of
from autonome.kernel import Instant, Sha256, SubjectId, read_json
from autonome.ledger import (
    SALT_BYTES,
    Clock,
    Draft,
    Entropy,
    FormatError,
    LogError,
    Opening,
    Payload,
    Recorded,
    Thread,
    leaf_hash,
)
from autonome.ledger.entries import ENTRY_PREFIX, commit_written
from autonome.ledger.uses import NotedUse, line_in

_INSTITUTION = Thread(Opening.INSTITUTION, SubjectId(""))
"""Stands for the one key of the institution, whatever the matter."""

Row = tuple[int, int, bytes, bytes]
"""Of a record: place on the log, number in its thread, commitment, opening."""

_MARK_BYTES = 8

MAX_PAYLOAD_BYTES = 384 * 1024
"""Largest payload, in bytes: its opening fits into what the table takes (512 KiB), and, as it is published, into what
is read from elsewhere (`ledger.openings.MAX_OPENING_BYTES`)."""

KEYS_HELD = 1024
"""Keys kept in memory to seal with, each as long as its file is the one that was read (our own judgement: callers come
back, and unwrapping costs as much as sealing). What was destroyed seals nothing: its thread is closed."""


class Composed(NamedTuple):
    """A record that is ready to be put into the database; a tuple, for there are as many as entries.

    Args:
        thread: number of its thread there.
        step: its place in the order of submission to it.
        salt: 32 bytes.
        payload: what it commits to.
        commitment: 32 bytes.
        leaf: hash of the entry.
        opening: salt and payload, sealed or published.
        code: over all of it.
        noted: the line of a use, for the index; None where it has none.
    """

    thread: int
    step: int
    salt: bytes
    payload: Payload
    commitment: bytes
    leaf: bytes
    opening: bytes
    code: bytes
    noted: NotedUse | None = None

    def at(self, index: int) -> Recorded:
        """The entry, once it stands on the log."""
        return Recorded(index, self.salt, self.payload)


@dataclass(frozen=True, slots=True)
class Submitted:
    """Records in the database, on the log as soon as the transaction is committed and a sequencer has been there.

    Args:
        records: their numbers in the database.
        composed: what they are.
        heads: where their threads stand behind them, once they are committed.
    """

    records: tuple[int, ...] = ()
    composed: tuple[Composed, ...] = ()
    heads: Mapping[Thread, Head] = field(default_factory=dict)


@dataclass(slots=True)
class Tail:
    """The end of a thread while records are composed behind it.

    Args:
        head: of the thread, before the first of them.
        cipher: that seals it; None where it is public.
        bound: what its sealed records are bound to, but for the number.
        composed: how many so far.
        newest: of these; None where there is none.
    """

    head: Head
    cipher: AESGCM | None
    bound: bytes
    composed: int = 0
    newest: Composed | None = None

    @property
    def end(self) -> Head:
        """The head behind what was composed."""
        newest = self.newest
        return self.head if newest is None else self.head.after(self.composed, mark_of(newest.code), newest.commitment)

    @property
    def link(self) -> Sha256 | None:
        """Leaf hash of the newest entry of the thread."""
        if self.newest is not None:
            return Sha256(self.newest.leaf.hex())
        return None if self.head.newest is None else Sha256(leaf_of(self.head.newest).hex())


class Composer:
    """Composes and opens the records of one log, and remembers where its threads stand.

    Args:
        origin: of the log.
        keyring: names and seals.
        clock: stamps records.
        entropy: draws salts, keys and nonces.
    """

    def __init__(self, origin: str, keyring: FileKeyring, *, clock: Clock, entropy: Entropy) -> None:
        self.origin = origin
        self.keyring = keyring
        self.clock = clock
        self.heads = HeadMemory()
        self._entropy = entropy
        self._held: dict[Thread, tuple[tuple[int, int], AESGCM]] = {}
        self._pseudonym = lru_cache(KEYS_HELD)(keyring.pseudonym)
        self._code = keyring.coder(f"autonome-record-code/1 {origin}\n".encode())

    def name(self, thread: Thread) -> bytes:
        """Its name in the database."""
        return bytes.fromhex(self._pseudonym(thread))

    def tail(self, head: Head, cipher: AESGCM | None) -> Tail:
        """The end of a thread, behind which to compose."""
        return Tail(head, cipher, self._bound_to(head.name.hex()))

    def composed(self, draft: Draft, tail: Tail, now: Instant) -> Composed:
        """Compose the next record of a thread, and move on its end.

        Args:
            draft: what is recorded.
            tail: end of its thread.
            now: time of recording.

        Raises:
            AutonomeError: it cannot be written canonically, is too large, or is a use with a broken line.
        """
        noted = line_in(draft.kind, draft.body)
        head, before = tail.head, tail.composed
        payload = Payload(self.origin, draft.kind, draft.subject, head.count + before, tail.link, now, draft.body)
        written, drawn = payload.written(), self._entropy.token(SALT_BYTES + NONCE_BYTES)  # a call of the system each
        if len(written) > MAX_PAYLOAD_BYTES:
            raise _too_large(written)
        salt, nonce = drawn[:SALT_BYTES], drawn[SALT_BYTES:]
        opening, commitment = salt + written, commit_written(written, salt)
        if tail.cipher is not None:
            opening = nonce + tail.cipher.encrypt(nonce, opening, tail.bound + b"%d" % payload.sequence)
        step = head.steps + before
        code = self._code(coded(head.name, step, payload.sequence, commitment, opening))
        leaf = leaf_of(commitment)
        tail.newest = Composed(head.number, step, salt, payload, commitment, leaf, opening, code, noted)
        tail.composed = before + 1
        return tail.newest

    def holds(self, slip: Slip) -> bool:
        """Whether a record was composed with this log's keyring, for that very place, and is what it was."""
        return hmac.compare_digest(mark_of(self._code(slip.coded)), slip.mark)

    def cipher_for(self, thread: Thread) -> AESGCM | None:
        """What seals a thread, its key drawn now where there was none; None where it is public.

        Several processes may draw at once: one key stands in the end, on the disk, for all of them.

        Raises:
            ErasedError: it was destroyed.
        """
        if thread.opening is Opening.PUBLIC:
            return None
        owner = _owner(thread)
        stamp, held = self.keyring.stamp(owner, self._pseudonym(owner)), self._held.get(owner)
        if held is not None and stamp == held[0]:
            return held[1]
        cipher = AESGCM(self._drawn(owner))
        if stamp is not None:
            if len(self._held) >= KEYS_HELD:
                self._held.clear()
            self._held[owner] = stamp, cipher
        return cipher

    def _drawn(self, owner: Thread) -> bytes:
        key, files = self.keyring.key_for(owner)
        for file in files:
            if not write_once_durably(file, self._entropy.token(_MARK_BYTES).hex()):
                return self.keyring.key_of(owner)
        return key

    def opened(self, thread: Thread, rows: Iterable[Row]) -> tuple[Recorded, ...]:
        """Open the records of a thread, from its first one on.

        Args:
            thread: whose.
            rows: of its records, in order.

        Raises:
            ErasedError: the person's key was destroyed.
            LogError: one is missing, damaged or out of its place.
        """
        if thread.opening is Opening.PUBLIC:
            entries = self.published(rows)
        else:
            key = self.keyring.key_if_any(_owner(thread))
            entries = _in_order(rows, lambda row: self._unsealed(row, thread, key))
        if entries and entries[0].payload.thread != thread:
            raise _damaged(entries[0].index)
        return entries

    def published_alone(self, row: Row) -> Recorded:
        """Read one public record, whatever came before it; errors as for `opened_alone`."""
        return _expected(row, row[3])

    def published(self, rows: Iterable[Row]) -> tuple[Recorded, ...]:
        """Read the records of one public thread; arguments and errors as for `opened`."""
        return _in_order(rows, lambda row: row[3])

    def opened_alone(self, name: bytes, key: bytes, row: Row) -> Recorded:
        """Open one sealed record, whatever came before it, by the name of its thread.

        Args:
            name: of the thread in the database.
            key: under which it is sealed.
            row: of the record.

        Raises:
            LogError: it is missing, damaged or out of its place.
        """
        index, sequence, _, opening = row
        try:
            bound = self._bound_to(name.hex()) + b"%d" % sequence
            opened = AESGCM(key).decrypt(opening[:NONCE_BYTES], opening[NONCE_BYTES:], bound)
        except (ValueError, InvalidTag) as error:
            raise _damaged(index) from error
        return _expected(row, opened)

    def _unsealed(self, row: Row, thread: Thread, key: bytes | None) -> bytes:
        if key is None:
            key = self.keyring.key_of(_owner(thread))
        _, sequence, _, opening = row
        bound = self._bound_to(self._pseudonym(thread)) + b"%d" % sequence
        return AESGCM(key).decrypt(opening[:NONCE_BYTES], opening[NONCE_BYTES:], bound)

    def _bound_to(self, name: str) -> bytes:
        """What a sealed record is bound to, but for its number, which comes behind; none of the parts holds a space."""
        return f"autonome-record/1 {self.origin} {name} ".encode()


def leaf_of(commitment: bytes) -> bytes:
    """Leaf hash of the entry with a commitment."""
    return leaf_hash(ENTRY_PREFIX + commitment)


def _in_order(rows: Iterable[Row], salt_and_payload: Callable[[Row], bytes]) -> tuple[Recorded, ...]:
    entries: list[Recorded] = []
    previous: str | None = None
    for row in rows:
        index, sequence, commitment, _ = row
        try:
            entry = _read(index, salt_and_payload(row))
            payload, leaf = entry.payload, entry.leaf
        except (ValueError, InvalidTag, FormatError) as error:
            raise _damaged(index) from error
        number = (payload.sequence, payload.previous, payload.thread)
        if number != (len(entries), previous, entries[0].payload.thread if entries else payload.thread):
            raise LogError(f"the entries of a thread have a gap before entry {index}")
        if sequence != len(entries) or leaf != leaf_of(commitment):
            raise _damaged(index)
        previous = leaf.hex()
        entries.append(entry)
    return tuple(entries)


def _expected(row: Row, opening: bytes) -> Recorded:
    """An entry that is what its record says."""
    index, sequence, commitment, _ = row
    try:
        entry = _read(index, opening)
        leaf = entry.leaf
    except FormatError as error:
        raise _damaged(index) from error
    if entry.payload.sequence != sequence or leaf != leaf_of(commitment):
        raise _damaged(index)
    return entry


def _read(index: int, opening: bytes) -> Recorded:
    payload = Payload.from_json(read_json(opening[SALT_BYTES:], where=f"entry {index}", error=FormatError))
    return Recorded(index, opening[:SALT_BYTES], payload)


def _too_large(written: bytes) -> FormatError:
    return FormatError(
        f"an entry of {len(written)} bytes is too large: {MAX_PAYLOAD_BYTES} are allowed",
        mend="record its digest, and keep it elsewhere.",
    )


def _damaged(index: int) -> LogError:
    return LogError(f"the payload of entry {index} is missing or damaged")


def _owner(thread: Thread) -> Thread:
    return thread if thread.opening is Opening.PERSON else _INSTITUTION
