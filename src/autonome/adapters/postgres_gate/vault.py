"""Sealing what is stored of a person, under a key that is derived from the person's own: with that, it is erased.

To open takes a permit for the person, the category and the purpose, at that time. To seal takes none: whoever stores
has a permit to add, and what is sealed tells nobody anything.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from autonome.access import Permit
from autonome.adapters.durable import write_once_durably
from autonome.adapters.keyring import KEY_BYTES, NONCE_BYTES, FileKeyring
from autonome.kernel import AutonomeError, SubjectId
from autonome.ledger import Clock, Entropy, Thread

_USE = b"autonome-store/1"
"""Names the use of the derived key (HKDF, RFC 5869): what seals the log's entries seals nothing else."""

_MARK_BYTES = 8

KEYS_HELD = 1024
"""Derived keys kept in memory to open with, each as long as the person's file is the one that was read (our own
judgement, as for the log's: a page opens what the page before did)."""


class StoreError(AutonomeError):
    """What is stored is missing, damaged or out of its place."""


class Vault:
    """Seals and opens what is stored.

    Args:
        keyring: holds the people's keys.
        clock: tells whether a permit is over.
        entropy: draws nonces, and keys of people who are new.
    """

    def __init__(self, keyring: FileKeyring, *, clock: Clock, entropy: Entropy) -> None:
        self._keyring = keyring
        self._clock = clock
        self._entropy = entropy
        self._held: dict[SubjectId, tuple[tuple[int, int], AESGCM]] = {}

    def seal(self, subject: SubjectId, place: tuple[bytes, ...], data: bytes) -> bytes:
        """Seal data for one place.

        Args:
            subject: whose.
            place: what the sealed bytes are bound to; they open nowhere else.
            data: any bytes.

        Raises:
            ErasedError: the person was erased.
        """
        return self.sealer(subject).seal(place, data)

    def sealer(self, subject: SubjectId) -> Sealer:
        """What seals a person's data, of which there is much.

        Args:
            subject: whose.

        Raises:
            ErasedError: the person was erased.
        """
        return Sealer(cipher_of(self._key(subject)), self._entropy)

    def opener(self, permit: Permit, categories: tuple[str, ...], purpose: str) -> Opener:
        """What opens the person's data of these categories.

        Raises:
            PermitError: the permit is not for this, or over.
            ErasedError: the person was erased.
        """
        permit.check(subject=permit.subject, items=categories, purpose=purpose, at=self._clock.now())
        return Opener(self._cipher(permit.subject))

    def _cipher(self, subject: SubjectId) -> AESGCM:
        """What opens a person's data; the file of the key is asked after each time, and read where it has changed."""
        thread = Thread.of_person(subject)
        stamp, held = self._keyring.stamp(thread, self._keyring.pseudonym(thread)), self._held.get(subject)
        if held is not None and stamp == held[0]:
            return held[1]
        self._held.pop(subject, None)
        cipher = cipher_of(self._keyring.key_of(thread))
        if stamp is not None:
            if len(self._held) >= KEYS_HELD:
                self._held.clear()
            self._held[subject] = stamp, cipher
        return cipher

    def _key(self, subject: SubjectId) -> bytes:
        thread = Thread.of_person(subject)
        key, files = self._keyring.key_for(thread)
        for file in files:
            if not write_once_durably(file, self._entropy.token(_MARK_BYTES).hex()):
                return self._keyring.key_of(thread)
        return key


class Sealer:
    """Seals one person's data; see `Vault.sealer`."""

    def __init__(self, cipher: AESGCM, entropy: Entropy) -> None:
        self._key = cipher
        self._entropy = entropy

    def seal(self, place: tuple[bytes, ...], data: bytes) -> bytes:
        """Seal data for one place (see `Vault.seal`)."""
        nonce = self._entropy.token(NONCE_BYTES)
        return nonce + self._key.encrypt(nonce, data, _bound(place))


class Opener:
    """Opens one person's data; see `Vault.opener`."""

    def __init__(self, cipher: AESGCM) -> None:
        self._key = cipher

    def open(self, place: tuple[bytes, ...], sealed: bytes | memoryview) -> bytes:
        """Open what was sealed for a place.

        Raises:
            StoreError: it was sealed for another, or is damaged.
        """
        try:
            view = memoryview(sealed)  # a part of a genome has 100 KB: it is not copied
            return self._key.decrypt(view[:NONCE_BYTES], view[NONCE_BYTES:], _bound(place))
        except (InvalidTag, ValueError) as error:
            raise StoreError(
                "something that is stored is damaged or out of its place", mend="restore the database."
            ) from error


def cipher_of(key: bytes) -> AESGCM:
    """What seals a person's data, from the person's key."""
    return AESGCM(HKDF(SHA256(), KEY_BYTES, None, _USE).derive(key))


def _bound(place: tuple[bytes, ...]) -> bytes:
    """Canonical JSON of a list of words in hexadecimal digits, put together by hand: a genome asks for it 500 times."""
    return ",".join((f'["{_USE.decode()}"', *(f'"{part.hex()}"' for part in place))).encode() + b"]"
