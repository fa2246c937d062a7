"""Other medicines: those that the equation knows, and those that change CYP2C9 and that it does not know.

Where the record leaves open whether one still acts, the reading that gives the lower dose is used, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autonome.evidence.interactions import Direction
from autonome.kernel import DrugName, Text
from autonome.plan.perpetrators import Influence, Influences
from autonome.plan.reasons import EffectState
from autonome.plan.warfarin.genes import CYP2C9

AMIODARONE = DrugName("amiodarone")
INDUCERS = (DrugName("carbamazepine"), DrugName("phenytoin"), DrugName("fosphenytoin"), DrugName("rifampin"))
"""The equation's inducers (appendix: carbamazepine, phenytoin, rifampicin); fosphenytoin becomes phenytoin."""

KNOWN = frozenset({AMIODARONE, *INDUCERS})

_ACTING = frozenset({EffectState.IN_FORCE, EffectState.BUILDING_UP})
_OPEN = frozenset({EffectState.UNCERTAIN, EffectState.WASHOUT})


@dataclass(frozen=True, slots=True)
class Company:
    """What of the other medicines counts.

    Args:
        amiodarone: how it is counted, and why; None where it is not in the record.
        inducer: the same of the inducer that counts most.
        planned: known ones that are planned or considered: they would change the dose.
        strangers: medicines that change CYP2C9 strongly or moderately, act or may act, and are not in the equation.
        coming: the same, planned or considered.
    """

    amiodarone: Counted | None
    inducer: Counted | None
    planned: tuple[DrugName, ...]
    strangers: tuple[Influence, ...]
    coming: tuple[Influence, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """One medicine in the equation.

    Args:
        influence: from the record.
        counts: whether the term is added.
        unsure: whether the record leaves it open.
    """

    influence: Influence
    counts: bool
    unsure: bool

    @property
    def note(self) -> str:
        """Why it counts or does not, as a sentence."""
        drug, reason = self.influence.effect.drug, self.influence.reason
        if not self.unsure:
            return Text("{drug}: {reason}.", drug=drug, reason=reason)
        if self.counts:
            return Text("{drug}: {reason}; counted, because that gives the lower dose.", drug=drug, reason=reason)
        return Text("{drug}: {reason}; not counted, because that gives the lower dose.", drug=drug, reason=reason)


def company_of(influences: Influences) -> Company:
    """Sort the medicines that change enzymes."""
    every = tuple(each for of_gene in influences.values() for each in of_gene)
    strangers = [each for each in influences.get(CYP2C9, ()) if each.effect.drug not in KNOWN]
    return Company(
        _counted(_of(every, (AMIODARONE,)), when_open=True),
        _counted(_of(every, INDUCERS), when_open=False),
        tuple(sorted({e.effect.drug for e in every if e.effect.drug in KNOWN and e.state is EffectState.PLANNED})),
        tuple(each for each in strangers if each.state is not EffectState.PLANNED),
        tuple(each for each in strangers if each.state is EffectState.PLANNED),
    )


def lowers_dose(influence: Influence) -> bool:
    """Whether a medicine makes less warfarin enough."""
    return influence.effect.direction is Direction.INHIBITOR


def _of(every: Iterable[Influence], drugs: tuple[DrugName, ...]) -> list[Influence]:
    return [each for each in every if each.effect.drug in drugs and each.state in _ACTING | _OPEN]


def _counted(found: list[Influence], *, when_open: bool) -> Counted | None:
    """Of several effects and medicines the one that acts most surely."""
    if not found:
        return None
    surest = min(found, key=lambda each: (list(EffectState).index(each.state), each.effect.drug))
    unsure = surest.state in _OPEN
    return Counted(surest, when_open if unsure else True, unsure)
