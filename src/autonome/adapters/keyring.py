"""The keyring of a log: a key for each person and one of the institution's, each wrapped by one secret, in a folder.

::

    KEYRING/key                     0600: the secret that wraps, 256 bits drawn once
    KEYRING/subjects/<pseudonym>    0600: one person's key, wrapped; or the word that it was destroyed
    KEYRING/institution             0600: the evidence key, wrapped: of entries that outlast an erasure
    KEYRING/erasures                0600: how many of the log's tombstones have been carried out here

What a log holds of a person is sealed under that person's key (`sealed_entries`). Once the key is destroyed, nothing
that lies elsewhere opens it again: no copy of the log, no backup that does not hold this folder. So the folder can be
kept apart from the log, and must not be in its backups.

A person's pseudonym is an HMAC under the same secret: who does not hold it cannot try names.

Not here: keys in a hardware module or a key service, which will stand behind the same three methods.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from autonome.adapters.durable import (
    PRIVATE_DIRECTORY,
    PRIVATE_FILE,
    DurableFile,
    make_directories,
    wipe,
    write_durably,
)
from autonome.kernel import InputError, canonical_bytes
from autonome.ledger import Entropy, ErasedError, FormatError, LogError, Opening, Thread
from autonome.ledger.encoding import decode, encode

KEY_BYTES = 32
"""AES-256, and the secret from which the wrapping key is derived."""

NONCE_BYTES = 12
"""96 bits, drawn for each message (NIST SP 800-38D, section 8.2.2): good for 2^32 messages under one key."""

TAG_BYTES = 16
"""Length of the tag of AES-GCM, 128 bits."""

CODE_BYTES = 16
"""Length of a code: HMAC-SHA-256 cut to 128 bits, half of it (RFC 2104, section 5)."""

_SECRET = "autonome-keyring/1"  # noqa: S105 - names a format
_WRAPPED = "autonome-subject-key/1"
_GRAVE = f"{_WRAPPED} destroyed\n"
_WHOSE = {Opening.PERSON: "subject", Opening.INSTITUTION: "institution", Opening.PUBLIC: "public"}
_INSTITUTION = "institution"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_RESTORE = "restore the keyring that belongs to this log."


class FileKeyring:
    """The keyring of one log, in a folder.

    Args:
        directory: of the keyring; see `open_keyring`.
        origin: of the log to which it belongs; no other log's wrapped keys are taken for this one's.
        secret: 32 bytes.
        entropy: draws keys and nonces.
    """

    def __init__(self, directory: Path, *, origin: str, secret: bytes, entropy: Entropy) -> None:
        self._directory = directory
        self._origin = origin
        self._entropy = entropy
        self._wrapping = AESGCM(_derived(secret, "wrap"))
        self._naming = _derived(secret, "pseudonym")
        self._coding = _derived(secret, "code")

    @property
    def fingerprint(self) -> bytes:
        """What a log remembers of its keyring, so that another is never taken for it."""
        return hmac.digest(self._naming, b"fingerprint", hashlib.sha256)

    def pseudonym(self, thread: Thread) -> str:
        """A name on disk: nobody without the keyring can tell whose it is, or try names."""
        whose = _WHOSE[thread.opening]
        return hmac.digest(self._naming, f"{whose} {self._origin} {thread.subject}".encode(), hashlib.sha256).hex()

    def name_of(self, *words: str) -> bytes:
        """Name what a store keeps, by words that nobody can try without the keyring; 32 bytes.

        Args:
            words: the first says what is named, such as ``person``.
        """
        return hmac.digest(self._naming, canonical_bytes(["named", self._origin, *words]), hashlib.sha256)

    def code(self, message: bytes) -> bytes:
        """A code by which this keyring's holders know that one of them wrote a message.

        Args:
            message: it begins with the name of its format and of the log.
        """
        return hmac.digest(self._coding, message, hashlib.sha256)[:CODE_BYTES]

    def key_of(self, thread: Thread) -> bytes:
        """The key under which a thread is sealed.

        Raises:
            ErasedError: it was destroyed.
            LogError: there is none, or it is damaged.
        """
        key = self.key_if_any(thread)
        if key is None:
            raise LogError("a key is missing or damaged", where=self._path(thread).name, mend=_RESTORE)
        return key

    def key_if_any(self, thread: Thread) -> bytes | None:
        """The key under which a thread is sealed; None where none was drawn yet.

        Raises:
            ErasedError: it was destroyed.
            LogError: it is damaged.
        """
        path = self._path(thread)
        try:
            written = path.read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise LogError("a key is missing or damaged", where=path.name, mend=_RESTORE) from error
        if written == _GRAVE:
            raise ErasedError("what this log held of the person was erased: the key is destroyed", where=path.name)
        return self._unwrapped(written, self._whose(thread))

    def key_under(self, pseudonym: str) -> bytes | None:
        """The key of whoever has a pseudonym here: a person's own, or the one for all of the institution's matters.

        Args:
            pseudonym: as it stands in a sealed file; not checked, for a key that does not fit opens nothing.

        Raises:
            ErasedError: it was destroyed.
            LogError: it is damaged.
        """
        person = self._directory / "subjects" / pseudonym
        path, whose = (person, pseudonym) if person.exists() else (self._directory / "institution", _INSTITUTION)
        if self.is_destroyed(pseudonym):
            raise ErasedError("what this log held of the person was erased: the key is destroyed", where=path.name)
        return self._unwrapped(path.read_text(encoding="ascii", errors="replace"), whose) if path.exists() else None

    def stamp(self, thread: Thread, pseudonym: str) -> tuple[int, int] | None:
        """Tells one state of a thread's key on the disk from another, without reading it; None where there is none."""
        place = f"subjects/{pseudonym}" if thread.opening is Opening.PERSON else "institution"
        try:
            found = os.stat(f"{self._directory}/{place}")  # noqa: PTH116 - asked for each person of a batch
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def key_for(self, thread: Thread) -> tuple[bytes, tuple[DurableFile, ...]]:
        """The key under which a thread is sealed, drawn now where there was none; the caller holds the log's lock.

        Returns:
            The key, and the file that must be on the disk before anything that it seals is relied upon: none for a key
            that was there.

        Raises:
            ErasedError: it was destroyed; no new one takes its place.
        """
        known = self.key_if_any(thread)
        if known is not None:
            return known, ()
        key = self._entropy.token(KEY_BYTES)
        nonce = self._entropy.token(NONCE_BYTES)
        wrapped = encode(nonce + self._wrapping.encrypt(nonce, key, self._about(self._whose(thread))))
        return key, (DurableFile(self._path(thread), f"{_WRAPPED} {wrapped}\n".encode(), private=True),)

    def destroy(self, person: str) -> None:
        """Destroy a person's key: all that is sealed under it is unreadable, for ever; the caller holds the log's lock.

        The bytes are overwritten where they lie, as far as the file system does so, and a word is left in their place,
        so that no new key is taken for the old one.

        Args:
            person: pseudonym.
        """
        path = self._directory / "subjects" / person
        make_directories(path.parent, PRIVATE_DIRECTORY)
        wipe(path)
        write_durably(path, _GRAVE.encode(), PRIVATE_FILE)

    def is_destroyed(self, person: str) -> bool:
        """Whether a person's key is destroyed here.

        Args:
            person: pseudonym.
        """
        try:
            # By its length alone, for this is asked of everybody at each start: a key is longer, wiped or not.
            return os.stat(f"{self._directory}/subjects/{person}").st_size == len(_GRAVE)  # noqa: PTH116
        except FileNotFoundError:
            return False

    @property
    def erasures(self) -> int:
        """How many of the log's tombstones were carried out here; a keyring that was put back knows of fewer."""
        path = self._directory / "erasures"
        text = path.read_text(encoding="ascii", errors="replace").strip() if path.exists() else "0"
        return int(text) if text.isascii() and text.isdecimal() else 0

    def remember_erasures(self, count: int) -> None:
        """Write down how many tombstones were carried out."""
        write_durably(self._directory / "erasures", f"{count}\n".encode(), PRIVATE_FILE)

    def _unwrapped(self, written: str, whose: str) -> bytes:
        name, _, wrapped = written.removesuffix("\n").partition(" ")
        try:
            data = decode(wrapped, what="a wrapped key", length=NONCE_BYTES + KEY_BYTES + TAG_BYTES)
            if name == _WRAPPED:
                return self._wrapping.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], self._about(whose))
        except (FormatError, InvalidTag) as error:
            raise LogError("a key is damaged", where=self._directory.name, mend=_RESTORE) from error
        raise LogError("a key is damaged", where=self._directory.name, mend=_RESTORE)

    def _whose(self, thread: Thread) -> str:
        return self.pseudonym(thread) if thread.opening is Opening.PERSON else _INSTITUTION

    def _about(self, whose: str) -> bytes:
        return f"{_WRAPPED} {self._origin} {whose}".encode()

    def _path(self, thread: Thread) -> Path:
        """Where a key lies: each person has one; what is the institution's own is sealed under one for all of it."""
        if thread.opening is Opening.PERSON:
            return self._directory / "subjects" / self.pseudonym(thread)
        return self._directory / "institution"


def open_keyring(directory: Path, *, origin: str, entropy: Entropy, new: bool) -> FileKeyring:
    """Open a keyring.

    Args:
        directory: in which it lies, alone.
        origin: of its log.
        entropy: draws keys and nonces.
        new: whether it may be made; the caller holds the log's lock.

    Raises:
        InputError: others may look into it.
        LogError: it is missing though it should be there, or damaged.
    """
    path = directory / "key"
    if not path.exists():
        if not new:
            raise LogError("the keyring of the log is missing", where=str(directory), mend=_RESTORE)
        make_directories(directory, PRIVATE_DIRECTORY)
        write_durably(path, f"{_SECRET} {encode(entropy.token(KEY_BYTES))}\n".encode(), PRIVATE_FILE)
    if (directory.stat().st_mode | path.stat().st_mode) & _OTHERS:
        raise InputError(
            "others may look into the keyring", where=str(directory), mend="chmod 700 the folder, and 600 its key."
        )
    return FileKeyring(directory, origin=origin, secret=_secret(path), entropy=entropy)


def _secret(path: Path) -> bytes:
    try:
        name, _, text = path.read_text(encoding="ascii").removesuffix("\n").partition(" ")
        if name == _SECRET:
            return decode(text, what="a keyring's secret", length=KEY_BYTES)
    except (FormatError, UnicodeDecodeError) as error:
        raise LogError("the keyring's key cannot be read", where=str(path), mend=_RESTORE) from error
    raise LogError("the keyring's key cannot be read", where=str(path), mend=_RESTORE)


def _derived(secret: bytes, purpose: str) -> bytes:
    """One key for each purpose (HKDF, RFC 5869): what names people never wraps keys."""
    return HKDF(SHA256(), KEY_BYTES, None, f"{_SECRET} {purpose}".encode()).derive(secret)
