"""Plans of small worlds: any status of two genes, any action, one or two sources, current and considered medicines."""

from __future__ import annotations

from hypothesis import strategies as st

from autonome.evidence.guidance import Action, Statement
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.make import make_plan
from autonome.plan.values import Plan
from tests.unit.plan.small_bundle import CYP2C19, HLA_B, SmallBundle, definition, diplotype, guidance, statement
from tests.unit.plan.small_plan import CONTEXT, order, record

DRUGS = ("clopidogrel", "codeine", "sertraline", "tramadol", "warfarin")
RESULTS = {
    "*1/*1": "Normal Metabolizer",
    "*1/*2": "Intermediate Metabolizer",
    "*2/*2": "Poor Metabolizer",
    "*1/*17": "Rapid Metabolizer",
    "*5/*6": "Indeterminate",
}
ALTERNATIVES = ("prasugrel", "ticagrelor", "another class", "morphine")


@st.composite
def _statements(draw: st.DrawFn) -> tuple[Statement, ...]:
    found: dict[str, Statement] = {}
    for number in range(draw(st.integers(0, 10))):
        source, drug = draw(st.sampled_from(("cpic", "dpwg"))), draw(st.sampled_from(DRUGS))
        lookup = {"CYP2C19": draw(st.sampled_from(sorted(set(RESULTS.values()))))}
        if draw(st.booleans()):
            lookup["HLA-B"] = draw(st.sampled_from(("*15:02 positive", "*15:02 negative")))
        action = draw(st.sampled_from(Action))
        key = f"{source}:{drug}:{number}"
        found[key] = statement(
            key,
            lookup,
            action,
            population=draw(st.sampled_from(("general", "", "pediatrics", "NVI", "CVI ACS PCI"))),
            strength=draw(st.sampled_from(("Strong", "Moderate", "N/A", ""))),
            amount="50 % of the standard dose" if action is Action.CHANGE_DOSE else "",
            alternatives=tuple(draw(st.lists(st.sampled_from(ALTERNATIVES), unique=True, max_size=3))),
        )
    return tuple(found.values())


@st.composite
def _cyp2c19(draw: st.DrawFn) -> GeneCall:
    status = draw(st.sampled_from(Status))
    found = draw(st.lists(st.sampled_from(sorted(RESULTS)), unique=True, min_size=1, max_size=3))
    diplotypes = tuple(diplotype(label, RESULTS[label]) for label in found)
    if status in {Status.NOT_ASSESSED, Status.NO_MATCH}:
        return GeneCall(CYP2C19, status, missing=("rs1", "rs2", "rs3"))
    if status in {Status.CALLED, Status.OUTSIDE}:
        return GeneCall(CYP2C19, status, diplotypes[:1], recommendation_diplotypes=diplotypes[:1], assessed=3)
    opened = tuple(draw(st.lists(st.sampled_from(("*2", "*3", "*9", "*17")), unique=True)))
    return GeneCall(
        CYP2C19,
        status,
        diplotypes[:1],
        diplotypes[1:],
        () if status is Status.CONFLICTING else diplotypes[:1],
        cannot_exclude=opened,
        untested=opened[:1],
        assessed=2,
        missing=("rs2",) if opened else (),
        assumed=("rs3",) if draw(st.booleans()) else (),
    )


@st.composite
def _hla_b(draw: st.DrawFn) -> list[GeneCall]:
    name = draw(st.sampled_from(("", "*15:02 positive", "*15:02 negative")))
    given = diplotype(name, name)
    return [GeneCall(GeneSymbol(HLA_B), Status.OUTSIDE, (given,), recommendation_diplotypes=(given,))] if name else []


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan of a small world."""
    knowledge = SmallBundle(guidance(*draw(_statements())), definitions={CYP2C19: definition()})
    current = draw(st.lists(st.sampled_from((*DRUGS, "zinc", "plavix")), max_size=4))
    considered = draw(st.lists(st.sampled_from((*DRUGS, "moonshine")), max_size=2))
    calls = [*draw(st.lists(_cyp2c19(), max_size=1)), *draw(_hla_b())]
    orders = [order(text, number=number, dosage=("one a day",)) for number, text in enumerate(current, 1)]
    born = draw(st.sampled_from((1958, 2020, None)))
    return make_plan(record(*orders, born=born), considered, calls, knowledge, CONTEXT)
