"""Bring the project's facts into `knowledge/`: the one place where other people's files are read.

    python tools/import_facts.py FACTS --pharmcat-runner WHEEL --pypgx WHEEL

FACTS is the folder with `drugs.tsv`, `rxnorm_products.tsv` and `pgx/`; the two wheels are the files that
`knowledge/sources.tsv` names, checked by their SHA-256. The tables that this writes are committed; the pack is built
from them alone (`make pack`). Tables that people write (sources, bridge, wording) are never touched.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # however this script is started, its steps are found

from tools.knowledge import cyp2d6, definitions, drugs, grch37, guidance, phenotypes  # noqa: E402
from tools.knowledge.tables import Row, open_wheel, read_foreign, read_member, read_table, write_table  # noqa: E402

KNOWLEDGE = ROOT / "knowledge"


def main() -> None:
    """Run every import, and print how many rows each table has."""
    arguments = _arguments()
    pins = {row["id"]: row["sha256"] for row in read_table(KNOWLEDGE / "sources.tsv") if row["sha256"]}
    pypgx = open_wheel(arguments.pypgx, pins["pypgx-0.27.0"])
    runner = open_wheel(arguments.pharmcat_runner, pins["cpic-2024-03-13"])

    _import_definitions(arguments.facts, read_member(pypgx, "pypgx/api/data/variant-table.csv"),
                        read_member(pypgx, "pypgx/api/data/gene-table.csv"))  # fmt: skip
    _import_phenotypes(arguments.facts, read_member(runner, "pharmcat_runner/lib/dip_to_phen.tsv"),
                       read_member(runner, "pharmcat_runner/lib/cyp2d6_allele_function.json"))  # fmt: skip
    _import_drugs(arguments.facts, read_member(pypgx, "pypgx/api/data/cpic-table.csv"))
    rules, guidelines = guidance.rules(arguments.facts)
    _write("guidance/rules.tsv", guidance.RULE_COLUMNS, rules)
    _write("guidance/guidelines.tsv", guidance.GUIDELINE_COLUMNS, guidelines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", type=Path)
    parser.add_argument("--pharmcat-runner", type=Path, required=True)
    parser.add_argument("--pypgx", type=Path, required=True)
    return parser.parse_args()


def _write(name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    print(f"{write_table(KNOWLEDGE / name, columns, rows):>6} {name}")


def _import_definitions(facts: Path, variants: str, genes: str) -> None:
    lifts = grch37.lifts(read_foreign(variants, ","), read_foreign(genes, ","))
    positions = definitions.positions(facts, lifts)
    _write("definitions/positions.tsv", definitions.POSITION_COLUMNS, positions)
    _write("definitions/alleles.tsv", definitions.ALLELE_COLUMNS, definitions.alleles(facts, positions))


def _import_phenotypes(facts: Path, diplotypes: str, cyp2d6_values: str) -> None:
    older = phenotypes.Older(diplotypes)
    functions = phenotypes.functions_2025(facts)
    pairs, named = phenotypes.pairs_2025(facts, functions)
    for more_functions, more_pairs in (
        cyp2d6.tables(older, json.loads(cyp2d6_values)),
        phenotypes.g6pd(older),
        phenotypes.ryr1(older),
    ):
        functions += more_functions
        pairs += more_pairs
    pairs += phenotypes.ifnl3()
    named += phenotypes.hla(older, [("HLA-B", "*15:11")])
    _write("phenotypes/functions.tsv", phenotypes.FUNCTION_COLUMNS, functions)
    _write("phenotypes/pairs.tsv", phenotypes.PAIR_COLUMNS, pairs)
    _write("phenotypes/named.tsv", phenotypes.NAMED_COLUMNS, named)


def _import_drugs(facts: Path, cpic_table: str) -> None:
    index = drugs.drugs(facts, cpic_table)
    _write("drugs/drugs.tsv", drugs.DRUG_COLUMNS, index)
    _write("drugs/products.tsv", drugs.PRODUCT_COLUMNS, drugs.products(facts, {row["drug"] for row in index}))


if __name__ == "__main__":
    main()
