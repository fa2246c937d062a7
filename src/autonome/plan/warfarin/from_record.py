"""From the folded record to the facts of the warfarin equations: a value that can be relied upon, or why there is none.

Nothing is filled in: a weight that is too old, contradicted or withheld is no weight. Race is not read from records at
all (docs/adr/0014): no question of consent asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.clinical import FindingKind, Goal, GoalStatus, HealthRecord, Quantity, QuantityRange
from autonome.clinical.finding_kinds import kinds_of
from autonome.kernel import GeneSymbol, Text
from autonome.pharmacogenomics.calls import GeneCall
from autonome.plan.facts.answered import PREGNANT
from autonome.plan.facts.values import ClinicalFact, ClinicalFacts, FactKind, FactState
from autonome.plan.perpetrators import Influences
from autonome.plan.populations import AgeRange
from autonome.plan.warfarin.facts import NOT_RECORDED, Measured, TargetInr, WarfarinFacts

NO_LONGER = frozenset(
    {GoalStatus.CANCELLED, GoalStatus.REJECTED, GoalStatus.ENTERED_IN_ERROR, GoalStatus.COMPLETED, GoalStatus.PROPOSED}
)
"""Statuses of a goal that nobody pursues now."""


def facts_from(
    record: HealthRecord,
    facts: ClinicalFacts,
    calls: Mapping[GeneSymbol, GeneCall],
    influences: Influences,
    *,
    taken: bool,
) -> WarfarinFacts:
    """Gather what the equations ask for.

    Args:
        record: without what consent does not cover; goals are read from it.
        facts: the record folded.
        calls: by gene.
        influences: medicines that change enzymes.
        taken: whether warfarin is taken already.
    """
    pregnancy = facts.of(FactKind.PREGNANCY)
    pregnant = PREGNANT in pregnancy.answers if pregnancy.warns and pregnancy.answers else None
    return WarfarinFacts(
        age=_age(facts.of(FactKind.AGE)),
        height=_measured(facts.of(FactKind.HEIGHT)),
        weight=_measured(facts.of(FactKind.WEIGHT)),
        calls=calls,
        influences=influences,
        targets=tuple(_targets(record)),
        pregnant=pregnant,
        taken=taken,
    )


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
