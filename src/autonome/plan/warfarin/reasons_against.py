"""What of the record speaks against any number: rules against warfarin, what is not read, INR, valve, pregnancy.

The equations answer for a steady dose at an INR of 2 to 3. Whoever bleeds, whose INR is above the range, or who may be
pregnant, needs something else first, and a number beside that could be taken for leave to go on.
"""

from __future__ import annotations

from collections.abc import Iterator

from autonome.evidence.clinical import Relation
from autonome.kernel import Text
from autonome.plan.factor_words import facts_of_line, said_by
from autonome.plan.factors.tests import CHILDBEARING_FROM, CHILDBEARING_TO, Holds, compare
from autonome.plan.factors.values import FactorLine
from autonome.plan.facts.values import LABELS, FactKind, FactState
from autonome.plan.medicines.doses import BY_RECORD, Caution
from autonome.plan.phrases import series
from autonome.plan.warfarin.facts import TARGET_INR, WarfarinFacts


def reasons_against(facts: WarfarinFacts) -> Iterator[Caution]:
    """Every one of them, the most pressing first."""
    yield from _by_record(facts)
    yield from _unread(facts)
    yield from _inr(facts)
    yield from _liver(facts)
    yield from _valve(facts)
    yield from _pregnancy(facts)


def _by_record(facts: WarfarinFacts) -> Iterator[Caution]:
    for line in facts.by_record:
        if facts.pregnant and _is_about(line, FactKind.PREGNANCY):
            continue  # said in words of its own
        found, says = facts_of_line(line), said_by(line)
        sure = Text("The record speaks against it ({facts}): {says}", facts=found, says=says)
        perhaps = Text("The record may speak against it ({facts}): {says}", facts=found, says=says)
        yield Caution(BY_RECORD, sure if line.sure else perhaps)


def _unread(facts: WarfarinFacts) -> Iterator[Caution]:
    """Any of them may be the bleeding or the valve for which there is no number."""
    if facts.unread:
        text = Text(
            "These diagnoses are not understood, and may be a bleeding, a heart valve or another reason against a "
            "number: {words}. Read them first.",
            words=series(facts.unread),
        )
        yield Caution("diagnosis-unread", text)


def _liver(facts: WarfarinFacts) -> Iterator[Caution]:
    """The equations were not made for it: a liver that fails makes the INR rise without any warfarin."""
    if facts.liver:
        text = Text(
            "The record speaks of a liver that makes too little of what lets blood clot ({words}): the equation knows "
            "nothing of it, and its number would be too high.",
            words=series(facts.liver),
        )
        yield Caution("liver", text)


def _is_about(line: FactorLine, kind: FactKind) -> bool:
    return any(each.label == LABELS[kind] for each in line.facts)


def _inr(facts: WarfarinFacts) -> Iterator[Caution]:
    """An INR above the range, also one that is too old to rely on: what is not certain can warn."""
    if facts.inr.state is FactState.NOT_USABLE:
        yield Caution(
            "inr-unusable", Text("An INR is recorded and cannot be used: {why}. Read it first.", why=facts.inr.why)
        )
    inr, high = facts.inr, max((each.high for each in facts.targets), default=TARGET_INR[1])
    told = any(_is_about(line, FactKind.INR) for line in facts.by_record)
    if told or not inr.warns or inr.span is None or compare(inr.span, Relation.ABOVE, high) is Holds.NO:
        return
    shown, top = f"{inr.span}", f"{high.normalize():f}"
    if inr.known:
        text = Text(
            "The INR, {value} on {date}, lies above {high}, the top of the range aimed at: it comes first.",
            value=shown,
            date=inr.date,
            high=top,
        )
    else:
        text = Text(
            "The last INR, {value} ({why}), lies above {high}, the top of the range aimed at: measure it first.",
            value=shown,
            why=inr.why,
            high=top,
        )
    yield Caution("inr-high", text)


def _valve(facts: WarfarinFacts) -> Iterator[Caution]:
    """Aortic 2 to 3, with risks or at the mitral valve 2.5 to 3.5 (ACC/AHA 2020, valvular heart disease, 11.3)."""
    if facts.valves and not facts.targets:
        text = Text(
            "The record speaks of a heart valve that is, or may be, mechanical ({words}), and holds no INR to aim at: "
            "such valves can want more than the 2 to 3 that the equation knows.",
            words=series(facts.valves),
        )
        yield Caution("mechanical-valve", text)


def _pregnancy(facts: WarfarinFacts) -> Iterator[Caution]:
    if facts.pregnant:
        yield Caution(
            "pregnancy", Text("Pregnancy is recorded: warfarin harms the unborn child, and needs a specialist.")
        )
    elif facts.pregnancy_open:
        text = Text(
            "Pregnancy is not ruled out ({problem}), and warfarin harms the unborn child. It is asked about from {low} "
            "to {high} years, unless the record says male.",
            problem=facts.pregnancy_open,
            low=CHILDBEARING_FROM,
            high=CHILDBEARING_TO,
        )
        yield Caution("pregnancy-open", text)
