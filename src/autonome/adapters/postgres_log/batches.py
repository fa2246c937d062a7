"""What several callers add at once, composed one behind the other from the heads on: each whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from autonome.adapters.log_commit import Append
from autonome.adapters.postgres_log.heads import Head
from autonome.adapters.postgres_log.records import Composed, Composer, Tail
from autonome.kernel import AutonomeError
from autonome.ledger import ErasedError, LogMovedError, Thread, refuse_kinds_of_the_log

Composition = tuple[Composed, ...] | AutonomeError
"""What one caller asks for, composed; or why it cannot be recorded."""


class Batch:
    """What several callers add at once: each all or none, and none stops another.

    Args:
        composer: of the log.
        heads: of all threads concerned, locked.
        size: of the log.
    """

    def __init__(self, composer: Composer, heads: Mapping[Thread, Head], size: int) -> None:
        self._composer = composer
        self.heads = dict(heads)
        self._ciphers: dict[Thread, AESGCM | None] = {}
        self._size = size
        self.composed: list[Composed] = []

    def add(self, append: Append) -> Composition:
        """Compose what a caller asks for, or say why it cannot be recorded."""
        tails: dict[Thread, Tail] = {}
        composed: list[Composed] = []
        try:
            if not append.by_the_log:
                refuse_kinds_of_the_log(append.drafts)
            now = self._composer.clock.now()
            for draft in append.drafts:
                thread = draft.thread
                tail = tails.get(thread)
                if tail is None:
                    tail = tails[thread] = self._tail(thread, append.unchanged_since)
                composed.append(self._composer.composed(draft, tail, now))
        except AutonomeError as error:
            return error
        self.heads |= {thread: tail.end for thread, tail in tails.items()}
        self.composed += composed
        return tuple(composed)

    def _tail(self, thread: Thread, since: int | None) -> Tail:
        """The end of a thread, to which a caller may add."""
        head = self.heads[thread]
        if head.closed:
            raise ErasedError("what this log held of the person was erased", where=self._composer.origin)
        if since is not None and (since > self._size or _moved(head, since)):
            raise LogMovedError("the log has grown since it was read", mend="read it again, and decide again.")
        if thread not in self._ciphers:
            self._ciphers[thread] = self._composer.cipher_for(thread)
        return self._composer.tail(head, self._ciphers[thread])


def _moved(head: Head, since: int) -> bool:
    """Whether something was added to a thread at or beyond a size that was read; what is pending will be."""
    return head.count > 0 and (head.place is None or head.place >= since)
