"""What a plan asks for, medicine by medicine, as a value that the FHIR form holds whole.

`actions_of` takes it from the plan, `reader.read_plan_bundle` from the Bundle, and both must agree. Amounts alone are
words, in the language of the Bundle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from autonome.consent import Wish
from autonome.evidence.clinical import CostBand, FactorAction
from autonome.evidence.guidance import Action
from autonome.kernel import DrugName, StatementId
from autonome.plan.consequence import Consequence
from autonome.plan.ethical_values import Actor, Beyond, Found, Ground, Principle
from autonome.plan.factors.overall import LedBy
from autonome.plan.factors.values import FactorKind, FactorLine, MissingFact
from autonome.plan.facts.values import FactKind, FactState
from autonome.plan.medicines.doses import DoseAnswer, DoseEstimate
from autonome.plan.reasons import GuidanceLine, Verdict
from autonome.plan.values import MedicationAdvice, Origin, Plan
from autonome.plan.verdict import applicable


@dataclass(frozen=True, slots=True)
class GuidelineAction:
    """What one source asks for, for one population and one possible combination of results.

    Args:
        source: ``CPIC`` or ``DPWG``.
        population: as the source writes it, or "".
        consequence: what it means for this patient.
        possible: whether the results behind it are merely possible (`is_possible`).
        action: what the statement asks, or None without a statement.
        strength: in the source's words.
        amount: the dose change in words, or "".
        alternatives: that the statement names.
        statement: its id, or None.
    """

    source: str
    population: str
    consequence: Consequence
    possible: bool
    action: Action | None = None
    strength: str = ""
    amount: str = ""
    alternatives: tuple[str, ...] = ()
    statement: StatementId | None = None


@dataclass(frozen=True, slots=True)
class RecordAction:
    """What one rule on the record asks for.

    Args:
        rule: its id.
        kind: what it goes by.
        action: what to do.
        consequence: what that means for prescribing.
        amount: the dose in words, or "".
        sure: whether it certainly holds.
        facts: how many facts it rests on.
    """

    rule: str
    kind: FactorKind
    action: FactorAction
    consequence: Consequence
    amount: str
    sure: bool
    facts: int


@dataclass(frozen=True, slots=True)
class MissingAction:
    """A fact of the record that would matter, and that cannot be relied upon.

    Args:
        fact: its kind.
        state: why not.
        needed: whether the medicine is not to be used without it.
        at_worst: the most cautious that it could lead to.
    """

    fact: FactKind
    state: FactState
    needed: bool
    at_worst: Consequence


@dataclass(frozen=True, slots=True)
class DoseAction:
    """A calculated dose, or why there is none.

    Args:
        equation: id, or "" where nothing was calculated.
        weekly_mg: decimal string, or "".
        daily_mg: decimal string, or "".
        without_genes_mg: decimal string, or "".
        unknown: ids of inputs that are not facts of this patient.
        cautions: ids of what is to be weighed with the figure.
        refused: ids of the reasons against a figure.
    """

    equation: str = ""
    weekly_mg: str = ""
    daily_mg: str = ""
    without_genes_mg: str = ""
    unknown: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineActions:
    """What the plan says to do about one medicine.

    Args:
        drug: the ingredient.
        origin: current, or considered.
        consequence: what page 1 says, by genes and record.
        sure: whether it certainly holds.
        conditional: whether it holds under a condition that is not checked.
        led_by: what it comes from.
        by_genes: the most cautious that can apply, by the genes alone.
        best_supported: the same from the best-supported results alone.
        by_record: what the record asks for.
        leading_rule: id of the rule that this comes from, or "".
        alternatives: those of the leading or best-supported line: (name, consequence for this patient), None where
            it could not be checked.
        guidelines: every source's lines, side by side.
        record: every rule on the record that holds or may hold.
        missing: facts that would matter.
        cost: rough cost, or None.
        dose: a calculated dose or a refusal, or None where no equation is known.
    """

    drug: DrugName
    origin: Origin
    consequence: Consequence
    sure: bool
    conditional: bool
    led_by: LedBy
    by_genes: Consequence
    best_supported: Consequence
    by_record: Consequence
    leading_rule: str
    alternatives: tuple[tuple[str, Consequence | None], ...]
    guidelines: tuple[GuidelineAction, ...]
    record: tuple[RecordAction, ...]
    missing: tuple[MissingAction, ...]
    cost: CostBand | None
    dose: DoseAction | None


@dataclass(frozen=True, slots=True)
class PreventionAction:
    """One piece of advice before any medicine is chosen.

    Args:
        id: of its rule.
        certain: whether all of its grounds are.
        relatives: whether relatives are concerned.
        grounds: how many there are.
    """

    id: str
    certain: bool
    relatives: bool
    grounds: int


@dataclass(frozen=True, slots=True)
class EthicalAction:
    """What one ethical check found.

    Args:
        principle: under which it stands.
        check: its id.
        found: what was found.
        who: is to do something, or None.
        rests_on: ids of what it rests on.
    """

    principle: Principle
    check: str
    found: Found
    who: Actor | None
    rests_on: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class WishOn:
    """What the patient wants to be told of something that nobody asked about.

    Args:
        kind: a gene, or advice on prevention.
        id: of it.
        wish: what the patient said.
    """

    kind: Beyond
    id: str
    wish: Wish


@dataclass(frozen=True, slots=True)
class PlanActions:
    """All of it.

    Args:
        medicines: in the order of the plan.
        prevention: in the order of the plan.
        ethics: in the order of the plan.
        unasked: what nobody asked about, with the patient's wish.
    """

    medicines: tuple[MedicineActions, ...]
    prevention: tuple[PreventionAction, ...]
    ethics: tuple[EthicalAction, ...]
    unasked: frozenset[WishOn]


def told_lines(verdict: Verdict) -> tuple[GuidanceLine, ...]:
    """The lines that go out: of populations that the record does not rule out, and without remote alleles.

    The others say nothing about this patient as far as is known; they stand in ``plan.json``.
    """
    return tuple(line for line in applicable(verdict.lines) if not line.remote)


def is_possible(line: GuidanceLine, lines: Sequence[GuidanceLine]) -> bool:
    """Whether other results than those behind a line are as likely, or likelier.

    That is so where an allele that was not looked at would have to be present, and where several results fit equally
    well: results that tie, or what the genotype says beside what a medicine may make of it.
    """
    return line.open or any(
        not other.open and (other.source, other.genes) == (line.source, line.genes) and other.readings != line.readings
        for other in lines
    )


def actions_of(plan: Plan) -> PlanActions:
    """What a plan asks for, in its order."""
    return PlanActions(
        tuple(_medicine(advice) for advice in plan.medicines),
        tuple(PreventionAction(each.id, each.certain, each.relatives, len(each.grounds)) for each in plan.prevention),
        tuple(
            EthicalAction(each.principle, each.check, each.found, each.task.who if each.task else None, each.rests_on)
            for each in plan.ethics
        ),
        frozenset(WishOn(each.kind, each.id, each.wish) for each in plan.incidental),
    )


def _medicine(advice: MedicationAdvice) -> MedicineActions:
    verdict, shown, factors = advice.verdict, advice.overall, advice.factors
    lines = told_lines(verdict)
    return MedicineActions(
        drug=verdict.drug,
        origin=advice.origin,
        consequence=shown.consequence,
        sure=shown.sure,
        conditional=shown.conditional,
        led_by=shown.led_by,
        by_genes=verdict.consequence,
        best_supported=verdict.best_supported,
        by_record=factors.consequence,
        leading_rule=factors.lead.rule if factors.lead else "",
        alternatives=tuple((check.name, check.consequence) for check in advice.alternatives if check.leading),
        guidelines=tuple(_line(line, possible=is_possible(line, lines)) for line in lines),
        record=tuple(map(_by_record, factors.lines)),
        missing=tuple(map(_missing, factors.missing)),
        cost=factors.cost,
        dose=_dose(advice.dose_estimate) if advice.dose_estimate else None,
    )


def _by_record(line: FactorLine) -> RecordAction:
    return RecordAction(line.rule, line.kind, line.action, line.consequence, line.amount, line.sure, len(line.facts))


def _missing(each: MissingFact) -> MissingAction:
    return MissingAction(FactKind(each.fact), each.state, each.needed, each.at_worst)


def _dose(dose: DoseAnswer) -> DoseAction:
    if not isinstance(dose, DoseEstimate):
        return DoseAction(refused=tuple(each.id for each in dose.reasons))
    return DoseAction(
        dose.equation,
        dose.weekly_mg,
        dose.daily_mg,
        dose.without_genes_mg,
        tuple(each.id for each in dose.unknown),
        tuple(each.id for each in dose.cautions),
    )


def _line(line: GuidanceLine, *, possible: bool) -> GuidelineAction:
    bare = GuidelineAction(line.source, line.population.code, line.consequence, possible)
    said = line.statement
    if said is None:
        return bare
    return replace(
        bare,
        action=said.action,
        strength=said.strength,
        amount=said.amount,
        alternatives=said.alternatives,
        statement=said.id,
    )
