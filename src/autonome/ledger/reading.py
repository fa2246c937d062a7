"""Who may open what is sealed, from elsewhere: whoever shows, at this moment, a key that was enrolled for it.

The reader asks for a challenge, and signs a statement that names it, the log, and whose entries are wanted. A statement
fits one log, one moment and one question: who overhears it can neither repeat it nor ask something else. The server
holds public keys alone, so nothing that lies there lets anybody in.

Pure: challenges are drawn and remembered by the server (`adapters.ledger_http.challenges`).
"""

from __future__ import annotations

from dataclasses import dataclass

from autonome.kernel import Json, SubjectId, canonical_bytes, read_json
from autonome.ledger import encoding
from autonome.ledger.checkpoints import MAX_SIZE
from autonome.ledger.entries import Opening, Thread
from autonome.ledger.errors import FormatError
from autonome.ledger.notes import SIGNATURE_BYTES, VerifierKey
from autonome.ledger.ports import Signer

HEADER = "autonome-reading/1"
"""Begins what is signed: no checkpoint, key event or other statement begins so."""

SCHEME = "Autonome"
"""Names the scheme in the header ``Authorization`` (RFC 9110, section 11.6.2)."""

CHALLENGE_BYTES = 40
"""Length of a challenge."""

MAX_STATEMENT_BYTES = 4096
"""Longest statement read, as it stands in the header."""

ENTRIES_AT_ONCE = 64
"""Most entries in one answer."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A reader's signed wish.

    Args:
        log: origin of the log.
        thread: whose entries: a person's own, or a matter of the institution's.
        since: number of the first entry that is wanted, from 0.
        challenge: of the server.
        key: of the reader.
        signature: over `text`.
    """

    log: str
    thread: Thread
    since: int
    challenge: bytes
    key: VerifierKey
    signature: bytes = b""

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{HEADER}\n{canonical_bytes(self._stated()).decode()}\n"

    def _stated(self) -> dict[str, Json]:
        return {
            "log": self.log,
            "opening": str(self.thread.opening),
            "subject": self.thread.subject,
            "since": self.since,
            "challenge": encoding.encode(self.challenge),
            "key": str(self.key),
        }

    @classmethod
    def sign(cls, log: str, thread: Thread, challenge: bytes, signer: Signer, *, since: int = 0) -> Statement:
        """Sign a wish; arguments as of the class."""
        wish = cls(log, thread, since, challenge, signer.verifier)
        return cls(log, thread, since, challenge, signer.verifier, signer.sign(wish.text.encode()))

    def header(self) -> str:
        """As it is sent in ``Authorization``."""
        value = self._stated() | {"signature": encoding.encode(self.signature)}
        return f"{SCHEME} {encoding.encode(canonical_bytes(value))}"

    @classmethod
    def parse(cls, header: str) -> Statement:
        """Read a header; nothing is checked yet.

        Raises:
            FormatError: it is none.
        """
        scheme, _, text = header.partition(" ")
        if scheme != SCHEME or len(text) > MAX_STATEMENT_BYTES:
            raise FormatError("is no statement of a reader")
        match read_json(encoding.decode(text, what="the statement"), where="statement", error=FormatError):
            case {
                "log": str(log), "opening": str(opening), "subject": str(subject), "since": int(since),
                "challenge": str(challenge), "key": str(key), "signature": str(signature), **rest,
            } if not rest and type(since) is int and 0 <= since <= MAX_SIZE and opening in _SEALED:  # fmt: skip
                drawn = encoding.decode(challenge, what="the challenge", length=CHALLENGE_BYTES)
                signed = encoding.decode(signature, what="the signature", length=SIGNATURE_BYTES)
                thread = Thread(Opening(opening), SubjectId(subject))
                return cls(log, thread, since, drawn, VerifierKey.parse(key), signed)
        raise FormatError("is no statement of a reader")

    def check(self) -> None:
        """Insist that the key signed it.

        Raises:
            VerificationError: it did not.
        """
        self.key.verify(self.text, self.signature)


_SEALED = frozenset({str(Opening.PERSON), str(Opening.INSTITUTION)})
