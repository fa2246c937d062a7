"""The reading grade of ``patient.html`` for the example patient, and for every consequence, effect and doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import TypeVar

from autonome import bootstrap
from autonome.evidence.clinical import FactorAction
from autonome.evidence.guidance import Effect
from autonome.evidence.prevention import Asks, PreventionRule
from autonome.kernel import GeneSymbol
from autonome.plan.consequence import SPOKEN, Consequence
from autonome.plan.factors.values import Factors, MissingFact
from autonome.plan.facts.values import FactKind
from autonome.plan.prevention.values import Ground, GroundKind, PreventionAdvice
from autonome.plan.values import Cause, Doubt, GeneLine, Origin, Plan
from autonome.report.patient.html import render_patient
from tests.unit.plan.small_bundle import called
from tests.unit.report.patient.grading import held, table
from tests.unit.report.patient.plans import Wanted, advice, factor, missing, plan_with

from .example_plans import example_plan

Member = TypeVar("Member")

MEDICINES = {
    "clopidogrel": "CYP2C19",
    "codeine": "CYP2D6",
    "simvastatin": "SLCO1B1",
    "warfarin": "VKORC1",
    "carbamazepine": "HLA-B",
    "capecitabine": "DPYD",
    "azathioprine": "TPMT",
    "rasburicase": "G6PD",
    "sevoflurane": "RYR1",
    "gentamicin": "MT-RNR1",
    "irinotecan": "UGT1A1",
    "ivacaftor": "CFTR",
}


def test_the_page_of_the_example_patient(record_property: Callable[[str, object], None]) -> None:
    plan = example_plan()
    found = held(render_patient(plan, bootstrap.knowledge_bundle().drugs.drugs), plan)
    record_property("table", table("patient.html of the example patient", found))


def sweep() -> Iterator[tuple[str, Plan]]:
    """Every consequence with every effect, sure and not; every doubt and cause among them, and many medicines."""
    spoken = product(SPOKEN, [*Effect, None], [True, False])
    unspoken = ((consequence, None, True) for consequence in set(Consequence) - SPOKEN)
    for consequence, effect, sure in sorted((*spoken, *unspoken), key=str):
        wanted = [
            Wanted(
                drug=drug, gene=gene, effect=effect, consequence=consequence, sure=sure, doubts=doubts, causes=causes,
                origin=origin, factors=Factors(lines, missing),
            )
            for (drug, gene), doubts, causes, origin, lines, missing in zip(
                MEDICINES.items(), _spread(Doubt), _spread(Cause), [Origin.CURRENT] * 10 + [Origin.CONSIDERED] * 2,
                _spread(factor(a, sure=s) for a in FactorAction for s in (True, False)), _spread(_missing()),
                strict=True,
            )
        ]  # fmt: skip
        yield f"{consequence} {effect} {sure}", plan_with(*map(advice, wanted))


def prevented() -> Plan:
    """A plan with all of prevention."""
    every = tuple(
        PreventionAdvice(
            id=rule.id, advice="", who="", certain=number % 5 > 0, doubt="", strength="", where="", url="",
            grounds=(Ground(kind=_kind(rule), name=_gene(rule), value="a result"),), relatives=rule.relatives,
        )
        for number, rule in enumerate(bootstrap.knowledge_bundle().prevention)
    )  # fmt: skip
    plan = plan_with(advice(Wanted()))
    genes = {_gene(rule) for rule in bootstrap.knowledge_bundle().prevention}
    lines = tuple(GeneLine(called(GeneSymbol(gene)), (), (), (), "") for gene in sorted(genes))
    return replace(plan, prevention=every, genes=lines)


def _kind(rule: PreventionRule) -> GroundKind:
    return GroundKind.GENE if rule.requirements[0].asks is Asks.GENE else GroundKind.FACT


def _gene(rule: PreventionRule) -> str:
    return rule.requirements[0].subjects[0]


def _missing() -> Iterator[MissingFact]:
    yield from (missing(kind, needed=needed) for needed in (True, False) for kind in (FactKind.EGFR, FactKind.AGE))


def _spread(members: Iterable[Member]) -> list[tuple[Member, ...]]:
    """One member for each medicine, and none for those that are left."""
    every: list[tuple[Member, ...]] = [(member,) for member in members]
    return (every + [()] * len(MEDICINES))[: len(MEDICINES)]


def test_every_consequence_effect_and_doubt_is_said_plainly(record_property: Callable[[str, object], None]) -> None:
    worst: dict[str, tuple[float, str]] = {}
    drugs = bootstrap.knowledge_bundle().drugs.drugs
    for title, plan in sweep():
        for name, each in held(render_patient(plan, drugs), plan).items():
            kind = "one medicine" if name.startswith("m") and name[1:].isdecimal() else name
            worst[kind] = max(worst.get(kind, (0.0, "")), (each.grade, title))
    plan = prevented()
    for name, each in held(render_patient(plan, drugs), plan, names=drugs).items():
        worst[name] = max(worst.get(name, (0.0, "")), (each.grade, "all of prevention"))
    rows = [f"  {name:<14} {grade:5.1f}  {title}" for name, (grade, title) in worst.items()]
    head = "patient.html, every consequence, effect and doubt: highest grade of a section, and where"
    record_property("table", "\n".join([head, *rows]))
