"""Small records and the plans that are made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autonome.clinical import (
    AdministrativeSex,
    Concept,
    HealthRecord,
    Ingredient,
    Intent,
    LeftOut,
    MedicationOrder,
    OrderKind,
    OrderStatus,
    PartialDate,
    Patient,
    Source,
)
from autonome.evidence.guidance import Action
from autonome.kernel import Instant, SampleName, Sha256, SubjectId
from autonome.pharmacogenomics.calls import GeneCall
from autonome.plan.make import Context, make_plan
from autonome.plan.values import Plan
from tests.unit.plan.small_bundle import (
    CYP2C19,
    CYP2C19_TABLE,
    HLA_B,
    HLA_B_TABLE,
    NORMAL_BUT_OPEN,
    SmallBundle,
    clopidogrel,
    definition,
    guidance,
    statement,
)

CONTEXT = Context(
    Instant.parse("2026-03-01T10:00:00Z"),
    "autonome 0.1.0",
    SampleName("S1"),
    {"genome": Sha256("01" * 32), "record": Sha256("02" * 32)},
)
KNOWLEDGE = SmallBundle(
    guidance(
        *clopidogrel("cpic"),
        *clopidogrel("dpwg"),
        statement("cpic:codeine:1", {"CYP2C19": "Normal Metabolizer"}, Action.AVOID, alternatives=("morphine",)),
        statement("cpic:tramadol:1", {"CYP2C19": "Normal Metabolizer"}, Action.MONITOR, population="NVI"),
        statement("cpic:sertraline:1", {"CYP2C19": "Normal Metabolizer"}, Action.AVOID, population="pediatrics"),
        statement("cpic:warfarin:1", {"HLA-B": "*15:02 positive"}, Action.AVOID),
    ),
    definitions={CYP2C19: definition()},
    phenotypes={CYP2C19: CYP2C19_TABLE, HLA_B: HLA_B_TABLE},
)
CALLS = (NORMAL_BUT_OPEN,)


def order(
    text: str,
    status: OrderStatus = OrderStatus.ACTIVE,
    *,
    number: int = 1,
    dosage: tuple[str, ...] = (),
    parts: tuple[str, ...] = (),
) -> MedicationOrder:
    return MedicationOrder(
        source=Source(f"Bundle.entry[{number}]", f"MedicationRequest/{number}"),
        kind=OrderKind.REQUEST,
        medication=Concept(text),
        ingredients=tuple(Ingredient(Concept(part)) for part in parts),
        status=status,
        intent=Intent.ORDER,
        dosage=dosage,
    )


def record(
    *orders: MedicationOrder,
    name: str = "Synthetic Patient",
    left_out: tuple[LeftOut, ...] = (),
    born: int | None = 1958,
) -> HealthRecord:
    birth_date = PartialDate.of(born) if born else None
    patient = Patient(SubjectId("synthetic-1"), AdministrativeSex.FEMALE, birth_date, name)
    return HealthRecord(patient=patient, items=orders, left_out=left_out)


def plan_of(
    *orders: MedicationOrder,
    considered: Sequence[str] = (),
    calls: Iterable[GeneCall] = CALLS,
    name: str = "Synthetic Patient",
) -> Plan:
    return make_plan(record(*orders, name=name), considered, calls, KNOWLEDGE, CONTEXT)
