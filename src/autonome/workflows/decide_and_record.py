"""The gate: decide on a request, put the decision on the log, and only then give a permit, or the refusal.

This is step 8 of the decision, and the only place that mints a permit. Allowed or refused, the decision is durable
and integrated before anything is returned; a log that cannot record lets nothing through.

What is on the log counts. A consent file adds to it and takes nothing away: a file without acts leaves in force what
was recorded, and `acts_not_handed_in` says upon which of those acts a permit rests. A file of another person is a
mix-up: it refuses the request, whatever the log holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from autonome.access import Allowed, Decision, Denied, Permit, Request, decide, decision_body, mint
from autonome.consent import NO_DISEASES, ConsentAct, ConsentFile, Diseases
from autonome.kernel import AutonomeError, Instant
from autonome.law import RuleBook
from autonome.ledger import Checkpoint, Draft, EntryKind, Log, LogMovedError, Recorded
from autonome.workflows.record_consent import consent_history, record_attested, record_consent, said_of

MAX_ATTEMPTS = 32
"""How often a decision is made anew because others wrote to the log in between: then something is wrong with it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that was refused, on record.

    Args:
        request: as it was made.
        decision: with its reasons.
        recorded: the entry in which it stands.
    """

    request: Request
    decision: Denied
    recorded: Recorded


def decide_and_record(  # noqa: PLR0913 - what a decision depends on, and where it is put on record
    request: Request,
    consent: ConsentFile,
    *,
    log: Log,
    rules: RuleBook,
    at: Instant,
    diseases: Diseases = NO_DISEASES,
) -> Permit | Refusal:
    """Decide on a request and record what was decided.

    Args:
        request: as it was made.
        consent: that a caller holds; acts not yet on the log are recorded first. Another person's refuses the request.
        log: on which consent and decision stand.
        rules: packs of law.
        at: the time asked about.
        diseases: how they lie below each other.

    Returns:
        A permit, or the refusal; either is on the log.

    Raises:
        LogError: the log cannot be relied upon; nothing is permitted.
    """
    request = request.handed_in_with(consent.subject, consent.jurisdiction)
    record_attested(consent.attested, subject=request.subject, log=log)
    record_consent(consent.acts, subject=request.subject, log=log)
    for _ in range(MAX_ATTEMPTS):
        size = Checkpoint.of_note(log.checkpoint()).size
        acts, attested = said_of(request.subject, log=log)
        decision = decide(acts, request, rules, at, size, diseases=diseases, attested=attested)
        try:
            # A withdrawal that was recorded in between is an act that the decision did not know: decide again. What was
            # recorded of other people counts for nothing in it, so many people's plans can be made at once.
            return _record(request, decision, log=log, size=size)
        except LogMovedError:
            continue
    raise AutonomeError("the log grew during every attempt to decide", mend="try again later.")


def acts_not_handed_in(permit: Permit, consent: ConsentFile, *, log: Log) -> tuple[ConsentAct, ...]:
    """The recorded acts that a permit rests on and that the consent file at hand does not hold, in log order."""
    handed_in = {act.digest for act in consent.acts}
    relied_upon = set(permit.decision.basis) - handed_in
    return tuple(act for act in consent_history(permit.subject, log=log) if act.digest in relied_upon)


def _record(request: Request, decision: Decision, *, log: Log, size: int) -> Permit | Refusal:
    draft = Draft(EntryKind.DECISION, request.subject, decision_body(request, decision))
    (recorded,) = log.append([draft], unchanged_since=size)
    return answer(request, decision, recorded)


def answer(request: Request, decision: Decision, recorded: Recorded, secret: bytes = b"") -> Permit | Refusal:
    """The permit, or the refusal, of a decision that stands on a log.

    Args:
        request: that was decided on.
        decision: as recorded.
        recorded: its entry.
        secret: under which a gate knows the permit, or none.

    Raises:
        PermitError: the entry is not that decision's.
    """
    if isinstance(decision, Allowed):
        return mint(request, decision, recorded, secret)
    return Refusal(request, decision, recorded)
