"""What is known of one person at an instant: who may answer for her or him, and which answers stand.

The one place where acts and attestations are folded together, and where the instant cannot be left out: what was put on
record later, or is stated to begin before it was, must not count for a time before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autonome.consent.acts import ConsentAct, QuestionKey
from autonome.consent.attestations import Attestation
from autonome.consent.authority import Person, person_of
from autonome.consent.standing import Standing, fold
from autonome.kernel import Instant, SubjectId


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person.

    Args:
        person: birth, death and mandates on record.
        answers: question → what stands.
    """

    person: Person
    answers: Mapping[QuestionKey, Standing]


def known_at(
    acts: Iterable[ConsentAct], attested: Iterable[Attestation], subject: SubjectId, at: Instant, log_size: int
) -> Known:
    """Fold what is on record of a person.

    Args:
        acts: in any order; those of other subjects, and those not on the log, count for nothing.
        attested: the same of what is attested.
        subject: of whom.
        at: the time asked about.
        log_size: acts and attestations at this leaf and beyond are not yet known.
    """
    person = person_of(attested, subject, log_size, at=at)
    return Known(person, fold(acts, subject, log_size, person, at=at))
