"""The health record: what was read, what was left out and why, and what is doubtful.

The record holds items of any kind. A new kind (a condition, an observation) is a new module with a frozen value that
has a ``source``; this module does not change for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

from autonome.clinical.medications import MedicationOrder
from autonome.clinical.patients import Patient
from autonome.clinical.sources import Source


class RecordItem(Protocol):
    """Anything that stands in a record."""

    @property
    def source(self) -> Source:
        """Where it stands."""


Item = TypeVar("Item", bound=RecordItem)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry of a kind that is read, which could not be used.

    Args:
        source: where it stands.
        reason: one sentence.
        repeats: whether it says what another entry says, word for word, which stands for both.
    """

    source: Source
    reason: str
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class QualityNote:
    """A doubt about something that is used all the same.

    Args:
        source: where it stands.
        text: one sentence.
    """

    source: Source
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRecord:
    """Everything that was understood of one patient's record.

    Args:
        patient: whom it is about.
        items: in the order of the file.
        left_out: entries that could not be used; shown to the reader, never dropped.
        not_read: kinds of entry that Autonome does not read, with their numbers, by name.
        notes: doubts about what is used.
    """

    patient: Patient
    items: tuple[RecordItem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    not_read: tuple[tuple[str, int], ...] = ()
    notes: tuple[QualityNote, ...] = ()

    def of(self, kind: type[Item]) -> tuple[Item, ...]:
        """The items of one kind, in the order of the file."""
        return tuple(item for item in self.items if isinstance(item, kind))

    @property
    def medications(self) -> tuple[MedicationOrder, ...]:
        """Every entry about a medicine, whatever its status."""
        return self.of(MedicationOrder)
