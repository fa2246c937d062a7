"""What callers add to the log: composed and sealed here, and put into the database in the caller's own transaction.

Invariants:

- Numbers and links of a thread go on from its head, which is locked until the transaction ends: no gap, no fork,
  however many callers there are. Heads are locked in the order of their names: no two callers wait in a ring.
- Salt and payload leave this process sealed under the thread's key, bound to log, thread and number, or, where the
  entry is public, as they are.

Not here: where records stand on the log (`rounds`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from autonome.adapters.durable import write_once_durably
from autonome.adapters.keyring import NONCE_BYTES, FileKeyring
from autonome.adapters.log_commit import Append
from autonome.kernel import AutonomeError, Sha256, SubjectId, canonical_bytes, read_json
from autonome.ledger import (
    SALT_BYTES,
    Clock,
    Draft,
    Entropy,
    ErasedError,
    FormatError,
    LogError,
    LogMovedError,
    Opening,
    Payload,
    Recorded,
    Thread,
    leaf_hash,
    refuse_kinds_of_the_log,
)
from autonome.ledger.entries import ENTRY_PREFIX, commit_written
from autonome.ledger.uses import NotedUse, line_in

_INSTITUTION = Thread(Opening.INSTITUTION, SubjectId(""))
"""Stands for the one key of the institution, whatever the matter."""

Row = tuple[int, int, bytes, bytes]
"""Of a record: place on the log, number in its thread, commitment, opening."""

_MARK_BYTES = 8

KEYS_HELD = 1024
"""Keys kept in memory to seal with, each as long as its file is the one that was read (our own judgement: callers come
back, and unwrapping costs as much as sealing). What was destroyed seals nothing: its thread is closed."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a thread stands.

    Args:
        number: of the thread in the database.
        closed: whether the person was erased.
        count: of its records, pending ones included.
        newest: commitment of the newest; None where there is none.
        place: where the newest stands on the log; None where it is pending, or there is none.
    """

    number: int
    closed: bool
    count: int
    newest: bytes | None
    place: int | None


@dataclass(frozen=True, slots=True)
class Composed:
    """A record that is ready to be put into the database.

    Args:
        thread: number of its thread there.
        salt: 32 bytes.
        payload: what it commits to.
        commitment: 32 bytes.
        opening: salt and payload, sealed or published.
        noted: the line of a use, for the index; None where it has none.
    """

    thread: int
    salt: bytes
    payload: Payload
    commitment: bytes
    opening: bytes
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
    """

    records: tuple[int, ...]
    composed: tuple[Composed, ...]


class Composer:
    """Composes and opens the records of one log.

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
        self._entropy = entropy
        self._held: dict[Thread, tuple[tuple[int, int], bytes]] = {}
        self._pseudonym = lru_cache(KEYS_HELD)(keyring.pseudonym)

    def name(self, thread: Thread) -> bytes:
        """Its name in the database."""
        return bytes.fromhex(self._pseudonym(thread))

    def composed(self, draft: Draft, head: Head, key: bytes | None) -> Composed:
        """Compose the next record of a thread.

        Args:
            draft: what is recorded.
            head: of its thread.
            key: under which it is sealed; None where it is public.

        Raises:
            AutonomeError: it cannot be written canonically, or is a use with a broken line.
        """
        noted = line_in(draft.kind, draft.body)
        previous = None if head.newest is None else Sha256(leaf_of(head.newest).hex())
        now = self.clock.now()
        payload = Payload(self.origin, draft.kind, draft.subject, head.count, previous, now, draft.body)
        written, salt = canonical_bytes(payload.to_json()), self._entropy.token(SALT_BYTES)
        opening = salt + written
        if key is not None:
            nonce = self._entropy.token(NONCE_BYTES)
            opening = nonce + AESGCM(key).encrypt(nonce, opening, self._bound(draft.thread, head.count))
        return Composed(head.number, salt, payload, commit_written(written, salt), opening, noted)

    def key_for(self, thread: Thread) -> bytes | None:
        """The key under which a thread is sealed, drawn now where there was none; None where it is public.

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
        key = self._drawn(owner)
        if stamp is not None:
            if len(self._held) >= KEYS_HELD:
                self._held.clear()
            self._held[owner] = stamp, key
        return key

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
        index, sequence, commitment, opening = row
        try:
            bound = self._bound_to(name.hex(), sequence)
            entry = _read(index, AESGCM(key).decrypt(opening[:NONCE_BYTES], opening[NONCE_BYTES:], bound))
        except (ValueError, InvalidTag, FormatError) as error:
            raise _damaged(index) from error
        if entry.payload.sequence != sequence or entry.leaf != leaf_of(commitment):
            raise _damaged(index)
        return entry

    def _unsealed(self, row: Row, thread: Thread, key: bytes | None) -> bytes:
        if key is None:
            key = self.keyring.key_of(_owner(thread))
        _, sequence, _, opening = row
        return AESGCM(key).decrypt(opening[:NONCE_BYTES], opening[NONCE_BYTES:], self._bound(thread, sequence))

    def _bound(self, thread: Thread, sequence: int) -> bytes:
        return self._bound_to(self._pseudonym(thread), sequence)

    def _bound_to(self, name: str, sequence: int) -> bytes:
        """What a sealed record is bound to; none of the parts holds a space."""
        return f"autonome-record/1 {self.origin} {name} {sequence}".encode()


class Batch:
    """What several callers add at once: each all or none, and none stops another.

    Args:
        composer: of the log.
        heads: of all threads concerned, locked.
        size: of the log.
    """

    def __init__(self, composer: Composer, heads: Mapping[Thread, Head], size: int) -> None:
        self._composer = composer
        self._heads = dict(heads)
        self._keys: dict[Thread, bytes | None] = {}
        self._size = size
        self.composed: list[Composed] = []

    def add(self, append: Append) -> tuple[Composed, ...] | AutonomeError:
        """Compose what a caller asks for, or say why it cannot be recorded."""
        try:
            if not append.by_the_log:
                refuse_kinds_of_the_log(append.drafts)
            self._expect_open(append)
            heads: dict[Thread, Head] = {}
            composed = tuple(self._next(draft, heads) for draft in append.drafts)
        except AutonomeError as error:
            return error
        self._heads |= heads
        self.composed += composed
        return composed

    def _expect_open(self, append: Append) -> None:
        heads = [self._heads[thread] for thread in {draft.thread for draft in append.drafts}]
        if any(head.closed for head in heads):
            raise ErasedError("what this log held of the person was erased", where=self._composer.origin)
        since = append.unchanged_since
        if since is not None and (since > self._size or any(_moved(head, since) for head in heads)):
            raise LogMovedError("the log has grown since it was read", mend="read it again, and decide again.")

    def _next(self, draft: Draft, heads: dict[Thread, Head]) -> Composed:
        thread = draft.thread
        head = heads.get(thread) or self._heads[thread]
        if thread not in self._keys:
            self._keys[thread] = self._composer.key_for(thread)
        composed = self._composer.composed(draft, head, self._keys[thread])
        heads[thread] = Head(head.number, head.closed, head.count + 1, composed.commitment, None)
        return composed


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


def _read(index: int, opening: bytes) -> Recorded:
    payload = Payload.from_json(read_json(opening[SALT_BYTES:], where=f"entry {index}", error=FormatError))
    return Recorded(index, opening[:SALT_BYTES], payload)


def _damaged(index: int) -> LogError:
    return LogError(f"the payload of entry {index} is missing or damaged")


def _moved(head: Head, since: int) -> bool:
    """Whether something was added to a thread at or beyond a size that was read; what is pending will be."""
    return head.count > 0 and (head.place is None or head.place >= since)


def _owner(thread: Thread) -> Thread:
    return thread if thread.opening is Opening.PERSON else _INSTITUTION
