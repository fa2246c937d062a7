"""What a row says of a person, sealed under a key that is derived from the person's own: gone with that."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from autonome.adapters.keyring import KEY_BYTES, NONCE_BYTES, FileKeyring
from autonome.adapters.postgres.errors import DatabaseError
from autonome.kernel import SubjectId
from autonome.ledger import Entropy, ErasedError, Thread


class SealedRows:
    """Seals rows of one kind, and opens them (AES-256-GCM; keys by HKDF, RFC 5869).

    Args:
        keyring: holds the people's keys.
        entropy: draws nonces.
        use: names the use of the derived keys, with a version; no two kinds share one.
        what: a row, for messages: "a question".
    """

    def __init__(self, keyring: FileKeyring, *, entropy: Entropy, use: bytes, what: str) -> None:
        self._keyring = keyring
        self._entropy = entropy
        self._use = use
        self._what = what

    def seal(self, subject: SubjectId, number: bytes, plain: bytes) -> bytes:
        """Seal what the row of a number says of a person.

        Raises:
            ErasedError: the person was erased.
            LogError: the person has no key.
        """
        nonce = self._entropy.token(NONCE_BYTES)
        return nonce + self._cipher(self._keyring.key_of(Thread.of_person(subject))).encrypt(nonce, plain, number)

    def open(self, thread: bytes, number: bytes, sealed: bytes) -> bytes | None:
        """Open what was sealed for the row of a number; None where the person was erased.

        Args:
            thread: pseudonym of the person's thread.
            number: of the row.
            sealed: as `seal` gave it.

        Raises:
            DatabaseError: the key is missing, or the row is damaged or another's.
        """
        try:
            key = self._keyring.key_under(thread.hex())
            if key is None:
                raise DatabaseError(f"the key of {self._what} is missing", mend="restore the keyring.")
            return self._cipher(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], number)
        except ErasedError:
            return None
        except (InvalidTag, ValueError) as error:
            raise DatabaseError(f"{self._what} is damaged", mend="restore the database.") from error

    def _cipher(self, key: bytes) -> AESGCM:
        return AESGCM(HKDF(SHA256(), KEY_BYTES, None, self._use).derive(key))
