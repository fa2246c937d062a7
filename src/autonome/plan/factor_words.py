"""Lines of the record in one sentence each, for page 1 and the terminal."""

from __future__ import annotations

from autonome.kernel import Text, joined
from autonome.plan.factors.overall import LedBy
from autonome.plan.factors.values import FactorLine, FactUsed
from autonome.plan.phrases import as_sentence, clauses
from autonome.plan.values import MedicationAdvice


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


def leading_sentence(advice: MedicationAdvice) -> str:
    """What page 1 and the terminal say first: by the genes, or where the record asks for more caution, by it."""
    if advice.led_by is not LedBy.RECORD:
        return advice.instruction
    lead = advice.factors.lead
    if lead is not None:
        return as_sentence(lead.amount).with_capital() if lead.amount else lead.text
    return joined(*(each.text for each in advice.factors.missing if each.needed))
