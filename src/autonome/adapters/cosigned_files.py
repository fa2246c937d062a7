"""What witnesses said of a log, beside it in its folder, and the mark that halts it.

::

    DIR/cosigned.json           newest checkpoint with cosignatures and timestamp   (public)
    DIR/cosigned/000000000012.json  the one of size 12, which one of a larger tree replaced (public)
    DIR/private/cosigned.lock   held by who keeps one, so that none takes the place of one of a larger tree
    DIR/private/halted          there while its witnesses contradict the log: whoever appends refuses
    DIR/private/witnessed       the policy under which a quorum cosigned last: whoever appends asks its witnesses first

Of a log in a database all of this lies on the node's private side: a database that is put back must not bring an older
memory, nor take a halt away.
"""

from __future__ import annotations

import fcntl
import os
import re
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from autonome.adapters.durable import PRIVATE_FILE, make_directories, remove_durably, write_durably
from autonome.kernel import canonical_bytes
from autonome.ledger import FormatError, HaltedError, LogError
from autonome.ledger.cosigned import RESTORE, CosignedCheckpoint

_DIGITS = 12
"""Of a size in a file's name: names sort as sizes do."""

_NAME = re.compile(rf"[0-9]{{{_DIGITS}}}\.json")


class CosignedFiles:
    """Keeps cosigned checkpoints in the folder of a log; a `ledger.cosigned.CosignedKeeper`.

    Args:
        directory: of the log.
        private: its private side; None where that lies in the folder.
    """

    def __init__(self, directory: Path, private: Path | None = None) -> None:
        self._cosigned = directory / "cosigned.json"
        self._before = directory / "cosigned"
        self._private = directory / "private" if private is None else private
        self._halted = _mark(self._private)
        self._one = threading.Lock()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other threads and other processes from keeping something at the same moment."""
        with self._one:
            descriptor = os.open(self._private / "cosigned.lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)

    def newest(self) -> CosignedCheckpoint | None:
        """The newest checkpoint that is kept.

        Raises:
            LogError: it is damaged.
        """
        return _read(self._cosigned) if self._cosigned.exists() else None

    def keep(self, cosigned: CosignedCheckpoint) -> None:
        """Put it in the place of the one before, unless another process has kept one of a larger tree meanwhile.

        Raises:
            LogError: what is kept is damaged.
        """
        with self._alone():
            there = self.newest()
            if there is None or there.checkpoint.size <= cosigned.checkpoint.size:
                write_durably(self._cosigned, canonical_bytes(cosigned.to_json()) + b"\n")

    @property
    def witnessed(self) -> Path:
        """The policy under which a quorum cosigned last; not there of a log that no quorum ever cosigned."""
        return self._private / "witnessed"

    def remember_policy(self, data: bytes) -> None:
        """Keep a policy under which a quorum cosigned."""
        with self._one:
            if not self.witnessed.exists() or self.witnessed.read_bytes() != data:
                write_durably(self.witnessed, data, PRIVATE_FILE)

    def refuse_if_halted(self, *, where: str) -> None:
        """Refuse to sign while witnesses contradict the log; as the function of this name."""
        refuse_if_halted(self._private, where=where)

    def remember(self, cosigned: CosignedCheckpoint) -> None:
        """Keep one that a larger tree takes the place of."""
        with self._one:
            make_directories(self._before)
            path = self._before / f"{cosigned.checkpoint.size:0{_DIGITS}}.json"
            write_durably(path, canonical_bytes(cosigned.to_json()) + b"\n")

    def before(self, index: int) -> CosignedCheckpoint | None:
        """The newest one that is kept or remembered whose tree does not hold an entry yet.

        Raises:
            LogError: it is damaged.
        """
        return self._before_each()(index)

    def before_each(self) -> Callable[[int], CosignedCheckpoint | None]:
        """The same for the entries of a receipt: looked up once for all, and what is damaged is not there."""
        try:
            before = self._before_each()
        except (LogError, OSError):
            return lambda _: None

        def whole(index: int) -> CosignedCheckpoint | None:
            try:
                return before(index)
            except (LogError, OSError):
                return None

        return whole

    def _before_each(self) -> Callable[[int], CosignedCheckpoint | None]:
        kept = self.newest()
        names = os.listdir(self._before) if self._before.is_dir() else []  # noqa: PTH208 - names alone, of very many
        remembered = sorted(name for name in names if _NAME.fullmatch(name))
        read = cache(lambda name: _read(self._before / name))

        def before(index: int) -> CosignedCheckpoint | None:
            if kept is not None and kept.checkpoint.size <= index:
                return kept
            place = bisect_right(remembered, f"{index:0{_DIGITS}}.json")
            return read(remembered[place - 1]) if place else None

        return before

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


def _read(path: Path) -> CosignedCheckpoint:
    try:
        return CosignedCheckpoint.read(path.read_bytes(), where=path.name)
    except FormatError as error:
        raise LogError("what witnesses said of the log is damaged", where=str(path), mend="move it away.") from error


def _mark(private: Path) -> Path:
    return private / "halted"
