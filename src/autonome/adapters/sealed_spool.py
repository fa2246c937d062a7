"""What somebody sends, while it is taken apart: in memory up to a size, on the disk beyond it, and there sealed.

The key is drawn for each, lies in memory alone, and is gone with the process: what is left of the disk's blocks opens
for nobody. AES-256 in counter mode, which lets one read from any place; who could change the blocks of a file that has
no name could change the memory too, so that nothing is authenticated here.
"""

from __future__ import annotations

import io
import secrets
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

IN_MEMORY: Final = 1024 * 1024
"""Bytes that are kept in memory."""

BLOCK: Final = 16
"""Bytes of a block of AES."""

_WHOLE: Final = 1 << (8 * BLOCK)


class SealedSpool(io.RawIOBase):
    """A file to write to its end, and then to read from anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self._held: io.BytesIO | None = io.BytesIO()
        self._file: Any = None
        self._opening: Any = None
        self._size = 0
        self._at = 0

    @property
    def is_on_disk(self) -> bool:
        """Whether it has grown beyond what is kept in memory."""
        return self._held is None

    def readable(self) -> bool:
        """It is."""
        return True

    def writable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is, to read."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Add to the end.

        Raises:
            ValueError: it is not at its end.
        """
        view = memoryview(data)
        if self._at != self._size:
            raise ValueError("a spool is written at its end alone")
        if self._held is not None and self._size + len(view) > IN_MEMORY:
            self._to_disk(self._held.getvalue())
        if self._held is not None:
            self._held.write(view)
        else:
            self._file.write(self._sealing.update(view))
        self._size += len(view)
        self._at = self._size
        return len(view)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place."""
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, min(begin + offset, self._size))
        self._opening = None
        return self._at

    def tell(self) -> int:
        """Where it is."""
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read from where it is."""
        wanted = min(len(memoryview(buffer)), self._size - self._at)
        plain = self._read(wanted)
        memoryview(buffer)[: len(plain)] = plain
        self._at += len(plain)
        return len(plain)

    def close(self) -> None:
        """Forget it."""
        self._held = None
        if self._file is not None:
            self._file.close()
        super().close()

    def _to_disk(self, held: bytes) -> None:
        self._file, self._held = TemporaryFile(buffering=0), None  # noqa: SIM115 - closed with this
        self._key, self._begin = secrets.token_bytes(32), secrets.randbits(8 * BLOCK)
        self._sealing = self._cipher(0).encryptor()
        self._file.write(self._sealing.update(held))

    def _cipher(self, block: int) -> Cipher[CTR]:
        counter = (self._begin + block) % _WHOLE
        return Cipher(AES256(self._key), CTR(counter.to_bytes(BLOCK, "big")))

    def _read(self, wanted: int) -> bytes:
        if self._held is not None:
            self._held.seek(self._at)
            found = self._held.read(wanted)
            self._held.seek(self._size)
            return found
        if self._opening is None:
            block, over = divmod(self._at, BLOCK)
            self._file.seek(block * BLOCK)
            self._opening = self._cipher(block).decryptor()
            self._opening.update(self._file.read(over))
        plain: bytes = self._opening.update(self._file.read(wanted))
        return plain
