"""What witnesses said of a log, beside it in its folder, and the mark that halts it.

::

    DIR/cosigned.json           newest checkpoint with cosignatures and timestamp   (public)
    DIR/private/halted          there while its witnesses contradict the log: whoever appends refuses
"""

from __future__ import annotations

import threading
from pathlib import Path

from autonome.adapters.durable import PRIVATE_FILE, remove_durably, write_durably
from autonome.kernel import canonical_bytes
from autonome.ledger import FormatError, LogError
from autonome.ledger.cosigned import RESTORE, CosignedCheckpoint


class CosignedFiles:
    """Keeps cosigned checkpoints in the folder of a log; a `ledger.cosigned.CosignedKeeper`.

    Args:
        directory: of the log; it has a private side.
    """

    def __init__(self, directory: Path) -> None:
        self._cosigned = directory / "cosigned.json"
        self._halted = _mark(directory)
        self._one = threading.Lock()

    def newest(self) -> CosignedCheckpoint | None:
        """The newest checkpoint that is kept.

        Raises:
            LogError: it is damaged.
        """
        if not self._cosigned.exists():
            return None
        try:
            return CosignedCheckpoint.read(self._cosigned.read_bytes(), where=self._cosigned.name)
        except FormatError as error:
            raise LogError(
                "what witnesses said of the log is damaged", where=str(self._cosigned), mend="move it away."
            ) from error

    def keep(self, cosigned: CosignedCheckpoint) -> None:
        """Put it in the place of the one before."""
        with self._one:
            write_durably(self._cosigned, canonical_bytes(cosigned.to_json()) + b"\n")

    def halt(self, reason: str) -> None:
        """Let the log sign nothing more."""
        with self._one:
            write_durably(self._halted, f"{reason}\n".encode(), PRIVATE_FILE)

    def resume(self) -> None:
        """Let the log sign again."""
        if self._halted.exists():
            remove_durably(self._halted)


def refuse_if_halted(directory: Path) -> None:
    """Refuse to sign for a log that its witnesses contradict.

    Args:
        directory: of the log.

    Raises:
        LogError: they do.
    """
    mark = _mark(directory)
    if mark.exists():
        reason = mark.read_text(encoding="utf-8", errors="replace").strip()
        raise LogError(f"the log is halted: {reason}", where=directory.name, mend=RESTORE)


def _mark(directory: Path) -> Path:
    return directory / "private" / "halted"
