"""Plans with all that the record adds: factors of every kind, missing facts, doses and refusals, prevention.

`wholes` draws them by chance over the plans of `generated`; `everything` holds every code at least once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, product

from hypothesis import strategies as st

from autonome.consent import FindingCode, Wish
from autonome.evidence.clinical import Checked, CostBand, FactorAction
from autonome.kernel import Text
from autonome.plan.consequence import Consequence
from autonome.plan.ethical_values import Actor, Beyond, EthicalStatement, Found, Incidental, Principle, Rest
from autonome.plan.ethical_values import Ground as Rests
from autonome.plan.ethical_values import Task as EthicalTask
from autonome.plan.factors.values import FactorKind, FactorLine, Factors, FactUsed, MissingFact
from autonome.plan.facts.values import LABELS, FactKind, FactState
from autonome.plan.medicines.doses import DoseAnswer
from autonome.plan.prevention.values import Ground, GroundKind, PreventionAdvice, PreventionGap
from autonome.plan.values import MedicationAdvice, Plan
from tests.unit.fhir.genomics.generated import plans
from tests.unit.plan.small_bundle import INTERMEDIATE
from tests.unit.plan.small_plan import order, plan_of
from tests.unit.plan.warfarin.known import answer, calls, cyp2c9, measured

DATES = ("", "2026", "2026-01", "2026-01-05", "2026-01-05T10:00", "2026-01-05T10:00:00+07:00")
WORDS_OF_RECORD = {
    FactorKind.CONDITION: Text("cirrhosis"),
    FactorKind.ALLERGY: Text("allergy"),
    FactorKind.GOAL: Text("goal of the patient"),
    FactorKind.MEDICINE: Text("another medicine"),
}
DOSES: tuple[DoseAnswer, ...] = (
    answer(),
    answer(calls={}),
    answer(calls=calls(cyp2c9("*1/*1"))),
    answer(height=measured("90"), age=None),
    answer(calls=calls(cyp2c9("*5/*11"))),
)
"""By genes and without, with a gene unknown, and refused for one reason and for several."""


def used(kind: FactorKind, of: FactKind, date: str = "2026-01-05", state: FactState = FactState.KNOWN) -> FactUsed:
    label = LABELS[of] if kind is FactorKind.FACT else WORDS_OF_RECORD[kind]
    why = "" if state is FactState.KNOWN else Text("the record is not sure of it")
    return FactUsed(label, "42 <mL>", date, state, why, ("Bundle.entry[3] Observation/1",))


def line(kind: FactorKind, action: FactorAction, *facts: FactUsed, sure: bool = True, **more: Checked) -> FactorLine:
    return FactorLine(
        rule=f"{kind}-{action}",
        kind=kind,
        action=action,
        amount=Text("half the dose") if action is FactorAction.CHANGE_DOSE else "",
        text=Text("The kidneys remove it."),
        facts=facts,
        sure=sure,
        source="A label",
        place="8.6",
        url="https://example.org/label",
        checked=more.get("checked", Checked.LABEL_READ),
    )


@st.composite
def _lines(draw: st.DrawFn) -> FactorLine:
    kind, state = draw(st.sampled_from(FactorKind)), st.sampled_from((FactState.KNOWN, FactState.TOO_OLD))
    facts = draw(st.lists(st.builds(used, st.just(kind), st.sampled_from(FactKind), st.sampled_from(DATES), state)))
    action = draw(st.sampled_from(FactorAction))
    return line(kind, action, *facts[:3], sure=draw(st.booleans()), checked=draw(st.sampled_from(Checked)))


def _missing(fact: FactKind, state: FactState, *, needed: bool, at_worst: Consequence) -> MissingFact:
    return MissingFact(fact, state, needed, Text("{fact} is not recorded.", fact=LABELS[fact]), at_worst)


@st.composite
def _factors(draw: st.DrawFn) -> Factors:
    missing = st.builds(
        _missing,
        st.sampled_from(FactKind),
        st.sampled_from([state for state in FactState if state is not FactState.KNOWN]),
        needed=st.booleans(),
        at_worst=st.sampled_from((Consequence.AVOID, Consequence.CHANGE_DOSE, Consequence.MONITOR)),
    )
    cost = draw(st.none() | st.sampled_from(CostBand))
    return Factors(
        tuple(draw(st.lists(_lines(), max_size=4))),
        tuple(draw(st.lists(missing, max_size=3))),
        tuple(draw(st.lists(st.builds(used, st.just(FactorKind.FACT), st.sampled_from(FactKind)), max_size=2))),
        cost,
        "A list of prices, 2025" if cost else "",
    )


def advice_on_prevention(
    kind: GroundKind, name: str, *, certain: bool = True, relatives: bool = False
) -> PreventionAdvice:
    ground = Ground(kind=kind, name=name, value="*2/*2", meaning="Poor Metabolizer" if kind is GroundKind.GENE else "")
    return PreventionAdvice(
        id=f"card-{kind}",
        advice=Text("Carry an alert card."),
        who=Text("all patients"),
        certain=certain,
        doubt="" if certain else Text("The result is not certain."),
        grounds=(ground,),
        strength="not graded",
        relatives=relatives,
        where="A guideline (2025), section 2",
        url="https://example.org/guideline",
    )


@st.composite
def _prevention(draw: st.DrawFn) -> PreventionAdvice:
    kind = draw(st.sampled_from(GroundKind))
    name = draw(st.sampled_from(("CYP2C19", "NAT2"))) if kind is GroundKind.GENE else "smoking"
    return advice_on_prevention(kind, name, certain=draw(st.booleans()), relatives=draw(st.booleans()))


def gap(kind: GroundKind) -> PreventionGap:
    return PreventionGap(kind=kind, subject="G6PD", why=Text("not assessed"), family=("a brother had jaundice",))


def ethical(principle: Principle, found: Found, who: Actor = Actor.CLINICIAN) -> EthicalStatement:
    task = None if found is Found.MET else EthicalTask(who, Text("Ask again at a later visit."))
    grounds = tuple(Rests(kind, f"{kind}-1") for kind in Rest)
    return EthicalStatement(principle, "consent-scope", found, Text("Consent covers it."), grounds, task)


def unasked(plan: Plan, wish: Wish) -> Iterator[Incidental]:
    """Every gene, and one piece of advice, as if nobody had asked."""
    for line in plan.genes:
        yield Incidental(Beyond.GENE, line.call.gene, (line.call.gene,), FindingCode("other-medicines"), wish)


@st.composite
def _advice(draw: st.DrawFn, advice: MedicationAdvice) -> MedicationAdvice:
    return replace(advice, factors=draw(_factors()), dose_estimate=draw(st.none() | st.sampled_from(DOSES)))


@st.composite
def wholes(draw: st.DrawFn) -> Plan:
    """A plan of a small world, with a record."""
    plan = draw(plans())
    return replace(
        plan,
        medicines=tuple(draw(_advice(each)) for each in plan.medicines),
        prevention=tuple(draw(st.lists(_prevention(), max_size=3))),
        prevention_gaps=tuple(draw(st.lists(st.builds(gap, st.sampled_from(GroundKind)), max_size=2))),
        ethics=tuple(
            draw(st.lists(st.builds(ethical, st.sampled_from(Principle), st.sampled_from(Found)), max_size=3))
        ),
        incidental=tuple(unasked(plan, draw(st.sampled_from(Wish)))) if draw(st.booleans()) else (),
    )


def everything() -> Iterator[Plan]:
    """Plans that hold every kind, action, state, band, check, wish and answer between them; one for each dose."""
    plan = plan_of(order("clopidogrel"), calls=(INTERMEDIATE,))
    (advice,) = plan.medicines
    prevention = tuple(
        advice_on_prevention(kind, "CYP2C19" if kind is GroundKind.GENE else "smoking") for kind in GroundKind
    )
    for dose, cost, wish in zip(DOSES, cycle(CostBand), cycle(Wish), strict=False):
        factors = replace(_every_factor(), cost=cost, cost_source="A list of prices, 2025")
        beside = Incidental(Beyond.ADVICE, prevention[0].id, (), FindingCode("treatable-risk"), wish)
        yield replace(
            plan,
            medicines=(replace(advice, factors=factors, dose_estimate=dose),),
            prevention=prevention,
            prevention_gaps=tuple(map(gap, GroundKind)),
            ethics=tuple(_every_check()),
            incidental=(*unasked(plan, wish), beside),
        )


def _every_factor() -> Factors:
    states = cycle(FactState)
    kinds = zip(product(FactorKind, FactorAction), cycle((True, False)), cycle(Checked), strict=False)
    return Factors(
        tuple(
            line(kind, action, used(kind, FactKind.EGFR), sure=sure, checked=checked)
            for (kind, action), sure, checked in kinds
        ),
        tuple(
            _missing(kind, next(states), needed=kind is FactKind.EGFR, at_worst=Consequence.AVOID) for kind in FactKind
        ),
        tuple(used(FactorKind.FACT, kind, state=next(states)) for kind in FactKind),
    )


def _every_check() -> Iterator[EthicalStatement]:
    for (principle, found), who in zip(product(Principle, Found), cycle(Actor), strict=False):
        yield ethical(principle, found, who)
