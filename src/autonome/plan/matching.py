"""From results to statements, for one source and one set of genes.

The keys and the search are the bundle's (`autonome.evidence.lookup`); here stands what a plan makes of them:

1. Every combination of possible results is looked up; results that mean the same and lead to the same keys are merged
   first, so that many open alleles cost no more than the phenotypes they lead to.
2. All populations that the guideline names are kept.
3. A statement reached without a determined result for each gene can warn; it is never "standard".
4. No statement is an answer of its own: the line says so with the reason, and is never "standard".
5. Where no gene of the set has a result, nothing is looked up: the drug is not assessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from autonome.evidence.bridge import GeneResult, guidance_keys
from autonome.evidence.guidance import Statement
from autonome.evidence.hla import allele_of, hla_results, is_presence
from autonome.evidence.lookup import answers
from autonome.evidence.phenotypes import PhenotypeTable
from autonome.kernel import GeneSymbol, Text, chained
from autonome.kernel.texts import TWO_TOGETHER
from autonome.plan.consequence import Consequence, caution_rank, consequence_of
from autonome.plan.populations import AgeRange, Population, population
from autonome.plan.ports import Knowledge
from autonome.plan.readings import merge_alike
from autonome.plan.reasons import Acting, Basis, GuidanceLine, Reading

Genes = tuple[GeneSymbol, ...]


def gene_sets(statements: Iterable[Statement]) -> tuple[Genes, ...]:
    """The sets of genes that a source's statements look at together, in alphabetical order."""
    return tuple(sorted({tuple(sorted(statement.lookup)) for statement in statements}))


def guidance_lines(
    statements: Sequence[Statement],
    readings: Mapping[GeneSymbol, tuple[Reading, ...]],
    knowledge: Knowledge,
    age: AgeRange | None,
) -> tuple[GuidanceLine, ...]:
    """Look up every possible combination of results.

    Args:
        statements: all of one source for one medicine and one set of genes; at least one.
        readings: possible results of each of those genes, at least one each.
        knowledge: the bundle.
        age: the patient's, for populations that go by age.

    Returns:
        At least one line, most cautious first.
    """
    source = statements[0].source
    topical = [
        _topical(reading, statements, knowledge.phenotypes.get(gene))
        for gene in sorted(readings)
        for reading in readings[gene]
    ]
    merged = _merged(source, topical, knowledge)
    combinations = product(*(merged[gene] for gene in sorted(merged)))
    lines = [line for each in combinations for line in _look_up(statements, each, knowledge, age)]
    return tuple(sorted(lines, key=line_order))


def line_order(line: GuidanceLine) -> tuple[int, bool, str, str, tuple[str, ...]]:
    """Most cautious first, then what the data support best, then by population and statement."""
    statement = line.statement.id if line.statement else ""
    labels = tuple(reading.label for reading in line.readings)
    return caution_rank(line.consequence), line.open, line.population.code, statement, labels


def keys_of(source: str, reading: Reading, knowledge: Knowledge) -> tuple[str, ...]:
    """The keys under which a source's guidance is looked up for a result."""
    table = knowledge.phenotypes.get(reading.gene)
    return guidance_keys(knowledge.bridge, source, reading.gene, result_of(reading), table).keys


def result_of(reading: Reading) -> GeneResult:
    """A reading in the words of the bridge; empty where there is no result.

    Where a medicine makes the enzyme act otherwise, the alleles no longer say what it does: they are no key then.
    """
    if reading.basis is Basis.NO_RESULT:
        return GeneResult()
    if reading.acting:
        return GeneResult((), reading.phenotype, reading.activity_score)
    return GeneResult(reading.alleles, reading.phenotype, reading.activity_score, reading.named)


def _topical(reading: Reading, statements: Sequence[Statement], table: PhenotypeTable | None) -> Reading:
    """An HLA result that does not say whether the allele in question is there is no result for this medicine."""
    topics = {allele_of(key) for s in statements if is_presence(key := s.lookup[reading.gene])}
    if not topics or reading.basis is Basis.NO_RESULT:
        return reading
    named = reading.named or hla_results(table, reading.alleles) or (reading.phenotype,)
    return reading if topics & {allele_of(name) for name in named} else Reading(reading.gene, Basis.NO_RESULT)


def _merged(source: str, readings: Iterable[Reading], knowledge: Knowledge) -> Mapping[GeneSymbol, list[Reading]]:
    """Rule 1: by gene, one reading for those that mean the same and lead to the same keys."""
    groups: dict[tuple[GeneSymbol, Basis, str, str, Acting | None, tuple[str, ...]], list[Reading]] = {}
    for each in readings:
        keys = keys_of(source, each, knowledge)
        keyed = replace(each, keyed=bool(keys))
        meaning = (each.gene, each.basis, each.phenotype, each.activity_score, each.acting, keys)
        groups.setdefault(meaning, []).append(keyed)
    merged: dict[GeneSymbol, list[Reading]] = {}
    for (gene, *_), alike in groups.items():
        merged.setdefault(gene, []).append(merge_alike(alike))
    return merged


def _look_up(
    statements: Sequence[Statement], readings: tuple[Reading, ...], knowledge: Knowledge, age: AgeRange | None
) -> Iterator[GuidanceLine]:
    if all(reading.basis is Basis.NO_RESULT for reading in readings):  # rule 5
        reasons = (Text("no result for {genes}", genes=chained((each.gene for each in readings), TWO_TOGETHER)),)
        everyone = _shared_population(statements, age)
        yield GuidanceLine(statements[0].source, readings, None, everyone, Consequence.NOT_ASSESSED, reasons)
        return
    results = {reading.gene: result_of(reading) for reading in readings}
    (answer,) = answers(statements, results, knowledge.bridge, knowledge.phenotypes)
    determined = all(reading.determined for reading in readings)
    for statement in answer.statements:  # rules 2 and 3
        yield GuidanceLine(
            answer.source,
            readings,
            statement,
            population(statement.population, age),
            consequence_of(statement.action, determined=determined),
            answer.bridged,
        )
    if not answer.statements:  # rule 4
        none = Consequence.NO_RECOMMENDATION if determined else Consequence.NOT_ASSESSED
        yield GuidanceLine(answer.source, readings, None, _shared_population(statements, age), none, answer.gaps)


def _shared_population(statements: Sequence[Statement], age: AgeRange | None) -> Population:
    """For whom a set of genes is looked at: one population where all of its statements name the same."""
    codes = {statement.population for statement in statements}
    return population(codes.pop() if len(codes) == 1 else "", age)
