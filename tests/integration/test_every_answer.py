"""Every drug, every source, every combination of results: a statement or a named gap. The counts are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product

from autonome.evidence import Bundle, Statement
from autonome.evidence.bridge import Crossing, GeneResult
from autonome.evidence.lookup import Answer, answers
from autonome.kernel import DrugName, GeneSymbol
from tests.unit.evidence.shipped import bundle

Genes = tuple[GeneSymbol, ...]


def possible_results(pack: Bundle, source: str, gene: GeneSymbol) -> list[GeneResult]:
    """No result, each result that the phenotype tables can yield, and one for each special row of the bridge."""
    table = pack.phenotypes.get(gene)
    found = [GeneResult()]
    if table:
        found += [GeneResult((), p.name, p.activity_score) for p in (*table.pairs.values(), *table.named.values())]
    for crossing, value in pack.bridge.rows.get((source, gene), {}):
        found += list(special_results(pack, gene, crossing, value))
    return list(dict.fromkeys(found))


def special_results(pack: Bundle, gene: GeneSymbol, crossing: Crossing, value: str) -> Iterator[GeneResult]:
    if crossing is Crossing.GENOTYPE:
        yield GeneResult(tuple(value.split("/")))
    elif crossing is Crossing.ALLELE:
        yield GeneResult((value, "*1"))
    elif crossing is Crossing.OTHER:
        yield GeneResult(("*1", "*1"))
    elif crossing is Crossing.COPIES:
        yield GeneResult(("*1xN", "*4"), "Indeterminate", "n/a")
    elif crossing is Crossing.VALUES:
        by_key = {function.key: function.allele for function in pack.phenotypes[gene].functions.values()}
        yield GeneResult(tuple(by_key[key] for key in value.split("+")))
    elif crossing is Crossing.RESULT and "+" in value:
        yield GeneResult(named=tuple(value.split("+")))


def sets_of_genes(pack: Bundle, drug: DrugName) -> dict[tuple[str, Genes], list[Statement]]:
    sets: dict[tuple[str, Genes], list[Statement]] = {}
    for statement in pack.statements_for(drug):
        sets.setdefault((statement.source, tuple(sorted(statement.lookup))), []).append(statement)
    return sets


def every_answer(pack: Bundle) -> Iterator[Answer]:
    for drug in pack.guidance:
        for (source, genes), statements in sets_of_genes(pack, drug).items():
            for combination in product(*(possible_results(pack, source, gene) for gene in genes)):
                results = dict(zip(genes, combination, strict=True))
                (answer,) = answers(statements, results, pack.bridge, pack.phenotypes)
                yield answer


def test_every_combination_has_a_statement_or_a_named_gap(record_property: Callable[[str, object], None]) -> None:
    pack = bundle()
    listed = list(every_answer(pack))
    assert not [each for each in listed if bool(each.statements) == bool(each.gaps)]
    assert not [gap for each in listed for gap in each.gaps if "lists no advice" in gap], "a gap without a reason"

    reached = {statement.id for each in listed for statement in each.statements}
    everything = {statement.id for drug in pack.guidance for statement in pack.statements_for(drug)}
    assert reached == everything, "a statement that no result can reach"

    counts = Counter((each.source, "statement" if each.statements else "named gap") for each in listed)
    reasons = Counter((each.source, gap) for each in listed for gap in each.gaps)
    lines = [f"{len(everything)} statements, all reached; combinations of results: {sum(counts.values())}"]
    lines += [f"  {source} {kind:10} {count:5}" for (source, kind), count in sorted(counts.items())]
    lines += [f"  {count:5} {source}: {gap}" for (source, gap), count in reasons.most_common()]
    record_property("table", "\n".join(lines))
    assert counts == {
        ("CPIC", "statement"): 3161,
        ("CPIC", "named gap"): 126,
        ("DPWG", "statement"): 993,
        ("DPWG", "named gap"): 212,
    }
