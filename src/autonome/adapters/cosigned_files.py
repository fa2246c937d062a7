"""What witnesses said of a log, beside it in its folder, and the mark that halts it.

::

    DIR/cosigned.json           newest checkpoint with cosignatures and timestamp   (public)
    DIR/private/halted          there while its witnesses contradict the log: whoever appends refuses

Of a log in a database both lie on the node's private side: a database that is put back must not bring an older memory,
nor take a halt away.
"""

from __future__ import annotations

import threading
from pathlib import Path

from autonome.adapters.durable import PRIVATE_FILE, remove_durably, write_durably
from autonome.kernel import canonical_bytes
from autonome.ledger import FormatError, HaltedError, LogError
from autonome.ledger.cosigned import RESTORE, CosignedCheckpoint


class CosignedFiles:
    """Keeps cosigned checkpoints in the folder of a log; a `ledger.cosigned.CosignedKeeper`.

    Args:
        directory: of the log.
        private: its private side; None where that lies in the folder.
    """

    def __init__(self, directory: Path, private: Path | None = None) -> None:
        self._cosigned = directory / "cosigned.json"
        self._halted = _mark(directory / "private" if private is None else private)
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


def halted(private: Path) -> str | None:
    """Why a log signs nothing, by the mark on its private side; None where it may."""
    try:
        return _mark(private).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None


def refuse_if_halted(private: Path, *, where: str) -> None:
    """Refuse to sign for a log that its witnesses contradict.

    Args:
        private: side of the log.
        where: which log, for the message.

    Raises:
        HaltedError: they do.
    """
    reason = halted(private)
    if reason is not None:
        raise HaltedError(f"the log is halted: {reason}", where=where, mend=RESTORE)


def _mark(private: Path) -> Path:
    return private / "halted"
