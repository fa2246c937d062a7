"""What is noted of something on its way, sealed under a key that is derived from the person's own: gone with that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from autonome.access.requests import FORMAT, read_request
from autonome.adapters.keyring import KEY_BYTES, NONCE_BYTES, FileKeyring
from autonome.adapters.postgres.errors import DatabaseError
from autonome.kernel import Json, Sha256, SubjectId, canonical_bytes, read_json
from autonome.ledger import Entropy, ErasedError
from autonome.sharing.messages import place_of
from autonome.sharing.transfers import transfer_of
from autonome.workflows.exchange_ports import Note

_USE: Final = b"autonome-exchange/1"


class Notes:
    """Seals and opens notes.

    Args:
        keyring: holds the people's keys.
        entropy: draws nonces.
    """

    def __init__(self, keyring: FileKeyring, *, entropy: Entropy) -> None:
        self._keyring = keyring
        self._entropy = entropy

    def seal(self, thread: bytes, place: bytes, value: Json) -> bytes:
        """Seal a value for one place.

        Raises:
            DatabaseError: the person has no key.
            ErasedError: the person was erased.
        """
        return self.seal_bytes(thread, place, canonical_bytes(value))

    def seal_bytes(self, thread: bytes, place: bytes, data: bytes) -> bytes:
        """Seal bytes for one place; raises as `seal`."""
        nonce = self._entropy.token(NONCE_BYTES)
        return nonce + self._cipher(thread).encrypt(nonce, data, place)

    def open(self, thread: bytes, place: bytes, sealed: bytes) -> Json:
        """Open what was sealed for a place; None where the person was erased."""
        plain = self.open_bytes(thread, place, sealed)
        return None if plain is None else read_json(plain, where="a note of the exchange")

    def open_bytes(self, thread: bytes, place: bytes, sealed: bytes) -> bytes | None:
        """Open bytes that were sealed for a place; None where the person was erased."""
        try:
            return opened(self._cipher(thread), place, sealed)
        except ErasedError:
            return None

    def _cipher(self, thread: bytes) -> AESGCM:
        key = self._keyring.key_under(thread.hex())
        if key is None:
            raise DatabaseError("the key of somebody with data on their way is missing", mend="restore the keyring.")
        return AESGCM(HKDF(SHA256(), KEY_BYTES, None, _USE).derive(key))


def opened(cipher: AESGCM, place: bytes, sealed: bytes) -> bytes:
    """Open what was sealed for a place, behind its nonce.

    Raises:
        DatabaseError: it was sealed for another, or is damaged.
    """
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except (InvalidTag, ValueError) as error:
        raise DatabaseError(
            "something that is kept of the exchange is damaged", mend="restore the database."
        ) from error


def note_json(note: Note) -> dict[str, Json]:
    """Write a note."""
    return {
        "subject": note.subject,
        "transfer": note.transfer.to_json(),
        "release": note.release.to_json(),
        "request": None if note.request is None else note.request.to_json(),
        "acts": list(note.acts),
    }


def note_of(value: Json) -> Note:
    """Read a note.

    Raises:
        DatabaseError: it is none that this version wrote.
    """
    match value:
        case {
            "subject": str(subject),
            "transfer": transfer,
            "release": release,
            "request": request,
            "acts": list(acts),
        }:
            place = place_of(release)
            if place is not None:
                asked = None
                if isinstance(request, Mapping):
                    asked = read_request(canonical_bytes({"format": FORMAT, **request}), where="a noted request")
                told = transfer_of(transfer, "a noted transfer")
                return Note(SubjectId(subject), told, place, asked, tuple(Sha256(str(each)) for each in acts))
    raise DatabaseError("a note of the exchange is none that this version wrote", mend="use the version that wrote it.")
