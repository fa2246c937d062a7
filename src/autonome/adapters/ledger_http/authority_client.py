"""Asking an authority for a timestamp over HTTP (RFC 3161, 3.4)."""

from __future__ import annotations

from dataclasses import dataclass

from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from autonome.adapters.ledger_http.asking import Asker, Question
from autonome.adapters.timestamping import Rfc3161Reader
from autonome.ledger import Clock, UntrustedError, VerificationError
from autonome.ledger.dating import TOLERANCE
from autonome.ledger.timestamps import MAX_TOKEN_BYTES
from autonome.ledger.witnessing import OK

QUERY_TYPE, REPLY_TYPE = "application/timestamp-query", "application/timestamp-reply"
"""Content types (RFC 3161, 3.4)."""


@dataclass(frozen=True, slots=True)
class HttpAuthority:
    """An authority that is asked over HTTP; a `ledger.timestamps.TimestampAuthority`.

    Args:
        url: of the authority.
        reader: checks what it answers.
        asker: asks it.
        clock: ours; the authority's must not differ from it by more than `TOLERANCE`.
    """

    url: str
    reader: Rfc3161Reader
    asker: Asker
    clock: Clock

    def stamp(self, message: bytes) -> bytes:
        """Ask for a token, and check it before it is kept."""
        request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
        question = Question("POST", self.url, request.as_bytes(), QUERY_TYPE, MAX_TOKEN_BYTES)
        answer = self.asker.ask(question)
        if answer.status != OK or answer.content_type.partition(";")[0].strip() != REPLY_TYPE:
            raise UntrustedError(f"the authority refused (status {answer.status})", where=self.url)
        stamp = self.reader.check(answer.body, message, request.nonce)
        if abs(stamp.at.seconds - self.clock.now().seconds) > TOLERANCE:
            raise VerificationError(f"the authority says {stamp.at}: its clock and ours differ", where=self.url)
        return answer.body
