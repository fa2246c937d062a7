"""For whom an answer is: for all whom a question is about, or for one alone whom the patient names.

Names are chosen from the institutions that the node knows, or written. What an answer for one does beside one for all
is said before it is signed: a yes for one narrows no yes for all, and opens nothing against a no to all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from autonome.access.explanation import naming
from autonome.consent import RECIPIENTS, Kind, Question, State, Timing, is_name
from autonome.kernel import Instant, Text
from autonome.web.desk import Institution
from autonome.web.portal.answers import Row

WRITTEN: Final = "*"
"""Sent for *one that I name*; no institution is called so."""

NAMED: Final = frozenset({Kind.SEPARATE_RECIPIENT, Kind.SEPARATE_EXPORT})
"""Kinds of consent by which a form lets one recipient be named (docs/consent-forms.md)."""

LONGEST_NAME: Final = 255
"""Characters (see `consent.names`)."""

NO_NAME: Final = Text("Choose whom your answer is for. If you name one, write the name.")

YES_TO_ALL: Final = Text("You have said yes to all of them. While that stands, the others may get the data too.")
NO_TO_ALL: Final = Text("You have said no to all of them. While that stands, a yes to one opens nothing.")
OTHERS_STAY: Final = Text("Your yes to the others stays as it is.")
ENDS_NAMED: Final = Text("Your no is for everybody. It also ends each yes that you gave to one by name.")
NAMED_STAY: Final = Text("What you said no to by name stays a no.")


@dataclass(frozen=True, slots=True)
class Offered:
    """One that can be chosen.

    Args:
        name: of the institution.
        kind: what it is, as people read it.
    """

    name: str
    kind: str


def may_name(question: Question) -> bool:
    """Whether the answer to a question can be for one recipient alone."""
    return bool(question.atoms) and all(atom.kinds & NAMED and atom.recipient_id is None for atom in question.atoms)


def is_of_people(question: Question) -> bool:
    """Whether whoever is named is a person: a relative."""
    return all(RECIPIENTS.covers("relative", atom.recipient) for atom in question.atoms)


def offered_for(question: Question, known: Iterable[Institution]) -> Iterator[Offered]:
    """The institutions that a yes to a question could reach."""
    classes = {atom.recipient for atom in question.atoms}
    for each in known:
        if any(RECIPIENTS.covers(wide, each.recipient) for wide in classes):
            yield Offered(each.name, naming.recipient(each.recipient))


def named_in(question: Question, sent: Mapping[str, str]) -> str | None:
    """Whom an answer that was sent is for: a name, or "" for everybody; None where it cannot be told."""
    whom, written = sent.get("whom", ""), sent.get("named", "").strip()
    if (whom == WRITTEN) is not bool(written):  # who writes a name does not mean everybody
        return None
    name = written or whom.strip()
    if not name:
        return ""
    return name if may_name(question) and is_name(name) and len(name) <= LONGEST_NAME else None


def beside(row: Row, answer: str, named: str, now: Instant) -> Text | None:
    """What an answer does beside those that stand, where somebody could think otherwise.

    Args:
        row: the question, as it is answered.
        answer: ``yes`` or ``no``.
        named: whom it is for; "" for everybody.
        now: the time.
    """
    if not named:
        standing = {each.answer.state for each in row.named if each.answer.timing(now) is Timing.IN_FORCE}
        if answer == "no":
            return ENDS_NAMED if State.GRANTED in standing else None
        return NAMED_STAY if standing - {State.GRANTED} else None
    if opens_nothing(row, answer, named, now):
        return NO_TO_ALL
    if _to_all(row, now) is not State.GRANTED:
        return None
    return YES_TO_ALL if answer == "yes" else OTHERS_STAY


def opens_nothing(row: Row, answer: str, named: str, now: Instant) -> bool:
    """Whether a yes to one would count for nothing, as a no to all stands."""
    return bool(named) and answer == "yes" and _to_all(row, now) is State.DENIED


def _to_all(row: Row, now: Instant) -> State | None:
    in_force = row.answer is not None and row.answer.timing(now) is Timing.IN_FORCE
    return row.answer.state if in_force and row.answer is not None else None
