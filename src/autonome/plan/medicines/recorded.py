"""The record's medicines sorted for the plan: which count, which cannot be told, which are put aside.

Every entry of the record is in exactly one of the groups; none is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.clinical import HealthRecord, MedicationOrder, Standing, StandingDecision, standing_of
from autonome.evidence.drugs import DrugIndex
from autonome.kernel import DrugName, Instant, Text
from autonome.plan.medicines.recognition import Outcome, Recogniser, Recognition


@dataclass(frozen=True, slots=True)
class ReviewedOrder:
    """One entry about a medicine, judged.

    Args:
        order: as the record has it.
        standing: whether it counts, and why.
        recognition: which ingredients it means, and why.
    """

    order: MedicationOrder
    standing: StandingDecision
    recognition: Recognition


@dataclass(frozen=True, slots=True)
class MedicationReview:
    """Every entry about a medicine. The four groups share none and leave out none.

    Args:
        orders: in the order of the record.
    """

    orders: tuple[ReviewedOrder, ...]

    @property
    def current(self) -> tuple[ReviewedOrder, ...]:
        """Recognised, and taken now or perhaps taken now: what the plan advises on."""
        return self._counting(Outcome.RECOGNISED)

    @property
    def conflicting(self) -> tuple[ReviewedOrder, ...]:
        """Taken now or perhaps, with codes or words that contradict one another."""
        return self._counting(Outcome.CONFLICTING)

    @property
    def unrecognised(self) -> tuple[ReviewedOrder, ...]:
        """Taken now or perhaps, and not known to the bundle."""
        return self._counting(Outcome.UNRECOGNISED)

    @property
    def inactive(self) -> tuple[ReviewedOrder, ...]:
        """Stopped, cancelled, on hold, a draft, completed, entered in error, or forbidden."""
        return tuple(each for each in self.orders if each.standing.standing is Standing.INACTIVE)

    @property
    def by_ingredient(self) -> Mapping[DrugName, tuple[ReviewedOrder, ...]]:
        """The current orders, by each ingredient that they hold, in alphabetical order."""
        names = sorted({name for each in self.current for name in each.recognition.ingredients})
        return {name: tuple(each for each in self.current if name in each.recognition.ingredients) for name in names}

    def _counting(self, outcome: Outcome) -> tuple[ReviewedOrder, ...]:
        return tuple(
            each
            for each in self.orders
            if each.standing.standing is not Standing.INACTIVE and each.recognition.outcome is outcome
        )


def review_medications(record: HealthRecord, index: DrugIndex, as_of: Instant) -> MedicationReview:
    """Judge every entry about a medicine.

    Args:
        record: the health record.
        index: the knowledge bundle's drugs.
        as_of: the instant that the plan is made for.
    """
    recogniser = Recogniser.of(index)
    return MedicationReview(tuple(_reviewed(order, recogniser.recognise(order), as_of) for order in record.medications))


def _reviewed(order: MedicationOrder, recognition: Recognition, as_of: Instant) -> ReviewedOrder:
    """An order whose code counts and whose words may take it back is taken, perhaps."""
    standing = standing_of(order, as_of)
    if recognition.turned_by and standing.standing is Standing.CURRENT:
        doubt = Text("its words hold “{words}”, which may turn it round", words=recognition.turned_by)
        standing = StandingDecision(Standing.UNCERTAIN, doubt)
    return ReviewedOrder(order, standing, recognition)
