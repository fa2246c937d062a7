"""The one line of page 1 for a medicine: what to do, and because of what. Everything longer stands in the details."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autonome.evidence.guidance import Effect
from autonome.plan.changes import meaning
from autonome.plan.consequence import Consequence
from autonome.plan.values import Basis, GuidanceLine, Reading, Verdict
from autonome.plan.verdict import applicable

_SENTENCE_END = re.compile(r"(?<=[a-z0-9)%][.])\s+(?=[A-Z])")
"""A full stop after a word or figure, then a capital: abbreviations within a sentence are followed by small letters."""


def instruction_of(verdict: Verdict) -> str:
    """What to do, in one line."""
    lead = verdict.lead
    if lead is None:
        return "No pharmacogenomic guidance in this bundle; prescribe by other knowledge."
    if verdict.consequence is Consequence.NOT_ASSESSED:
        return _not_assessed(verdict)
    if lead.statement is None:
        return "The guidelines give no advice for this result."
    if verdict.consequence is Consequence.CHANGE_DOSE and lead.statement.amount:
        return _as_sentence(lead.statement.amount)
    return first_sentence(lead.statement.text)


def because_of(verdict: Verdict) -> tuple[str, ...]:
    """The results behind the instruction, each with what it means for the medicine; a sentence per gene."""
    return tuple(_because(verdict.lead)) if verdict.lead else ()


def first_sentence(text: str) -> str:
    """The first sentence of a statement."""
    return _SENTENCE_END.split(text.strip(), maxsplit=1)[0]


def _not_assessed(verdict: Verdict) -> str:
    lines = [line for line in applicable(verdict.lines) if line.consequence is Consequence.NOT_ASSESSED]
    genes = tuple(dict.fromkeys(gene for line in lines for gene in line.undetermined))
    return f"No conclusion: {join(genes)} {'has' if len(genes) == 1 else 'have'} no usable result."


def join(words: Sequence[str]) -> str:
    """Such as ``CYP2C9, CYP4F2 and VKORC1``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _because(line: GuidanceLine) -> Iterator[str]:
    telling = [reading for reading in line.readings if _tells(line, reading)]
    for reading in telling or [each for each in line.readings if each.determined]:
        implication = line.statement.implications.get(reading.gene) if line.statement else None
        found = f"{reading.gene} {reading.label or 'result'}: {meaning(reading.phenotype, reading.activity_score)}."
        if reading.basis is Basis.OPEN:
            found = f"Not excluded: {found}"
        yield f"{found} {implication.text}" if implication else found


def _tells(line: GuidanceLine, reading: Reading) -> bool:
    """Whether the gene's result is a reason for the action, and not merely looked at."""
    implication = line.statement.implications.get(reading.gene) if line.statement else None
    return (
        reading.basis is not Basis.NO_RESULT
        and implication is not None
        and implication.effect not in (Effect.NORMAL, Effect.UNKNOWN)
    )


def _as_sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
