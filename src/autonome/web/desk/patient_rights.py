"""What a patient may ask for by right: a copy, a correction, less use, erasure."""

from __future__ import annotations

from typing import IO, Protocol

from autonome.access.rights import Matter, Right
from autonome.workflows.decide_and_record import Refusal


class RightsDesk(Protocol):
    """A node, as its patients meet it who ask for what is theirs."""

    def ask(self, right: Right, words: str) -> Matter:
        """Open a matter: from then on the legal limit runs. Of the same right there is one at a time.

        Raises:
            InputError: too many words.
        """

    def export(self) -> IO[bytes] | Refusal:
        """All that is kept of the person, as one ZIP archive, proven by the log; it is at its beginning.

        Raises:
            AutonomeError: log or store cannot be relied upon; nothing was handed over.
        """
