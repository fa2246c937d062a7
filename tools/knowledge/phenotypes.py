"""Import of functions and phenotypes, in compact form: a phenotype belongs to a pair of keys, not of alleles.

The key of an allele is its function, or its activity value where the gene has scores. That the compact form loses
nothing is checked here row by row and again by a conformance test.

ClinPGx's tables of 2025-11 lack CYP2D6, G6PD, RYR1 and the HLA genes; these come from CPIC's database of 2024-03, as
pharmcat-runner ships it. There an allele's class is read off its own homozygous (or hemizygous) result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tools.knowledge.tables import Row, TableError, read_foreign

RELEASE = "clinpgx-2025-11-05"
OLDER = "cpic-2024-03-13"
IFNL3_RULE = "cpic-ifnl3-2014"

FUNCTION_COLUMNS = ("gene", "allele", "function", "activity", "key", "source")
PAIR_COLUMNS = ("gene", "first", "second", "phenotype", "activity_score", "lookup_key", "source")
NAMED_COLUMNS = ("gene", "result", "phenotype", "lookup_key", "source")

NO_SCORE = "n/a"

Pairs = dict[tuple[str, str, str], Row]


def _key(row: Row) -> str:
    return row["lookup_key"]


def functions_2025(facts: Path) -> list[Row]:
    """Functions as ClinPGx has them."""
    rows = read_foreign((facts / "pgx/functions.tsv").read_text("utf-8"))
    return [
        function(r["gene"], r["allele"], r["clinical_function"], r["activity_value"], _key(r), RELEASE) for r in rows
    ]


def function(gene: str, allele: str, name: str, activity: str, key: str, source: str) -> Row:  # noqa: PLR0913, PLR0917 - a row
    """One row of functions.tsv."""
    return {"gene": gene, "allele": allele, "function": name, "activity": activity, "key": key, "source": source}


def pair(gene: str, keys: Iterable[str], result: tuple[str, str, str], source: str) -> Row:
    """One row of pairs.tsv; one key stands for a haploid gene copy."""
    first, second = (*sorted(keys), "")[:2]
    name, score, lookup = result
    return {
        "gene": gene, "first": first, "second": second, "phenotype": name, "activity_score": score,
        "lookup_key": lookup, "source": source,
    }  # fmt: skip


def pairs_2025(facts: Path, functions: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Compress ClinPGx's diplotypes to pairs of keys.

    Returns:
        pairs, and the results known by name (mitochondrial variants).

    Raises:
        TableError: two diplotypes with the same keys have different phenotypes.
    """
    keys = {(row["gene"], row["allele"]): row["key"] for row in functions}
    found: dict[tuple[str, ...], tuple[str, str, str]] = {}
    named = []
    for row in read_foreign((facts / "pgx/diplotype_phenotypes.tsv").read_text("utf-8")):
        result = (row["phenotype"], row["activity_score"], row["lookup_key"])
        alleles = row["diplotype"].split("/")
        of_pair = (row["gene"], *sorted(keys[row["gene"], allele] for allele in alleles))
        if found.setdefault(of_pair, result) != result:
            raise TableError(f"{row['gene']} {row['diplotype']}: {result}, but other pairs of {of_pair} have another")
        if len(alleles) == 1:
            named.append(named_result(row["gene"], row["diplotype"], row["phenotype"], RELEASE))
    return [pair(gene, parts, result, RELEASE) for (gene, *parts), result in found.items()], named


def named_result(gene: str, result: str, phenotype: str, source: str) -> Row:
    """One row of named.tsv."""
    return {"gene": gene, "result": result, "phenotype": phenotype, "lookup_key": phenotype, "source": source}


class Older:
    """CPIC's diplotypes of 2024-03: diplotype → (phenotype, score), either order of the alleles."""

    def __init__(self, text: str) -> None:
        self.results: dict[str, dict[tuple[str, ...], tuple[str, str]]] = {}
        for row in read_foreign(text):
            alleles = tuple(sorted(row["diplotype"].split("/")))
            self.results.setdefault(row["gene"], {})[alleles] = (row["phenotype"], row["activity_score"])

    def alleles(self, gene: str) -> list[str]:
        """Names of the gene's alleles, sorted."""
        return sorted({allele for diplotype in self.results[gene] for allele in diplotype})

    def check(
        self, gene: str, key: Callable[[str], str], expected: Callable[[tuple[str, ...]], tuple[str, str]]
    ) -> None:
        """Demand that each diplotype's result follows from its keys."""
        for diplotype, result in self.results[gene].items():
            keys = tuple(sorted(map(key, diplotype)))
            if expected(keys) != result:
                raise TableError(f"{gene} {diplotype}: {result}, but the keys {keys} give {expected(keys)}")


def compress(older: Older, gene: str, key_of: Mapping[str, str]) -> list[Row]:
    """Pairs of keys of a gene without scores, each diplotype of 2024-03 being in keeping with them."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for diplotype, result in older.results[gene].items():
        found.setdefault(tuple(sorted(key_of[a] for a in diplotype)), result)
    older.check(gene, key_of.__getitem__, found.__getitem__)
    return [pair(gene, keys, (name, "", name), OLDER) for keys, (name, _) in sorted(found.items())]


def g6pd(older: Older) -> tuple[list[Row], list[Row]]:
    """G6PD: an allele's class is what a hemizygous male with it has; the older name of the reference stays known."""
    classes = {a: older.results["G6PD"][(a,)][0] for a in older.alleles("G6PD")}
    key_of = {a: "Uncertain" if name == "Indeterminate" else name for a, name in classes.items()}
    rows = [function("G6PD", a, key, "", key, OLDER) for a, key in key_of.items()]
    rows.append(function("G6PD", "B (wildtype)", key_of["B (reference)"], "", key_of["B (reference)"], OLDER))
    return rows, compress(older, "G6PD", key_of)


def ryr1(older: Older) -> tuple[list[Row], list[Row]]:
    """RYR1: an allele is associated with malignant hyperthermia when one copy of it beside the reference is enough."""
    associated = "Malignant Hyperthermia associated"
    key_of = {
        a: associated
        if older.results["RYR1"][tuple(sorted((a, "Reference")))][0] == "Malignant Hyperthermia Susceptibility"
        else "Uncertain function"
        for a in older.alleles("RYR1")
    } | {"Reference": "Normal function"}
    return [function("RYR1", a, key, "", key, OLDER) for a, key in key_of.items()], compress(older, "RYR1", key_of)


def hla(older: Older, extra: Iterable[tuple[str, str]]) -> list[Row]:
    """HLA-A and HLA-B: positive and negative results, by name.

    Args:
        older: CPIC's results.
        extra: (gene, allele) that DPWG's guidance asks for and CPIC's table lacks.
    """
    rows = [
        named_result(gene, result, result, OLDER) for gene in ("HLA-A", "HLA-B") for (result,) in older.results[gene]
    ]
    rows += [
        named_result(gene, f"{allele} {sign}", f"{allele} {sign}", "dpwg-2024-03-25")
        for gene, allele in extra
        for sign in ("negative", "positive")
    ]
    return sorted(rows, key=lambda row: (row["gene"], row["result"]))


def ifnl3() -> list[Row]:
    """IFNL3: two favourable alleles make the favourable genotype (CPIC 2014); ClinPGx gives the alleles only."""
    good, bad = "Favorable response allele", "Unfavorable response allele"
    both = {(good, good): "Favorable response genotype", (bad, good): "Unfavorable response genotype",
            (bad, bad): "Unfavorable response genotype"}  # fmt: skip
    return [pair("IFNL3", keys, (name, "", name), IFNL3_RULE) for keys, name in both.items()]
