"""Put consent acts on the log, and read them back from it: what is on the log is what counts.

An act that was once recorded stays in force, or stays withdrawn, whatever a file says later: a withdrawal cannot be
undone by handing in an older consent file. An act is known by its digest, so recording it twice records it once. What
is attested of a person stands in the same thread of entries, in the order in which it became known.
"""

from __future__ import annotations

from collections.abc import Iterable

from autonome.consent import (
    Attestation,
    ConsentAct,
    hold_to_order,
    is_attestation,
    read_recorded_act,
    read_recorded_attestation,
    recorded_act,
    recorded_attestation,
)
from autonome.kernel import SubjectId
from autonome.ledger import Draft, EntryKind, Log


def record_consent(acts: Iterable[ConsentAct], *, subject: SubjectId, log: Log) -> tuple[ConsentAct, ...]:
    """Record the acts that the log does not hold yet.

    Args:
        acts: in the order in which they were done; those of other people are left alone.
        subject: whose.
        log: the log.

    Returns:
        All acts of the person that are on the log now, each with its place.

    Raises:
        ConsentError: an act is older than what the log holds about its question; then nothing is recorded.
    """
    history = consent_history(subject, log=log)
    known = {act.digest for act in history}
    new = {act.digest: act for act in acts if act.subject == subject and act.digest not in known}
    hold_to_order(history, new.values())
    recorded = log.append([Draft(EntryKind.CONSENT, subject, recorded_act(act)) for act in new.values()])
    placed = (act.at_leaf(entry.index) for act, entry in zip(new.values(), recorded, strict=True))
    return (*history, *placed)


def consent_history(subject: SubjectId, *, log: Log) -> tuple[ConsentAct, ...]:
    """Read a person's acts from the log, in log order."""
    return tuple(
        read_recorded_act(entry.payload.body, subject, entry.index)
        for entry in log.entries_of(subject, EntryKind.CONSENT)
        if not is_attestation(entry.payload.body)
    )


def said_of(subject: SubjectId, *, log: Log) -> tuple[tuple[ConsentAct, ...], tuple[Attestation, ...]]:
    """Read a person's acts and what is attested of the person, by one look at the log."""
    entries = [(each.payload.body, each.index) for each in log.entries_of(subject, EntryKind.CONSENT)]
    acts = (read_recorded_act(body, subject, at) for body, at in entries if not is_attestation(body))
    stated = (read_recorded_attestation(body, subject, at) for body, at in entries if is_attestation(body))
    return tuple(acts), tuple(stated)


def record_attested(attested: Iterable[Attestation], *, subject: SubjectId, log: Log) -> None:
    """Record what is attested of a person, as far as the log does not hold it yet.

    Args:
        attested: in the order in which it became known; what is stated of others is left alone.
        subject: of whom.
        log: the log.
    """
    known = {each.digest for each in attested_of(subject, log=log)}
    new = {each.digest: each for each in attested if each.subject == subject and each.digest not in known}
    if new:
        log.append([Draft(EntryKind.CONSENT, subject, recorded_attestation(each)) for each in new.values()])


def attested_of(subject: SubjectId, *, log: Log) -> tuple[Attestation, ...]:
    """Read what is attested of a person from the log, in log order."""
    return tuple(
        read_recorded_attestation(entry.payload.body, subject, entry.index)
        for entry in log.entries_of(subject, EntryKind.CONSENT)
        if is_attestation(entry.payload.body)
    )
