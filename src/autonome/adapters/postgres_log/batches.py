"""What several callers add at once, composed one behind the other from the heads on: each whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from autonome.adapters.log_commit import Append
from autonome.adapters.postgres_log.heads import Head, mark_of
from autonome.adapters.postgres_log.records import Composed, Composer
from autonome.kernel import AutonomeError
from autonome.ledger import ErasedError, LogMovedError, Thread, refuse_kinds_of_the_log


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

    def add(self, append: Append) -> tuple[Composed, ...] | AutonomeError:
        """Compose what a caller asks for, or say why it cannot be recorded."""
        tails: dict[Thread, _Tail] = {}
        composed: list[Composed] = []
        try:
            if not append.by_the_log:
                refuse_kinds_of_the_log(append.drafts)
            for draft in append.drafts:
                thread = draft.thread  # looked up once: to hash it costs as much as a seal
                tail = tails.get(thread)
                if tail is None:
                    tail = tails[thread] = self._tail(thread, append.unchanged_since)
                composed.append(self._composer.composed(draft, tail.head, tail.cipher))
                tail.head = tail.head.after(mark_of(composed[-1].code), composed[-1].commitment)
        except AutonomeError as error:
            return error
        self.heads |= {thread: tail.head for thread, tail in tails.items()}
        self.composed += composed
        return tuple(composed)

    def _tail(self, thread: Thread, since: int | None) -> _Tail:
        """The end of a thread, to which a caller may add."""
        head = self.heads[thread]
        if head.closed:
            raise ErasedError("what this log held of the person was erased", where=self._composer.origin)
        if since is not None and (since > self._size or _moved(head, since)):
            raise LogMovedError("the log has grown since it was read", mend="read it again, and decide again.")
        if thread not in self._ciphers:
            self._ciphers[thread] = self._composer.cipher_for(thread)
        return _Tail(head, self._ciphers[thread])


@dataclass(slots=True)
class _Tail:
    """The end of a thread while a caller adds to it."""

    head: Head
    cipher: AESGCM | None


def _moved(head: Head, since: int) -> bool:
    """Whether something was added to a thread at or beyond a size that was read; what is pending will be."""
    return head.count > 0 and (head.place is None or head.place >= since)
