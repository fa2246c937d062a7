"""What is known of the patient, as far as the warfarin equations ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from autonome.kernel import GeneSymbol, Text
from autonome.pharmacogenomics.calls import GeneCall
from autonome.plan.factors.values import FactorLine
from autonome.plan.facts.values import ClinicalFact, FactKind, FactState
from autonome.plan.perpetrators import Influences
from autonome.plan.populations import AgeRange
from autonome.plan.warfarin.equation import Race

TARGET_INR = (Decimal(2), Decimal(3))
"""The target of all patients that the equations were made from."""

NOT_RECORDED = Text("it is not recorded")
"""Why there is no value, where the record says nothing at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measured fact, or why there is none.

    Args:
        value: in the unit of its kind; None where there is none to use.
        source: where the record has it, or "".
        date: of which day, or "".
        problem: a clause: why there is none; "" where there is one.
    """

    value: Decimal | None = None
    source: str = ""
    date: str = ""
    problem: str = NOT_RECORDED


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetInr:
    """The INR that is aimed at, as the record has it."""

    low: Decimal
    high: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRace:
    """What the record says of race: a social category that somebody chose, never guessed from anything else."""

    race: Race
    text: str
    source: str


UNMEASURED = Measured()

NO_INR = ClinicalFact(kind=FactKind.INR, state=FactState.NOT_RECORDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarfarinFacts:
    """All of it.

    Args:
        age: None where the record does not tell.
        height: centimetres.
        weight: kilograms.
        calls: by gene.
        influences: medicines that change enzymes, by gene.
        targets: INR targets of the record; none: not recorded.
        race: None where not recorded, or not to be used.
        pregnant: None where the record does not tell.
        taken: whether warfarin is taken already.
        pregnancy_open: a clause: why a pregnancy is possible and not ruled out; "" where there can be none.
        by_record: rules on the record that forbid warfarin, or hold it or its dose back, for certain or perhaps.
        inr: the last one.
        valves: heart valves that are, or may be, mechanical, in the record's words.
        unseen: parts of the record that could not be looked at, or say nothing, in words.
        unread: diagnoses that nobody can say the meaning of, in the record's words.
        liver: diseases of the liver in which it makes too little of what lets blood clot, in the record's words.
    """

    age: AgeRange | None = None
    height: Measured = UNMEASURED
    weight: Measured = UNMEASURED
    calls: Mapping[GeneSymbol, GeneCall] = field(default_factory=dict)
    influences: Influences = field(default_factory=dict)
    targets: tuple[TargetInr, ...] = ()
    race: RecordedRace | None = None
    pregnant: bool | None = None
    taken: bool = False
    pregnancy_open: str = ""
    by_record: tuple[FactorLine, ...] = ()
    inr: ClinicalFact = NO_INR
    valves: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    liver: tuple[str, ...] = ()
