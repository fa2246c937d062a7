"""Clinical rules applied to one medicine of one patient: what kidneys, age, pregnancy, allergies and goals ask for.

The same function answers for a medicine of the plan and for an alternative. Its consequence stands beside the genes'
verdict, which it never changes: page 1 shows the more cautious of the two, and says which (`MedicationAdvice.led_by`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autonome.evidence.clinical import FactorAction, FactorRule
from autonome.evidence.wording import phrase_on, sentences_on
from autonome.kernel import DrugName, Text
from autonome.plan.consequence import Consequence, caution_rank
from autonome.plan.factors.allergies import allergy_lines
from autonome.plan.factors.tests import Holds, Outcome, can_be_pregnant, outcome_of, used_of
from autonome.plan.factors.values import OF_ACTION, FactorKind, FactorLine, Factors, FactUsed, MissingFact
from autonome.plan.facts.state import ClinicalState
from autonome.plan.facts.values import LABELS, ClinicalFact, FactKind, FactState

ASKED_FOR = frozenset(
    {
        FactKind.AGE, FactKind.WEIGHT, FactKind.EGFR, FactKind.CREATININE, FactKind.CREATININE_CLEARANCE,
        FactKind.SMOKING, FactKind.PREGNANCY, FactKind.PREGNANCY_WEEK, FactKind.INR,
    }
)  # fmt: skip
"""Kinds that pages name at once where a rule asks about them and they are missing; the others follow in one line."""

LIVER = frozenset({"cirrhosis", "liver-disease"})
"""Conditions with which a missing Child-Pugh class is named at once."""

_WEIGHTIEST = (FactorKind.ALLERGY, FactorKind.MEDICINE, FactorKind.CONDITION, FactorKind.GOAL, FactorKind.FACT)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A rule with how each of its tests fares."""

    rule: FactorRule
    outcomes: tuple[Outcome, ...]

    @property
    def counts(self) -> Counter[Holds]:
        return Counter(each.holds for each in self.outcomes)

    @property
    def holds(self) -> Holds:
        """Enough tests hold; may hold; could hold, were more known; cannot."""
        counts, enough = self.counts, self.rule.at_least
        if counts[Holds.YES] >= enough:
            return Holds.YES
        if counts[Holds.YES] + counts[Holds.PERHAPS] >= enough:
            return Holds.PERHAPS
        return Holds.UNKNOWN if len(self.outcomes) - counts[Holds.NO] >= enough else Holds.NO


def factors_on(drug: DrugName, state: ClinicalState) -> Factors:
    """Apply every clinical rule of the bundle for one ingredient to one patient."""
    rules = state.rules.rules.get(drug, ())
    judged = tuple(_Judged(rule, tuple(outcome_of(test, state) for test in rule.tests)) for rule in rules)
    lines = (*allergy_lines(drug, state), *(line for each in judged for line in _lines(drug, each)))
    cost = state.rules.costs.get(drug)
    return Factors(
        tuple(sorted(lines, key=_order)),
        tuple(_missing(drug, judged, state)),
        tuple(_looked_at(judged)),
        cost.band if cost else None,
        cost.source if cost else "",
    )


def _lines(drug: DrugName, judged: _Judged) -> Iterator[FactorLine]:
    if judged.holds not in (Holds.YES, Holds.PERHAPS):
        return
    rule = judged.rule
    telling = [each for each in judged.outcomes if each.holds in (Holds.YES, Holds.PERHAPS)]
    yield FactorLine(
        rule=rule.id,
        kind=min((each.kind for each in telling), key=_WEIGHTIEST.index),
        action=rule.action,
        amount=phrase_on(rule.amount, drug) if rule.amount else "",
        text=sentences_on(rule.text, drug),
        facts=tuple(dict.fromkeys(used for each in telling for used in each.used)),
        sure=judged.holds is Holds.YES,
        source=rule.source,
        place=rule.place,
        url=rule.url,
        checked=rule.checked,
    )


def _order(line: FactorLine) -> tuple[int, bool, str]:
    return list(FactorAction).index(line.action), not line.sure, line.rule


def _missing(drug: DrugName, judged: Iterable[_Judged], state: ClinicalState) -> Iterator[MissingFact]:
    """Every fact that a rule asked about and did not have, once, with the most cautious that it could lead to.

    What is needed comes first, then what pages name at once. None is left out: silence here would pass for *known*.
    """
    found: dict[FactKind, tuple[ClinicalFact, bool, Consequence]] = {}
    for each in judged:
        if each.rule.action is FactorAction.NOTE or each.holds not in (Holds.UNKNOWN, Holds.PERHAPS):
            continue
        for fact in _unreliable(each, state):
            _, needed, worst = found.get(fact.kind, (fact, False, Consequence.NO_GUIDANCE))
            worst = min(worst, OF_ACTION[each.rule.action], key=caution_rank)
            found[fact.kind] = (fact, needed or _is_needed(each, fact), worst)
    every = [
        MissingFact(
            fact.kind,
            fact.state,
            needed,
            _sentence(drug, fact, needed=needed),
            worst,
            asked=_is_asked(fact, state, needed=needed),
        )
        for fact, needed, worst in found.values()
    ]
    yield from sorted(every, key=lambda each: (not each.needed, not each.asked, caution_rank(each.at_worst), each.fact))


def _is_needed(judged: _Judged, fact: ClinicalFact) -> bool:
    """Whether a rule that cannot do without the fact has said nothing, or only by another fact in its place.

    Diagnoses that are not read stand on page 1 once: they concern every medicine, and would mark each of them.
    """
    if fact.kind is FactKind.DIAGNOSES:
        return False
    return judged.rule.needs and (judged.holds is Holds.UNKNOWN or not fact.warns)


def _unreliable(judged: _Judged, state: ClinicalState) -> Iterator[ClinicalFact]:
    """The facts of a rule that cannot be relied upon; those of a pregnancy only where there can be one."""
    for each in judged.outcomes:
        fact = each.fact
        if fact is None or fact.known or each.holds is Holds.NO:
            continue
        if fact.kind not in (FactKind.PREGNANCY, FactKind.BREASTFEEDING) or can_be_pregnant(state):
            yield fact


def _is_asked(fact: ClinicalFact, state: ClinicalState, *, needed: bool) -> bool:
    """Whether a page asks for it at once; a value that is there and cannot be used always is, diagnoses excepted."""
    if fact.kind is FactKind.DIAGNOSES:
        return False
    if fact.kind is FactKind.CHILD_PUGH and not LIVER.isdisjoint(state.present):
        return True
    return needed or fact.kind in ASKED_FOR or fact.state not in (FactState.NOT_RECORDED, FactState.NOT_COVERED)


def _sentence(drug: DrugName, fact: ClinicalFact, *, needed: bool) -> Text:
    label = LABELS[fact.kind]
    if fact.state is FactState.NOT_COVERED:
        said = Text("Consent does not cover {fact}.", fact=label)
    elif fact.state is FactState.NOT_RECORDED:
        said = Text("{fact} is not recorded.", fact=label)
        said = Text("{fact} is not recorded: {why}.", fact=label, why=fact.why) if fact.why else said
    elif fact.warns and fact.shown:
        said = Text("{fact}, {value}: {why}.", fact=label, value=fact.shown, why=fact.why)
    else:
        said = Text("{fact} cannot be used: {why}.", fact=label, why=fact.why)
    said = said.with_capital()
    return said.then(Text("It must be known before {drug} is given.", drug=drug)) if needed else said


def _looked_at(judged: Iterable[_Judged]) -> Iterator[FactUsed]:
    """Known facts that rules ask about, where none of the rules about them holds."""
    asked: dict[FactKind, ClinicalFact] = {}
    told: set[FactKind] = set()
    for each in judged:
        for outcome in each.outcomes:
            if outcome.fact is None or not outcome.fact.known or outcome.fact.kind is FactKind.DIAGNOSES:
                continue
            asked.setdefault(outcome.fact.kind, outcome.fact)
            if each.holds in (Holds.YES, Holds.PERHAPS) and outcome.holds is not Holds.NO:
                told.add(outcome.fact.kind)
    yield from (used_of(fact) for kind, fact in asked.items() if kind not in told)
