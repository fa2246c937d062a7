"""Lines of the record in one sentence each, for page 1 and the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from autonome.kernel import Text, joined, term
from autonome.plan.consequence import Consequence
from autonome.plan.factors.overall import LedBy
from autonome.plan.factors.tests import TAKEN_AS_WELL
from autonome.plan.factors.values import FactorKind, FactorLine, FactUsed
from autonome.plan.medicines.doses import BY_RECORD, DoseAnswer, DoseRefusal
from autonome.plan.phrases import as_sentence, clauses, join
from autonome.plan.values import AlternativeCheck, Check, MedicationAdvice


def facts_of_line(line: FactorLine) -> Text:
    """The facts behind a line, such as ``kidney function (eGFR), 42 mL/min/1.73 m², 2026-02-10``."""
    return clauses(map(_fact, line.facts))


def _fact(each: FactUsed) -> Text:
    if each.date:
        return Text("{fact}, {value}, {date}", fact=each.label, value=each.value, date=each.date)
    return Text("{fact}, {value}", fact=each.label, value=each.value)


def said_by(line: FactorLine) -> Text:
    """The dose and the reason of a line."""
    return joined(as_sentence(line.amount).with_capital() if line.amount else "", line.text)


def record_first(advice: MedicationAdvice) -> bool:
    """Whether the record's sentence stands before the genes': where it asks for more, or for the same and as surely.

    What a guideline on genes names knows nothing of a pregnancy or a bleeding, so on a tie it comes second.
    """
    if advice.led_by is LedBy.BOTH:
        return advice.factors.lead is not None and (advice.factors.sure or not advice.verdict.sure)
    return advice.led_by is LedBy.RECORD


def _others(line: FactorLine) -> Text:
    """The other medicines that a line goes by, in the record's words, or ""."""
    if line.kind is not FactorKind.MEDICINE:
        return Text("")
    return clauses(_other(each) for each in line.facts if each.label == TAKEN_AS_WELL)


def _other(each: FactUsed) -> str:
    return Text("{medicine} ({why})", medicine=each.value, why=each.why) if each.why else each.value


def leading_sentence(advice: MedicationAdvice) -> str:
    """What page 1 and the terminal say first: by the genes, or where the record asks for as much or more, by it."""
    if not record_first(advice):
        return genes_sentence(advice)
    lead = advice.factors.lead
    if lead is not None:
        said = as_sentence(lead.amount).with_capital() if lead.amount else lead.text
        return Text("With {medicines}: {advice}", medicines=_others(lead), advice=said) if _others(lead) else said
    return joined(*(each.text for each in advice.factors.missing if each.needed))


def genes_sentence(advice: MedicationAdvice) -> str:
    """What the genes ask for, with what of it this patient cannot have: medicines it names, and a calculated dose."""
    beside = joined(_ruled_out(advice.alternatives), _no_figure(advice.dose_estimate))
    return joined(advice.instruction, beside) if beside else advice.instruction


def _ruled_out(alternatives: Iterable[AlternativeCheck]) -> Text:
    """The medicines named instead that were checked as to be avoided; where a class is named, all of it that was."""
    checked = [each for each in alternatives if each.check is Check.CHECKED]
    named = [each for each in checked if each.leading]
    if not named:
        named = checked if all(each.consequence is Consequence.AVOID for each in checked) else []
    avoided = [each for each in named if each.consequence is Consequence.AVOID]
    sure = [term(each.name) for each in avoided if not (each.uncertain or each.conditional)]
    perhaps = [term(each.name) for each in avoided if each.uncertain or each.conditional]
    return joined(
        Text("Checked for this patient and ruled out: {drugs}.", drugs=join(sure)) if sure else "",
        Text("Checked for this patient and possibly ruled out: {drugs}.", drugs=join(perhaps)) if perhaps else "",
    )


def _no_figure(dose: DoseAnswer | None) -> Text:
    """That no dose was calculated, and the weightiest reason; one by a rule of the record stands on page 1 itself."""
    if not isinstance(dose, DoseRefusal):
        return Text("")
    first = dose.reasons[0]
    if first.id == BY_RECORD:
        return Text("No dose is calculated: what the record holds comes first.")
    return joined(Text("No dose is calculated."), first.text)
