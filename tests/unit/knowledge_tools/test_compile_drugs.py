"""The index of drugs: what a row adds, what it must look like, and which row adds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.knowledge.compile_drugs import index, redundant
from tools.knowledge.readme_rows import recounted
from tools.knowledge.tables import Row, TableError

DRUGS: list[Row] = [
    {"drug": name, "rxnorm": "", "atc": "", "clinpgx": "", "drugbank": ""} for name in ("clopidogrel", "codeine")
]
PRODUCTS: list[Row] = [
    {"product": "clopidogrel 75 MG Oral Tablet [Plavix]", "rxnorm": "1", "ingredients": "clopidogrel"},
]


def synonym(text: str, drugs: str = "clopidogrel") -> list[Row]:
    return [{"text": text, "drugs": drugs, "kind": "brand"}]


def test_a_new_brand_leads_to_its_drug_and_is_not_redundant() -> None:
    new = synonym("iscover")
    assert index(DRUGS, PRODUCTS, new)["text"]["iscover"] == ["clopidogrel"]
    assert redundant(DRUGS, PRODUCTS, new) == []


@pytest.mark.parametrize("text", ["plavix", "clopidogrel"])
def test_a_name_that_is_known_without_the_row_is_redundant(text: str) -> None:
    assert redundant(DRUGS, PRODUCTS, synonym(text)) == [text]
    assert index(DRUGS, PRODUCTS, synonym(text)) == index(DRUGS, PRODUCTS, [])


def test_a_known_name_that_gains_a_drug_is_not_redundant() -> None:
    assert redundant(DRUGS, PRODUCTS, synonym("plavix", "clopidogrel;codeine")) == []


def test_a_brand_is_written_in_lower_case() -> None:
    with pytest.raises(TableError, match="write 'Iscover' in lower case"):
        index(DRUGS, PRODUCTS, synonym("Iscover"))


def test_the_page_gets_the_rows_of_its_tables_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a-1.tsv").write_text("h\n" + "x\n" * 1000)
    (tmp_path / "a-2.tsv").write_text("h\nx\n")
    page = "| `a-*.tsv` | 7 | 7 of `a-1.tsv` | 7 |\n| 7 | 8 |\n"
    assert recounted(page, tmp_path) == page.replace("| 7 | 7 of", "| 1,001 | 7 of")
