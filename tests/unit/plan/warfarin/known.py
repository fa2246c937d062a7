"""A patient for whom the equation gives a number, to be changed one fact at a time."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from autonome.evidence.clinical import Checked, FactorAction
from autonome.evidence.interactions import Conversion, Direction, EnzymeEffect, Strength, Use
from autonome.kernel import DrugName, GeneSymbol
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.plan.factors.values import FactorKind, FactorLine, FactUsed
from autonome.plan.facts.values import LABELS, ClinicalFact, FactKind, FactState, Interval
from autonome.plan.medicines.doses import DoseAnswer, DoseEstimate, DoseRefusal
from autonome.plan.perpetrators import Influence
from autonome.plan.populations import AgeRange
from autonome.plan.reasons import EffectState
from autonome.plan.warfarin import Measured, WarfarinFacts, warfarin_dose

CYP2C9, VKORC1, CYP3A4 = map(GeneSymbol, ("CYP2C9", "VKORC1", "CYP3A4"))


def cyp2c9(*labels: str, status: Status = Status.CALLED, untested: tuple[str, ...] = ()) -> GeneCall:
    found = tuple(Diplotype(tuple(label.split("/")), label, "", "", (), phased=True) for label in labels)
    return GeneCall(CYP2C9, status, found, recommendation_diplotypes=found, assessed=6, untested=untested)


def vkorc1(*genotypes: str, status: Status = Status.CALLED) -> GeneCall:
    found = tuple(Diplotype((each,), each, f"-1639 {each}", "", (), phased=True) for each in genotypes)
    return GeneCall(VKORC1, status, found, recommendation_diplotypes=found, assessed=1)


def calls(*each: GeneCall) -> dict[GeneSymbol, GeneCall]:
    return {call.gene: call for call in each}


def measured(value: str) -> Measured:
    return Measured(value=Decimal(value), source="Observation/1", date="2026-01-05", problem="")


WHOLE = WarfarinFacts(
    age=AgeRange(67, 67),
    height=measured("172"),
    weight=measured("80"),
    calls=calls(cyp2c9("*1/*2"), vkorc1("AG")),
)


def influence(
    drug: str,
    state: EffectState = EffectState.IN_FORCE,
    gene: GeneSymbol = CYP2C9,
    direction: Direction = Direction.INHIBITOR,
) -> Influence:
    effect = EnzymeEffect(DrugName(drug), gene, direction, Strength.MODERATE, mechanism_based=False, source="label")
    return Influence(
        effect,
        Conversion("slower", Use.SHOWN, "a reason", "source"),
        state,
        "it is taken",
        orders=("MedicationRequest/9",),
    )


def answer(**changed: Any) -> DoseAnswer:  # noqa: ANN401 - any field of the facts
    return warfarin_dose(replace(WHOLE, **changed))


def estimate(**changed: Any) -> DoseEstimate:  # noqa: ANN401
    found = answer(**changed)
    assert isinstance(found, DoseEstimate), found
    return found


def reasons(**changed: Any) -> set[str]:  # noqa: ANN401
    found = answer(**changed)
    return {each.id for each in found.reasons} if isinstance(found, DoseRefusal) else set()


def inr(value: str, state: FactState = FactState.KNOWN, *, least: bool = False) -> ClinicalFact:
    """The last INR, or one that is at least so much."""
    span = Interval(Decimal(value), None if least else Decimal(value))
    why = "" if state is FactState.KNOWN else "a reason"
    return ClinicalFact(kind=FactKind.INR, state=state, span=span, date="2026-01-05", why=why)


def rule(kind: FactKind | None, *, sure: bool = True) -> FactorLine:
    """A rule on the record, about a fact of a kind or about a condition."""
    label = LABELS[kind] if kind else "bleeding"
    used = FactUsed(label, "as recorded", "2026-01", FactState.KNOWN, "", ("Observation/1",))
    return FactorLine(
        rule="rule-1", kind=FactorKind.FACT, action=FactorAction.AVOID, amount="", text="It is ruled out.",
        facts=(used,), sure=sure, source="a label", place="4", url="https://example.org/", checked=Checked.LABEL_READ,
    )  # fmt: skip
