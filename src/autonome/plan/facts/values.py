"""What a plan may go by of the record beside genes and medicines: one value per fact, and how far it can be trusted.

Invariants: a fact that is missing, too old, contradicted or withheld says so, and never looks like a normal one. A
measured fact is an interval, because records write ``>60`` and birth years: what it leaves open stays open. What is too
old or contradicted keeps its interval: it can warn, and never reassure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from autonome.kernel import Text, chained
from autonome.kernel.texts import TWO_ALTERNATIVES


class FactKind(StrEnum):
    """What a fact is about."""

    AGE = "age"
    SEX = "sex"
    WEIGHT = "weight"
    HEIGHT = "height"
    BMI = "bmi"
    EGFR = "egfr"
    CREATININE = "creatinine"
    CREATININE_CLEARANCE = "creatinine-clearance"
    ALT = "alt"
    AST = "ast"
    BILIRUBIN = "bilirubin"
    ALBUMIN = "albumin"
    CHILD_PUGH = "child-pugh"
    INR = "inr"
    LDL_C = "ldl-c"
    POTASSIUM = "potassium"
    QTC = "qtc"
    PREGNANCY = "pregnancy"
    PREGNANCY_WEEK = "pregnancy-week"
    BREASTFEEDING = "breastfeeding"
    SMOKING = "smoking"
    ALCOHOL = "alcohol"
    DIET = "diet"
    DIAGNOSES = "diagnoses"
    """Whether every diagnosis was read, and a condition that was not found is absent; never a fact of its own."""


LABELS: Mapping[FactKind, Text] = {
    FactKind.AGE: Text("age"),
    FactKind.SEX: Text("sex"),
    FactKind.WEIGHT: Text("weight"),
    FactKind.HEIGHT: Text("height"),
    FactKind.BMI: Text("body mass index"),
    FactKind.EGFR: Text("kidney function (eGFR)"),
    FactKind.CREATININE: Text("creatinine"),
    FactKind.CREATININE_CLEARANCE: Text("kidney function (creatinine clearance)"),
    FactKind.ALT: Text("ALT"),
    FactKind.AST: Text("AST"),
    FactKind.BILIRUBIN: Text("bilirubin"),
    FactKind.ALBUMIN: Text("albumin"),
    FactKind.CHILD_PUGH: Text("Child-Pugh class"),
    FactKind.INR: Text("INR"),
    FactKind.LDL_C: Text("LDL cholesterol"),
    FactKind.POTASSIUM: Text("potassium"),
    FactKind.QTC: Text("QTc"),
    FactKind.PREGNANCY: Text("pregnancy"),
    FactKind.PREGNANCY_WEEK: Text("week of pregnancy"),
    FactKind.BREASTFEEDING: Text("breastfeeding"),
    FactKind.SMOKING: Text("smoking"),
    FactKind.ALCOHOL: Text("alcohol"),
    FactKind.DIET: Text("diet"),
    FactKind.DIAGNOSES: Text("diagnoses"),
}
"""Our words for each kind."""


UNIT_WORDS: Mapping[str, Text] = {
    "a": Text("{value} years", value=""),
    "wk": Text("{value} weeks", value=""),
    "mL/min/{1.73_m2}": Text("{value} mL/min/1.73 m²", value=""),
    "umol/L": Text("{value} µmol/L", value=""),
}
"""Units that a page writes otherwise than UCUM."""

ANSWER_WORDS: Mapping[str, Text] = {
    "female": Text("female"),
    "male": Text("male"),
    "pregnant": Text("pregnant"),
    "not-pregnant": Text("not pregnant"),
    "yes": Text("yes"),
    "no": Text("no"),
    "current": Text("smokes"),
    "former": Text("smoked earlier"),
    "never": Text("never smoked"),
    "heavy": Text("heavy"),
    "grapefruit": Text("grapefruit"),
    "vegan": Text("vegan"),
    "vegetarian": Text("vegetarian"),
    "low-salt": Text("low in salt"),
}
"""Answers that a page writes otherwise than `answered_facts`."""


class FactState(StrEnum):
    """How far a fact can be trusted. Only ``KNOWN`` reassures."""

    KNOWN = "known"
    TOO_OLD = "too-old"
    """There is a value, older than this kind may be (`fact_ages`), or of an unknown day."""
    CONFLICTING = "conflicting"
    """Several values of one time that cannot all be true."""
    DOUBTFUL = "doubtful"
    """There is a value, and a diagnosis or a pregnancy in which it misleads (`kidney_disease`)."""
    NOT_USABLE = "not-usable"
    """There is an entry, and no value that means anything."""
    NOT_RECORDED = "not-recorded"
    """There is no entry, or what it would be computed from is missing."""
    NOT_COVERED = "not-covered"
    """Consent does not cover the category: whether the record has an entry was not looked at."""


WARNING_STATES = frozenset({FactState.KNOWN, FactState.TOO_OLD, FactState.CONFLICTING, FactState.DOUBTFUL})
"""States in which a value is there; only the first can reassure."""


@dataclass(frozen=True, slots=True)
class Interval:
    """What a measured value can be.

    Args:
        low: least, or None without a lower bound.
        high: greatest, or None without an upper bound.
        above_low: whether the value is certainly greater than ``low``, as in ``>60``.
        below_high: whether it is certainly less than ``high``, as in ``<5``.
    """

    low: Decimal | None
    high: Decimal | None
    above_low: bool = False
    below_high: bool = False

    @classmethod
    def exactly(cls, value: Decimal | int) -> Interval:
        """One value."""
        return cls(Decimal(value), Decimal(value))

    @property
    def value(self) -> Decimal | None:
        """The one value that it can be, or None."""
        return self.low if self.low is not None and self.low == self.high else None

    def joined(self, other: Interval) -> Interval:
        """All that either can be."""
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        sides = (self, other)
        return Interval(
            low,
            high,
            all(each.above_low for each in sides if each.low == low),
            all(each.below_high for each in sides if each.high == high),
        )

    def __str__(self) -> str:
        """Such as ``60``, ``>60``, ``<=5`` or ``54-67``."""
        if self.low is None or self.high is None:
            sign, end = (">", self.low) if self.high is None else ("<", self.high)
            strict = self.above_low if self.high is None else self.below_high
            return "" if end is None else f"{sign}{'' if strict else '='}{shown(end)}"
        if shown(self.low) == shown(self.high):
            return shown(self.low)
        return f"{shown(self.low)}-{shown(self.high)}"


SHOWN_DIGITS = 4
"""Significant digits that a page shows of a value; the comparison uses all of them."""


def shown(value: Decimal) -> str:
    """A value as a page shows it: no more digits than `SHOWN_DIGITS`, no exponent, no empty end."""
    if value == value.to_integral_value():
        return format(value.to_integral_value(), "f")
    digits = SHOWN_DIGITS - 1 - value.adjusted()
    text = format(round(value, max(digits, 0)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalFact:
    """One fact.

    Args:
        kind: what it is about.
        state: how far it can be trusted.
        span: of a measured one; None for others, and without a value.
        unit: UCUM code, or "".
        answers: of a coded one, such as ``pregnant``; several where the record contradicts itself.
        date: when it was true, as precise as recorded, or "".
        sources: where the record has it.
        why: a clause: why it is not simply known, or how it was computed; else "".
    """

    kind: FactKind
    state: FactState
    span: Interval | None = None
    unit: str = ""
    answers: tuple[str, ...] = ()
    date: str = ""
    sources: tuple[str, ...] = ()
    why: str = ""

    @property
    def known(self) -> bool:
        """Whether it can be relied upon."""
        return self.state is FactState.KNOWN

    @property
    def warns(self) -> bool:
        """Whether there is a value at all: what is too old or contradicted can warn, and never reassure."""
        return self.state in WARNING_STATES

    @property
    def value(self) -> Decimal | None:
        """The one measured value, where it is known; else None."""
        return self.span.value if self.known and self.span else None

    @property
    def answer(self) -> str:
        """The one coded answer, where it is known; else ""."""
        return self.answers[0] if self.known and len(self.answers) == 1 else ""

    @property
    def shown(self) -> str:
        """The value in words, such as ``54 mL/min/1.73 m²`` or ``not pregnant``; "" without one."""
        if self.span:
            words = UNIT_WORDS.get(self.unit)
            return words.of(value=self.span) if words else f"{self.span} {self.unit}".rstrip()
        return chained((ANSWER_WORDS.get(each, each) for each in self.answers), TWO_ALTERNATIVES)


@dataclass(frozen=True, slots=True)
class ClinicalFacts:
    """All of them.

    Args:
        by_kind: kind → fact; a kind without an entry is not recorded.
        not_covered: categories of data that consent does not cover, and that a plan would use.
    """

    by_kind: Mapping[FactKind, ClinicalFact] = field(default_factory=dict)
    not_covered: tuple[str, ...] = ()

    def of(self, kind: FactKind) -> ClinicalFact:
        """The fact of a kind."""
        return self.by_kind.get(kind) or ClinicalFact(kind=kind, state=FactState.NOT_RECORDED)


RECORDED = tuple(kind for kind in FactKind if kind is not FactKind.DIAGNOSES)
"""Kinds that a record has values of, as the plan lists them."""

NO_FACTS = ClinicalFacts()
"""Nothing is recorded."""
