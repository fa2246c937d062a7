"""The journal: what was done in emergencies while the log could not record, until it can.

::

    DIR/log/journal    one line for each act: its number, the digest of the line before, and the act, sealed

It is only ever added to, and each line is on the disk before anything of what it tells is shown. Lines are sealed under
the keyring, bound to number and predecessor: none can be changed, moved, taken out from between or made up by whoever
lacks it. That none is missing at the end, the passes tell that were used. When all of it stands on the log, it begins
anew.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from autonome.adapters.durable import PRIVATE_FILE, flush_names, wipe
from autonome.adapters.keyring import NONCE_BYTES, FileKeyring
from autonome.kernel import Instant, Json, SubjectId, canonical_bytes, read_json, sha256_hex
from autonome.ledger import Entropy, LogError
from autonome.workflows.break_glass import Journalled

FILE: Final = "journal"
_FIRST: Final = "0" * 64


class Journal:
    """The journal of one node.

    Args:
        private: side of the node's log, where keys lie.
        keyring: seals; the key is named by it, and stands in no table.
        entropy: draws nonces.
    """

    def __init__(self, private: Path, keyring: FileKeyring, entropy: Entropy) -> None:
        self._path = private / FILE
        self._key = AESGCM(keyring.name_of("key of the journal"))
        self._entropy = entropy

    def add(self, act: Journalled) -> None:
        """Add an act; when this returns, it is on the disk.

        Raises:
            LogError: the journal is damaged.
        """
        with self._open() as descriptor:
            lines = self._whole(descriptor)
            end = sum(len(line) + 1 for line in lines)
            os.ftruncate(descriptor, end)  # what a writer left who was killed before the line was whole
            number, previous = len(lines), _digest(lines)
            nonce = self._entropy.token(NONCE_BYTES)
            sealed = nonce + self._key.encrypt(nonce, canonical_bytes(_written(act)), _bound(number, previous))
            line = canonical_bytes({"n": number, "previous": previous, "sealed": sealed.hex()}) + b"\n"
            os.pwrite(descriptor, line, end)
            os.fsync(descriptor)
        flush_names(self._path.parent)

    def acts(self) -> tuple[Journalled, ...]:
        """All that is in it, in the order in which it was done.

        Raises:
            LogError: it is damaged; says in which line.
        """
        if not self._path.exists():
            return ()
        with self._open() as descriptor:
            return tuple(self._opened(self._whole(descriptor)))

    def clear(self, acts: int) -> bool:
        """Begin anew, where it holds no more than so many acts, all of which stand on the log; gives whether it did."""
        if not self._path.exists():
            return True
        with self._open() as descriptor:
            if len(self._whole(descriptor)) != acts:
                return False
            wipe(self._path)
            os.ftruncate(descriptor, 0)
            os.fsync(descriptor)
        return True

    @contextmanager
    def _open(self) -> Iterator[int]:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(self._path, flags, PRIVATE_FILE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)

    def _whole(self, descriptor: int) -> list[bytes]:
        data = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        return data.split(b"\n")[:-1]

    def _opened(self, lines: list[bytes]) -> Iterator[Journalled]:
        for number, line in enumerate(lines):
            where, previous = f"line {number + 1} of the journal", _digest(lines[:number])
            match read_json(line, where=where):
                case {"n": int(said), "previous": str(before), "sealed": str(sealed)} if (said, before) == (
                    number,
                    previous,
                ):
                    yield _act(self._unsealed(bytes.fromhex(sealed), number, previous, where), where)
                case _:
                    raise LogError("the journal of emergencies is damaged", where=where, mend=_KEEP)

    def _unsealed(self, sealed: bytes, number: int, previous: str, where: str) -> Json:
        try:
            data = self._key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(number, previous))
        except (InvalidTag, ValueError):
            raise LogError("the journal of emergencies is damaged", where=where, mend=_KEEP) from None
        return read_json(data, where=where)


_KEEP: Final = "keep it, and ask who can tell what was done."


def _digest(lines: list[bytes]) -> str:
    return sha256_hex(lines[-1]) if lines else _FIRST


def _bound(number: int, previous: str) -> bytes:
    return f"autonome-journal/1 {number} {previous}".encode()


def _written(act: Journalled) -> Json:
    return {
        "subject": act.subject,
        "known_as": act.known_as,
        "at": str(act.at),
        "token": act.token,
        "body": dict(act.body),
    }


def _act(value: Json, where: str) -> Journalled:
    match value:
        case {"subject": str(who), "known_as": str(known), "at": str(at), "token": str(token), "body": dict(body)}:
            return Journalled(SubjectId(who), known, Instant.parse(at), token, body)
    raise LogError("the journal of emergencies is damaged", where=where, mend=_KEEP)
