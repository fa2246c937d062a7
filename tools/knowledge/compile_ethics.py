"""From the tables in `knowledge/ethics/` to one file; each row is held against the other tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tools.knowledge.tables import Object, Row, TableError

from autonome.consent import FINDINGS
from autonome.evidence.clinical import Checked
from autonome.evidence.ethics import Inheritance

TABLES = ("genes", "results", "populations", "stopping")


def ethics(
    tables: Mapping[str, list[Row]],
    sources: Mapping[str, Row],
    drugs: Collection[str],
    results: Mapping[str, Collection[str]],
    alleles: Mapping[str, Collection[str]],
) -> Object:
    """The file of ethical facts.

    Args:
        tables: name of each of TABLES → its rows.
        sources: source id → its row.
        drugs: that an order can name.
        results: gene → every phenotype and named result that the tables know; a marker has none.
        alleles: gene → its named alleles.
    """
    _check_genes([row["gene"] for row in tables["genes"]], results)
    _check_results(tables["results"], results)
    _check_alleles(tables["populations"], results, alleles)
    _check_drugs(tables["stopping"], drugs)
    return {
        "genes": [_gene(row) for row in tables["genes"]],
        "results": [_result(row, sources) for row in tables["results"]],
        "populations": [
            [row["gene"], row["allele"], row["population"], row["frequency"], _reference(row, sources)]
            for row in tables["populations"]
        ],
        "stopping": [[row["drugs"].split(";"), row["why"], _reference(row, sources)] for row in tables["stopping"]],
    }


def _gene(row: Row) -> list[str]:
    if row["finding"] not in FINDINGS:
        raise TableError(f"ethics/genes.tsv: {row['gene']}: {row['finding']!r} is no kind of finding")
    Checked(row["checked"])
    return [row["gene"], row["finding"], Inheritance(row["inheritance"])]


def _result(row: Row, sources: Mapping[str, Row]) -> list[Any]:
    asks = {name: _yes(row[name], row["gene"]) for name in ("counselling", "relatives")}
    return [row["gene"], row["results"].split("|"), asks, [row["why"], row["confirm"]], _reference(row, sources)]


def _reference(row: Row, sources: Mapping[str, Row]) -> list[str]:
    source = sources[row["source"]]
    if not row["place"]:
        raise TableError(f"ethics: a row of {row['source']} does not say where in it")
    return [source["title"], source["url"], row["place"], Checked(row["checked"])]


def _yes(cell: str, where: str) -> bool:
    if cell not in ("yes", "no"):
        raise TableError(f"ethics/results.tsv, {where}: write yes or no, not {cell!r}")
    return cell == "yes"


def _check_genes(genes: list[str], known: Collection[str]) -> None:
    """Every gene that can have a result has exactly one row: what kind of finding it is must not be guessed."""
    if sorted(genes) != sorted(known):
        differ = sorted({*genes} ^ {*known}) or "one stands twice"
        raise TableError(f"ethics/genes.tsv: its genes are not those of the pack: {differ}")


def _check_results(rows: list[Row], known: Mapping[str, Collection[str]]) -> None:
    for row in rows:
        if missing := set(row["results"].split("|")) - set(known.get(row["gene"], ())):
            raise TableError(f"ethics/results.tsv: {row['gene']} never has the result {sorted(missing)}")


def _check_alleles(
    rows: list[Row], results: Mapping[str, Collection[str]], alleles: Mapping[str, Collection[str]]
) -> None:
    for row in rows:
        gene, allele = row["gene"], row["allele"]
        named = {*alleles.get(gene, ()), *(each.split(" ")[0] for each in results.get(gene, ()))}
        if gene not in results or (allele and named and allele not in named):
            raise TableError(f"ethics/populations.tsv: {gene} has no allele {allele!r}")


def _check_drugs(rows: list[Row], known: Collection[str]) -> None:
    named = [drug for row in rows for drug in row["drugs"].split(";")]
    if wrong := {drug for drug in named if drug not in known or named.count(drug) > 1}:
        raise TableError(f"ethics/stopping.tsv: no order can name these, or they stand twice: {sorted(wrong)}")
