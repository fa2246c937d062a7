"""Entries that say the same twice, and entries that cannot both be true."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from autonome.clinical.allergies import Allergy
from autonome.clinical.assertions import Assertion
from autonome.clinical.conditions import Condition, Verification
from autonome.clinical.dates import PartialDate
from autonome.clinical.finding_kinds import DEFINITIONS, FindingKind
from autonome.clinical.findings import Amount, Finding, observed
from autonome.clinical.observations import Observation
from autonome.clinical.records import HealthRecord, RecordItem
from autonome.clinical.sources import Source

_SAME = 50
"""One part in fifty: what rounding to two or three digits in another unit makes (our own judgement)."""

_ONE_ANSWER = frozenset(
    {FindingKind.PREGNANCY, FindingKind.BREASTFEEDING, FindingKind.SMOKING, FindingKind.DELIVERY_DATE}
)
"""Kinds without a unit that have one answer at a time; a person may have two occupations."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two entries that repeat or contradict each other.

    Args:
        first: the earlier in the file.
        second: the later.
        contradicts: False where they say the same.
        text: one clause.
    """

    first: Source
    second: Source
    contradicts: bool
    text: str


def clashes(record: HealthRecord) -> Iterator[Clash]:
    """Every repetition and contradiction, each later entry against the first of its like."""
    seen: set[tuple[Source, Source]] = set()
    for clash in (*_twins(record.items), *_findings(record.of(Observation)), *_denials(record)):
        if (clash.first, clash.second) not in seen:
            seen.add((clash.first, clash.second))
            yield clash


def _twins(items: Sequence[RecordItem]) -> Iterator[Clash]:
    """Entries that differ in nothing but where they stand."""
    first: dict[Hashable, RecordItem] = {}
    for item in items:
        earlier = first.setdefault(_sourceless(item), item)
        if earlier is not item:
            yield Clash(earlier.source, item.source, contradicts=False, text="says the same, word for word")


def _sourceless(item: Any) -> Hashable:  # noqa: ANN401 - every item is a frozen dataclass; the protocol cannot say so
    key: Hashable = replace(item, source=Source(""))
    return key


def _findings(observations: Sequence[Observation]) -> Iterator[Clash]:
    """Findings of one code and one time, each against the one before."""
    groups: dict[Hashable, list[Finding]] = {}
    for observation in observations:
        if observation.moment is None:
            continue
        codes = frozenset(coding.code for coding in observation.code.codings)
        for finding in observed(observation):
            if finding.is_usable:
                groups.setdefault((finding.kind, finding.time, codes), []).append(finding)
    for group in groups.values():
        for one, two in pairwise(group):
            if one.source != two.source:
                yield from _compared(one, two, group[0].time)


def _compared(one: Finding, two: Finding, time: PartialDate | None) -> Iterator[Clash]:
    label = DEFINITIONS[one.kind].label
    if isinstance(one.value, Amount) and isinstance(two.value, Amount):
        same = _close(one.value, two.value)
    elif one.kind in _ONE_ANSWER or one.value == two.value:
        same = one.value == two.value
    else:
        return
    if same:
        yield Clash(one.source, two.source, contradicts=False, text=f"{label} of {time} stands twice with one value")
    else:
        yield Clash(one.source, two.source, contradicts=True, text=f"{label} of {time} stands twice with two values")


def _close(one: Amount, two: Amount) -> bool:
    larger = max(abs(one.value), abs(two.value))
    return one.comparator is two.comparator and abs(one.value - two.value) * _SAME <= larger


def _denials(record: HealthRecord) -> Iterator[Clash]:
    """*None known* beside an entry of that kind."""
    for kind, words in _DENIABLE.items():
        entries = [each for each in record.of(kind) if each.verification not in _REFUTED]
        none = next((each for each in entries if each.assertion is Assertion.NONE_KNOWN), None)
        for each in entries:
            if none is not None and each.assertion is Assertion.PRESENT:
                yield Clash(none.source, each.source, contradicts=True, text=f"one entry says that no {words} is known")


_DENIABLE: Mapping[type[Condition | Allergy], str] = {Condition: "condition", Allergy: "allergy"}
_REFUTED = frozenset({Verification.REFUTED, Verification.ENTERED_IN_ERROR})
