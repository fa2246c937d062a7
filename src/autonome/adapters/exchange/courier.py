"""Bringing envelopes to partners over HTTPS; a `sharing.ports.Courier`.

The partner has to show the certificate of its card before a byte of the envelope leaves. Redirects are not followed,
proxies of the environment not used, compressed answers not asked for. Each step has a limit of time, so has the whole,
and what is answered has a largest size.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import httpx

from autonome.adapters.exchange.key_sets import KeySet
from autonome.adapters.exchange.tls import for_calling
from autonome.ledger import Clock, UnreachableError
from autonome.sharing.cards import Card
from autonome.sharing.envelopes import MAX_ENVELOPE_BYTES
from autonome.sharing.errors import RefusedError

ENVELOPES: Final = "/exchange/v1/envelopes"
CONTENT_TYPE: Final = "application/vnd.autonome.envelope"

STEP_SECONDS: Final = 10.0
"""Longest wait for a connection, or for the next bytes, in seconds."""

ANSWER_SECONDS: Final = 60.0
"""Longest wait for the beginning of an answer, in seconds: the partner decides, records and keeps meanwhile."""

DELIVERY_SECONDS: Final = 600.0
"""Longest delivery, in seconds: 64 MiB at about a megabit a second each way would take 9 minutes."""

MAX_REASON: Final = 300
"""Characters of a refusal's reason that are kept."""

MAX_ANSWER_BYTES: Final = 1024 * 1024
"""Largest answer, in bytes: it says what became of an envelope, and carries a receipt."""

REFUSED: Final = frozenset({400, 403, 409, 413, 415, 422})
"""Statuses after which the same envelope changes nothing (RFC 9110)."""

_OK: Final = 200
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class HttpsCourier:
    """Brings envelopes in the name of one institution.

    Args:
        speaking: gives the set of keys under which it speaks now.
        clock: tells whether cards are in force.
        seconds: longest delivery.
    """

    speaking: Callable[[], KeySet]
    clock: Clock
    seconds: float = DELIVERY_SECONDS

    def deliver(self, to: Card, envelope: bytes) -> bytes:
        """Bring an envelope, and wait for the answer's.

        Raises:
            UnreachableError: nobody answered who is on the card, or not to the end.
            RefusedError: the partner refused it; says why in at most a line.
        """
        theirs = to.identities(self.clock.now())
        if not theirs:
            raise UnreachableError("the partner's card is not in force", where=to.id, mend="ask for a new card.")
        if len(envelope) > MAX_ENVELOPE_BYTES:
            raise RefusedError("the envelope is larger than any partner takes", where=to.id)
        context = for_calling(self.speaking(), theirs)
        try:
            status, content_type, body = self._asked(context, to, envelope)
        except (httpx.HTTPError, httpx.StreamError, ssl.SSLError) as error:
            raise _unreachable(to, _told(error)) from None
        return _answer(to, status, content_type, body)

    def _asked(self, context: ssl.SSLContext, to: Card, envelope: bytes) -> tuple[int, str, bytes]:
        ends = time.monotonic() + self.seconds
        step = min(STEP_SECONDS, self.seconds)
        timeout = httpx.Timeout(step, read=min(ANSWER_SECONDS, self.seconds))
        headers = {
            "accept-encoding": "identity",
            "content-type": CONTENT_TYPE,
            "content-length": str(len(envelope)),
            "user-agent": "autonome",
        }

        def pieces() -> Iterator[bytes]:
            for at in range(0, len(envelope), _PIECE):
                if time.monotonic() > ends:
                    raise _unreachable(to, f"has not taken the envelope within {self.seconds:g} s")
                yield envelope[at : at + _PIECE]

        with (
            httpx.Client(verify=context, timeout=timeout, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", f"{to.url}{ENVELOPES}", content=pieces(), headers=headers) as response,
        ):
            read = bytearray()
            for piece in response.iter_raw():
                read += piece
                if len(read) > MAX_ANSWER_BYTES:
                    raise _unreachable(to, f"answers more than {MAX_ANSWER_BYTES} bytes")
                if time.monotonic() > ends:
                    raise _unreachable(to, f"has not ended its answer within {self.seconds:g} s")
            return response.status_code, response.headers.get("content-type", ""), bytes(read)


def _answer(to: Card, status: int, content_type: str, body: bytes) -> bytes:
    if status == _OK and content_type == CONTENT_TYPE:
        return body
    if status in REFUSED:
        raise RefusedError(_line(body), where=to.id, mend="settle it with the partner.")
    raise _unreachable(to, f"answers with status {status}, and no envelope")


def _line(body: bytes) -> str:
    """The first line of what a stranger says, as one plain line."""
    said = body[: 4 * MAX_REASON].decode("utf-8", "replace").partition("\n")[0]
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in said)
    return plain[:MAX_REASON].strip() or "the partner says no reason"


def _told(error: Exception) -> str:
    """What went wrong, without what a library says of addresses and files."""
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "shows another certificate than that of its card"
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError):
        return "breaks off before it has answered; it may have no card of ours, or an older one"
    return f"does not answer ({type(error).__name__})"


def _unreachable(to: Card, said: str) -> UnreachableError:
    return UnreachableError(said, where=to.id, mend="it is tried again later.")
