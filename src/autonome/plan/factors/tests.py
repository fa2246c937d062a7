"""Whether one test of a rule holds for the patient: yes, perhaps, no, or not known.

*Perhaps* is what the record leaves open: a birth year, ``>60``, two values of one day, a value that is too old. What is
not known is never *no*; what is too old or contradicted can warn (*perhaps*), and never reassure (*no*).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from autonome.evidence.clinical import MEASURED, FactTest, Relation
from autonome.kernel import Text, term
from autonome.plan.factors.values import FactorKind, FactUsed
from autonome.plan.facts.answered import NOT, PREGNANT
from autonome.plan.facts.state import ClinicalState, Matched
from autonome.plan.facts.values import LABELS, ClinicalFact, FactKind, FactState, Interval

CHILDBEARING_FROM, CHILDBEARING_TO = 12, 55
"""Years of age, both included, between which a pregnancy is asked about, wide on purpose: 12 is the median age of
menarche (ACOG Committee Opinion 651, 2015), and at 55 loss of fertility can be assumed (FSRH, Contraception for Women
Aged Over 40 Years, 2017)."""

_PREGNANCY = frozenset({FactKind.PREGNANCY, FactKind.PREGNANCY_WEEK, FactKind.BREASTFEEDING})


TAKEN_AS_WELL = Text("another medicine")
"""The label of a medicine that a rule asks for beside its own."""


class Holds(StrEnum):
    """The answer to a test."""

    NO = "no"
    UNKNOWN = "unknown"
    PERHAPS = "perhaps"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a test fares.

    Args:
        holds: the answer.
        kind: what it goes by.
        used: the facts behind it; of a test that is not known, empty.
        fact: the measured or coded fact, known or not; of a condition that was not found, whether all diagnoses were
            read; None for one that was found, and for goals.
    """

    holds: Holds
    kind: FactorKind
    used: tuple[FactUsed, ...] = ()
    fact: ClinicalFact | None = None


def outcome_of(test: FactTest, state: ClinicalState) -> Outcome:
    """Apply one test to one patient."""
    if test.subject == "goal":
        return _goal(test, state)
    if test.subject in ("condition", "history"):
        return _condition(test, state)
    if test.subject == "taking":
        return _taking(test, state)
    return _fact(test, FactKind(test.subject), state)


def _fact(test: FactTest, kind: FactKind, state: ClinicalState) -> Outcome:
    fact = state.facts.of(kind)
    holds = _measured(test, fact) if test.subject in MEASURED else _coded(test, fact)
    if kind in _PREGNANCY and not fact.warns:
        return _by_status(kind, _without_pregnancy(kind, holds, state), state)
    if kind is FactKind.CREATININE_CLEARANCE and holds is Holds.UNKNOWN and not fact.warns:
        return _by_egfr(test, fact, state)
    shown = (used_of(fact),) if fact.warns else ()
    return Outcome(holds, FactorKind.FACT, shown, fact)


def used_of(fact: ClinicalFact) -> FactUsed:
    """A fact as a line shows it."""
    return FactUsed(LABELS[fact.kind], fact.shown, fact.date, fact.state, fact.why, fact.sources)


def _measured(test: FactTest, fact: ClinicalFact) -> Holds:
    if not fact.warns or fact.span is None or test.bound is None:
        return Holds.UNKNOWN
    return _trusted(compare(fact.span, test.relation, test.bound), fact)


def compare(span: Interval, relation: Relation, bound: Decimal) -> Holds:
    """Whether a value that lies in an interval stands in a relation to a bound.

    >>> from decimal import Decimal
    >>> str(compare(Interval(Decimal(60), None, above_low=True), Relation.BELOW, Decimal(60)))
    'no'
    """
    if relation in (Relation.ABOVE, Relation.AT_LEAST):
        opposite = Relation.AT_MOST if relation is Relation.ABOVE else Relation.BELOW
        return _NOT[compare(span, opposite, bound)]
    strict = relation is Relation.BELOW
    high, low = span.high, span.low
    if high is not None and (high < bound or (high == bound and (span.below_high or not strict))):
        return Holds.YES
    if low is not None and (low > bound or (low == bound and (span.above_low or strict))):
        return Holds.NO
    return Holds.PERHAPS


_NOT = {Holds.YES: Holds.NO, Holds.NO: Holds.YES, Holds.PERHAPS: Holds.PERHAPS}


def _coded(test: FactTest, fact: ClinicalFact) -> Holds:
    if not fact.warns or not fact.answers:
        return Holds.UNKNOWN
    matching = [answer in test.answers for answer in fact.answers]
    return _trusted(Holds.YES if all(matching) else Holds.PERHAPS if any(matching) else Holds.NO, fact)


def _trusted(plain: Holds, fact: ClinicalFact) -> Holds:
    """What is too old or contradicted can warn, and never reassure."""
    if fact.known:
        return plain
    return Holds.UNKNOWN if plain is Holds.NO else Holds.PERHAPS


def _by_egfr(test: FactTest, fact: ClinicalFact, state: ClinicalState) -> Outcome:
    """Where creatinine clearance cannot be computed, eGFR can warn; it is not the same, so it never reassures."""
    egfr = state.facts.of(FactKind.EGFR)
    holds = _measured(test, egfr)
    if holds in (Holds.YES, Holds.PERHAPS):
        return Outcome(Holds.PERHAPS, FactorKind.FACT, (used_of(egfr),), fact)
    return Outcome(Holds.UNKNOWN, FactorKind.FACT, (), fact)


def _without_pregnancy(kind: FactKind, holds: Holds, state: ClinicalState) -> Holds:
    """What follows where the fact itself is not there: from the status, or from who cannot be pregnant."""
    status = state.facts.of(FactKind.PREGNANCY)
    if kind is FactKind.PREGNANCY_WEEK and PREGNANT in status.answers:
        return Holds.PERHAPS
    if kind is FactKind.PREGNANCY_WEEK and status.answer == NOT:
        return Holds.NO
    return holds if can_be_pregnant(state) else Holds.NO


def _by_status(kind: FactKind, holds: Holds, state: ClinicalState) -> Outcome:
    """The week hangs on the status: where there is a pregnancy the week is missing, else the status."""
    status = state.facts.of(FactKind.PREGNANCY)
    if kind is FactKind.PREGNANCY_WEEK and holds is Holds.PERHAPS:
        return Outcome(holds, FactorKind.FACT, (used_of(status),), state.facts.of(kind))
    return Outcome(holds, FactorKind.FACT, (), status if kind is FactKind.PREGNANCY_WEEK else state.facts.of(kind))


def can_be_pregnant(state: ClinicalState) -> bool:
    """Whether sex and age leave it possible; what is not recorded leaves it possible."""
    sex, age = state.facts.of(FactKind.SEX), state.facts.of(FactKind.AGE)
    if sex.answer == "male":
        return False
    span = age.span or Interval(None, None)
    too_young = span.high is not None and span.high < CHILDBEARING_FROM
    return not too_young and not (span.low is not None and span.low > CHILDBEARING_TO)


def _condition(test: FactTest, state: ClinicalState) -> Outcome:
    found = state.present if test.subject == "condition" else state.ever
    matched = tuple(entry for answer in test.answers for entry in found.get(answer, ()))
    labels = [term(state.rules.conditions[each].label) for each in test.answers if each in state.rules.conditions]
    if not matched:
        absent = state.diagnoses.known
        return Outcome(Holds.NO if absent else Holds.UNKNOWN, FactorKind.CONDITION, (), state.diagnoses)
    sure = any(each.sure for each in matched)
    return Outcome(Holds.YES if sure else Holds.PERHAPS, FactorKind.CONDITION, tuple(_shown(labels, matched)))


def _shown(labels: list[Text], matched: Iterable[Matched]) -> Iterable[FactUsed]:
    label = labels[0] if labels else Text("condition")
    for each in matched:
        why = each.why or ("" if each.sure else Text("the record is not sure of it"))
        yield FactUsed(label, each.text, each.date, FactState.KNOWN, why, (each.source,))


def _taking(test: FactTest, state: ClinicalState) -> Outcome:
    """Whether one of these medicines is taken: yes, possible, or not as far as the bundle knows their names."""
    matched = tuple(entry for drug in test.answers for entry in state.taking.get(drug, ()))
    if not matched:
        return Outcome(Holds.NO, FactorKind.MEDICINE)
    sure = [each for each in matched if each.sure]
    used = tuple(_shown([TAKEN_AS_WELL], sure or matched))
    return Outcome(Holds.YES if sure else Holds.PERHAPS, FactorKind.MEDICINE, used)


def _goal(test: FactTest, state: ClinicalState) -> Outcome:
    found = [each for each in state.goals if set(each.means) & set(test.answers)]
    if not found:
        return Outcome(Holds.NO, FactorKind.GOAL)
    label = Text("goal of the patient")
    used = tuple(FactUsed(label, each.text, each.date, FactState.KNOWN, "", (each.source,)) for each in found)
    return Outcome(Holds.YES, FactorKind.GOAL, used)
