"""The one line of page 1 for a medicine: what to do, and because of what. Everything longer stands in the details."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from autonome.evidence.guidance import Effect
from autonome.kernel import GeneSymbol, Text, joined, term
from autonome.plan.conditions import checks_first, headline_text, sentences
from autonome.plan.consequence import Consequence
from autonome.plan.phrases import as_sentence, clauses, join, meaning_now, name_result, presence
from autonome.plan.reasons import NEEDS_OPEN_ALLELE, Basis, GuidanceLine, Reading, Verdict
from autonome.plan.unknown_bases import shown
from autonome.plan.verdict import applicable
from autonome.plan.watching import watching_text

_PHENOTYPE_ENDS = ("Metabolizer", "Function")
"""How phenotypes end that guidelines name; other keys (scores, genotypes, HLA alleles) are no second name."""

_NORMAL = " is normal"


def instruction_of(verdict: Verdict) -> Text:
    """What to do by the best-supported results, in one line."""
    line = verdict.supported
    if line is None:
        return Text("No pharmacogenomic guidance in this bundle; prescribe by other knowledge.")
    if verdict.best_supported is Consequence.NOT_ASSESSED:
        return _not_assessed(verdict)
    return _if_right(verdict, joined(_instruction(line), _silent_elsewhere(verdict, line)))


def because_of(verdict: Verdict, known_in_part: Collection[GeneSymbol] = ()) -> tuple[Text, ...]:
    """The results behind the instruction, each with what it means for the medicine; a sentence per gene.

    Args:
        verdict: on the medicine.
        known_in_part: genes of which not all was read, or is known: normal is then what is expected.
    """
    return tuple(_because(verdict.supported, known_in_part)) if verdict.supported else ()


def caution_of(verdict: Verdict) -> Text:
    """What a result that is not excluded would mean, where it leads to the consequence; else ""."""
    lead = verdict.lead
    if lead is None or not lead.open:
        return Text("")
    opened = [reading for reading in lead.readings if reading.basis in NEEDS_OPEN_ALLELE]
    return Text(
        "Not excluded: {results}. That would mean: {instruction}",
        results=join([_present(each) for each in opened]),
        instruction=_instruction(lead),
    )


def _present(reading: Reading) -> Text:
    there, means = presence(reading), meaning_now(reading)
    return Text("{gene} {presence} ({meaning})", gene=reading.gene, presence=there, meaning=means)


def _if_right(verdict: Verdict, instruction: Text) -> Text:
    """Said with which of several results in dispute the instruction holds for, where the others ask for less."""
    line = verdict.supported
    disputed = [reading for reading in line.readings if reading.basis is Basis.DISPUTED] if line else []
    if verdict.sure or not disputed:
        return instruction
    found = join([_found(each) for each in disputed])
    return Text("If {results}: {instruction}", results=found, instruction=instruction)


def _found(reading: Reading) -> Text:
    result, means = name_result(reading), meaning_now(reading)
    return Text("{gene} is {result} ({meaning})", gene=reading.gene, result=result, meaning=means)


def _instruction(line: GuidanceLine) -> Text:
    if line.statement is None:
        return Text("The guidelines give no advice for this result.")
    if line.consequence is Consequence.CHANGE_DOSE and line.statement.amount and not line.conditional:
        return joined(_as_sentence(line.statement.amount), *checks_first(line.statement.text))
    if line.consequence is Consequence.MONITOR:
        return watching_text(line.statement.text)
    if line.consequence is Consequence.NO_RECOMMENDATION and any(_key_beside(line, each) for each in line.readings):
        return Text(
            "{source} gives no advice on {drug} for {results}.",
            source=line.source,
            drug=line.statement.drug,
            results=join([_gene_and_meaning(line, each) for each in line.readings]),
        )
    return headline_text(line.statement.text)


def _gene_and_meaning(line: GuidanceLine, reading: Reading) -> Text:
    return Text("{gene} {result}", gene=reading.gene, result=_meaning_and_key(line, reading))


def _silent_elsewhere(verdict: Verdict, line: GuidanceLine) -> Text:
    """The populations for which the source of a "standard" says nothing: for them it is none."""
    if line.consequence is not Consequence.STANDARD:
        return Text("")
    alike = [each for each in applicable(verdict.lines) if (each.source, each.readings) == (line.source, line.readings)]
    silent = dict.fromkeys(e.population.label for e in alike if e.consequence is Consequence.NO_RECOMMENDATION)
    return Text("No advice for: {populations}.", populations=clauses(silent)) if silent else Text("")


def _waiting(verdict: Verdict) -> Text:
    """The increase of dose that waits for a test (`verdict`), or ""."""
    lines = [line for line in applicable(verdict.lines) if line.consequence is Consequence.CHANGE_DOSE]
    genes = tuple(dict.fromkeys(gene for line in lines if not line.open for gene in line.genes))
    if not genes:
        return Text("")
    if len(genes) == 1:
        return Text("The higher dose that {gene} asks for waits for it (see the details).", gene=genes[0])
    return Text("The higher dose that {genes} ask for waits for it (see the details).", genes=join(genes))


def _meaning_and_key(line: GuidanceLine, reading: Reading) -> Text:
    """What the result means, with the guideline's name for it where that is another."""
    key, means = _key_beside(line, reading), meaning_now(reading)
    return Text("{meaning} ({source}: {key})", meaning=means, source=line.source, key=term(key)) if key else means


def _key_beside(line: GuidanceLine, reading: Reading) -> str:
    """The phenotype that the guideline counts the patient's as, or "" where both use one name."""
    key = dict(line.lookup).get(reading.gene, "")
    return key if key.endswith(_PHENOTYPE_ENDS) and key != reading.phenotype else ""


def _not_assessed(verdict: Verdict) -> Text:
    lines = [line for line in applicable(verdict.lines) if line.consequence is Consequence.NOT_ASSESSED]
    blind = {reading.gene: reading.unknown_bases for line in lines for reading in line.readings if reading.blind}
    if blind:
        why = clauses(shown(gene, positions) for gene, positions in blind.items())
        return Text("No conclusion: {why}.", why=why)
    genes = tuple(dict.fromkeys(gene for line in lines for gene in line.undetermined))
    bases = {(reading.gene, reading.basis) for line in lines for reading in line.readings}
    disputed = tuple(gene for gene in genes if (gene, Basis.DISPUTED) in bases)
    if disputed:
        return Text("No conclusion: the {genes} results contradict each other; retest.", genes=join(disputed))
    silent = tuple(gene for gene in genes if gene not in verdict.determined)
    if silent:
        return _no_result(verdict, silent)
    return Text("No conclusion: what one possible {genes} result does is not known.", genes=join(genes))


def _no_result(verdict: Verdict, silent: tuple[GeneSymbol, ...]) -> Text:
    if waiting := _waiting(verdict):
        first = Text(
            "Test {genes} first: a result there could forbid {drug}, or ask for less.",
            genes=join(silent),
            drug=verdict.drug,
        )
        return first.then(waiting)
    if len(silent) == 1:
        return Text("No conclusion: {gene} has no usable result.", gene=silent[0])
    return Text("No conclusion: {genes} have no usable result.", genes=join(silent))


def _because(line: GuidanceLine, known_in_part: Collection[GeneSymbol]) -> Iterator[Text]:
    """A sentence per meaning: genes that mean the same together are named together."""
    telling = [reading for reading in line.readings if _tells(line, reading)]
    by_meaning: dict[str, list[Text]] = {}
    for reading in telling or [each for each in line.readings if each.determined or each.basis is Basis.DISPUTED]:
        implication = line.statement.implications.get(reading.gene) if line.statement else None
        means = implication.text if implication else ""
        if implication and implication.effect is Effect.NORMAL and reading.gene in known_in_part:
            means = expected(means)
        by_meaning.setdefault(means, []).append(_result_and_meaning(line, reading))
    for text, found_here in by_meaning.items():
        yield joined(*found_here, text)


def _result_and_meaning(line: GuidanceLine, reading: Reading) -> Text:
    result, means = name_result(reading), _meaning_and_key(line, reading)
    if result:
        return Text("{gene} {result}: {meaning}.", gene=reading.gene, result=result, meaning=means)
    return Text("{gene} result: {meaning}.", gene=reading.gene, meaning=means)


def expected(text: str) -> Text:
    """What a normal result means, said of a gene that is known in part."""
    found = list(sentences(text))
    for place, each in enumerate(found):
        if _NORMAL in each:
            found[place] = _expected_to_be(each)
            return joined(*found)
    return Text("As far as is known: {text}", text=text)


def _expected_to_be(sentence: str) -> str:
    template = sentence.template if isinstance(sentence, Text) else sentence
    hedged = template.replace(_NORMAL, " is expected to be normal", 1)
    return sentence.reworded(hedged) if isinstance(sentence, Text) else hedged


def _tells(line: GuidanceLine, reading: Reading) -> bool:
    """Whether the gene's result is a reason for the action, and not merely looked at."""
    implication = line.statement.implications.get(reading.gene) if line.statement else None
    return (
        reading.basis is not Basis.NO_RESULT
        and implication is not None
        and implication.effect not in (Effect.NORMAL, Effect.UNKNOWN)
    )


def _as_sentence(text: str) -> Text:
    whole = text if text.endswith(".") else as_sentence(text)
    return joined(whole).with_capital()
