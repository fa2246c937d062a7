"""One commit of the local log: what several callers ask to record at once, numbered, linked and sealed together.

Each `Append` is recorded whole or not at all, and one that cannot be recorded does not stop the others: a batch of
plans commits the entries of many people under one checkpoint.

Nothing is written here: the files that the commit needs are collected, and put on the disk by `local_log`.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field

from autonome.adapters.durable import DurableFile
from autonome.adapters.public_entries import PublicEntries
from autonome.adapters.sealed_entries import SealedEntries
from autonome.kernel import AutonomeError, Instant, Sha256
from autonome.ledger import (
    SALT_BYTES,
    Draft,
    Entropy,
    LogMovedError,
    Opening,
    Payload,
    Recorded,
    Thread,
    refuse_kinds_of_the_log,
)


@dataclass(frozen=True, slots=True)
class Append:
    """What one caller asks to record.

    Args:
        drafts: in their order; all or none.
        unchanged_since: record only if the log holds nothing of these people at or beyond this size; None for any.
        by_the_log: whether the log records it of itself: key events and tombstones.
    """

    drafts: tuple[Draft, ...]
    unchanged_since: int | None = None
    by_the_log: bool = False


@dataclass(frozen=True, slots=True)
class OpenedEntries:
    """What opens the entries of a log, each where its kind wants it.

    Args:
        sealed: of people, and of the institution.
        public: for everybody.
    """

    sealed: SealedEntries
    public: PublicEntries

    def last_of(self, thread: Thread, size: int) -> Recorded | None:
        """The newest entry of a thread below a tree size."""
        if thread.opening is Opening.PUBLIC:
            return self.public.last_of(thread, size)
        return self.sealed.last_of(thread, size)

    def files(self, recorded: Sequence[Recorded], keys: MutableMapping[Thread, bytes]) -> tuple[DurableFile, ...]:
        """The files that hold salts and payloads; arguments and errors as for `SealedEntries.sealed`."""
        public = [entry for entry in recorded if entry.payload.kind.opening is Opening.PUBLIC]
        private = [entry for entry in recorded if entry.payload.kind.opening is not Opening.PUBLIC]
        return (*self.sealed.sealed(private, keys), *map(self.public.file, public))


@dataclass(slots=True)
class Commit:
    """Entries on their way into the log.

    Args:
        origin: of the log.
        size: of the log as it is.
        now: time of recording.
        opened: what opens the log's entries.
        entropy: draws salts.
        recorded: entries so far.
        files: that hold them, sealed.
    """

    origin: str
    size: int
    now: Instant
    opened: OpenedEntries
    entropy: Entropy
    recorded: list[Recorded] = field(default_factory=list)
    files: list[DurableFile] = field(default_factory=list)
    _newest: dict[Thread, Recorded | None] = field(default_factory=dict)
    _keys: dict[Thread, bytes] = field(default_factory=dict)

    def add(self, append: Append) -> tuple[Recorded, ...] | AutonomeError:
        """Add what a caller asks for, or say why it cannot be recorded."""
        keys = dict(self._keys)
        try:
            if not append.by_the_log:
                refuse_kinds_of_the_log(append.drafts)
            newest = self._newest | {
                thread: self.opened.last_of(thread, self.size)
                for thread in {draft.thread for draft in append.drafts} - self._newest.keys()
            }
            self._expect_unchanged(append, newest)
            recorded = tuple(self._composed(append, newest))
            files = self.opened.files(recorded, keys)
        except AutonomeError as error:
            return error
        self.recorded += recorded
        self.files += files
        self._newest, self._keys = newest, keys
        return recorded

    def _expect_unchanged(self, append: Append, newest: dict[Thread, Recorded | None]) -> None:
        since = append.unchanged_since
        if since is None:
            return
        later = [entry for entry in map(newest.get, {draft.thread for draft in append.drafts}) if entry]
        if since > self.size or any(entry.index >= since for entry in later):
            raise LogMovedError("the log has grown since it was read", mend="read it again, and decide again.")

    def _composed(self, append: Append, newest: dict[Thread, Recorded | None]) -> Iterator[Recorded]:
        """Number and link the entries of each thread, and draw salts; the newest of each is put into the mapping."""
        for index, draft in enumerate(append.drafts, start=self.size + len(self.recorded)):
            entry = Recorded(index, self.entropy.token(SALT_BYTES), self._payload(draft, newest[draft.thread]))
            newest[draft.thread] = entry
            yield entry

    def _payload(self, draft: Draft, before: Recorded | None) -> Payload:
        sequence = 0 if before is None else before.payload.sequence + 1
        previous = None if before is None else Sha256(before.leaf.hex())
        return Payload(self.origin, draft.kind, draft.subject, sequence, previous, self.now, draft.body)
