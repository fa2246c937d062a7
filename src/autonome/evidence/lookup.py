"""From what is known of a person's genes to the statements about one drug, or to the named gap where there is none.

A source's advice about a drug can rest on one gene, on two together, or on several one after the other (warfarin).
Each such set of genes is answered by itself: with statements, or with the reasons why there are none. An `Answer`
without statements and without gaps does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autonome.evidence.bridge import Bridge, GeneResult, GuidanceKeys, Silence, guidance_keys
from autonome.evidence.guidance import Statement
from autonome.evidence.hla import allele_of, hla_results, is_presence
from autonome.evidence.phenotypes import PhenotypeTable
from autonome.kernel import DrugName, GeneSymbol, Text, chained, term
from autonome.kernel.texts import TWO_ALTERNATIVES, TWO_OF_A_LIST, TWO_TOGETHER

Genes = tuple[GeneSymbol, ...]
Crossed = Mapping[GeneSymbol, GuidanceKeys]

NO_RESULT_KEY = "No Result"
"""CPIC's key for a gene that was not determined, where another gene was."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source says about one drug on the ground of one set of genes.

    Args:
        source: ``CPIC`` or ``DPWG``.
        drug: the ingredient.
        genes: that the advice rests on.
        statements: that hold for the results; several for several populations or keys.
        bridged: how the results led to the guidance's keys, one reason each.
        gaps: why there is no statement; empty where there is one.
    """

    source: str
    drug: DrugName
    genes: Genes
    statements: tuple[Statement, ...]
    bridged: tuple[str, ...]
    gaps: tuple[str, ...]


def answers(
    statements: Iterable[Statement],
    results: Mapping[GeneSymbol, GeneResult],
    bridge: Bridge,
    tables: Mapping[GeneSymbol, PhenotypeTable],
) -> tuple[Answer, ...]:
    """Answer each source's advice about one drug.

    Args:
        statements: all of the drug.
        results: gene → what is known; a gene that is absent has no result.
        bridge: of the bundle.
        tables: functions and phenotypes by gene.
    """
    sets: dict[tuple[str, Genes], list[Statement]] = {}
    for statement in statements:
        sets.setdefault((statement.source, tuple(sorted(statement.lookup))), []).append(statement)
    answered = []
    for (source, genes), listed in sorted(sets.items()):
        crossed = {}
        for gene in genes:
            table = tables.get(gene)
            known = _on_topic(results.get(gene, GeneResult()), table, {s.lookup[gene] for s in listed})
            crossed[gene] = guidance_keys(bridge, source, gene, known, table)
        answered.append(_answer(source, genes, listed, crossed, bridge))
    return tuple(answered)


def _on_topic(result: GeneResult, table: PhenotypeTable | None, asked: Iterable[str]) -> GeneResult:
    """Keep of an HLA result what the advice asks for: knowing of another allele is no result here."""
    names = result.named or hla_results(table, result.alleles) or (result.phenotype,)
    if not all(map(is_presence, names)):
        return result
    topics = {allele_of(key) for key in asked if is_presence(key)}
    kept = tuple(name for name in names if allele_of(name) in topics)
    return GeneResult(named=kept)


def _answer(source: str, genes: Genes, listed: list[Statement], crossed: Crossed, bridge: Bridge) -> Answer:
    drug = listed[0].drug
    found = tuple(s for s in listed if all(key in crossed[gene].keys for gene, key in s.lookup.items()))
    bridged = tuple(dict.fromkeys(reason for gene in genes for reason in crossed[gene].reasons))
    return Answer(source, drug, genes, found, bridged, () if found else _gaps(source, drug, crossed, bridge))


def _gaps(source: str, drug: DrugName, crossed: Crossed, bridge: Bridge) -> tuple[str, ...]:
    """Why there is no statement: what the bridge says, or that no gene has a result, or that the drug is left out."""
    reasons = [reason for keys in crossed.values() for reason in keys.gaps]
    undetermined = [gene for gene, keys in crossed.items() if keys.keys == (NO_RESULT_KEY,)]
    if all(not keys.keys or gene in undetermined for gene, keys in crossed.items()) and undetermined:
        reasons.append(Text("no result for {genes}", genes=chained(undetermined, TWO_TOGETHER)))
    reasons += [silence.reason for silence in bridge.silences if _holds(silence, source, drug, crossed)]
    if reasons:
        return tuple(dict.fromkeys(reasons))
    results = chained((_found(gene, keys) for gene, keys in crossed.items() if keys.keys), TWO_OF_A_LIST)
    return (Text("{source} lists no advice for {results}", source=source, results=results),)


def _found(gene: GeneSymbol, keys: GuidanceKeys) -> Text:
    return Text("{gene} {result}", gene=gene, result=chained(map(term, keys.keys), TWO_ALTERNATIVES))


def _holds(silence: Silence, source: str, drug: DrugName, crossed: Crossed) -> bool:
    about = (silence.source, silence.drug) == (source, drug)
    return about and all(gene in crossed and key in crossed[gene].keys for gene, key in silence.lookup.items())
