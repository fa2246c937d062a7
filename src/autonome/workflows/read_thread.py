"""A person's thread of the log, read once: acts, what is attested, answers, questions, and what was done with data.

A page shows many things that all stand on one thread. They are folded from the same entries here, so that it is read
and proven once, and so that two parts of a page never tell of two different moments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from autonome.access.rights import Matter, matters_of, restricted_since
from autonome.consent import (
    Attestation,
    ConsentAct,
    Known,
    Person,
    QuestionKey,
    Standing,
    is_attestation,
    known_at,
    read_recorded_act,
    read_recorded_attestation,
)
from autonome.kernel import Instant, SubjectId
from autonome.ledger import Checkpoint, EntryKind, Log, Recorded
from autonome.workflows.ask_and_answer import Enquiry, enquiries_in
from autonome.workflows.prepare_consent import Prepared, prepared_in
from autonome.workflows.show_timeline import Line, timeline_in


@dataclass(frozen=True)
class ReadThread:
    """A person's thread, as a log of some size holds it.

    Args:
        subject: whose.
        entries: in log order, each proven to stand in the tree.
        size: of the log.
        at: the time asked about: what opens something and was put on record after it is not known.
    """

    subject: SubjectId
    entries: tuple[Recorded, ...]
    size: int
    at: Instant

    @cached_property
    def acts(self) -> tuple[ConsentAct, ...]:
        """Acts of consent, with their places."""
        return tuple(
            read_recorded_act(each.payload.body, self.subject, each.index)
            for each in self.entries
            if each.payload.kind is EntryKind.CONSENT and not is_attestation(each.payload.body)
        )

    @cached_property
    def attested(self) -> tuple[Attestation, ...]:
        """What is attested of the person, with its places."""
        return tuple(
            read_recorded_attestation(each.payload.body, self.subject, each.index)
            for each in self.entries
            if each.payload.kind is EntryKind.CONSENT and is_attestation(each.payload.body)
        )

    @cached_property
    def _known(self) -> Known:
        return known_at(self.acts, self.attested, self.subject, self.at, self.size)

    @property
    def person(self) -> Person:
        """What is on record about who may answer for the person."""
        return self._known.person

    @property
    def answers(self) -> Mapping[QuestionKey, Standing]:
        """What the person has answered."""
        return self._known.answers

    @cached_property
    def timeline(self) -> tuple[Line, ...]:
        """Every act, decision and use."""
        return timeline_in(self.subject, self.entries)

    @property
    def prepared(self) -> Mapping[str, Prepared]:
        """How far the person is with each form."""
        return prepared_in(self.entries)

    @property
    def enquiries(self) -> tuple[Enquiry, ...]:
        """What the person asked, in order."""
        return tuple(enquiries_in(self.subject, self.entries).values())

    @property
    def matters(self) -> tuple[Matter, ...]:
        """What the person asked for by right, in order."""
        bodies = (each.payload.body for each in self.entries if each.payload.kind is EntryKind.RIGHT)
        return tuple(matters_of(self.subject, bodies).values())

    @property
    def restricted(self) -> int | None:
        """Leaf of the entry by which the use of the data is restricted; None while it is not."""
        found = ((each.index, each.payload.body) for each in self.entries if each.payload.kind is EntryKind.RIGHT)
        return restricted_since(found)


def read_thread(subject: SubjectId, log: Log, at: Instant) -> ReadThread:
    """Read a person's thread.

    Args:
        subject: whose.
        log: on which it lies.
        at: the time asked about.

    Raises:
        ErasedError: the person was erased.
    """
    size = Checkpoint.of_note(log.checkpoint()).size
    return ReadThread(subject, tuple(each for each in log.entries_of(subject) if each.index < size), size, at)
