"""The keyring of a log: a key for each person and one of the institution's, each wrapped by one secret, in a folder.

::

    KEYRING/key                     0600: what names people, and the institution's key, which wraps (`keyring_file`)
    KEYRING/subjects/<pseudonym>    0600: one person's key, wrapped; or the word that it was destroyed
    KEYRING/institution             0600: the evidence key, wrapped: of entries that outlast an erasure
    KEYRING/service                 where a key service holds the institution's key: which one (`key_service`)
    KEYRING/erasures                0600: how many of the log's tombstones have been carried out here

What a log holds of a person is sealed under that person's key (`sealed_entries`). Once the key is destroyed, nothing
that lies elsewhere opens it again: no copy of the log, no backup that does not hold this folder. So the folder can be
kept apart from the log, and must not be in its backups.

A person's pseudonym is an HMAC under a secret of its own: who does not hold it cannot try names.

The institution's key may be that of a key service instead (`key_wrapping`); it is changed by `keyring_rotation`. Who
has a keyring open holds a lock on its folder, shared, so that it is not changed under anybody's hands.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import stat
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from autonome.adapters.durable import (
    PRIVATE_DIRECTORY,
    PRIVATE_FILE,
    DurableFile,
    make_directories,
    wipe,
    write_durably,
)
from autonome.adapters.key_service import TransitWrapping, service_of
from autonome.adapters.key_wrapping import KEY_BYTES, NONCE_BYTES, TAG_BYTES, KeyWrapping, LocalWrapping
from autonome.adapters.keyring_file import KeyringSecrets, begin_secrets, read_secrets
from autonome.kernel import InputError, canonical_bytes
from autonome.ledger import Entropy, ErasedError, FormatError, LogError, Opening, Thread

__all__ = ["CODE_BYTES", "KEY_BYTES", "NONCE_BYTES", "TAG_BYTES", "FileKeyring", "open_keyring"]

CODE_BYTES = 16
"""Length of a code: HMAC-SHA-256 cut to 128 bits, half of it (RFC 2104, section 5)."""

_FIRST, _WRAPPED = "autonome-subject-key/1", "autonome-subject-key/2"
"""What begins a wrapped key: of the institution's first key, which it does not name; of any."""

_GRAVE = f"{_FIRST} destroyed\n"
_WHOSE = {Opening.PERSON: "subject", Opening.INSTITUTION: "institution", Opening.PUBLIC: "public"}
_INSTITUTION = "institution"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_RESTORE = "restore the keyring that belongs to this log."


class FileKeyring:
    """The keyring of one log, in a folder.

    Args:
        directory: of the keyring; see `open_keyring`.
        origin: of the log to which it belongs; no other log's wrapped keys are taken for this one's.
        secrets: what names people, and what codes are made with.
        wrapping: under the institution's key.
        entropy: draws keys.
    """

    def __init__(
        self, directory: Path, *, origin: str, secrets: KeyringSecrets, wrapping: KeyWrapping, entropy: Entropy
    ) -> None:
        self._directory = directory
        self._origin = origin
        self._entropy = entropy
        self._wrapping = wrapping
        self._naming = secrets.naming
        self._coding = secrets.coding

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

    def coder(self, about: bytes) -> Callable[[bytes], bytes]:
        """What makes `code` of many messages that begin alike, of which the beginning is taken in once.

        Args:
            about: with what each begins: the name of its format and of the log.
        """
        begun = HMAC(self._coding, SHA256())
        begun.update(about)

        def code(message: bytes) -> bytes:
            made = begun.copy()
            made.update(message)
            return made.finalize()[:CODE_BYTES]

        return code

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
        return key, (DurableFile(self._path(thread), self._wrapped(key, self._whose(thread)), private=True),)

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

    def keys(self) -> Iterator[Path]:
        """The files of all wrapped keys, those of destroyed ones among them."""
        yield from sorted(path for path in (self._directory / "subjects").glob("*") if not path.name.startswith("."))
        if (self._directory / _INSTITUTION).exists():
            yield self._directory / _INSTITUTION

    def rewrap(self, path: Path) -> bool:
        """Wrap one key under the newest generation of the institution's key; nobody else has the keyring open.

        Args:
            path: one of `keys`.

        Returns:
            Whether it was not yet.

        Raises:
            LogError: it is damaged.
        """
        written = path.read_text(encoding="ascii", errors="replace")
        name, _, wrapped = written.removesuffix("\n").partition(" ")
        if written == _GRAVE or (name == _WRAPPED and self._wrapping.is_newest(wrapped)):
            return False
        write_durably(path, self._wrapped(self._unwrapped(written, path.name), path.name), PRIVATE_FILE)
        return True

    def _wrapped(self, key: bytes, whose: str) -> bytes:
        return f"{_WRAPPED} {self._wrapping.wrap(key, self._about(_WRAPPED, whose))}\n".encode()

    def _unwrapped(self, written: str, whose: str) -> bytes:
        name, _, wrapped = written.removesuffix("\n").partition(" ")
        try:
            if name == _WRAPPED:
                return self._wrapping.unwrap(wrapped, self._about(_WRAPPED, whose))
            if name == _FIRST:
                return self._wrapping.unwrap(f"0:{wrapped}", self._about(_FIRST, whose))
        except FormatError as error:
            raise LogError("a key is damaged", where=self._directory.name, mend=_RESTORE) from error
        raise LogError("a key is damaged", where=self._directory.name, mend=_RESTORE)

    def _whose(self, thread: Thread) -> str:
        return self.pseudonym(thread) if thread.opening is Opening.PERSON else _INSTITUTION

    def _about(self, form: str, whose: str) -> bytes:
        return f"{form} {self._origin} {whose}".encode()

    def _path(self, thread: Thread) -> Path:
        """Where a key lies: each person has one; what is the institution's own is sealed under one for all of it."""
        if thread.opening is Opening.PERSON:
            return self._directory / "subjects" / self.pseudonym(thread)
        return self._directory / "institution"


def open_keyring(
    directory: Path, *, origin: str, entropy: Entropy, new: bool, wrapping: KeyWrapping | None = None
) -> FileKeyring:
    """Open a keyring.

    Args:
        directory: in which it lies, alone.
        origin: of its log.
        entropy: draws keys and nonces.
        new: whether it may be made; the caller holds the log's lock.
        wrapping: of a key service; the institution's key in the keyring's own file without it.

    Raises:
        InputError: others may look into it, or its key is being changed.
        LogError: it is missing though it should be there, or damaged.
    """
    path = directory / "key"
    if not path.exists():
        if not new:
            raise LogError("the keyring of the log is missing", where=str(directory), mend=_RESTORE)
        make_directories(directory, PRIVATE_DIRECTORY)
        begin_secrets(path, entropy)
    if (directory.stat().st_mode | path.stat().st_mode) & _OTHERS:
        raise InputError(
            "others may look into the keyring", where=str(directory), mend="chmod 700 the folder, and 600 its key."
        )
    lock = lock_keyring(directory, alone=False)
    keyring = keyring_with(directory, read_secrets(path), origin=origin, entropy=entropy, wrapping=wrapping)
    weakref.finalize(keyring, os.close, lock)
    return keyring


def keyring_with(
    directory: Path, secrets: KeyringSecrets, *, origin: str, entropy: Entropy, wrapping: KeyWrapping | None = None
) -> FileKeyring:
    """A keyring whose secrets were read; the caller holds its lock."""
    local, service = LocalWrapping(secrets.generations, entropy), service_of(directory)
    ours = wrapping or (local if service is None else TransitWrapping(service, local))
    return FileKeyring(directory, origin=origin, secrets=secrets, wrapping=ours, entropy=entropy)


def lock_keyring(directory: Path, *, alone: bool) -> int:
    """Lock a keyring against a change of the institution's key, or, alone, for one; gives what to close.

    Raises:
        InputError: it is open elsewhere, or is being changed.
    """
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        said = "is in use" if alone else "is being changed"
        mend = "stop the node, and whatever else has the log open." if alone else "try again when it is done."
        raise InputError(f"the keyring {said}", where=str(directory), mend=mend) from None
    return descriptor
