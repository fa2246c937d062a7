"""One commit of the local log: what several callers ask to record at once, numbered, linked and sealed together.

Each `Append` is recorded whole or not at all, and one that cannot be recorded does not stop the others: a batch of
plans commits the entries of many people under one checkpoint.

Nothing is written here: the files that the commit needs are collected, and put on the disk by `local_log`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from autonome.adapters.durable import DurableFile
from autonome.adapters.sealed_entries import SealedEntries
from autonome.kernel import AutonomeError, Instant, Sha256, SubjectId
from autonome.ledger import SALT_BYTES, Draft, Entropy, LogMovedError, Payload, Recorded


@dataclass(frozen=True, slots=True)
class Append:
    """What one caller asks to record.

    Args:
        drafts: in their order; all or none.
        unchanged_since: record only if the log holds nothing of these people at or beyond this size; None for any.
    """

    drafts: tuple[Draft, ...]
    unchanged_since: int | None = None


@dataclass(slots=True)
class Commit:
    """Entries on their way into the log.

    Args:
        origin: of the log.
        size: of the log as it is.
        now: time of recording.
        sealed: the opened side of the log.
        entropy: draws salts.
        recorded: entries so far.
        files: that hold them, sealed.
    """

    origin: str
    size: int
    now: Instant
    sealed: SealedEntries
    entropy: Entropy
    recorded: list[Recorded] = field(default_factory=list)
    files: list[DurableFile] = field(default_factory=list)
    _newest: dict[SubjectId, Recorded | None] = field(default_factory=dict)
    _keys: dict[SubjectId, bytes] = field(default_factory=dict)

    def add(self, append: Append) -> tuple[Recorded, ...] | AutonomeError:
        """Add what a caller asks for, or say why it cannot be recorded."""
        keys = dict(self._keys)
        try:
            newest = self._newest | {
                subject: self.sealed.last_of(subject, self.size)
                for subject in {draft.subject for draft in append.drafts} - self._newest.keys()
            }
            self._expect_unchanged(append, newest)
            recorded = tuple(self._composed(append, newest))
            files = self.sealed.sealed(recorded, keys)
        except AutonomeError as error:
            return error
        self.recorded += recorded
        self.files += files
        self._newest, self._keys = newest, keys
        return recorded

    def _expect_unchanged(self, append: Append, newest: dict[SubjectId, Recorded | None]) -> None:
        since = append.unchanged_since
        if since is None:
            return
        later = [entry for entry in map(newest.get, {draft.subject for draft in append.drafts}) if entry]
        if since > self.size or any(entry.index >= since for entry in later):
            raise LogMovedError("the log has grown since it was read", mend="read it again, and decide again.")

    def _composed(self, append: Append, newest: dict[SubjectId, Recorded | None]) -> Iterator[Recorded]:
        """Number and link each person's entries, and draw their salts; the newest of each is put into the mapping."""
        for index, draft in enumerate(append.drafts, start=self.size + len(self.recorded)):
            entry = Recorded(index, self.entropy.token(SALT_BYTES), self._payload(draft, newest[draft.subject]))
            newest[draft.subject] = entry
            yield entry

    def _payload(self, draft: Draft, before: Recorded | None) -> Payload:
        sequence = 0 if before is None else before.payload.sequence + 1
        previous = None if before is None else Sha256(before.leaf.hex())
        return Payload(self.origin, draft.kind, draft.subject, sequence, previous, self.now, draft.body)
