"""From the folded record to the facts of the warfarin equations: a value that can be relied upon, or why there is none.

Nothing is filled in: a weight that is too old, contradicted or withheld is no weight. Race is not read from records at
all (docs/adr/0014): no question of consent asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from autonome.clinical import FindingKind, Goal, GoalStatus, HealthRecord, Quantity, QuantityRange
from autonome.clinical.finding_kinds import kinds_of
from autonome.evidence.clinical import FactorAction
from autonome.kernel import Text
from autonome.plan.clinical_limits import category_words
from autonome.plan.factors.tests import can_be_pregnant
from autonome.plan.factors.values import Factors
from autonome.plan.facts.answered import NOT, PREGNANT
from autonome.plan.facts.state import CONDITIONS, ClinicalState
from autonome.plan.facts.values import ClinicalFact, FactKind, FactState
from autonome.plan.populations import AgeRange
from autonome.plan.verdict import PatientFacts
from autonome.plan.warfarin.facts import NOT_RECORDED, Measured, TargetInr, WarfarinFacts
from autonome.plan.warfarin.valves import PROCEDURES, valves_of

NO_LONGER = frozenset(
    {GoalStatus.CANCELLED, GoalStatus.REJECTED, GoalStatus.ENTERED_IN_ERROR, GoalStatus.COMPLETED, GoalStatus.PROPOSED}
)
"""Statuses of a goal that nobody pursues now."""


HOLDING = frozenset({FactorAction.AVOID, FactorAction.CHANGE_DOSE})
"""Actions of a rule on warfarin beside which no calculated dose may stand: each asks for another one, or for none."""


LIVER = ("cirrhosis", "acute-liver-failure")
"""Conditions of the bundle in which the liver makes too little of the clotting factors that warfarin acts on."""


def facts_from(record: HealthRecord, patient: PatientFacts, factors: Factors, *, taken: bool) -> WarfarinFacts:
    """Gather what the equations ask for.

    Args:
        record: without relatives and goals that consent does not cover; goals, diagnoses and procedures are read.
        patient: gene calls, medicines that change enzymes, and the record folded.
        factors: what the rules on the record say of warfarin.
        taken: whether warfarin is taken already.
    """
    state = patient.clinical
    facts = state.facts
    pregnancy = facts.of(FactKind.PREGNANCY)
    valves = valves_of(record, facts)
    return WarfarinFacts(
        age=_age(facts.of(FactKind.AGE)),
        height=_measured(facts.of(FactKind.HEIGHT)),
        weight=_measured(facts.of(FactKind.WEIGHT)),
        calls=patient.calls,
        influences=patient.influences,
        targets=tuple(_targets(record)),
        pregnant=PREGNANT in pregnancy.answers if pregnancy.warns and pregnancy.answers else None,
        taken=taken,
        pregnancy_open=_pregnancy_open(pregnancy, state),
        by_record=tuple(line for line in factors.lines if line.action in HOLDING),
        inr=facts.of(FactKind.INR),
        valves=valves,
        unseen=_unseen(state),
        unread=tuple(each for each in state.unread if each not in valves),
        liver=tuple(dict.fromkeys(entry.text for name in LIVER for entry in state.present.get(name, ()))),
    )


def _pregnancy_open(fact: ClinicalFact, state: ClinicalState) -> str:
    """Why a pregnancy is not ruled out, or ""; only a recent *not pregnant*, sex or age rules it out."""
    if fact.answer == NOT or not can_be_pregnant(state):
        return ""
    return _NOT_RULED_OUT.get(fact.state) or _PROBLEMS.get(fact.state, Text("the record leaves it open"))


def _unseen(state: ClinicalState) -> tuple[str, ...]:
    """Diagnoses and procedures without consent, and diagnoses of which the record holds none."""
    withheld = [each for each in (CONDITIONS, PROCEDURES) if each in state.facts.not_covered]
    return category_words((*withheld, *(each for each in (CONDITIONS,) if each in state.silent)))


def _age(fact: ClinicalFact) -> AgeRange | None:
    if not fact.known or fact.span is None or fact.span.low is None or fact.span.high is None:
        return None
    return AgeRange(int(fact.span.low), int(fact.span.high))


def _measured(fact: ClinicalFact) -> Measured:
    if fact.value is not None:
        return Measured(value=fact.value, source=", ".join(fact.sources), date=fact.date, problem="")
    return Measured(problem=_problem(fact))


def _problem(fact: ClinicalFact) -> str:
    if fact.state is FactState.KNOWN:
        return Text("it is recorded only as {value}", value=fact.shown)
    if fact.state is FactState.TOO_OLD:
        return Text("the last one, {value} of {date}, is too old to rely on", value=fact.shown, date=fact.date or "?")
    return _PROBLEMS[fact.state]


_NOT_RULED_OUT = {FactState.TOO_OLD: Text("the last answer is too old")}

_PROBLEMS = {
    FactState.CONFLICTING: Text("the record holds values that contradict each other"),
    FactState.NOT_USABLE: Text("the record holds an entry that cannot be used"),
    FactState.NOT_RECORDED: NOT_RECORDED,
    FactState.NOT_COVERED: Text("consent does not cover it, and it was not looked at"),
}


def _targets(record: HealthRecord) -> Iterator[TargetInr]:
    """INR ranges that a goal in force aims at, without repetitions."""
    seen = set()
    for goal in record.of(Goal):
        for target in goal.targets if goal.status not in NO_LONGER else ():
            ends = _ends(target.value)
            if FindingKind.INR in kinds_of(target.measure) and ends and ends not in seen:
                seen.add(ends)
                low, high = ends
                yield TargetInr(low=low.value, high=high.value, source=str(goal.source))


def _ends(value: object) -> tuple[Quantity, Quantity] | None:
    if isinstance(value, QuantityRange) and value.low and value.high:
        return value.low, value.high
    return (value, value) if isinstance(value, Quantity) else None
