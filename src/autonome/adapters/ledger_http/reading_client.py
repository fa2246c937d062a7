"""Asking a log's server for one's own entries, with a key that was enrolled there (`ledger.reading`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.ledger_http.asking import Asker, Question, checked_url
from autonome.kernel import InputError, SubjectId, read_json
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.ledger import GET_A_POLICY, FormatError, Thread, UnreachableError, UntrustedError, read_receipt
from autonome.ledger.encoding import decode
from autonome.ledger.reading import CHALLENGE_BYTES, Statement
from autonome.ledger.witnessing import NOT_FOUND, OK

NOTHING = "the server has nothing for this key: it is not enrolled, or there is nothing"
"""Said of all that a server refuses, for it does not say why either."""


def receipts_for_reader(url: str, key: Path, subject: SubjectId, logs: Sequence[str]) -> Iterator[bytes]:
    """Ask for a person's entries, page by page, each with a challenge of its own.

    Args:
        url: of the log.
        key: file of the reader's private key.
        subject: the person.
        logs: origins of logs that are trusted; a statement is signed for none other.

    Yields:
        Receipts as they came; nothing is verified.

    Raises:
        InputError: there is no such key.
        UnreachableError: the server does not answer, or gives nothing.
        UntrustedError: it is another log.
    """
    prefix, thread, since = checked_url(url, where="the log"), Thread.of_person(subject), 0
    if not key.exists():
        raise InputError("there is no such key", where=str(key), mend="make one with autonome ledger reader-key.")
    signer = Ed25519Signer.load(key)
    with closing(Asker()) as asker:
        while True:
            log, challenge = _challenge(asker, prefix, logs)
            statement = Statement.sign(log, thread, challenge, signer, since=since)
            page = _page(asker, prefix, statement)
            if page is None and since:
                return
            if page is None:
                raise UnreachableError(NOTHING, where=prefix, mend="ask the institution to enrol it.")
            yield page
            entries = read_receipt(page, where="the server's answer").entries
            newest = entries[-1].recorded.payload.sequence
            if newest < since:
                raise UnreachableError("the server gives the same entries again", where=prefix)
            since = newest + 1


def _challenge(asker: Asker, prefix: str, logs: Sequence[str]) -> tuple[str, bytes]:
    answer = asker.ask(Question("GET", f"{prefix}/reading/challenge"))
    try:
        match read_json(answer.body, where="challenge", error=FormatError) if answer.status == OK else None:
            case {"format": "autonome-challenge/1", "log": str(log), "challenge": str(challenge)}:
                if log not in logs:
                    raise UntrustedError(f"the policy does not name the log {log[:80]!r}", mend=GET_A_POLICY)
                return log, decode(challenge, what="the challenge", length=CHALLENGE_BYTES)
    except FormatError as error:
        raise UnreachableError("gives no challenge", where=prefix) from error
    raise UnreachableError("gives no challenge", where=prefix)


def _page(asker: Asker, prefix: str, statement: Statement) -> bytes | None:
    question = Question("GET", f"{prefix}/reading/entries", limit=MAX_JSON_BYTES, authorization=statement.header())
    answer = asker.ask(question)
    if answer.status == NOT_FOUND:
        return None
    if answer.status != OK:
        raise UnreachableError(f"answers with status {answer.status}", where=prefix)
    return answer.body
