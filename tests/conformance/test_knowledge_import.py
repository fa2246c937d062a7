"""The imported tables are what the import makes of the facts: nobody has edited them by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.knowledge import definitions, drugs, guidance, phenotypes
from tools.knowledge.grch37 import Lift
from tools.knowledge.tables import Row, read_table

from tests.conformance.cases import SHARED, expected

pytestmark = pytest.mark.conformance

FACTS = expected(SHARED / "facts")
KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


def committed(name: str, source: str = "") -> list[Row]:
    rows: list[Row] = list(read_table(KNOWLEDGE / name))
    return [row for row in rows if not source or row["source"] == source]


def test_guidance() -> None:
    rules, guidelines = guidance.rules(FACTS)
    assert rules == committed("guidance/rules.tsv")
    assert guidelines == committed("guidance/guidelines.tsv")


def test_definitions() -> None:
    """GRCh37 places aside: they need the pinned packages."""
    grch37 = {"grch37", "grch37_ref", "grch37_source"}
    positions = committed("definitions/positions.tsv")
    nowhere = dict.fromkeys((row["gene"] for row in positions), Lift({}, ()))
    made = definitions.positions(FACTS, nowhere)
    assert [without(row, grch37) for row in made] == [without(row, grch37) for row in positions]
    assert definitions.alleles(FACTS, positions) == committed("definitions/alleles.tsv")


def without(row: Row, columns: set[str]) -> Row:
    return {column: cell for column, cell in row.items() if column not in columns}


def test_phenotypes() -> None:
    functions = phenotypes.functions_2025(FACTS)
    pairs, named = phenotypes.pairs_2025(FACTS, functions)
    assert functions == committed("phenotypes/functions.tsv", phenotypes.RELEASE)
    assert pairs == committed("phenotypes/pairs.tsv", phenotypes.RELEASE)
    assert named == committed("phenotypes/named.tsv", phenotypes.RELEASE)


def test_products() -> None:
    known = {row["drug"] for row in committed("drugs/drugs.tsv")}
    assert drugs.products(FACTS, known) == committed("drugs/products.tsv")
