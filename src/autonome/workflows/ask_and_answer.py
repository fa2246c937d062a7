"""A person asks the people who treat them, and is answered: about a form before signing it, or about anything else.

Question and answer stand on the person's thread of the log, sealed under the person's key: whoever doubts a consent can
see what was asked and said before it. What waits is listed for those who answer, without words and without a name; that
somebody was shown one stands on the person's thread before. A list that lost a row loses no question, and a row without
its entry is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol

from autonome.access.errors import RequestError
from autonome.kernel import ActorId, Instant, Json, SubjectId
from autonome.ledger import Clock, Entropy, EntryKind, Recorded

ASKED: Final = "asked"
ANSWERED: Final = "answered"
READ: Final = "read"
"""Members of the entries: of the question, of its answer, and of who was shown it."""

COUNSELLING: Final = "counselling"
"""What a question is about that asks for a talk about results."""

ID_BYTES: Final = 16

LONGEST: Final = 2_000
"""Characters of a question or an answer: a page, not a file."""

MOST_WAITING: Final = 20
"""Questions of one person that wait at once: who answers can still read them all (our own judgement)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """A question, and its answer once there is one.

    Args:
        id: drawn at random, in hexadecimal digits.
        subject: who asks.
        about: a form, a question of one (``form/question``), `COUNSELLING`, or "".
        words: that the person wrote.
        asked_at: when.
        asked_by: who asked for the person; "" for the person.
        answer: in words; "" while it waits.
        answered_by: who answered.
        answered_at: when.
        entry: of the answer, else of the question; None before it is on the log.
    """

    id: str
    subject: SubjectId
    about: str
    words: str
    asked_at: Instant
    asked_by: str = ""
    answer: str = ""
    answered_by: str = ""
    answered_at: Instant | None = None
    entry: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits."""
        return not self.answer

    def asked(self) -> dict[str, Json]:
        """Body of the entry that asks."""
        told: dict[str, Json] = {"id": self.id, "about": self.about, "words": self.words, "at": str(self.asked_at)}
        told |= {"by": self.asked_by} if self.asked_by else {}
        return {ASKED: told}

    def answering(self, words: str, by: ActorId) -> dict[str, Json]:
        """Body of the entry that answers."""
        return {ANSWERED: {"id": self.id, "words": words, "by": str(by)}}

    def reading(self, by: ActorId) -> dict[str, Json]:
        """Body of the entry by which somebody is shown it."""
        return {READ: {"id": self.id, "by": str(by)}}


class Enquiries(Protocol):
    """Where questions are listed that wait."""

    def begin(self, enquiry: Enquiry) -> Recorded:
        """Put a question on the log and on the list."""

    def close(self, enquiry: Enquiry, body: dict[str, Json]) -> Recorded:
        """Put its answer on the log, and take it off the list: both or neither, and once.

        Raises:
            RequestError: somebody else has answered it meanwhile.
        """

    def note(self, enquiry: Enquiry, body: dict[str, Json]) -> Recorded:
        """Put on the log of who asked that something was done with the question; it waits on."""

    def count(self) -> int:
        """How many wait; nobody's are read."""

    def waiting(self) -> tuple[Enquiry, ...]:
        """Everybody's questions that wait, the oldest first."""

    def of(self, subject: SubjectId) -> tuple[Enquiry, ...]:
        """A person's questions, answered ones too, in the order in which they were asked."""


def enquiries_in(subject: SubjectId, entries: Iterable[Recorded]) -> Mapping[str, Enquiry]:
    """A person's questions by id.

    Args:
        subject: who asks.
        entries: of the person, in log order.
    """
    found: dict[str, Enquiry] = {}
    for entry in entries:
        body = entry.payload.body if entry.payload.kind is EntryKind.USE else {}
        match body:
            case {"asked": {"id": str(id_), "about": str(about), "words": str(words), "at": str(at), **more}}:
                asked_at, by = Instant.parse(at), str(more.get("by", ""))
                found[id_] = Enquiry(
                    id=id_, subject=subject, about=about, words=words, asked_at=asked_at, asked_by=by, entry=entry.index
                )
            case {"answered": {"id": str(id_), "words": str(words), "by": str(by)}} if id_ in found:
                at_, place = entry.payload.recorded_at, entry.index
                found[id_] = replace(found[id_], answer=words, answered_by=by, answered_at=at_, entry=place)
    return found


def ask(  # noqa: PLR0913 - who asks what, and what the act works with
    subject: SubjectId,
    about: str,
    words: str,
    *,
    enquiries: Enquiries,
    clock: Clock,
    entropy: Entropy,
    by: str = "",
) -> Enquiry:
    """Ask a question, for oneself or, by a mandate, for somebody else (`by`).

    Raises:
        RequestError: no words, or too many; or too many questions wait already.
    """
    said = _said(words)
    if sum(each.is_open for each in enquiries.of(subject)) >= MOST_WAITING:
        raise RequestError("too many questions wait for an answer", mend="wait for the answers, or call the clinic.")
    number, now = entropy.token(ID_BYTES).hex(), clock.now()
    enquiry = Enquiry(id=number, subject=subject, about=about, words=said, asked_at=now, asked_by=by)
    return replace(enquiry, entry=enquiries.begin(enquiry).index)


def read(number: str, by: ActorId, *, enquiries: Enquiries) -> Enquiry:
    """Show somebody a question that waits; that they were shown it is on the person's log first.

    Raises:
        RequestError: none of this number waits.
    """
    found = _waiting(number, enquiries)
    enquiries.note(found, found.reading(by))
    return found


def answer(number: str, words: str, by: ActorId, *, enquiries: Enquiries) -> Enquiry:
    """Answer a question that waits.

    Raises:
        RequestError: none of this number waits; or no words, or too many.
    """
    found, said = _waiting(number, enquiries), _said(words)
    recorded = enquiries.close(found, found.answering(said, by))
    at = recorded.payload.recorded_at
    return replace(found, answer=said, answered_by=str(by), answered_at=at, entry=recorded.index)


def _waiting(number: str, enquiries: Enquiries) -> Enquiry:
    found = next((each for each in enquiries.waiting() if each.id == number), None)
    if found is None:
        raise RequestError("no question of this number waits", mend="see the list of questions that wait.")
    return found


def _said(words: str) -> str:
    said = words.strip()
    if not 0 < len(said) <= LONGEST:
        raise RequestError("the words are none, or too many", mend=f"write 1 to {LONGEST} characters.")
    return said
