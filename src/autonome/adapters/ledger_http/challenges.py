"""Challenges for readers, and whether a reader's statement may open anything.

A challenge states its time and carries a check value under a secret of this process: nothing is kept for those who only
ask. One that opened something is remembered until it has expired, so that nobody opens anything twice by it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from threading import Lock

from autonome.kernel import AutonomeError
from autonome.ledger import Clock, LogError
from autonome.ledger.publishing import OpenedLog
from autonome.ledger.reading import Statement

SECONDS = 60
"""How long a challenge is good for, in seconds: one round trip on a slow line, and a key that a person must unlock."""

MOST = 10_000
"""Most challenges remembered that opened something; beyond, readers wait until the oldest has expired."""

_TIME_BYTES = 8
_LOT_BYTES = 16
_CHECK_BYTES = 16


class Challenges:
    """The challenges of one server process.

    Args:
        clock: time of issue.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._used: dict[bytes, int] = {}
        self._lock = Lock()

    def issue(self) -> bytes:
        """Draw a challenge."""
        head = self._clock.now().seconds.to_bytes(_TIME_BYTES, "big") + secrets.token_bytes(_LOT_BYTES)
        return head + self._check(head)

    def entitles(self, statement: Statement, log: OpenedLog, origin: str) -> bool:
        """Whether a statement may open what it asks for; the answer tells nothing of why it may not.

        Args:
            statement: as it came.
            log: whose readers are enrolled.
            origin: of that log.

        Raises:
            LogError: who may read is damaged; for the operator, not for who asked.
        """
        try:
            statement.check()
            enrolled = statement.key.public in log.readers(statement.thread)
        except LogError:
            raise
        except AutonomeError:
            return False
        return statement.log == origin and enrolled and self._accept(statement.challenge)

    def _accept(self, challenge: bytes) -> bool:
        """Whether a challenge is ours, still good and not used before; it is used now."""
        head, check = challenge[: _TIME_BYTES + _LOT_BYTES], challenge[_TIME_BYTES + _LOT_BYTES :]
        now, drawn = self._clock.now().seconds, int.from_bytes(head[:_TIME_BYTES], "big")
        if not hmac.compare_digest(check, self._check(head)) or not drawn <= now <= drawn + SECONDS:
            return False
        with self._lock:
            self._used = {each: until for each, until in self._used.items() if until >= now}
            if head in self._used or len(self._used) >= MOST:
                return False
            self._used[head] = drawn + SECONDS
        return True

    def _check(self, head: bytes) -> bytes:
        return hmac.digest(self._secret, head, hashlib.sha256)[:_CHECK_BYTES]
