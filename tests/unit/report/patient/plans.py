"""Synthetic plans for the patient's page: every consequence, effect, doubt and cause, put together by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from autonome.evidence.clinical import Checked, FactorAction
from autonome.evidence.drugs import Drug
from autonome.evidence.guidance import Action, Effect, Implication, Statement
from autonome.kernel import DrugName, GeneSymbol, StatementId
from autonome.plan.consequence import SPOKEN, Consequence
from autonome.plan.factors.values import NO_FACTORS, FactorKind, FactorLine, Factors, FactUsed, MissingFact
from autonome.plan.facts.values import FactKind, FactState
from autonome.plan.populations import Fit, Population
from autonome.plan.reasons import Basis, GuidanceLine, Reading, SourceAdvice, Verdict
from autonome.plan.values import (
    AlternativeCheck,
    Cause,
    Change,
    Check,
    Doubt,
    MedicationAdvice,
    OrderText,
    Origin,
    Plan,
    Unassessed,
    Uncertainty,
)
from tests.unit.evidence.shipped import bundle
from tests.unit.plan.small_bundle import HASH
from tests.unit.plan.small_plan import order, plan_of

EVERYONE = Population("general", "all patients", Fit.APPLIES)
POOR = "Poor Metabolizer"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an advice is to say; the defaults make it plain and sure."""

    drug: str = "clopidogrel"
    gene: str = "CYP2C19"
    effect: Effect | None = Effect.LESS_ACTIVATION
    consequence: Consequence = Consequence.AVOID
    best: Consequence | None = None
    phenotype: str = POOR
    doubts: Sequence[Doubt] = ()
    causes: Sequence[Cause] = ()
    sure: bool = True
    text: str = "Choose another medicine."
    strength: str = "Strong"
    population: Population = EVERYONE
    origin: Origin = Origin.CURRENT
    differ: bool = False
    alternatives: Sequence[AlternativeCheck] = ()
    factors: Factors = NO_FACTORS


def advice(wanted: Wanted) -> MedicationAdvice:
    """The advice, with as much of a verdict as the consequence has."""
    gene = GeneSymbol(wanted.gene)
    line = None if wanted.consequence is Consequence.NO_GUIDANCE else _line(wanted)
    best = wanted.best or wanted.consequence
    source = SourceAdvice("CPIC", wanted.consequence, best, agree=wanted.sure, lines=(line,) if line else ())
    supported = replace(line, consequence=best, statement=None) if line and best is not wanted.consequence else line
    sources = (source,) if line else ()
    verdict = Verdict(
        DrugName(wanted.drug), wanted.consequence, best, wanted.sure, wanted.differ, line, supported, sources
    )
    silent = wanted.consequence is Consequence.NOT_ASSESSED
    return MedicationAdvice(
        verdict,
        wanted.origin,
        (OrderText(f"{wanted.drug} 10 mg tablets"),),
        instruction="As the guideline says.",
        because=(),
        caution="",
        uncertainties=tuple(Uncertainty(each, (gene,), "A doubt.") for each in wanted.doubts),
        unassessed=(Unassessed(gene, "No data.", "a test"),) if silent else (),
        changes=tuple(Change(each, gene, "something is found", Consequence.AVOID) for each in wanted.causes),
        alternatives=tuple(wanted.alternatives),
        pmids=(),
        bundle=HASH,
        factors=wanted.factors,
    )


def _line(wanted: Wanted) -> GuidanceLine:
    silent = wanted.consequence is Consequence.NOT_ASSESSED
    basis = Basis.NO_RESULT if silent else Basis.BEST if wanted.sure else Basis.OPEN
    reading = Reading(
        GeneSymbol(wanted.gene), basis, label="" if silent else "*2/*2", phenotype="" if silent else wanted.phenotype
    )
    statement = _statement(wanted) if wanted.consequence in SPOKEN else None
    return GuidanceLine("CPIC", (reading,), statement, wanted.population, wanted.consequence, ())


def _statement(wanted: Wanted) -> Statement:
    gene = GeneSymbol(wanted.gene)
    return Statement(
        id=StatementId(f"cpic:{wanted.drug}:0001"),
        source="CPIC",
        guideline="PA1",
        url="https://www.clinpgx.org/",
        version="2024-03-25",
        drug=DrugName(wanted.drug),
        population=wanted.population.code,
        strength=wanted.strength,
        lookup={gene: wanted.phenotype},
        action=Action.AVOID,
        amount="",
        alternatives=(),
        text=wanted.text,
        implications={gene: Implication(wanted.effect, "Words for clinicians.")} if wanted.effect else {},
        pmids=(),
    )


def factor(
    action: FactorAction,
    label: str = "kidney function (eGFR)",
    *,
    kind: FactorKind = FactorKind.FACT,
    value: str = "20 mL/min",
    sure: bool = True,
) -> FactorLine:
    """A line of the record."""
    fact = FactUsed(label, value, "2026-01", FactState.KNOWN, "", ())
    return FactorLine(
        rule="rule-1", kind=kind, action=action, amount="", text="Words for clinicians.", facts=(fact,), sure=sure,
        source="a label", place="section 2", url="https://example.org/", checked=Checked.LABEL_READ,
    )  # fmt: skip


def missing(fact: FactKind, *, needed: bool) -> MissingFact:
    """A fact that the record does not tell."""
    return MissingFact(fact, FactState.NOT_RECORDED, needed, "Words for clinicians.", Consequence.AVOID)


def plan_with(*medicines: MedicationAdvice, name: str = "Synthetic Patient") -> Plan:
    """A plan with these medicines."""
    return replace(plan_of(order("zinc"), name=name), medicines=medicines)


def alternative(  # noqa: PLR0913 - a check has as many answers
    name: str,
    consequence: Consequence | None = Consequence.STANDARD,
    *,
    uncertain: bool = False,
    taken: bool = False,
    conditional: bool = False,
    leading: bool = True,
) -> AlternativeCheck:
    """An alternative that was checked."""
    return AlternativeCheck(
        name, ("CPIC",), Check.CHECKED, consequence, uncertain, taken, (), conditional, leading=leading
    )


def drugs() -> dict[DrugName, Drug]:
    """The ingredients of the shipped bundle."""
    return dict(bundle().drugs.drugs)


def names_in(plan: Plan) -> Iterable[str]:
    """Names of medicines and genes, and the record's words: what counts as one easy word."""
    for each in plan.medicines:
        yield each.verdict.drug
        yield from (check.name for check in each.alternatives)
        yield from (interaction.drug for interaction in each.interactions)
        yield from (gene for gene in each.verdict.genes)
        yield from (missing.gene for missing in each.unassessed)
        yield from (change.gene for change in each.changes)
    yield from (line.call.gene for line in plan.genes)
    yield from (left.order.text for left in plan.left_out)
    yield from (used.value for each in plan.medicines for line in each.factors.lines for used in line.facts)
    yield plan.sources.engine
