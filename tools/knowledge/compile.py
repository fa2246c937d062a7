"""From tables to the pack's files: checks that the tables hang together, then writes each file in its one form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tools.knowledge.tables import Row, TableError

from autonome.kernel import Json

IUPAC = {
    "R": "AG", "Y": "CT", "S": "CG", "W": "AT", "K": "GT", "M": "AC", "B": "CGT", "D": "AGT", "H": "ACT", "V": "ACG",
    "N": "ACGT",
}  # fmt: skip


def grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Rows by the value of one column, in their order."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return dict(groups)


def definition(positions: list[Row], alleles: list[Row], dates: Mapping[str, str]) -> Json:
    """One gene's definition, the reference allele first."""
    if not positions:
        return None
    ordered = sorted(positions, key=lambda row: int(row["grch38"]))
    index = {row["grch38"]: number for number, row in enumerate(ordered)}
    if alleles[0]["reference"] != "yes" or any(row["reference"] == "yes" for row in alleles[1:]):
        raise TableError(f"{alleles[0]['gene']}: the first allele, and no other, must be the reference")
    return {
        "chromosome": ordered[0]["chromosome"],
        "release": dates[alleles[0]["source"]],
        "positions": [_position(row) for row in ordered],
        "alleles": [[row["allele"], row["id"], _defining(row["defining"], index)] for row in alleles],
    }


def _position(row: Row) -> Json:
    grch37 = int(row["grch37"]) if row["grch37"] else None
    return [int(row["grch38"]), grch37, row["rsid"], row["ref"], row["alts"].split(";"), row["name"], row["grch37_ref"]]


def _defining(cell: str, index: Mapping[str, int]) -> list[Json]:
    defining = []
    for part in cell.split(";"):
        position, equals, bases = part.partition("=")
        if equals:
            defining.append((index[position], IUPAC.get(bases, [bases])))
    return [[number, *bases] for number, bases in sorted(defining)]


def phenotypes(functions: list[Row], pairs: list[Row], named: list[Row], dates: Mapping[str, str]) -> Json:
    """One gene's functions and phenotypes; the release is that of the pairs, or else of the functions."""
    if not functions and not named:
        return None
    release = max(dates[row["source"]] for row in pairs or functions or named)
    if functions and functions[0]["gene"] == "CYP2D6":
        release = max(dates[row["source"]] for row in functions)
    return {
        "release": release,
        "functions": [[row["allele"], row["function"], row["activity"], row["key"]] for row in functions],
        "pairs": sorted(_pair(row) for row in pairs),
        "named": sorted([row["result"], [row["phenotype"], "", row["lookup_key"]]] for row in named),
    }


def _pair(row: Row) -> list[list[str]]:
    keys = [row["first"], row["second"]] if row["second"] else [row["first"]]
    return [sorted(keys), [row["phenotype"], row["activity_score"], row["lookup_key"]]]
