"""The decision: consent and law, applied to a request. Pure; eight steps, numbered as in ``docs/formats/request.md``.

Closed is the default: an unknown code, an error and an absence end as a refusal, each with a reason of its own. The
same arguments give the same decision, for ever: that is how it is replayed as of (time, log size).

One engine answers for one person and for a million: `Decider` holds a register of standing answers and the requests
that were asked of it, compiled. `decide` is the same for one person and one request.

Not here: step 8. That a decision stands on the ledger before any data leave is the business of
`workflows.decide_and_record`, the only place that mints a `Permit`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from autonome.access.compiled import Compiled
from autonome.access.decisions import Allowed, Decision, Denied, Grounds
from autonome.access.outcomes import Outcome
from autonome.access.register import Register, Span, register_of, supports_of
from autonome.access.representatives import is_mandated, unproven
from autonome.access.requests import Request
from autonome.access.validation import canonical, problems_of
from autonome.access.windows import END
from autonome.consent import (
    NO_DISEASES,
    NOTHING_ATTESTED,
    Attestation,
    ConsentAct,
    Diseases,
    Person,
    known_at,
)
from autonome.kernel import Instant, SubjectId
from autonome.law import RuleBook

SOMEBODY: Final = SubjectId("")
"""Stands for the person in a compiled request."""

MOST_REQUESTS: Final = 256
"""Compiled requests kept by one decider; the oldest goes first."""


def decide(  # noqa: PLR0913 - the function's own arguments: what it depends on, and nothing else
    acts: Iterable[ConsentAct],
    request: Request,
    rules: RuleBook,
    at: Instant,
    log_size: int,
    *,
    diseases: Diseases = NO_DISEASES,
    attested: Iterable[Attestation] = (),
    restricted: int | None = None,
) -> Decision:
    """Decide on a request.

    Args:
        acts: consent acts with their places in log order; those of others than the subject count for nothing.
        request: as it was made.
        rules: packs of law.
        at: the time asked about.
        log_size: acts at this leaf and beyond are not known.
        diseases: how they lie below each other; without, a request that names one is refused.
        attested: what is on record about who may answer for whom; without, nobody may say yes for another.
        restricted: leaf of the entry by which the use of the person's data is restricted; None while it is not.

    Returns:
        `Allowed` for the leaves that are covered, or `Denied`; each with its reasons.
    """
    # 3. Fold the acts as the log of this size holds them; only then are those kept that are valid at the asked time.
    subject = request.subject
    known = known_at(acts, attested, subject, at, log_size)
    since = restricted if restricted is not None and restricted < log_size else None
    register = register_of(subject, known.answers, since)
    return Decider(register, rules, diseases).decide(request, at, log_size, known.person)


class Decider:
    """Decides about the people of a register.

    Not a frozen value: it keeps what it compiled. What it answers depends on register, rules and arguments alone.
    """

    __slots__ = ("_compiled", "diseases", "register", "rules")

    def __init__(self, register: Register, rules: RuleBook, diseases: Diseases = NO_DISEASES) -> None:
        """Decide under these rules.

        Args:
            register: of standing answers, as of the log size that decisions will name.
            rules: packs of law.
            diseases: how they lie below each other.
        """
        self.register = register
        self.rules = rules
        self.diseases = diseases
        self._compiled: dict[tuple[Request, bool, bool, Instant], Compiled] = {}

    def decide(self, request: Request, at: Instant, log_size: int, person: Person = NOTHING_ATTESTED) -> Decision:
        """Decide on a request, with all reasons.

        Args:
            request: as it was made.
            at: the time asked about.
            log_size: of the log whose acts the register holds.
            person: on record, as of that size; without it nobody asks as another's representative.
        """
        since = self.register.restricted.get(request.subject)
        grounds = Grounds(at, log_size, self.rules.digest, self.diseases.digest if request.diseases else None, since)
        # 1. Validate: what no vocabulary knows is refused.
        problems = (*problems_of(request, self.diseases), *unproven(request, person, at))
        if problems:
            return Denied(problems, (), (), grounds)
        compiled = self.compiled(request, at, mandated=is_mandated(request, person, at))
        return decide_about(request.subject, compiled, grounds)

    def compiled(self, request: Request, at: Instant, *, mandated: bool = False) -> Compiled:
        """Hold a valid request against the law, for whoever it is about.

        Args:
            request: whose codes are known.
            at: the time asked about.
            mandated: whether the asker holds a mandate on record to act for the person.
        """
        by_subject = str(request.actor) == str(request.subject)
        about_somebody = request if by_subject else replace(request, subject=SOMEBODY)
        key = (about_somebody, by_subject, mandated, at)
        found = self._compiled.get(key)
        if found is None:
            if len(self._compiled) >= MOST_REQUESTS:
                del self._compiled[next(iter(self._compiled))]
            found = self._compiled[key] = Compiled(
                self.register, canonical(about_somebody), self.rules, at, self.diseases, mandated=mandated
            )
        return found


def bits_of(compiled: Compiled, span: Span) -> int:
    """Join the facts that each answer of a person says of a request.

    Args:
        compiled: the request.
        span: where the person's answers lie.
    """
    register, at, effects = compiled.register, compiled.at.seconds, compiled.effects
    bits = 0
    times = iter(register.valid[2 * span.first : 2 * span.last])
    for code, start, end in zip(register.code[span.first : span.last], times, times, strict=True):
        effect = effects.get(code) or compiled.effect(code)
        bits |= effect[0] if start <= at < end else effect[1 if start <= at else 2]
    return bits


def decide_about(subject: SubjectId, compiled: Compiled, grounds: Grounds) -> Decision:
    """Decide on a compiled request about one person: join the facts that each answer says, and say what they mean.

    Args:
        subject: the person.
        compiled: the request; one that a person makes about herself or himself fits nobody else.
        grounds: of the decision.
    """
    span = compiled.register.span(subject)
    outcome = compiled.outcome(bits_of(compiled, span))
    if not outcome.grants:
        return Denied(outcome.reasons, outcome.missing, outcome.duties, grounds)
    return _allowed(outcome, compiled, span, grounds)


def _allowed(outcome: Outcome, compiled: Compiled, span: Span, grounds: Grounds) -> Allowed:
    """Add whose acts it rests on, and the earliest end (6)."""
    register, effects, at, used = compiled.register, compiled.effects, compiled.at.seconds, outcome.used
    valid = register.valid
    acts: list[bytes] = []
    until = END if outcome.until is None else outcome.until.seconds
    for place, code in enumerate(register.code[span.first : span.last] if used else (), span.first):
        # Most rows are about other data: their times and acts are not even looked at.
        if effects[code][0] & used and valid[2 * place] <= at < valid[2 * place + 1]:
            acts += register.supports(place)
            until = min(until, valid[2 * place + 1])
    supports = supports_of(acts)
    return Allowed(
        grants=outcome.grants,
        reasons=outcome.reasons,
        basis=tuple(sorted({*outcome.lawful, *supports.acts})) if outcome.lawful else supports.acts,
        obligations=outcome.obligations,
        duties=outcome.duties,
        until=None if until == END else Instant(until),
        grounds=grounds,
        rests_on=supports,
    )
