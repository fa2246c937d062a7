"""Small plans with a small consent and a few facts, each part of which a test can take away or change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from autonome.consent import FINDINGS, ActKind, ConsentAct, FindingCode, Preference, Wish
from autonome.evidence.clinical import Checked
from autonome.evidence.ethics import (
    EthicalFacts,
    Heredity,
    Inheritance,
    PopulationFact,
    Reference,
    StopCaution,
    WeightyResult,
)
from autonome.evidence.guidance import Action
from autonome.kernel import DrugName, GeneSymbol, Sha256, Text
from autonome.pharmacogenomics.calls import GeneCall
from autonome.plan.ethical_values import EthicalStatement, Found
from autonome.plan.ethics import ConsentBasis, assess
from autonome.plan.make import make_plan
from autonome.plan.values import Plan
from tests.fakes.consents import act
from tests.unit.plan.small_bundle import (
    CYP2C19,
    CYP2C19_TABLE,
    HLA_B,
    HLA_B_TABLE,
    SmallBundle,
    called,
    clopidogrel,
    definition,
    diplotype,
    guidance,
    statement,
)
from tests.unit.plan.small_plan import CONTEXT, order, record

RYR1 = GeneSymbol("RYR1")
MHS = "Malignant Hyperthermia Susceptibility"
WHERE = Reference("A study", "https://example.org/", "table 1", Checked.FROM_MEMORY)
TREATABLE = FindingCode("treatable-risk")

FACTS = EthicalFacts(
    genes={
        CYP2C19: Heredity(CYP2C19, "other-medicines", Inheritance.CODOMINANT),
        RYR1: Heredity(RYR1, "treatable-risk", Inheritance.DOMINANT),
    },
    results=(
        WeightyResult(
            RYR1, frozenset({MHS}), counselling=True, relatives=True, why=Text("It can kill."),
            confirm=Text("A unit judges the variant."), reference=WHERE,
        ),
    ),
    populations={
        CYP2C19: (PopulationFact(CYP2C19, "*3", Text("East Asian ancestry"), Text("6.89 % of alleles"), WHERE),),
    },
    stopping={DrugName("clopidogrel"): StopCaution(Text("A stent can close."), WHERE)},
)  # fmt: skip

KNOWLEDGE = SmallBundle(
    guidance(
        *clopidogrel("cpic"),
        statement("cpic:codeine:1", {"CYP2C19": "Normal Metabolizer"}, Action.AVOID, alternatives=("morphine",)),
        statement("cpic:tramadol:1", {"CYP2C19": "Normal Metabolizer"}, Action.AVOID, alternatives=("ticagrelor",)),
        statement("cpic:ticagrelor:1", {"CYP2C19": "Normal Metabolizer"}, Action.STANDARD),
        statement("cpic:sertraline:1", {"CYP2C19": "Normal Metabolizer"}, Action.MONITOR, strength="Optional"),
    ),
    definitions={CYP2C19: definition()},
    phenotypes={CYP2C19: CYP2C19_TABLE, HLA_B: HLA_B_TABLE},
)

MH_RESULT = called(RYR1, diplotype("c.1A>G", MHS))
MH_NONE = called(RYR1, diplotype("Reference", "Uncertain Susceptibility"))


def said(finding: FindingCode, wish: Wish, given: ConsentAct | None = None) -> Preference:
    return Preference(finding, wish, given)


def basis(**changes: Any) -> ConsentBasis:  # noqa: ANN401 - one keyword for each part
    """Consent by the patient, understood, with a passkey, without wishes."""
    plain = ConsentBasis(
        request=Sha256("ef" * 32),
        recipient="care-team",
        organisation="hospital.example",
        purposes=("TREAT",),
        items=("pharmacogenes", "medications", "demographics"),
        until=None,
        acts=(act(ActKind.GRANT),),
        rules=(),
        preferences=tuple(Preference(code, Wish.NOT_RECORDED) for code in FINDINGS),
        family=(),
    )
    return replace(plain, **changes)


def wishing(**wishes: Wish) -> ConsentBasis:
    """Consent with these wishes; an underscore stands for a hyphen."""
    given = {name.replace("_", "-"): wish for name, wish in wishes.items()}
    return basis(preferences=tuple(Preference(code, given.get(code, Wish.NOT_RECORDED)) for code in FINDINGS))


def made(
    *drugs: str, calls: tuple[GeneCall, ...] = (), born: int | None = 1958, knowledge: SmallBundle = KNOWLEDGE
) -> Plan:
    """A plan that was not assessed with `FACTS` yet."""
    orders = [order(drug, number=number) for number, drug in enumerate(drugs, start=1)]
    return make_plan(record(*orders, born=born), (), calls, knowledge, replace(CONTEXT, not_covered=frozenset()))


def assessed(plan: Plan, consent: ConsentBasis | None = None, facts: EthicalFacts = FACTS) -> Plan:
    return assess(plan, facts, consent or basis())


def of(plan: Plan, check: str) -> list[EthicalStatement]:
    """The statements of one check."""
    return [each for each in plan.ethics if each.check == check]


def found(plan: Plan, check: str) -> list[Found]:
    return [each.found for each in of(plan, check)]
