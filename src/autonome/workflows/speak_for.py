"""Who may answer for a patient of a node: what the institution attests of it, and what follows for an answer.

Somebody at the desk has seen a document and states it, under its digest: a birth, a death, a mandate, or its end. From
then on the holder of a mandate may do what the person might, as far as the mandate goes and as long as it lasts. A
guardian's ends by itself when the person comes of age. Whether an answer counts is judged as every decision judges it
(`autonome.consent.authority`): one that would count for nothing is turned away before it is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from autonome.access import Request
from autonome.access.errors import DoorError
from autonome.access.ports import Gate, Within
from autonome.access.representatives import is_mandated
from autonome.consent import (
    ActKind,
    Attestation,
    AttestationId,
    Authority,
    Birth,
    ConsentAct,
    Ground,
    Mandate,
    MandateEnd,
    Person,
    State,
    known_at,
    person_of,
)
from autonome.consent.ages import ages_in, birthday
from autonome.consent.attestations import Attested
from autonome.consent.authority import lapse_of_right
from autonome.kernel import ActorId, InputError, Instant, Sha256, SubjectId
from autonome.ledger import Checkpoint, Entropy, Log, Recorded
from autonome.workflows.answer_consent import Speaker
from autonome.workflows.record_consent import attested_of, said_of

ID_BYTES: Final = 8
"""Random bytes of an attestation's id."""

FOR_ANOTHER: Final = (Authority.GUARDIAN, Authority.PROXY)
"""What a mandate can make of its holder."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Who has seen which document.

    Args:
        by: who states it.
        document: digest of what was seen.
    """

    by: ActorId
    document: Sha256


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate as it stands.

    Args:
        attestation: that gave it.
        mandate: as long as it lasts by what is on record now; its end is that of a guardian's ward coming of age.
    """

    attestation: Attestation
    mandate: Mandate


def attest(  # noqa: PLR0913 - who states what of whom, and what the act works with
    fact: Attested, subject: SubjectId, seen: Seen, *, gate: Gate[Within], now: Instant, entropy: Entropy
) -> tuple[AttestationId, Recorded]:
    """Put on record what somebody has seen a document of; permits that are out for the person end with it.

    Args:
        fact: that is stated.
        subject: of whom.
        seen: by whom, and what.
        gate: of the institution.
        now: the time.
        entropy: draws the attestation's id.

    Returns:
        Its id, and its entry.

    Raises:
        DoorError: somebody attests their own mandate.
    """
    if isinstance(fact, Mandate) and fact.holder == seen.by:
        raise DoorError("nobody attests their own mandate", mend="have a colleague see the document.")
    stated = Attestation(
        AttestationId(f"att-{entropy.token(ID_BYTES).hex()}"), subject, fact, seen.by, seen.document, now
    )
    (recorded,) = gate.record_attested(subject, [stated])
    return stated.id, recorded


def expect_useful(mandate: Mandate, subject: SubjectId, log: Log) -> None:
    """Stop a guardian's mandate of which nobody could say when it ends: it would give no right.

    Raises:
        InputError: neither its end nor the person's birth is known.
    """
    person = _person(subject, log)
    if mandate.authority is Authority.GUARDIAN and mandate.valid.end is None and _of_age(person) is None:
        raise InputError(
            "of a guardian's mandate it must be known when it ends",
            mend="give --until, or record the birth first: `autonome patient born`.",
        )


def mandates_of(subject: SubjectId, log: Log) -> tuple[Held, ...]:
    """A person's mandates, those that are over too, in the order in which they were recorded."""
    attested = attested_of(subject, log=log)
    size = Checkpoint.of_note(log.checkpoint()).size
    found: list[Held] = []
    for each in attested:
        ends = [one for one in attested if isinstance(one.fact, Birth | MandateEnd)]
        if isinstance(each.fact, Mandate) and each.by != each.fact.holder:
            person = person_of([each, *ends], subject, size)
            found.extend(Held(each, _bounded(mandate, person)) for mandate in person.mandates)
    return tuple(found)


def speaker_for(subject: SubjectId, holder: ActorId, acting: Callable[[Speaker], ConsentAct], log: Log) -> Speaker:
    """As what somebody may answer for a person.

    Args:
        subject: for whom.
        holder: who answers.
        acting: makes the act that is about to be recorded.
        log: on which mandates stand.

    Raises:
        DoorError: no mandate on record covers it now; the same is said where nobody of that name is kept.
    """
    for authority in FOR_ANOTHER:
        speaker = Speaker(holder, authority)
        act = acting(speaker)
        if lapse_of_right(act, _person(subject, log, act.recorded_at)) is None:
            return speaker
    raise DoorError(f"no mandate on record lets {holder:.60} do this for this person", mend="have one put on record.")


def expect_counted(act: ConsentAct, log: Log) -> None:
    """Stop a yes that would count for nothing, before it is recorded: who signed it would believe that it counts.

    Raises:
        InputError: with why it would not.
    """
    if act.kind is not ActKind.GRANT:
        return
    subject, size = act.subject, Checkpoint.of_note(log.checkpoint()).size
    expect_counted_beside(act, *said_of(subject, log=log), size)


def expect_counted_beside(
    act: ConsentAct, history: Sequence[ConsentAct], attested: Sequence[Attestation], size: int
) -> None:
    """The same, of what was read already.

    Args:
        act: about to be recorded.
        history: acts of the person on the log.
        attested: of the person on the log.
        size: of that log.

    Raises:
        InputError: as `expect_counted`.
    """
    if act.kind is not ActKind.GRANT:
        return
    known = known_at((*history, act.at_leaf(size)), attested, act.subject, act.recorded_at, size + 1)
    answer = known.answers.get(act.key)
    if answer is None or answer.act.id != act.id:
        raise InputError("this yes would not count beside what was answered before", mend="ask the person.")
    if answer.state is State.UNCOUNTED:
        raise InputError(f"this yes would not count: {answer.lapse}", mend="see docs/mandates.md.")


def may_ask_for(request: Request, log: Log, at: Instant) -> bool:
    """Whether the asker of a request has a mandate for the person's rights now; nothing is recorded."""
    return is_mandated(request, _person(request.subject, log, at), at)


def _person(subject: SubjectId, log: Log, at: Instant | None = None) -> Person:
    """What is on record at a time; without one whatever is, which is enough where only a birth is asked for."""
    return person_of(attested_of(subject, log=log), subject, Checkpoint.of_note(log.checkpoint()).size, at=at)


def _of_age(person: Person) -> Instant | None:
    ages = None if person.born is None else ages_in(person.born.jurisdiction)
    return None if person.born is None or ages is None else birthday(person.born.on, ages.data)


def _bounded(mandate: Mandate, person: Person) -> Mandate:
    """With its end, where that is the person's coming of age; a court's for somebody of age ends by its own term."""
    of_age = _of_age(person)
    if mandate.authority is not Authority.GUARDIAN or of_age is None:
        return mandate
    start, end = mandate.valid.start, mandate.valid.end
    for_an_adult = mandate.ground is Ground.COURT and of_age <= start
    if for_an_adult or (end is not None and end <= of_age):
        return mandate
    return replace(mandate, valid=replace(mandate.valid, end=max(of_age, start)))
