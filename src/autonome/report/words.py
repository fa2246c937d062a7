"""The report's words, icons and short phrases: one place, so that a word means one thing on every page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from autonome.kernel import Instant
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.consequence import Consequence
from autonome.plan.phrases import meaning_now, name_result, presence
from autonome.plan.populations import Fit, Population
from autonome.plan.reasons import EffectState, Reading
from autonome.plan.values import AlternativeCheck, Left, LeftOut, Origin, PatientLabel


@dataclass(frozen=True, slots=True)
class Sign:
    """How a consequence is shown: word, icon and colour say the same, so that none is needed alone.

    Args:
        word: on the badge.
        icon: id of the symbol in ``icons.svg``, and of the colour class.
        legend: what it means, for the key.
        possible: whether only a result that is not certain leads to it.
        conditional: whether it holds under a condition that is not checked.
    """

    word: str
    icon: str
    legend: str
    possible: bool = False
    conditional: bool = False


SIGNS: Mapping[Consequence, Sign] = {
    Consequence.AVOID: Sign("Avoid", "avoid", "Choose another medicine unless there is a strong reason not to."),
    Consequence.CHANGE_DOSE: Sign("Change dose", "change-dose", "Usable with another dose or schedule."),
    Consequence.MONITOR: Sign("Monitor", "monitor", "Usable with closer follow-up."),
    Consequence.NOT_ASSESSED: Sign(
        "Not assessed", "not-assessed", "A gene that the guideline needs has no usable result. Not a normal result."
    ),
    Consequence.NO_RECOMMENDATION: Sign(
        "No advice", "no-recommendation", "The result is known, and the guideline gives no advice for it."
    ),
    Consequence.STANDARD: Sign("Standard", "standard", "The genes looked at give no reason to change."),
    Consequence.NO_GUIDANCE: Sign(
        "No guidance", "no-guidance", "No guideline of the bundle speaks of this medicine. Not the same as standard."
    ),
}

GRADED = frozenset({Consequence.AVOID, Consequence.CHANGE_DOSE, Consequence.MONITOR})
"""Consequences that can be merely possible."""

STATUSES: Mapping[Status, str] = {
    Status.CALLED: "called",
    Status.AMBIGUOUS: "ambiguous",
    Status.NOT_ASSESSED: "not assessed",
    Status.NO_MATCH: "no match",
    Status.OUTSIDE: "outside result",
    Status.CONFLICTING: "conflicting",
}

LEFT: Mapping[Left, str] = {
    Left.CONFLICTING: "contradicts itself",
    Left.UNRECOGNISED: "not recognised",
    Left.UNREADABLE: "not readable",
    Left.INACTIVE: "not current",
}

STATES: Mapping[EffectState, str] = {
    EffectState.IN_FORCE: "In force",
    EffectState.BUILDING_UP: "Building up",
    EffectState.UNCERTAIN: "Not certain",
    EffectState.WASHOUT: "Wearing off",
    EffectState.PLANNED: "Not begun",
}

LABEL_NAME = 32
"""Characters of a name that fit the head of a printed page."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9]")
_UNSTATED = frozenset({"", "N/A", "None"})


def sign(consequence: Consequence, *, sure: bool = True, conditional: bool = False) -> Sign:
    """How a consequence is shown.

    Args:
        consequence: the word to show.
        sure: False where only a possible result leads to it.
        conditional: whether it holds under a condition that is not checked.
    """
    plain = SIGNS[consequence]
    if consequence not in GRADED or (sure and not conditional):
        return plain
    word = plain.word if sure else f"Possibly {plain.word.lower()}"
    end = " if …" if conditional else ""
    return Sign(f"{word}{end}", plain.icon, plain.legend, possible=not sure, conditional=conditional)


def day(text: str) -> str:
    """Such as ``1 Mar 2026`` or ``Mar 2026`` for a date or an instant; what is neither stays as it is."""
    found = _DATE.match(text)
    if not found or not 1 <= int(found[2]) <= len(_MONTHS):
        return text
    return f"{f'{int(found[3])} ' if found[3] else ''}{_MONTHS[int(found[2]) - 1]} {found[1]}"


def moment(instant: Instant) -> str:
    """Such as ``1 Mar 2026, 10:00 UTC``."""
    text = str(instant)
    return f"{day(text)}, {text[11:16]} UTC"


def css_string(text: str) -> str:
    """Text for a CSS string: every character that is not a plain letter or digit as its code point.

    Untrusted text enters a style sheet here and nowhere else; no quote, bracket or backslash of it survives.
    """
    return _NOT_PLAIN.sub(lambda found: f"\\{ord(found[0]):06x}", text)


def running_label(patient: PatientLabel) -> str:
    """The patient on each printed page; long names are cut, the id is not."""
    name = patient.name or "no name"
    cut = f"{name[:LABEL_NAME]}…" if len(name) > LABEL_NAME else name
    return f"{cut} · born {day(patient.birth_date) or 'not stated'} · {patient.subject}"


def result(reading: Reading) -> str:
    """A reading's result, such as ``*1/*2``, ``*4 or *5 is present`` or ``no result``."""
    if reading.via:
        return f"not excluded: {presence(reading)}"
    return name_result(reading) or "no result"


def meaning_of(reading: Reading) -> str:
    """What a reading means, or that nothing is known."""
    if not (reading.label or reading.phenotype):
        return "not assessed"
    if reading.keyed and not (reading.phenotype or reading.activity_score):
        return "judged by its alleles"
    return meaning_now(reading)


def strength(text: str) -> str:
    """The source's grade; "" where it states none."""
    return "" if text in _UNSTATED else text[:1].lower() + text[1:]


def for_whom(population: Population) -> str:
    """The population, with why it is ruled out; "" for all patients."""
    if population.fit is Fit.APPLIES and population.label == "all patients":
        return ""
    return (
        f"{population.label} (ruled out: {population.reason})" if population.fit is Fit.RULED_OUT else population.label
    )


def alternative(check: AlternativeCheck) -> str:
    """What a checked alternative means for this patient, such as ``monitor (not certain)``."""
    found = sign(check.consequence, conditional=check.conditional).word if check.consequence else "not checked"
    remarks = (("not certain", check.uncertain), ("already taken", check.taken))
    said = ", ".join(remark for remark, holds in remarks if holds)
    return f"{found.lower()} ({said})" if said else found.lower()


def left_out(left: LeftOut) -> str:
    """Why a medicine has no advice, in a word or two."""
    return f"asked about, {LEFT[left.why]}" if left.origin is Origin.CONSIDERED else LEFT[left.why]


def positions(call: GeneCall) -> str:
    """How much of a gene was looked at, such as ``34 of 36 positions``."""
    if call.status is Status.OUTSIDE:
        return "by the laboratory"
    total = call.assessed + len(set(call.missing) | set(call.assumed))
    if call.assessed == 0 and not call.assumed:
        return "no data"
    return f"{call.assessed} of {total} positions"


def alleles(names: tuple[str, ...], at_most: int = 8) -> str:
    """A list of alleles for a table cell; past the limit the rest are counted."""
    rest = len(names) - at_most
    return f"{', '.join(names[:at_most])} and {rest} more" if rest > 0 else ", ".join(names)
