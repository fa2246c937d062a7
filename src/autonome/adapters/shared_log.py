"""The log as a worker process sees it: it reads the files itself, and asks the parent to append.

So the parent commits what several workers ask for under one checkpoint (`log_commit`). For the worker nothing differs:
when ``append`` returns, its entries are on the disk and under a signed checkpoint.
"""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing.connection import Connection

from autonome.adapters.log_commit import Append
from autonome.kernel import AutonomeError, SubjectId
from autonome.ledger import Draft, EntryKind, Log, Recorded, VerifierKey
from autonome.ledger.cosigned import SeenByOthers
from autonome.ledger.earlier import EarlierCheckpoint


class SharedLog:
    """A log whose appends go through another process; a `ledger.ports.Log`.

    Args:
        log: the same log, opened here.
        parent: takes an `Append`, gives the entries or the error.
    """

    def __init__(self, log: Log, parent: Connection) -> None:
        self._log = log
        self._parent = parent

    @property
    def verifier(self) -> VerifierKey:
        """The key under which it signs."""
        return self._log.verifier

    def append(self, drafts: Sequence[Draft], *, unchanged_since: int | None = None) -> tuple[Recorded, ...]:
        """Record entries, all or none; they are durable and integrated when this returns."""
        if not drafts:
            return ()
        try:
            self._parent.send(Append(tuple(drafts), unchanged_since))
            answer: tuple[Recorded, ...] | AutonomeError = self._parent.recv()
        except (EOFError, OSError) as error:
            raise SystemExit(1) from error  # the parent has ended: nobody waits for this plan any more
        if isinstance(answer, AutonomeError):
            raise answer
        return answer

    def entries_of(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read one person's entries."""
        return self._log.entries_of(subject, kind)

    def public_entries(self, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read the public entries."""
        return self._log.public_entries(kind)

    def checkpoint(self) -> str:
        """Return the newest checkpoint."""
        return self._log.checkpoint()

    def seen_earlier(self, entries: Sequence[Recorded], size: int) -> tuple[EarlierCheckpoint, ...]:
        """What others saw of the log before some entries; none where that is not known."""
        return self._log.seen_earlier(entries, size) if isinstance(self._log, SeenByOthers) else ()

    def prove(self, index: int, size: int) -> tuple[bytes, ...]:
        """Prove that an entry stands in the tree of a size."""
        return self._log.prove(index, size)
