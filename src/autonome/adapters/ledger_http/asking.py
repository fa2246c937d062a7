"""Asking a server elsewhere: with limits of time and length, a few tries, and one error for all that goes wrong.

A server that dribbles, sends without end, redirects or compresses gets nowhere: the whole exchange has one deadline,
what is read has a largest size, redirects are not followed, and compressed answers are not asked for.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import httpx

from autonome.kernel import InputError
from autonome.ledger import UnreachableError
from autonome.ledger.notes import MAX_NOTE_BYTES
from autonome.ledger.witnessing import Answer

ASK_SECONDS = 10.0
"""Longest exchange, all tries together, in seconds: cosignatures are to follow within seconds (ADR 0023)."""

STEP_SECONDS = 5.0
"""Longest wait for a connection, or for the next bytes, in seconds."""

TRIES = 3
"""How often a server is asked that does not answer."""

FIRST_PAUSE = 0.2
"""Seconds before the second try; twice as long before each further one."""

_PASSING = frozenset({429, 502, 503, 504})
"""Statuses after which asking again may help (RFC 9110; RFC 6585)."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request.

    Args:
        method: ``GET`` or ``POST``.
        url: absolute.
        body: what is sent.
        content_type: of the body.
        limit: largest answer, in bytes.
        authorization: value of that header; empty for none.
    """

    method: str
    url: str
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    limit: int = MAX_NOTE_BYTES
    authorization: str = ""


@dataclass(slots=True)
class Asker:
    """Asks servers; usable from several threads.

    Args:
        seconds: longest exchange, all tries together.
        tries: how often a server is asked that does not answer.
    """

    seconds: float = ASK_SECONDS
    tries: int = TRIES
    _client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        timeout = httpx.Timeout(min(STEP_SECONDS, self.seconds))
        self._client = httpx.Client(timeout=timeout, follow_redirects=False, headers={"accept-encoding": "identity"})

    def close(self) -> None:
        """Close what connections are left open."""
        self._client.close()

    def ask(self, question: Question) -> Answer:
        """Ask, and again where that may help.

        Raises:
            UnreachableError: there was no answer in time, or it was larger than is read.
        """
        ends, pause, said = time.monotonic() + self.seconds, FIRST_PAUSE, ""
        for left in reversed(range(self.tries)):
            try:
                answer = self._once(question, ends)
            except (httpx.HTTPError, httpx.StreamError) as error:
                said = type(error).__name__
            else:
                if answer.status not in _PASSING or not left:
                    return answer
                said = f"status {answer.status}"
            if not left or time.monotonic() + pause >= ends:
                break
            time.sleep(pause)
            pause *= 2
        raise _unreachable(question.url, f"does not answer ({said})")

    def _once(self, question: Question, ends: float) -> Answer:
        body = question.body if question.method == "POST" else None
        headers = {} if body is None else {"content-type": question.content_type}
        headers |= {"authorization": question.authorization} if question.authorization else {}
        with self._client.stream(question.method, question.url, content=body, headers=headers) as response:
            read = bytearray()
            for piece in response.iter_raw():
                read += piece
                if len(read) > question.limit:
                    raise _unreachable(question.url, f"answers more than {question.limit} bytes")
                if time.monotonic() > ends:
                    raise _unreachable(question.url, f"has not ended its answer within {self.seconds:g} s")
            return Answer(response.status_code, response.headers.get("content-type", ""), bytes(read))


def checked_url(url: str, *, where: str) -> str:
    """Insist on an http or https URL without query; gives it without a slash at its end.

    Raises:
        InputError: it is none.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise InputError(f"{url[:80]!r} is no URL", where=where, mend="write it as https://host/path.") from error
    if parsed.scheme not in {"http", "https"} or not parsed.host or parsed.query or parsed.fragment:
        raise InputError(f"{url[:80]!r} is no http or https URL", where=where, mend="write it as https://host/path.")
    return url.rstrip("/")


def _unreachable(url: str, said: str) -> UnreachableError:
    return UnreachableError(said, where=url[:200], mend="check the address, and try again later.")
