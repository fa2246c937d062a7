"""What a finding can be at all: ranges outside which a value is taken for a mistake of unit, place or typing.

The ranges are wide on purpose: they say *impossible or nearly so*, never *abnormal*. A value outside is kept, used and
pointed at. Each bound names its source; those that are our own judgement say so and want a clinician's review.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from autonome.clinical.dates import PartialDate
from autonome.clinical.finding_kinds import DEFINITIONS, FindingKind
from autonome.clinical.findings import Amount, Finding
from autonome.clinical.quantities import Comparator
from autonome.clinical.records import HealthRecord
from autonome.kernel import Instant

_OWN = "our own judgement"


@dataclass(frozen=True, slots=True)
class Plausible:
    """A range, in the unit of the kind (`finding_kinds.DEFINITIONS`).

    Args:
        low: least plausible value, included.
        high: greatest plausible value, included.
        source: of both.
    """

    low: Decimal
    high: Decimal
    source: str


def _range(low: str, high: str, source: str = _OWN) -> Plausible:
    return Plausible(Decimal(low), Decimal(high), source)


PLAUSIBLE: Mapping[FindingKind, Plausible] = {
    FindingKind.EGFR: _range("0", "200", "CKD-EPI 2021 gives 169 for a woman of 18 years at 20 umol/L; PMID 34554658"),
    FindingKind.CREATININE: _range("5", "3000"),
    FindingKind.ALT: _range("0", "20000"),
    FindingKind.AST: _range("0", "20000"),
    FindingKind.BILIRUBIN: _range("0", "1000"),
    FindingKind.ALBUMIN: _range("5", "70"),
    FindingKind.INR: _range("0.5", "20"),
    FindingKind.LDL_C: _range("0", "30"),
    FindingKind.POTASSIUM: _range("1", "12"),
    FindingKind.QTC: _range("200", "800"),
    FindingKind.GESTATIONAL_AGE: _range("0", "45", "our own judgement: three weeks beyond a post-term pregnancy"),
    FindingKind.WEIGHT: _range(
        "0.2", "635", "our own judgement for newborns; heaviest person in Guinness World Records"
    ),
    FindingKind.HEIGHT: _range("20", "272", "our own judgement for newborns; tallest person in Guinness World Records"),
    FindingKind.BMI: _range("5", "210"),
}
"""By kind; units: mL/min/1.73 m², umol/L, U/L, g/L, 1, mmol/L, ms, kg, cm, kg/m²."""

CENTIMETRES_PER_METRE = 100

BMI_TOLERANCE = Decimal("0.1")
"""Share by which a recorded body mass index may differ from weight and height of the same time (our own judgement)."""


@dataclass(frozen=True, slots=True)
class Implausible:
    """A finding that can hardly be true.

    Args:
        finding: the finding.
        text: why, one clause.
    """

    finding: Finding
    text: str


def implausible(findings: tuple[Finding, ...], record: HealthRecord, as_of: Instant) -> Iterator[Implausible]:
    """Everything that can hardly be true, finding by finding."""
    findings = tuple(finding for finding in findings if not finding.is_void)
    for finding in findings:
        for text in (*_outside(finding), *_out_of_time(finding, record, as_of)):
            yield Implausible(finding, text)
    yield from _disagreeing(findings)


def _outside(finding: Finding) -> Iterator[str]:
    span = PLAUSIBLE.get(finding.kind)
    amount = finding.value
    if span is None or not isinstance(amount, Amount):
        return
    below = amount.value < span.low and amount.comparator not in {Comparator.GREATER, Comparator.AT_LEAST}
    above = amount.value > span.high and amount.comparator not in {Comparator.LESS, Comparator.AT_MOST}
    if below or above:
        definition = DEFINITIONS[finding.kind]
        unit = "" if definition.unit == "1" else f" {definition.unit}"
        yield f"{definition.label} is {amount}, outside {span.low} to {span.high}{unit} ({span.source})"


def _out_of_time(finding: Finding, record: HealthRecord, as_of: Instant) -> Iterator[str]:
    label, born = DEFINITIONS[finding.kind].label, record.patient.birth_date
    if finding.time is None:
        return
    if finding.time.certainly_after(as_of):
        yield f"{label} is of {finding.time}, in the future"
    if born is not None and finding.time.certainly_before(born.first):
        yield f"{label} is of {finding.time}, before the birth"


def _disagreeing(findings: tuple[Finding, ...]) -> Iterator[Implausible]:
    """A body mass index that its weight and height do not give."""
    weights, heights = (_by_time(findings, kind) for kind in (FindingKind.WEIGHT, FindingKind.HEIGHT))
    for bmi in findings:
        stated, time = bmi.value, bmi.time
        if bmi.kind is not FindingKind.BMI or not isinstance(stated, Amount) or time is None:
            continue
        weight, height = weights.get(time), heights.get(time)
        if not weight or not height:
            continue
        computed = weight / (height / CENTIMETRES_PER_METRE) ** 2
        if abs(stated.value - computed) > BMI_TOLERANCE * computed:
            yield Implausible(bmi, f"body mass index is {stated}, and weight and height of {time} give {computed:.1f}")


def _by_time(findings: tuple[Finding, ...], kind: FindingKind) -> Mapping[PartialDate, Decimal | None]:
    """The positive amount of each time; None where there are several."""
    found: dict[PartialDate, Decimal | None] = {}
    for each in findings:
        if each.kind is kind and each.time is not None and isinstance(each.value, Amount) and each.value.value > 0:
            found[each.time] = None if each.time in found else each.value.value
    return found
