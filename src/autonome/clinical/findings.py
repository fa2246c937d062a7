"""What the observations of a record mean as findings: of a known kind, in one unit, or not usable and why.

An observation may hold several (its own value and its components). A finding whose unit is unknown or of another
dimension keeps its value as unusable with the reason; nothing is guessed. Whether an old or preliminary finding still
counts is for those who use it: its status and time stand beside it. What the record takes back never counts.

>>> amount_of(Quantity(Decimal("80"), code="kg"), DEFINITIONS[FindingKind.WEIGHT])
Amount(value=Decimal('80'), unit='kg', comparator=<Comparator.EXACTLY: '='>)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from autonome.clinical.concepts import Concept
from autonome.clinical.dates import PartialDate
from autonome.clinical.finding_kinds import DEFINITIONS, Definition, FindingKind, kinds_of
from autonome.clinical.observations import Absence, Observation, ObservationStatus, UnreadValue, Value
from autonome.clinical.quantities import Comparator, Quantity
from autonome.clinical.records import HealthRecord
from autonome.clinical.sources import Source
from autonome.clinical.units import UNITS, Dimension, Unit, convert, unit_of


@dataclass(frozen=True, slots=True)
class Amount:
    """A measured value in the unit of its kind.

    Args:
        value: in that unit.
        unit: UCUM code.
        comparator: how the true value relates to it.
    """

    value: Decimal
    unit: str
    comparator: Comparator = Comparator.EXACTLY

    def __str__(self) -> str:
        """Such as ``<5 umol/L``."""
        return str(Quantity(self.value, self.comparator, self.unit if self.unit != "1" else ""))


@dataclass(frozen=True, slots=True)
class Unusable:
    """A value that is there and cannot be used.

    Args:
        reason: a clause, such as ``its unit, mg/mL/h, is not known``.
        recorded: the value as it was written.
    """

    reason: str
    recorded: str

    def __str__(self) -> str:
        """Value and reason."""
        return f"{self.recorded} ({self.reason})"


Answer = Concept | PartialDate | Quantity | bool | str
"""What a kind without a unit holds, as recorded."""


VOID = frozenset({ObservationStatus.ENTERED_IN_ERROR, ObservationStatus.CANCELLED})
"""Statuses by which an observation says that it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding.

    Args:
        kind: what it is about.
        source: where its observation stands.
        status: of its observation.
        time: the date that places it, or None.
        value: an amount, an answer, an unusable value, or why there is none.
    """

    kind: FindingKind
    source: Source
    status: ObservationStatus
    time: PartialDate | None
    value: Amount | Answer | Unusable | Absence

    @property
    def is_usable(self) -> bool:
        """Whether a value is there that means what its kind says, and its observation is not void."""
        return not self.is_void and not isinstance(self.value, Unusable | Absence)

    @property
    def is_void(self) -> bool:
        """Whether the record takes its observation back."""
        return self.status in VOID


def findings_of(record: HealthRecord) -> tuple[Finding, ...]:
    """Every finding of a known kind, in the order of the file, whatever its status."""
    return tuple(finding for each in record.of(Observation) for finding in observed(each))


def latest_first(record: HealthRecord, kind: FindingKind) -> tuple[Finding, ...]:
    """The findings of one kind that are not void, the latest first, those without a time last.

    Empty where the record has none: that is *not recorded*, which is not the same as a first finding without a value.
    """
    found = [each for each in findings_of(record) if each.kind is kind and not each.is_void]
    return tuple(sorted(found, key=lambda each: each.time.last.seconds if each.time else _NEVER, reverse=True))


_NEVER = -(2**62)


def observed(observation: Observation) -> Iterator[Finding]:
    """The findings of one observation: its own, then those of its components."""
    parts = ((observation.code, observation.value, observation.absent),)
    for code, value, absent in (*parts, *((part.code, part.value, part.absent) for part in observation.components)):
        kinds = kinds_of(code)
        for kind in kinds:
            if value is None and absent is None:
                continue
            yield Finding(
                kind=kind,
                source=observation.source,
                status=observation.status,
                time=observation.moment,
                value=_ambiguous(value, absent) if len(kinds) > 1 else meaning(kind, value, absent),
            )


def doubts_of(observation: Observation) -> tuple[str, ...]:
    """What makes findings of an observation unusable, one sentence each."""
    return tuple(
        f"{DEFINITIONS[each.kind].label}: {each.value.reason}, so {each.value.recorded or 'the value'} is not used"
        for each in observed(observation)
        if isinstance(each.value, Unusable)
    )


def _ambiguous(value: Value | None, absent: Absence | None) -> Unusable | Absence:
    if value is None:
        return absent or Absence.NOT_STATED
    return Unusable("its codes mean different things", _written(value))


def meaning(kind: FindingKind, value: Value | None, absent: Absence | None) -> Amount | Answer | Unusable | Absence:
    """What a recorded value means for its kind."""
    definition = DEFINITIONS[kind]
    if value is None:
        return absent or Absence.NOT_STATED
    if definition.measure is None:
        return _answer(value)
    if isinstance(value, Quantity):
        return amount_of(value, definition)
    if isinstance(value, str) and definition.unit == "1" and (written := _PLAIN_NUMBER.fullmatch(value)):
        comparator = Comparator(written[1]) if written[1] else Comparator.EXACTLY
        return Amount(Decimal(written[2]), definition.unit, comparator)
    return Unusable("it is not one measured number", _written(value))


_PLAIN_NUMBER = re.compile(r"\s*(<=|>=|<|>)?\s*(\d{1,3}(?:\.\d{1,3})?)\s*")
"""A number in words, of a kind without a unit, such as ``>8.0`` of an INR."""


def amount_of(quantity: Quantity, definition: Definition) -> Amount | Unusable:
    """Bring a quantity to the unit of its kind, or say why that cannot be done."""
    wanted = definition.measure
    given = _unit(quantity)
    if wanted is None or isinstance(given, str):
        return Unusable(given if isinstance(given, str) else "its kind has no unit", str(quantity))
    if given is _NO_UNIT and wanted.dimension is not Dimension.NUMBER:
        return Unusable("it has no unit", str(quantity))
    value = convert(quantity.value, given, wanted, definition.molar_mass)
    if value is None:
        return Unusable(f"its unit measures {given.dimension}, not {wanted.dimension}", str(quantity))
    return Amount(value, wanted.code, quantity.comparator)


_NO_UNIT = Unit("", Dimension.NUMBER, UNITS["1"].factor)


def _unit(quantity: Quantity) -> Unit | str:
    """The unit, or why there is none: a code decides, and words beside it must not contradict it."""
    by_code, by_words = unit_of(quantity.code), unit_of(quantity.unit)
    if not quantity.code and not quantity.unit:
        return _NO_UNIT
    found = by_code if quantity.code else by_words
    if found is None:
        return f"its unit, {(quantity.code or quantity.unit)[:40]}, is not known"
    if by_code and by_words and by_code != by_words:
        return f"its unit is {quantity.code[:40]} by its code and {quantity.unit[:40]} by its words"
    return found


def _answer(value: Value) -> Answer | Unusable:
    if isinstance(value, UnreadValue):
        return Unusable("its form is not read", str(value))
    return value if isinstance(value, Concept | PartialDate | Quantity | bool | str) else str(value)


def _written(value: Value) -> str:
    if isinstance(value, Concept):
        return value.label
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
