"""Files that were sent and wait until they are taken in: in the node's private folder, sealed from the first byte on.

::

    FOLDER/<32 hex digits>/<name>   0600: ``autonome-arriving/1``, a line feed, a salt, the sealed chunks, end to end

The key is derived (HKDF) from the key of the person whose file it is, which the keyring keeps wrapped: who erases the
person has erased what waits, too. Each chunk is sealed with its number as nonce, and the last one is marked as such, so
that none is missing, moved, or left out (the STREAM construction: Hoang, Reyhanitabar, Rogaway and Vizár 2015). A file
that nobody came to within a day is swept away.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import time
from typing import IO, TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from autonome.adapters.durable import write_once_durably
from autonome.adapters.genome_files import GenomeFile, Streamed
from autonome.adapters.keyring import KEY_BYTES, NONCE_BYTES, TAG_BYTES, FileKeyring
from autonome.kernel import InputError, SubjectId
from autonome.ledger import Entropy, Thread

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC: Final = b"autonome-arriving/1\n"
SALT_BYTES: Final = 16
HEAD: Final = len(MAGIC) + SALT_BYTES

CHUNK: Final = 256 * 1024
"""Bytes that are sealed together."""

SEALED: Final = CHUNK + TAG_BYTES

KEPT_SECONDS: Final = 24 * 3600
"""After which a file is swept away (our own judgement: a worker that does not run is noticed within a day)."""

LONGEST_NAME: Final = 80
MARK_BYTES: Final = 8
MIDDLE, LAST = b"\x00", b"\x01"
_UNPLAIN: Final = re.compile(r"[^A-Za-z0-9._-]+")
_KEPT: Final = re.compile(r"[0-9a-f]{32}/[A-Za-z0-9_-][A-Za-z0-9._-]*")

Told = Callable[[int, int, int], None]
"""Takes bytes that were read, of how many, and lines."""


@dataclass(frozen=True, slots=True)
class ArrivingFiles:
    """Files that wait.

    Args:
        folder: where they lie.
        keyring: holds the people's keys.
        entropy: draws names and salts.
    """

    folder: Path
    keyring: FileKeyring
    entropy: Entropy

    def keep(self, subject: SubjectId, chunks: Iterable[bytes], name: str) -> str:
        """Keep what was sent, sealed; gives by which name it is found again.

        Args:
            subject: whose.
            chunks: of it.
            name: that it was sent under; kept as far as it is plain letters, for errors.
        """
        self.sweep()
        plain = _UNPLAIN.sub("_", name).strip(".")[-LONGEST_NAME:].lstrip(".") or "file"
        kept = f"{self.entropy.token(16).hex()}/{plain}"
        path, salt = self.folder / kept, self.entropy.token(SALT_BYTES)
        path.parent.mkdir(mode=0o700, parents=True)
        try:
            cipher = self._cipher(subject, kept, salt)
            with path.open("xb") as target:
                path.chmod(0o600)
                target.write(MAGIC + salt)
                for sealed in _sealed(cipher, chunks):
                    target.write(sealed)
        except BaseException:
            self.forget(kept)
            raise
        return kept

    @contextmanager
    def opened(self, subject: SubjectId, kept: str) -> Iterator[Reader]:
        """What was kept, to read.

        Raises:
            InputError: it is not there any more, or not what was written.
            ErasedError: the person was erased meanwhile.
        """
        path = self.folder / kept
        if _KEPT.fullmatch(kept) is None or not path.is_file():
            raise InputError("the file is not there any more", mend="send it again.")
        with path.open("rb", buffering=0) as raw:
            head = raw.read(HEAD)
            if not head.startswith(MAGIC) or len(head) < HEAD:
                raise _damaged()
            yield Reader(raw, self._cipher(subject, kept, head[len(MAGIC) :]), path.stat().st_size - HEAD)

    def genome(self, subject: SubjectId, kept: str, told: Told) -> ArrivingGenome:
        """What was kept, as a VCF."""
        return ArrivingGenome(self.folder / kept, opening=lambda: self.opened(subject, kept), told=told)

    def forget(self, kept: str) -> None:
        """Take a file away; nothing happens where it is gone already."""
        if _KEPT.fullmatch(kept) is not None:
            shutil.rmtree((self.folder / kept).parent, ignore_errors=True)

    def sweep(self) -> None:
        """Take away what nobody came to."""
        for each in self.folder.iterdir() if self.folder.is_dir() else ():
            if each.stat().st_mtime < time() - KEPT_SECONDS:
                shutil.rmtree(each, ignore_errors=True)

    def _cipher(self, subject: SubjectId, kept: str, salt: bytes) -> AESGCM:
        thread = Thread.of_person(subject)
        key, files = self.keyring.key_for(thread)
        for file in files:
            if not write_once_durably(file, self.entropy.token(MARK_BYTES).hex()):
                key = self.keyring.key_of(thread)
        derived = HKDF(SHA256(), KEY_BYTES, salt=salt, info=MAGIC + kept.encode())
        return AESGCM(derived.derive(key))


class Reader(io.RawIOBase):
    """A file that waits, opened chunk by chunk.

    Args:
        raw: behind its head.
        cipher: that it was sealed with.
        size: bytes of the sealed chunks.
    """

    def __init__(self, raw: IO[bytes], cipher: AESGCM, size: int) -> None:
        super().__init__()
        self._raw, self._cipher = raw, cipher
        self._chunks = -(-size // SEALED)
        self.size = size - TAG_BYTES * self._chunks
        self._at, self._number, self._held = 0, -1, b""
        if self._chunks == 0 or self.size < 0:
            raise _damaged()

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place."""
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, begin + offset)
        return self._at

    def tell(self) -> int:
        """Where it is."""
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read from where it is, to the end of a chunk at the most.

        Raises:
            InputError: it is not what was written.
        """
        number, over = divmod(self._at, CHUNK)
        if self._at >= self.size:
            number, over = (
                self._chunks - 1,
                CHUNK,
            )  # the end counts only where the last chunk is the last that was written
        if number != self._number:
            self._held, self._number = self._chunk(number), number
        found = self._held[over : over + len(memoryview(buffer))]
        memoryview(buffer)[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _chunk(self, number: int) -> bytes:
        self._raw.seek(HEAD + number * SEALED)
        last = LAST if number == self._chunks - 1 else MIDDLE
        try:
            return self._cipher.decrypt(_nonce(number), self._raw.read(SEALED), last)
        except InvalidTag:
            raise _damaged() from None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivingGenome(GenomeFile):
    """A VCF that waits; a `GenomeSource`.

    Args:
        opening: opens it.
        told: takes how far the reading of its records is.
    """

    opening: Callable[[], AbstractContextManager[Reader]]
    told: Told
    _now: list[Reader] = field(default_factory=list, init=False, repr=False, compare=False)

    @contextmanager
    def _opened(self) -> Iterator[io.BufferedReader]:
        with self.opening() as reader:
            self._now[:] = [reader]
            yield io.BufferedReader(reader, CHUNK)

    @contextmanager
    def streamed(self, *, sample: str | None = None) -> Iterator[Streamed]:
        """See `GenomeFile.streamed`; somebody is told how far it is."""
        with GenomeFile.streamed(self, sample=sample) as stream:
            yield replace(stream, blocks=self._telling(stream.blocks))

    def _telling(self, blocks: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        for first, text in blocks:
            yield first, text
            (reader,) = self._now
            self.told(reader.tell(), reader.size, first + text.count(b"\n"))


def _sealed(cipher: AESGCM, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks of one length, the last of what is left, each under its number."""
    held, number = bytearray(), 0
    for chunk in chunks:
        held += chunk
        while len(held) > CHUNK:  # the last one is known as such when nothing comes after it
            yield cipher.encrypt(_nonce(number), bytes(held[:CHUNK]), MIDDLE)
            del held[:CHUNK]
            number += 1
    yield cipher.encrypt(_nonce(number), bytes(held), LAST)


def _nonce(number: int) -> bytes:
    return number.to_bytes(NONCE_BYTES, "big")


def _damaged() -> InputError:
    return InputError("what was kept of the file is damaged", mend="send it again.")
