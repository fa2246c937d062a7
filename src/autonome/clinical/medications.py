"""A medicine in the record: ordered, stated, given or handed out.

The order keeps what was written: words, codes, status. Which ingredient it means is decided in `plan`, where the
knowledge bundle is; whether it still counts is decided in `clinical.standing`, where the rules for a status are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.clinical.concepts import Coding, Concept
from autonome.clinical.dates import DateRange, PartialDate
from autonome.clinical.sources import Source


class OrderKind(StrEnum):
    """What sort of entry speaks of the medicine."""

    REQUEST = "request"
    STATEMENT = "statement"
    ADMINISTRATION = "administration"
    DISPENSE = "dispense"


class OrderStatus(StrEnum):
    """The status in the record's words, all kinds together.

    ``UNKNOWN`` was said, ``NOT_STATED`` means that nothing was, ``UNRECOGNISED`` that it was a word of no known list.
    """

    ACTIVE = "active"
    IN_PROGRESS = "in-progress"
    PREPARATION = "preparation"
    INTENDED = "intended"
    DRAFT = "draft"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    NOT_TAKEN = "not-taken"
    NOT_DONE = "not-done"
    ENTERED_IN_ERROR = "entered-in-error"
    UNKNOWN = "unknown"
    NOT_STATED = "not-stated"
    UNRECOGNISED = "unrecognised"


class Intent(StrEnum):
    """Whether a request is an order or only thought of. Kinds other than a request carry ``NOT_STATED``."""

    ORDER = "order"
    PLAN = "plan"
    PROPOSAL = "proposal"
    OPTION = "option"
    NOT_STATED = "not-stated"
    UNRECOGNISED = "unrecognised"


UNSTATED_PERIOD = DateRange()
"""Neither a start nor an end was written."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A part of a product, where the record lists parts.

    Args:
        concept: the substance.
        active: False for a carrier or filler, as recorded.
    """

    concept: Concept
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationOrder:
    """One entry about one medicine.

    Args:
        source: where it stands.
        kind: request, statement, administration or dispense.
        medication: the medicine in words and codes.
        ingredients: its parts where the record lists them, else empty.
        product: where the description of the product stands, if apart from the order.
        status: normalised.
        status_text: as written, or "".
        intent: normalised.
        intent_text: as written, or "".
        forbids: True where the entry tells *not* to give the medicine.
        period: of treatment, where stated.
        authored: when it was written, or None.
        dosage: instructions, verbatim.
    """

    source: Source
    kind: OrderKind
    medication: Concept
    ingredients: tuple[Ingredient, ...] = ()
    product: Source | None = None
    status: OrderStatus = OrderStatus.NOT_STATED
    status_text: str = ""
    intent: Intent = Intent.NOT_STATED
    intent_text: str = ""
    forbids: bool = False
    period: DateRange = UNSTATED_PERIOD
    authored: PartialDate | None = None
    dosage: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The medicine in the record's best words, or those of its parts."""
        parts = (part.concept.label for part in self.ingredients)
        return self.medication.label or " / ".join(label for label in parts if label)

    @property
    def codings(self) -> tuple[Coding, ...]:
        """The medicine's codes."""
        return self.medication.codings
