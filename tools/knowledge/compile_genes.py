"""From tables to one file per gene, the markers and the bridge; checks that the tables hang together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from tools.knowledge.tables import Object, Row, TableError, pairs_of

from autonome.evidence.definitions import IUPAC

TABLES = (
    "definitions/positions", "definitions/alleles", "definitions/unphased_priorities", "definitions/must_test",
    "phenotypes/functions", "phenotypes/pairs", "phenotypes/named",
)  # fmt: skip


def gene(name: str, rows: Mapping[str, list[Row]], dates: Mapping[str, str]) -> Object:
    """One gene's file.

    Args:
        name: HGNC symbol.
        rows: name of each of TABLES → the gene's rows.
        dates: source → date.
    """
    functions, pairs, named = (rows[table] for table in TABLES[-3:])
    return {
        "gene": name,
        "definition": _definition(rows, dates) if rows["definitions/positions"] else None,
        "phenotypes": _phenotypes(functions, pairs, named, dates) if functions or named else None,
    }


def _definition(rows: Mapping[str, list[Row]], dates: Mapping[str, str]) -> Object:
    ordered = sorted(rows["definitions/positions"], key=lambda row: int(row["grch38"]))
    alleles = rows["definitions/alleles"]
    index = {row["grch38"]: number for number, row in enumerate(ordered)}
    if alleles[0]["reference"] != "yes" or any(row["reference"] == "yes" for row in alleles[1:]):
        raise TableError(f"{alleles[0]['gene']}: the first allele, and no other, must be the reference")
    return {
        "chromosome": ordered[0]["chromosome"],
        "release": dates[alleles[0]["source"]],
        "positions": [_position(row) for row in ordered],
        "alleles": [[row["allele"], row["id"], _defining(row["defining"], index)] for row in alleles],
        "unphased_priorities": _priorities(rows["definitions/unphased_priorities"], {row["allele"] for row in alleles}),
        "must_test": _must_test(rows["definitions/must_test"], ordered),
    }


NO_POSITION = "none"
"""In `position` of must_test.tsv: no position has to be tested for the answer to stand."""


def _must_test(rows: list[Row], ordered: list[Row]) -> list[int] | None:
    """Numbers of the positions that every laboratory should test; None where no body has named any."""
    if not rows:
        return None
    asked = {row["position"] for row in rows} - {NO_POSITION}
    numbers = [n for n, row in enumerate(ordered) if row["rsid"] in asked]
    if len(numbers) != len(asked):
        raise TableError(f"{rows[0]['gene']}: must_test.tsv names positions that the gene does not have, of {asked}")
    return numbers


def _priorities(rows: list[Row], alleles: Collection[str]) -> list[list[Any]]:
    """The pair that is preferred where the phase is unknown, and those that it is preferred to."""
    listed: list[list[Any]] = [[row["preferred"], row["over"].split(";")] for row in rows]
    labels = [label for row in rows for label in (row["preferred"], *row["over"].split(";"))]
    named = {allele for label in labels for allele in label.split("/")}
    if unknown := named - set(alleles):
        raise TableError(f"{rows[0]['gene']}: priorities of unknown alleles {sorted(unknown)}")
    return listed


def _position(row: Row) -> list[Any]:
    grch37 = int(row["grch37"]) if row["grch37"] else None
    alts = row["alts"].split(";")
    return [int(row["grch38"]), grch37, row["rsid"], row["ref"], alts, row["name"], row["grch37_ref"]]


def _defining(cell: str, index: Mapping[str, int]) -> list[list[Any]]:
    """Index of a position and the bases that the allele may show there; ``*`` stands for the reference everywhere."""
    defining = []
    for part in cell.split(";"):
        position, equals, bases = part.partition("=")
        if equals:
            defining.append((index[position], sorted(IUPAC.get(bases, {bases}))))
    return [[number, *bases] for number, bases in sorted(defining)]


def _phenotypes(functions: list[Row], pairs: list[Row], named: list[Row], dates: Mapping[str, str]) -> Object:
    """Functions and phenotypes, dated by the newest facts among them."""
    known = {row["key"] for row in functions}
    if strange := {key for row in pairs for key in (row["first"], row["second"]) if key} - known:
        raise TableError(f"{pairs[0]['gene']}: pairs of keys {sorted(strange)} that no allele has")
    return {
        "release": max(dates[row["source"]] for row in (*functions, *named)),
        "functions": [[row["allele"], row["function"], row["activity"], row["key"]] for row in functions],
        "pairs": sorted(_pair(row) for row in pairs),
        "named": sorted([row["result"], [row["phenotype"], "", row["lookup_key"]]] for row in named),
    }


def _pair(row: Row) -> list[list[str]]:
    keys = [row["first"], row["second"]] if row["second"] else [row["first"]]
    return [sorted(keys), [row["phenotype"], row["activity_score"], row["lookup_key"]]]


def bridge(rows: list[Row], gaps: list[Row]) -> Object:
    """The bridge, row by row, and the gaps that concern one drug."""
    seen = {(row["by"], row["gene"], row["kind"], row["from"]) for row in rows}
    if len(seen) != len(rows) or not all(row["reason"] for row in rows):
        raise TableError("bridge.tsv: a row is there twice, or has no reason")
    crossings = [
        [row["by"], row["gene"], row["kind"], row["from"], [key for key in row["to"].split(";") if key], row["reason"]]
        for row in rows
    ]
    silences = [[row["by"], row["drug"], pairs_of(row["lookup"]), row["reason"]] for row in gaps]
    return {"rows": crossings, "silences": silences}


def gene_ids(rows: list[Row], genes: Collection[str]) -> Object:
    """HGNC ids: one for each gene of the bundle, none for another, none twice."""
    ids = {row["gene"]: row["hgnc_id"] for row in rows}
    if set(ids) != set(genes) or len(set(ids.values())) != len(rows):
        raise TableError(
            f"gene_ids.tsv: these genes lack an id, or share one, or are strangers: {set(ids) ^ set(genes)}"
        )
    return ids


def markers(rows: list[Row]) -> list[list[Any]]:
    """Positions that guidance asks for outside any gene's named alleles."""
    return [[row["rsid"], row["chromosome"], _position(row), row["note"]] for row in rows]


def release(value: Object) -> list[Any]:
    """Dates and numbers of one gene, for the manifest: see `autonome.evidence.bundle.GeneRelease`."""
    definition, table = value["definition"] or {}, value["phenotypes"] or {}
    return [
        definition.get("release", ""),
        table.get("release", ""),
        len(definition.get("positions", ())),
        len(definition.get("alleles", ())),
        len(table.get("functions", ())),
    ]


def counts(genes: Iterable[Object]) -> dict[str, int]:
    """Rows by table."""
    listed = list(genes)
    defined = [value["definition"] for value in listed if value["definition"]]
    tables = [value["phenotypes"] for value in listed if value["phenotypes"]]
    return {
        "genes": len(listed),
        "genes_defined": len(defined),
        "positions": sum(len(part["positions"]) for part in defined),
        "alleles": sum(len(part["alleles"]) for part in defined),
        "functions": sum(len(part["functions"]) for part in tables),
        "phenotype_pairs": sum(len(part["pairs"]) for part in tables),
        "named_results": sum(len(part["named"]) for part in tables),
    }
