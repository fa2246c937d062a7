"""Small records with medicines that inhibit and induce, judged by the shipped bundle."""

from __future__ import annotations

from collections.abc import Sequence

from autonome.clinical import (
    AdministrativeSex,
    Concept,
    DateRange,
    HealthRecord,
    Intent,
    MedicationOrder,
    OrderKind,
    OrderStatus,
    PartialDate,
    Patient,
    Source,
)
from autonome.evidence.bundle import Bundle
from autonome.kernel import DrugName, Instant, SampleName, SubjectId
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.make import Context, make_plan
from autonome.plan.values import MedicationAdvice, Plan
from tests.unit.evidence.shipped import bundle
from tests.unit.plan.small_bundle import CYP2C19, CYP2D6, called, diplotype

AS_OF = Instant.parse("2026-03-01T10:00:00Z")


def cyp2d6(label: str, phenotype: str, score: str) -> GeneCall:
    return called(CYP2D6, diplotype(label, phenotype, score), status=Status.OUTSIDE)


NORMAL_2D6 = cyp2d6("*1/*2", "Normal Metabolizer", "2.0")
POOR_2D6 = cyp2d6("*4/*4", "Poor Metabolizer", "0.0")
ULTRARAPID_2D6 = cyp2d6("*1/*2x2", "Ultrarapid Metabolizer", "3.0")
NORMAL_2C19 = called(CYP2C19, diplotype("*1/*1", "Normal Metabolizer"), status=Status.OUTSIDE)
CALLS = (NORMAL_2D6, NORMAL_2C19)


def day(text: str) -> PartialDate:
    return PartialDate.of(*map(int, text.split("-")))


def taken(  # noqa: PLR0913 - an order has as many parts
    text: str,
    status: OrderStatus = OrderStatus.ACTIVE,
    *,
    start: str = "",
    end: str = "",
    intent: Intent = Intent.ORDER,
    kind: OrderKind = OrderKind.REQUEST,
    forbids: bool = False,
) -> MedicationOrder:
    return MedicationOrder(
        source=Source("Bundle.entry[1]", f"MedicationRequest/{text.split(maxsplit=1)[0]}"),
        kind=kind,
        medication=Concept(text),
        status=status,
        intent=intent,
        period=DateRange(day(start) if start else None, day(end) if end else None),
        forbids=forbids,
    )


def plan(
    *orders: MedicationOrder,
    calls: Sequence[GeneCall] = CALLS,
    considered: Sequence[str] = (),
    as_of: Instant = AS_OF,
    knowledge: Bundle | None = None,
) -> Plan:
    patient = Patient(SubjectId("synthetic-1"), AdministrativeSex.FEMALE, day("1958"), "Synthetic Patient")
    context = Context(as_of, "autonome test", SampleName("S1"), {})
    return make_plan(HealthRecord(patient=patient, items=orders), considered, calls, knowledge or bundle(), context)


def advice(
    drug: str,
    *orders: MedicationOrder,
    calls: Sequence[GeneCall] = CALLS,
    considered: Sequence[str] = (),
    knowledge: Bundle | None = None,
) -> MedicationAdvice:
    made = plan(*orders, calls=calls, considered=considered, knowledge=knowledge)
    return next(each for each in made.medicines if each.verdict.drug == DrugName(drug))
