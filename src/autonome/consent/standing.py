"""What is in force: acts folded in log order.

Within one subject and question a newer act supersedes the older, whatever their periods; across questions nothing
supersedes. Only after folding is time asked: an act that has expired leaves its question without an answer and never
brings back the one that it replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from autonome.consent.acts import ActKind, ConsentAct, QuestionKey
from autonome.consent.atoms import Atom
from autonome.kernel import Instant, Period, SubjectId


class State(StrEnum):
    """How a question is answered."""

    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    DEFERRED = "deferred"
    """Not now: of questions about incidental findings."""


ANSWERS: Mapping[ActKind, State] = {
    ActKind.GRANT: State.GRANTED,
    ActKind.DENY: State.DENIED,
    ActKind.WITHDRAW: State.WITHDRAWN,
    ActKind.SUPERSEDE: State.GRANTED,
    ActKind.DEFER: State.DEFERRED,
}
"""These acts answer a question anew, whatever the answer was."""

RENEWABLE = frozenset({State.GRANTED, State.DENIED, State.DEFERRED})
"""A renewal lengthens what stands; what was withdrawn, or never answered, it does not bring to life."""


class Timing(StrEnum):
    """Where an instant lies, seen from a standing answer."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer to one question.

    Args:
        state: how it is answered.
        act: that gave the answer its present form.
        scope: act that gave the scope (an earlier one, after a renewal).
        valid: when it is in force; None after a withdrawal.
    """

    state: State
    act: ConsentAct
    scope: ConsentAct
    valid: Period | None

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """What it permits or denies; nothing after a withdrawal."""
        return () if self.state is State.WITHDRAWN else self.scope.atoms

    def timing(self, at: Instant) -> Timing:
        """Say where the instant lies."""
        if self.valid is None or self.valid.contains(at):
            return Timing.IN_FORCE
        return Timing.NOT_YET if at < self.valid.start else Timing.EXPIRED


def fold(acts: Iterable[ConsentAct], subject: SubjectId, log_size: int) -> Mapping[QuestionKey, Standing]:
    """Fold one subject's acts as a log of this size holds them.

    Args:
        acts: in any order; those of other subjects, and those not on the log, count for nothing.
        subject: whose.
        log_size: acts at this leaf and beyond are not yet known.

    Returns:
        Question → its answer; a question that nobody answered is absent.
    """
    known = ((act.leaf, act) for act in acts if act.subject == subject and act.leaf is not None and act.leaf < log_size)
    standing: dict[QuestionKey, Standing] = {}
    for _, act in sorted(known, key=lambda pair: pair[0]):
        if act.kind is ActKind.SUPERSEDE:
            _end_replaced(standing, act)
        _apply(standing, act)
    return standing


def _apply(standing: dict[QuestionKey, Standing], act: ConsentAct) -> None:
    if act.kind is not ActKind.RENEW:
        standing[act.key] = Standing(ANSWERS[act.kind], act, act, act.valid)
        return
    before = standing.get(act.key)
    # What is renewed is what was signed: the same form. Another version asks again, by a grant or a supersession.
    if before and before.state in RENEWABLE and act.template.digest == before.scope.template.digest:
        standing[act.key] = Standing(before.state, act, before.scope, act.valid)


def _end_replaced(standing: dict[QuestionKey, Standing], act: ConsentAct) -> None:
    """End the answer that a supersession names, should it stand under another question."""
    for key, answer in list(standing.items()):
        if key != act.key and act.replaces in {answer.act.id, answer.scope.id}:
            standing[key] = Standing(State.WITHDRAWN, act, act, None)
