"""The one line of page 1 for a medicine: what to do, and because of what. Everything longer stands in the details."""

from __future__ import annotations

from collections.abc import Iterator

from autonome.evidence.guidance import Effect
from autonome.plan.conditions import headline_text
from autonome.plan.consequence import Consequence
from autonome.plan.phrases import join, meaning_now, name_result, presence
from autonome.plan.reasons import NEEDS_OPEN_ALLELE, Basis, GuidanceLine, Reading, Verdict
from autonome.plan.verdict import applicable


def instruction_of(verdict: Verdict) -> str:
    """What to do by the best-supported results, in one line."""
    line = verdict.supported
    if line is None:
        return "No pharmacogenomic guidance in this bundle; prescribe by other knowledge."
    if verdict.best_supported is Consequence.NOT_ASSESSED:
        return _not_assessed(verdict)
    return f"{_if_right(verdict)}{_instruction(line)}"


def because_of(verdict: Verdict) -> tuple[str, ...]:
    """The results behind the instruction, each with what it means for the medicine; a sentence per gene."""
    return tuple(_because(verdict.supported)) if verdict.supported else ()


def caution_of(verdict: Verdict) -> str:
    """What a result that is not excluded would mean, where it leads to the consequence; else ""."""
    lead = verdict.lead
    if lead is None or not lead.open:
        return ""
    opened = [reading for reading in lead.readings if reading.basis in NEEDS_OPEN_ALLELE]
    conditions = join([f"{each.gene} {presence(each)} ({meaning_now(each)})" for each in opened])
    return f"Not excluded: {conditions}. That would mean: {_instruction(lead)}"


def _if_right(verdict: Verdict) -> str:
    """Which of several results in dispute the instruction holds for, where the others ask for less."""
    line = verdict.supported
    if line is None or verdict.sure:
        return ""
    disputed = [reading for reading in line.readings if reading.basis is Basis.DISPUTED]
    return f"If {join([f'{each.gene} is {_found(each)}' for each in disputed])}: " if disputed else ""


def _found(reading: Reading) -> str:
    return f"{name_result(reading)} ({meaning_now(reading)})"


def _instruction(line: GuidanceLine) -> str:
    if line.statement is None:
        return "The guidelines give no advice for this result."
    if line.consequence is Consequence.CHANGE_DOSE and line.statement.amount and not line.conditional:
        return _as_sentence(line.statement.amount)
    return headline_text(line.statement.text)


def _not_assessed(verdict: Verdict) -> str:
    lines = [line for line in applicable(verdict.lines) if line.consequence is Consequence.NOT_ASSESSED]
    genes = tuple(dict.fromkeys(gene for line in lines for gene in line.undetermined))
    bases = {(reading.gene, reading.basis) for line in lines for reading in line.readings}
    disputed = tuple(gene for gene in genes if (gene, Basis.DISPUTED) in bases)
    if disputed:
        return f"No conclusion: the {join(disputed)} results contradict each other; retest."
    silent = tuple(gene for gene in genes if gene not in verdict.determined)
    if silent:
        return f"No conclusion: {join(silent)} {'has' if len(silent) == 1 else 'have'} no usable result."
    return f"No conclusion: what one possible {join(genes)} result does is not known."


def _because(line: GuidanceLine) -> Iterator[str]:
    """A sentence per meaning: genes that mean the same together are named together."""
    telling = [reading for reading in line.readings if _tells(line, reading)]
    by_meaning: dict[str, list[str]] = {}
    for reading in telling or [each for each in line.readings if each.determined or each.basis is Basis.DISPUTED]:
        implication = line.statement.implications.get(reading.gene) if line.statement else None
        found = f"{reading.gene} {name_result(reading) or 'result'}: {meaning_now(reading)}."
        by_meaning.setdefault(implication.text if implication else "", []).append(found)
    for text, found_here in by_meaning.items():
        yield " ".join(filter(None, [*found_here, text]))


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
