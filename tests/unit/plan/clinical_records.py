"""Small health records with facts, conditions, allergies and goals, and what the shipped rules make of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from autonome.clinical import (
    ICD_10,
    LOINC,
    SNOMED_CT,
    AdministrativeSex,
    Allergy,
    Coding,
    Comparator,
    Concept,
    Condition,
    DateRange,
    Goal,
    GoalStatus,
    HealthRecord,
    Observation,
    ObservationStatus,
    PartialDate,
    Patient,
    Quantity,
    RecordItem,
    Source,
)
from autonome.evidence.clinical import MEASURED, FactorRule, FactTest, Relation
from autonome.kernel import DrugName, Instant, SubjectId
from autonome.plan.factors.rules import factors_on
from autonome.plan.factors.values import Factors
from autonome.plan.facts.goals import RecordedGoal
from autonome.plan.facts.state import ClinicalState, Matched, clinical_state
from autonome.plan.facts.values import ClinicalFact, ClinicalFacts, FactKind, FactState, Interval
from tests.unit.pharmacogenomics.samples import BUNDLE

AS_OF = Instant.parse("2026-03-01T10:00:00Z")
LATELY = PartialDate.of(2026, 2, 10)
UNITS = {
    "egfr": ("98979-8", "mL/min/{1.73_m2}"),
    "creatinine": ("2160-0", "umol/L"),
    "weight": ("29463-7", "kg"),
    "alt": ("1742-6", "U/L"),
    "albumin": ("1751-7", "g/L"),
    "potassium": ("2823-3", "mmol/L"),
    "qtc": ("8636-3", "ms"),
    "inr": ("6301-6", "{INR}"),
}


def measured(
    kind: str, value: str, date: PartialDate | None = LATELY, comparator: Comparator = Comparator.EXACTLY
) -> Observation:
    code, unit = UNITS[kind]
    return observation(code, Quantity(Decimal(value), comparator, "", unit), date)


def observation(code: str, value: Quantity | Concept | PartialDate, date: PartialDate | None = LATELY) -> Observation:
    return Observation(
        source=Source(f"Bundle.entry[{code}]"),
        code=Concept("", (Coding(LOINC, code),)),
        status=ObservationStatus.FINAL,
        value=value,
        time=DateRange(date, date),
    )


def answered(code: str, answer: str, date: PartialDate | None = LATELY) -> Observation:
    return observation(code, Concept("", (Coding(LOINC, answer),)), date)


PREGNANT = answered("82810-3", "LA15173-0")
NOT_PREGNANT = answered("82810-3", "LA26683-5")
SMOKES = answered("72166-2", "LA18976-3")


def condition(text: str = "", code: str = "", snomed: str = "", **changes: object) -> Condition:
    codings = (*((Coding(ICD_10, code),) if code else ()), *((Coding(SNOMED_CT, snomed),) if snomed else ()))
    return Condition(source=Source(f"Condition {text}{code}{snomed}"), code=Concept(text, codings), **changes)  # type: ignore[arg-type]


def allergy(text: str, **changes: object) -> Allergy:
    return Allergy(source=Source(f"Allergy {text}"), code=Concept(text), **changes)  # type: ignore[arg-type]


def goal(text: str, **changes: object) -> Goal:
    status = {"status": GoalStatus.ACTIVE}
    return Goal(source=Source(f"Goal {text}"), description=Concept(text), **(status | changes))  # type: ignore[arg-type]


def record(
    items: Iterable[RecordItem] = (),
    born: PartialDate | None = None,
    sex: AdministrativeSex = AdministrativeSex.MALE,
) -> HealthRecord:
    birth = PartialDate.of(1976, 3, 1) if born is None else born
    return HealthRecord(patient=Patient(SubjectId("synthetic"), sex, birth), items=tuple(items))


def state(health: HealthRecord, not_covered: Collection[str] = ()) -> ClinicalState:
    return clinical_state(health, BUNDLE.clinical, BUNDLE.drugs, AS_OF, not_covered)


def factors(
    drug: str,
    *items: RecordItem,
    born: PartialDate | None = None,
    sex: AdministrativeSex = AdministrativeSex.MALE,
    not_covered: Collection[str] = (),
) -> Factors:
    """What the shipped rules make of a man of 50 (or another) with these entries."""
    return factors_on(DrugName(drug), state(record(items, born, sex), not_covered))


def rules(found: Factors) -> set[str]:
    return {line.rule for line in found.lines}


def fact(kind: FactKind, state: FactState = FactState.KNOWN, **values: object) -> ClinicalFact:
    return ClinicalFact(kind=kind, state=state, why="" if state is FactState.KNOWN else "a reason", **values)  # type: ignore[arg-type]


STEP = Decimal("0.001")
"""How far beside a bound the values of a rule's test lie."""


def value_for(test: FactTest, *, holds: bool) -> Decimal:
    """A value on the bound or right beside it, for which a measured test holds, or does not."""
    assert test.bound is not None
    at_bound = {Relation.BELOW: False, Relation.ABOVE: False, Relation.AT_MOST: True, Relation.AT_LEAST: True}
    if at_bound[test.relation] is holds:
        return test.bound
    upwards = test.relation in (Relation.ABOVE, Relation.AT_LEAST)
    return test.bound + STEP if upwards is holds else test.bound - STEP


def state_for(rule: FactorRule, holding: Collection[FactTest]) -> ClinicalState:
    """A patient for whom these tests of a rule hold and its other tests do not."""
    kinds: dict[FactKind, ClinicalFact] = {FactKind.SEX: fact(FactKind.SEX, answers=("female",))}
    kinds[FactKind.AGE] = fact(FactKind.AGE, span=Interval.exactly(30))
    matched = {"condition": {}, "history": {}, "goal": {}, "taking": {}}  # type: dict[str, dict[str, tuple[Matched, ...]]]
    for test in rule.tests:
        holds = test in holding
        if test.subject in matched:
            entry = (Matched("as recorded", "2020", "Condition/1", sure=True),)
            matched[test.subject] |= dict.fromkeys(test.answers, entry) if holds else {}
        elif test.subject in MEASURED:
            values = [value_for(each, holds=each in holding) for each in rule.tests if each.subject == test.subject]
            kinds[FactKind(test.subject)] = fact(
                FactKind(test.subject), span=Interval.exactly(_within(rule, test, values, holding))
            )
        else:
            kinds[FactKind(test.subject)] = fact(
                FactKind(test.subject), answers=(test.answers[0] if holds else "other",)
            )
    goals = tuple(RecordedGoal("as recorded", "", "Goal/1", (each,), (each,)) for each in matched["goal"])
    facts = ClinicalFacts(kinds)
    ever = matched["condition"] | matched["history"]
    return ClinicalState(
        facts=facts,
        present=matched["condition"],
        ever=ever,
        goals=goals,
        rules=BUNDLE.clinical,
        taking=matched["taking"],
    )


def _within(rule: FactorRule, test: FactTest, values: list[Decimal], holding: Collection[FactTest]) -> Decimal:
    """Of a fact with two bounds, the value that makes exactly the wanted tests hold."""
    same = [each for each in rule.tests if each.subject == test.subject]
    if len(same) == 1 or (same[0] in holding and same[1] in holding):
        return values[0]
    return next(value for each, value in zip(same, values, strict=True) if each not in holding)
