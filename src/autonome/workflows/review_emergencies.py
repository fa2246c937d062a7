"""The queue of break-glass: each is looked at by somebody else, who records what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from autonome.kernel import ActorId, InputError, Instant, SubjectId
from autonome.ledger import Draft, EntryKind, KeptLog, Recorded
from autonome.workflows.break_glass import MATTER
from autonome.workflows.show_timeline import Line, timeline_in

LONGEST_FINDING: Final = 1000
"""Characters."""


class Threads(Protocol):
    """A log that reads many people's entries at once."""

    def entries_of_each(self, subjects: Iterable[SubjectId]) -> Mapping[SubjectId, tuple[Recorded, ...]]:
        """Entries of several people; of who was erased nothing is given."""


@dataclass(frozen=True, slots=True)
class Review:
    """One break-glass in the queue.

    Args:
        number: of its entry on the log.
        at: when it was queued.
        token: leaf of its decision, or digest of its pass.
        known_as: the person, in the institution's queue.
        finding: what was found; None while nobody has looked.
        closed_by: who looked.
    """

    number: int
    at: Instant
    token: str
    known_as: str
    finding: str | None = None
    closed_by: str | None = None


def reviews(log: KeptLog) -> tuple[Review, ...]:
    """Every break-glass that was queued, in log order; of two who closed one at once, the first did."""
    found: dict[int, Review] = {}
    for entry in log.institution_entries(MATTER, EntryKind.INCIDENT):
        match dict(entry.payload.body):
            case {"break_glass": str(token), "person": str(known_as)}:
                found[entry.index] = Review(entry.index, entry.payload.recorded_at, token, known_as)
            case {"closes": int(number), "finding": str(finding), "by": str(who)} if (
                one := found.get(number)
            ) and one.finding is None:
                found[number] = Review(one.number, one.at, one.token, one.known_as, finding, who)
    return tuple(found.values())


def close_review(log: KeptLog, number: int, finding: str, reviewer: ActorId, done_by: Mapping[int, str]) -> Recorded:
    """Record what was found.

    Args:
        log: of the institution.
        number: of the review.
        finding: in words.
        reviewer: who looked.
        done_by: who broke the glass, by the review's number, as far as that is known.

    Raises:
        InputError: there is no such review, it is closed, or nobody else looked.
    """
    one = next((each for each in reviews(log) if each.number == number), None)
    if one is None or one.finding is not None:
        raise InputError(f"no review {number} is open", mend="see `autonome node review list`.")
    if done_by.get(number) == str(reviewer):
        raise InputError("nobody reviews what they did", mend="let somebody else review it.")
    if not finding.strip() or len(finding) > LONGEST_FINDING or not finding.isprintable():
        raise InputError(
            "a review needs a finding", mend=f"say what was found, in at most {LONGEST_FINDING} characters."
        )
    (recorded,) = log.append(
        [Draft(EntryKind.INCIDENT, MATTER, {"closes": number, "finding": finding, "by": str(reviewer)})]
    )
    return recorded


def told_of_each(
    queued: Iterable[Review], people: Mapping[str, SubjectId], log: Threads
) -> Iterator[tuple[Review, SubjectId | None, Line | None]]:
    """Whom each review is about, and what was done; nothing of who was erased. All threads are read at once.

    Args:
        queued: of the queue.
        people: ids by the names of the queue.
        log: of the institution.
    """
    entries = log.entries_of_each(people.values())
    timelines = {subject: timeline_in(subject, found) for subject, found in entries.items()}
    for each in queued:
        subject = people.get(each.known_as)
        yield each, subject, None if subject is None else line_of(each, timelines.get(subject, ()))


def line_of(review: Review, timeline: Iterable[Line]) -> Line | None:
    """What was done, of a person's timeline; None where it is not there."""
    told = (line for line in timeline if line.emergency is not None)
    return next((line for line in told if review.token in {line.decision, line.token}), None)
