"""Which keys may read a thread from elsewhere: public keys, on the private side of a log.

``private/readers/<pseudonym>`` for a person, ``private/readers/institution`` for the institution's own matters; one key
a line, in hexadecimal. Nothing there lets anybody in, and no name of a person or a key stands in it.
"""

from __future__ import annotations

from pathlib import Path

from autonome.adapters.durable import PRIVATE_DIRECTORY, PRIVATE_FILE, make_directories, write_durably
from autonome.adapters.keyring import FileKeyring, open_keyring
from autonome.adapters.log_keys import RESTORE_KEYRING
from autonome.adapters.system import SystemEntropy
from autonome.kernel import InputError, sha256_hex
from autonome.ledger import LogError, Opening, Thread, VerifierKey

MAX_READERS = 16
"""Most keys that may read one thread: a person's devices, and who acts for the person."""

ENROL_AGAIN = "autonome ledger audit; remove the damaged list, and enrol its readers again."
"""What to do with a list that is damaged: it holds nothing but public keys."""


class ReaderKeys:
    """The keys of readers of one log.

    Args:
        private: its private side.
        keyring: of the log; names people.
    """

    def __init__(self, private: Path, keyring: FileKeyring) -> None:
        self._folder = private / "readers"
        self._keyring = keyring

    def of(self, thread: Thread) -> tuple[bytes, ...]:
        """Keys that may read a thread.

        Raises:
            LogError: what says so is damaged.
        """
        path = self._path(thread)
        try:
            lines = path.read_text(encoding="ascii").split() if path.exists() else ()
            return tuple(bytes.fromhex(line) for line in lines)
        except ValueError as error:
            raise LogError("a list of readers' keys is damaged", where="private/readers", mend=ENROL_AGAIN) from error

    def enrol(self, thread: Thread, key: VerifierKey) -> None:
        """Add a key.

        Raises:
            InputError: there are as many as there may be.
        """
        known = self.of(thread)
        if key.public in known:
            return
        if len(known) >= MAX_READERS:
            raise InputError(f"there are {MAX_READERS} keys already", mend="take one away first.")
        self._write(thread, (*known, key.public))

    def withdraw(self, thread: Thread, key: VerifierKey) -> None:
        """Take a key away."""
        self._write(thread, tuple(each for each in self.of(thread) if each != key.public))

    def _write(self, thread: Thread, keys: tuple[bytes, ...]) -> None:
        make_directories(self._folder, PRIVATE_DIRECTORY)
        write_durably(self._path(thread), "".join(f"{each.hex()}\n" for each in keys).encode(), PRIVATE_FILE)

    def _path(self, thread: Thread) -> Path:
        """Where the keys for a thread stand; all matters of the institution's have the same."""
        person = thread.opening is Opening.PERSON
        return self._folder / (self._keyring.pseudonym(thread) if person else "institution")


def keyring_if_here(private: Path, origin: str, keyrings: Path | None) -> FileKeyring | None:
    """A log's keyring, which is never made here; None on a copy without a private side, or where it lies elsewhere.

    None also for an account that may not look there: such a one serves the public side, and opens nothing.

    Raises:
        LogError: it is that of another log.
    """
    try:
        return _keyring_of(private, origin, keyrings)
    except PermissionError:
        return None


def _keyring_of(private: Path, origin: str, keyrings: Path | None) -> FileKeyring | None:
    place = private / "keyring" if keyrings is None else keyrings / sha256_hex(origin.encode())
    fingerprint = private / "keyring-fingerprint"
    if not fingerprint.exists() or not (place / "key").exists():
        return None
    keyring = open_keyring(place, origin=origin, entropy=SystemEntropy(), new=False)
    if keyring.fingerprint != fingerprint.read_bytes():
        raise LogError("the keyring is that of another log", where=str(place), mend=RESTORE_KEYRING)
    return keyring
