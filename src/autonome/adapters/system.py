"""The machine's clock and its generator of secrets."""

from __future__ import annotations

import secrets
import time

from autonome.kernel import Instant


class SystemClock:
    """The time of this machine, in whole seconds."""

    def now(self) -> Instant:
        """Read it."""
        return Instant(int(time.time()))


class SystemEntropy:
    """The operating system's generator."""

    def token(self, length: int) -> bytes:
        """Draw ``length`` unforeseeable bytes."""
        return secrets.token_bytes(length)
