"""A dose calculated by a published equation, or why none is: values that the report shows.

Invariants: a figure never stands without the inputs that it was calculated from, what of them is unknown, and the
published error; it is an aid to a clinician's decision and never an order. A refusal names every reason, not the first
alone. Figures are decimal strings, because ``plan.json`` holds no floats.
"""

from __future__ import annotations

from dataclasses import dataclass

BY_RECORD = "record-rule"
"""Id of a caution that a clinical rule of the record is behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseInput:
    """One input of an equation.

    Args:
        id: stable, such as ``height``.
        label: in words.
        value: as it went in, such as ``172 cm``; for an unknown one, what stood in for it.
        known: whether it is a fact of this patient; else the equation's term for *unknown*, or an assumption, was used.
        source: where the record or the genome has it, or "".
        date: of which day it is, or "".
        note: what a reader must know of it, or "".
    """

    id: str
    label: str
    value: str
    known: bool
    source: str = ""
    date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedError:
    """How far off the equation was where it was tried.

    Args:
        group: in whom.
        measure: what the figure is, with its unit.
        figure: decimal string.
        study: author, journal and year.
        url: where it can be read.
    """

    group: str
    measure: str
    figure: str
    study: str
    url: str


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to weigh with a figure, or against it.

    Args:
        id: stable, such as ``not-a-loading-dose``.
        text: one or two sentences.
    """

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseEstimate:
    """A calculated maintenance dose.

    Args:
        equation: id of the equation.
        name: of the equation, in words.
        weekly_mg: milligrams a week, one decimal.
        daily_mg: the same for a day, one decimal.
        without_genes_mg: milligrams a week by the equation without genes, to compare; "" where that is the one used.
        inputs: everything that went in.
        errors: published errors that concern this patient.
        cautions: to weigh with the figure, weightiest first.
        study: that published the equation.
        url: where it can be read.
    """

    equation: str
    name: str
    weekly_mg: str
    daily_mg: str
    without_genes_mg: str
    inputs: tuple[DoseInput, ...]
    errors: tuple[PublishedError, ...]
    cautions: tuple[Caution, ...]
    study: str
    url: str

    @property
    def unknown(self) -> tuple[DoseInput, ...]:
        """Inputs that are not facts of this patient."""
        return tuple(each for each in self.inputs if not each.known)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRefusal:
    """That no dose was calculated.

    Args:
        name: of the equation, in words.
        reasons: all of them.
        study: that published the equation.
        url: where it can be read.
    """

    name: str
    reasons: tuple[Caution, ...]
    study: str
    url: str


DoseAnswer = DoseEstimate | DoseRefusal
"""What an equation says of one medicine of one patient."""
