"""The one line of page 1 for a medicine: what to do, and because of what. Everything longer stands in the details."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from autonome.evidence.guidance import Effect
from autonome.kernel import GeneSymbol
from autonome.plan.conditions import headline_text
from autonome.plan.consequence import Consequence
from autonome.plan.phrases import join, meaning_now, name_result, presence
from autonome.plan.reasons import NEEDS_OPEN_ALLELE, Basis, GuidanceLine, Reading, Verdict
from autonome.plan.unknown_bases import shown
from autonome.plan.verdict import applicable
from autonome.plan.watching import watching_text

_PHENOTYPE_ENDS = ("Metabolizer", "Function")
"""How phenotypes end that guidelines name; other keys (scores, genotypes, HLA alleles) are no second name."""


def instruction_of(verdict: Verdict) -> str:
    """What to do by the best-supported results, in one line."""
    line = verdict.supported
    if line is None:
        return "No pharmacogenomic guidance in this bundle; prescribe by other knowledge."
    if verdict.best_supported is Consequence.NOT_ASSESSED:
        return _not_assessed(verdict)
    return f"{_if_right(verdict)}{_instruction(line)}{_silent_elsewhere(verdict, line)}"


def because_of(verdict: Verdict, known_in_part: Collection[GeneSymbol] = ()) -> tuple[str, ...]:
    """The results behind the instruction, each with what it means for the medicine; a sentence per gene.

    Args:
        verdict: on the medicine.
        known_in_part: genes of which not all was read, or is known: normal is then what is expected.
    """
    return tuple(_because(verdict.supported, known_in_part)) if verdict.supported else ()


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
    if line.consequence is Consequence.MONITOR:
        return watching_text(line.statement.text)
    if line.consequence is Consequence.NO_RECOMMENDATION and any(_key_beside(line, each) for each in line.readings):
        results = join([f"{each.gene} {_meaning_and_key(line, each)}" for each in line.readings])
        return f"{line.source} gives no advice on {line.statement.drug} for {results}."
    return headline_text(line.statement.text)


def _silent_elsewhere(verdict: Verdict, line: GuidanceLine) -> str:
    """The populations for which the source of a "standard" says nothing: for them it is none."""
    if line.consequence is not Consequence.STANDARD:
        return ""
    alike = [each for each in applicable(verdict.lines) if (each.source, each.readings) == (line.source, line.readings)]
    silent = dict.fromkeys(e.population.label for e in alike if e.consequence is Consequence.NO_RECOMMENDATION)
    return f" No advice for: {'; '.join(silent)}." if silent else ""


def _waiting(verdict: Verdict) -> str:
    """The increase of dose that waits for a test (`verdict`), or ""."""
    lines = [line for line in applicable(verdict.lines) if line.consequence is Consequence.CHANGE_DOSE]
    genes = dict.fromkeys(gene for line in lines if not line.open for gene in line.genes)
    asks = "asks" if len(genes) == 1 else "ask"
    return f"The higher dose that {join(tuple(genes))} {asks} for waits for it (see the details)." if genes else ""


def _meaning_and_key(line: GuidanceLine, reading: Reading) -> str:
    """What the result means, with the guideline's name for it where that is another."""
    key = _key_beside(line, reading)
    return f"{meaning_now(reading)} ({line.source}: {key})" if key else meaning_now(reading)


def _key_beside(line: GuidanceLine, reading: Reading) -> str:
    """The phenotype that the guideline counts the patient's as, or "" where both use one name."""
    key = dict(line.lookup).get(reading.gene, "")
    return key if key.endswith(_PHENOTYPE_ENDS) and key != reading.phenotype else ""


def _not_assessed(verdict: Verdict) -> str:
    lines = [line for line in applicable(verdict.lines) if line.consequence is Consequence.NOT_ASSESSED]
    blind = {reading.gene: reading.unknown_bases for line in lines for reading in line.readings if reading.blind}
    if blind:
        return f"No conclusion: {'; '.join(shown(gene, positions) for gene, positions in blind.items())}."
    genes = tuple(dict.fromkeys(gene for line in lines for gene in line.undetermined))
    bases = {(reading.gene, reading.basis) for line in lines for reading in line.readings}
    disputed = tuple(gene for gene in genes if (gene, Basis.DISPUTED) in bases)
    if disputed:
        return f"No conclusion: the {join(disputed)} results contradict each other; retest."
    silent = tuple(gene for gene in genes if gene not in verdict.determined)
    if silent and (waiting := _waiting(verdict)):
        return f"Test {join(silent)} first: a result there could forbid {verdict.drug}, or ask for less. {waiting}"
    if silent:
        return f"No conclusion: {join(silent)} {'has' if len(silent) == 1 else 'have'} no usable result."
    return f"No conclusion: what one possible {join(genes)} result does is not known."


def _because(line: GuidanceLine, known_in_part: Collection[GeneSymbol]) -> Iterator[str]:
    """A sentence per meaning: genes that mean the same together are named together."""
    telling = [reading for reading in line.readings if _tells(line, reading)]
    by_meaning: dict[str, list[str]] = {}
    for reading in telling or [each for each in line.readings if each.determined or each.basis is Basis.DISPUTED]:
        implication = line.statement.implications.get(reading.gene) if line.statement else None
        found = f"{reading.gene} {name_result(reading) or 'result'}: {_meaning_and_key(line, reading)}."
        means = implication.text if implication else ""
        if implication and implication.effect is Effect.NORMAL and reading.gene in known_in_part:
            means = _expected(means)
        by_meaning.setdefault(means, []).append(found)
    for text, found_here in by_meaning.items():
        yield " ".join(filter(None, [*found_here, text]))


def _expected(text: str) -> str:
    """What a normal result means, said of a gene that is known in part."""
    if " is normal" in text:
        return text.replace(" is normal", " is expected to be normal", 1)
    return f"As far as is known: {text}"


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
