"""What is in force: acts folded in log order.

Within one subject and question a newer act supersedes the older, whatever their periods; across questions nothing
supersedes. What names one recipient is a question of its own: what is said of one is never ended by what is said of
another. Who refuses everybody, or takes everything back, ends what was granted to one by name; who permits everybody
does not lift what was refused to one. Who takes back by name what is granted to all has refused that one.

Only after folding is time asked: an act that has expired leaves its question without an answer and never brings back
the one that it replaced. An act that does not count (`authority`) supersedes nothing: what stood before it stays, and
where nothing did, the answer says why it does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from autonome.consent.acts import ActId, ActKind, Authority, Comprehension, ConsentAct, QuestionKey
from autonome.consent.atoms import Atom
from autonome.consent.authority import NOTHING_ATTESTED, Lapse, Person, ends_of, why_not_counted
from autonome.kernel import Instant, Period, SubjectId


class State(StrEnum):
    """How a question is answered."""

    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    DEFERRED = "deferred"
    """Not now: of questions about incidental findings."""

    UNCOUNTED = "uncounted"
    """Said yes, by somebody who could not, or too soon; nothing else was answered."""


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
        valid: when it is in force; None after a withdrawal. A yes may end before the act says so.
        lapse: why a yes ends then, or never counted.
        closes: whether it is a taking back from one recipient that also holds against what is granted to all.
    """

    state: State
    act: ConsentAct
    scope: ConsentAct
    valid: Period | None
    lapse: Lapse = Lapse.EXPIRED
    closes: bool = False

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """What it permits or denies; nothing after a withdrawal."""
        return () if self.state is State.WITHDRAWN else self.scope.atoms

    def timing(self, at: Instant) -> Timing:
        """Say where the instant lies."""
        if self.valid is None or self.valid.contains(at):
            return Timing.IN_FORCE
        return Timing.NOT_YET if at < self.valid.start else Timing.EXPIRED


def fold(
    acts: Iterable[ConsentAct],
    subject: SubjectId,
    log_size: int,
    person: Person = NOTHING_ATTESTED,
    *,
    at: Instant | None = None,
) -> Mapping[QuestionKey, Standing]:
    """Fold one subject's acts as a log of this size holds them.

    Args:
        acts: in any order; those of other subjects, and those not on the log, count for nothing.
        subject: whose.
        log_size: acts at this leaf and beyond are not yet known.
        person: what is attested of the subject, as of the same size; without, nobody may say yes for another.
        at: the time asked about: what says yes and was put on record after it does not count; None for any.

    Returns:
        Question → its answer; a question that nobody answered is absent.
    """
    known = ((act.leaf, act) for act in acts if act.subject == subject and act.leaf is not None and act.leaf < log_size)
    answers: dict[QuestionKey, Standing] = {}
    refusals: dict[QuestionKey, ConsentAct] = {}
    questions: dict[ActId | None, dict[QuestionKey, None]] = {}
    by_name: dict[QuestionKey, dict[QuestionKey, None]] = {}
    for _, act in sorted(known, key=lambda pair: pair[0]):
        questions.setdefault(act.id, {})[act.key] = None
        before = answers.get(act.key)
        says_no = act.kind in _NOES or (
            act.kind is ActKind.RENEW and before is not None and before.state is State.DENIED
        )
        refusal = refusals.get(act.key) or (None if says_no else refusals.get(act.broad_key))
        standing_no = None if before is None or not _refuses(before, act) else before.act
        lapse = why_not_counted(act, refusal, person, says_no=says_no, standing_no=standing_no)
        if at is not None and at < act.recorded_at and _opens(before, says_no=says_no):
            continue
        if lapse is not None:
            _set_aside(answers, act, lapse)
            continue
        if act.kind is ActKind.SUPERSEDE:
            _end_replaced(answers, questions, act)
        _apply(answers, act, person)
        _end_by_name(answers, by_name, act)
        _remember_own(refusals, act, answers.get(act.key))
    return {key: _bounded(answer, person) for key, answer in answers.items()}


_NOES = frozenset({ActKind.DENY, ActKind.WITHDRAW})


def _opens(before: Standing | None, *, says_no: bool) -> bool:
    """Whether an act opens something, or ends a refusal that stands: it may not before it is on record."""
    return not says_no or (before is not None and (before.closes or before.state is State.DENIED))


def _apply(answers: dict[QuestionKey, Standing], act: ConsentAct, person: Person) -> None:
    before = answers.get(act.key)
    if act.kind is not ActKind.RENEW:
        closes = act.kind is ActKind.WITHDRAW and act.names is not None and not _lifts(act, before)
        answers[act.key] = Standing(ANSWERS[act.kind], act, act, act.valid, closes=closes)
    elif before is not None and _may_renew(act, before, person):
        answers[act.key] = Standing(before.state, act, before.scope, act.valid)


def _may_renew(act: ConsentAct, before: Standing, person: Person) -> bool:
    """Whether an act lengthens what stands: what was signed, by whoever signed it, while it stands.

    What is renewed is what was signed: the same form, in whatever language. Another version asks again, by a grant or
    a supersession; and so does whoever has come to answer in another's place, or comes when the yes is over.
    """
    signed = before.scope
    if before.state not in RENEWABLE or not _same_form(act, signed):
        return False
    if before.state is not State.GRANTED:
        return True
    end = _bounded(before, person).valid
    stands = end is None or end.end is None or act.recorded_at < end.end
    return stands and act.authority is signed.authority and act.comprehension is not Comprehension.FAILED


def _same_form(act: ConsentAct, signed: ConsentAct) -> bool:
    """Whether two acts answer one version of a form, which means the same in each of its languages."""
    one, other = act.template, signed.template
    if one.digest == other.digest:
        return True
    meant = [(each.id, each.version, each.terms, each.question(act.question).atoms) for each in (one, other)]
    return meant[0] == meant[1] and one.language != other.language


def _refuses(answer: Standing, act: ConsentAct) -> bool:
    """Whether a refusal stands when an act is done."""
    if answer.closes:
        return True
    over = answer.valid is not None and answer.valid.end is not None and answer.valid.end <= act.recorded_at
    return answer.state is State.DENIED and not over


def _lifts(act: ConsentAct, before: Standing | None) -> bool:
    """Whether what is taken back is a refusal that stands."""
    if before is None or before.state is not State.DENIED or before.valid is None:
        return False
    return before.valid.end is None or act.recorded_at < before.valid.end


def _end_by_name(
    answers: dict[QuestionKey, Standing], by_name: dict[QuestionKey, dict[QuestionKey, None]], act: ConsentAct
) -> None:
    """End what was granted to one by name when everybody is refused, or everything taken back.

    Args:
        answers: as they stand.
        by_name: question → grants by name that stand under it: each is ended once, and then forgotten.
        act: that was applied.
    """
    if act.names is not None:
        by_name.setdefault(act.broad_key, {})[act.key] = None
    elif act.kind in _NOES and act.authority is not Authority.RELATIVE:
        for key in by_name.pop(act.key, ()):
            answer = answers.get(key)  # a renewal of nothing has a name, and no answer
            if answer is not None and answer.state is State.GRANTED:
                answers[key] = Standing(State.WITHDRAWN, act, act, None)


def _set_aside(answers: dict[QuestionKey, Standing], act: ConsentAct, lapse: Lapse) -> None:
    """Keep a yes that does not count only where there is nothing else to say."""
    before = answers.get(act.key)
    if act.kind in {ActKind.GRANT, ActKind.SUPERSEDE} and (before is None or before.state is State.UNCOUNTED):
        answers[act.key] = Standing(State.UNCOUNTED, act, act, act.valid, lapse)


def _remember_own(refusals: dict[QuestionKey, ConsentAct], act: ConsentAct, now: Standing | None) -> None:
    """Hold the person's own refusal until the person says otherwise: nobody else's yes gets past it."""
    if act.authority is not Authority.SELF or now is None or now.act is not act:
        return
    if now.state in {State.DENIED, State.WITHDRAWN}:
        refusals[act.key] = act
    else:
        refusals.pop(act.key, None)


def _end_replaced(
    answers: dict[QuestionKey, Standing], questions: Mapping[ActId | None, dict[QuestionKey, None]], act: ConsentAct
) -> None:
    """End the answer that a supersession names, should it stand under another question; others' refusals stay.

    Args:
        answers: as they stand.
        questions: under which an act of an id may stand: to look through all answers would take the square of them.
        act: the supersession.
    """
    for key in questions.get(act.replaces, ()):
        answer = answers.get(key)
        if answer is None or key == act.key or act.replaces not in {answer.act.id, answer.scope.id}:
            continue
        if answer.state is State.WITHDRAWN:  # ended already; a chain of supersessions would end each again and again
            continue
        same = answer.act.authority is act.authority and answer.scope.names == act.names
        if answer.state is State.GRANTED or same:
            answers[key] = Standing(State.WITHDRAWN, act, act, None)


def _bounded(answer: Standing, person: Person) -> Standing:
    """End a yes where the first of its ends lies."""
    if answer.state is not State.GRANTED or answer.valid is None:
        return answer
    ends = list(ends_of(answer.act, answer.scope, person))
    if not ends:
        return answer
    end, lapse = min(ends, key=lambda pair: pair[0])
    return replace(answer, valid=Period(answer.valid.start, max(end, answer.valid.start)), lapse=lapse)
