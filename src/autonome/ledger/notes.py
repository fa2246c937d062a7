"""Signed notes: text with signature lines below, as C2SP ``signed-note`` has it, and the keys that check them.

Followed: C2SP/C2SP ``signed-note.md`` at commit 0552876 (format, key ids, Ed25519) and ``tlog-cosignature.md`` at
01194db (Ed25519 cosignatures). Keys are written ``name+keyid+base64(type ‖ key)``.

Invariants: a note that parses writes back to the same bytes; a signature by an unknown key is ignored; one by a known
key that does not verify condemns the note. Signing is a port (`ports.Signer`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from autonome.kernel import Instant
from autonome.ledger import encoding
from autonome.ledger.curve import KEY_BYTES, refuse_weak_key
from autonome.ledger.errors import FormatError, VerificationError

ED25519 = 0x01
"""Signature type of a log's Ed25519 key (``signed-note``)."""

COSIGNATURE = 0x04
"""Signature type of a witness's timestamped Ed25519 key (``tlog-cosignature``)."""

SIGNATURE_BYTES = 64
"""Length of an Ed25519 signature."""

TIMESTAMP_BYTES = 8
"""Length of the POSIX time before a cosignature."""

MAX_TIMESTAMP = 2**63 - 1
"""Largest time that a cosignature may state (``tlog-cosignature``)."""

LAST_SECOND = 253_402_300_799
"""9999-12-31T23:59:59Z: the last second that RFC 3339 can write."""

MAX_NOTE_BYTES = 256 * 1024
"""Largest note read: room for far more than the sixteen signatures that every reader must take."""

MAX_SIGNATURES = 64
"""Most signature lines read in one note."""

_KEY_ID_BYTES = 4
_DASH = "\u2014 "


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name under which it signs.

    Args:
        name: of the log or witness, such as ``hospital.example/autonome``.
        algorithm: `ED25519` or `COSIGNATURE`.
        public: 32 bytes.

    Raises:
        FormatError: a name that no note can carry, an unknown algorithm or a weak key.
    """

    name: str
    algorithm: int
    public: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise FormatError("a key name is empty, or holds a space, a plus sign or a control character")
        if self.algorithm not in {ED25519, COSIGNATURE}:
            raise FormatError(f"signature type {self.algorithm:#04x} is not supported", mend="use an Ed25519 key.")
        refuse_weak_key(self.public)

    @property
    def id(self) -> bytes:
        """First four bytes of SHA-256(name ‖ newline ‖ type ‖ key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + self._material).digest()[:_KEY_ID_BYTES]

    @property
    def _material(self) -> bytes:
        return bytes([self.algorithm]) + self.public

    def __str__(self) -> str:
        """As it stands in a policy: ``name+keyid+base64``."""
        return f"{self.name}+{self.id.hex()}+{encoding.encode(self._material)}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read ``name+keyid+base64``.

        Raises:
            FormatError: not of that form, or the key id is not that of name and key.
        """
        parts = text.split("+", 2)
        if len(parts) != 3:  # noqa: PLR2004 - name, id, key
            raise FormatError("a verifier key is written name+keyid+base64")
        material = encoding.decode(parts[2], what="a verifier key", length=1 + KEY_BYTES)
        key = cls(parts[0], material[0], material[1:])
        if parts[1] != key.id.hex():
            raise FormatError(f"the key id {parts[1][:16]!r} is not that of the key named {key.name[:40]!r}")
        return key

    def verify(self, text: str, signature: bytes) -> None:
        """Check a signature over a note's text.

        Args:
            text: of the note, its last newline included.
            signature: as it stands behind the key id.

        Raises:
            VerificationError: it does not hold.
        """
        message = text.encode()
        if self.algorithm == COSIGNATURE:
            message, signature = _cosigned(text, signature)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature as error:
            raise VerificationError(
                f"the signature by {self.name!r} does not hold: what was signed has been changed"
            ) from error


def cosigned_message(text: str, seconds: int) -> bytes:
    """What a witness signs (``tlog-cosignature``, "Ed25519 signed message").

    Args:
        text: of the checkpoint's note, its last newline included.
        seconds: POSIX time.
    """
    return b"cosignature/v1\ntime %d\n" % seconds + text.encode()


def _cosigned(text: str, signature: bytes) -> tuple[bytes, bytes]:
    """Message and bare signature of an Ed25519 cosignature."""
    seconds = int.from_bytes(signature[:TIMESTAMP_BYTES], "big")
    if len(signature) != TIMESTAMP_BYTES + SIGNATURE_BYTES or seconds > MAX_TIMESTAMP:
        raise VerificationError("a cosignature is not a time and an Ed25519 signature")
    return cosigned_message(text, seconds), signature[TIMESTAMP_BYTES:]


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line.

    Args:
        name: of the key.
        key_id: four bytes.
        value: what the key made.
    """

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        """The line, its newline included."""
        return f"{_DASH}{self.name} {encoding.encode(self.key_id + self.value)}\n"

    @classmethod
    def parse(cls, line: str) -> Signature:
        """Read a line, without its newline.

        Raises:
            FormatError: not an em dash, a key name and base64.
        """
        name, space, value = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not space or not _may_sign(name):
            raise FormatError("a signature line is not an em dash, a key name and base64")
        data = encoding.decode(value, what="a signature")
        if len(data) <= _KEY_ID_BYTES:
            raise FormatError("a signature line holds no signature behind its key id")
        return cls(name, data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:])


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness's word that it saw a checkpoint.

    Args:
        key: of the witness.
        at: when it signed, by its own clock.
    """

    key: VerifierKey
    at: Instant


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures below it.

    Args:
        text: ends with a newline.
        signatures: at least one.
    """

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """The note as it is stored and sent."""
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    @classmethod
    def parse(cls, note: str) -> Note:
        """Read a note.

        Raises:
            FormatError: not a text, a blank line and signature lines; or too large.
        """
        if len(note.encode("utf-8", "surrogatepass")) > MAX_NOTE_BYTES:
            raise FormatError(f"the signed note is larger than {MAX_NOTE_BYTES} bytes")
        if _UNSEEN.search(note) is not None:
            raise FormatError("the signed note holds a control character or is not UTF-8")
        text, blank, below = note.rpartition("\n\n")
        if not blank or not below.endswith("\n"):
            raise FormatError("the signed note has no blank line with signature lines below it")
        lines = below[:-1].split("\n")
        if len(lines) > MAX_SIGNATURES:
            raise FormatError(f"the signed note has more than {MAX_SIGNATURES} signatures")
        return cls(text + "\n", tuple(Signature.parse(line) for line in lines))

    def signers(self, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
        """Which of the known keys signed.

        Args:
            keys: known ones; signatures by others are ignored.

        Returns:
            Known keys with a signature that holds, each once.

        Raises:
            VerificationError: a known key's signature does not hold.
        """
        return tuple(dict.fromkeys(key for key, _ in self._checked(keys)))

    def cosignatures(self, keys: Iterable[VerifierKey], *, last: bool = False) -> tuple[Cosigned, ...]:
        """Which of the known witnesses cosigned, and when; of several times of one witness, the first counts.

        Args:
            keys: of witnesses; signatures by others are ignored.
            last: the last time counts instead: until when the tree was the newest that the witness was shown.

        Raises:
            VerificationError: a known witness's signature does not hold.
        """
        found: dict[VerifierKey, Instant] = {}
        for key, value in self._checked(key for key in keys if key.algorithm == COSIGNATURE):
            seconds = int.from_bytes(value[:TIMESTAMP_BYTES], "big")
            if seconds > LAST_SECOND:
                raise VerificationError(f"the witness {key.name!r} states a time that no calendar has")
            times = (Instant(seconds), found.get(key, Instant(seconds)))
            found[key] = max(times) if last else min(times)
        return tuple(Cosigned(key, at) for key, at in found.items())

    def with_signatures(self, signatures: Iterable[Signature]) -> Note:
        """The same text with further signature lines; one that is there already is not repeated."""
        return Note(self.text, tuple(dict.fromkeys((*self.signatures, *signatures))))

    def _checked(self, keys: Iterable[VerifierKey]) -> Iterator[tuple[VerifierKey, bytes]]:
        """Signatures by known keys, each verified."""
        known = {(key.name, key.id): key for key in keys}
        for signature in self.signatures:
            key = known.get((signature.name, signature.key_id))
            if key is not None:
                key.verify(self.text, signature.value)
                yield key, signature.value


_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
"""Control characters but for the end of a line, and halves of characters: a pattern, as each entry reads a note."""


def _may_sign(name: str) -> bool:
    """Whether a signature line can carry this name, as signed-note has it: not empty, no Unicode space, no plus sign.

    Signers whom nobody here knows may be called what they like: their lines are ignored, and condemn no note.
    """
    return bool(name) and not any(letter == "+" or letter.isspace() for letter in name)


def is_key_name(name: str) -> bool:
    """Whether a key can be enrolled under this name: one that a note can carry, and of which every letter shows."""
    return bool(name) and not any(letter == "+" or letter.isspace() or not letter.isprintable() for letter in name)
