"""Import of drugs and products: what an order can name, and the ingredients that it means.

RxNorm spells a product out: ``Oxycodone Hydrochloride 5 MG / Aspirin 325 MG Oral Tablet [Percodan]``. From that the
ingredients are read that the index knows, so that a combination gives all of them; the list that the products come
from names one ingredient only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from tools.knowledge.tables import Row, TableError, read_foreign

DRUG_COLUMNS = ("drug", "rxnorm", "atc", "clinpgx", "drugbank", "source")
PRODUCT_COLUMNS = ("rxnorm", "product", "kind", "ingredients", "source")

CPIC = "cpic-drugs"
PYPGX = "pypgx-0.27.0-drugs"
PRODUCTS = "rxnorm-products"

_ATC = re.compile(r"[A-Z]\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?")
_RELEASE = re.compile(r"^(?:\d+(?:\.\d+)? (?:HR|ML|ACTUAT) )+")
_STRENGTH = re.compile(r"\s\d.*$")


def drugs(facts: Path, cpic_table: str) -> list[Row]:
    """Drugs of the facts, then those that only pypgx's copy of CPIC's list has."""
    rows = [
        _row(r["drug"], r["rxnorm_ingredient"], r["atc"], (r["pharmgkb"], r["drugbank"]), CPIC)
        for r in read_foreign((facts / "drugs.tsv").read_text("utf-8"))
    ]
    known = {row["drug"]: row["rxnorm"] for row in rows}
    for more in read_foreign(cpic_table, ","):
        name, rxnorm = more["Drug"].lower(), "" if more["RxNorm"] == "NA" else more["RxNorm"]
        if known.setdefault(name, rxnorm) not in {rxnorm, ""}:
            raise TableError(f"{name}: RxNorm {known[name]} in the facts, {rxnorm} in pypgx")
        if name not in {row["drug"] for row in rows}:
            rows.append(_row(name, rxnorm, more["ATC"], ("", ""), PYPGX))
    return rows


def _row(drug: str, rxnorm: str, atc: str, others: tuple[str, str], source: str) -> Row:
    codes = [code.strip() for code in atc.split(",")]
    return {
        "drug": drug.lower(),
        "rxnorm": rxnorm,
        "atc": ";".join(code for code in codes if _ATC.fullmatch(code)),
        "clinpgx": others[0],
        "drugbank": others[1],
        "source": source,
    }


def products(facts: Path, known: Collection[str]) -> list[Row]:
    """Products with every ingredient that the index knows."""
    return [_product(row, known) for row in read_foreign((facts / "rxnorm_products.tsv").read_text("utf-8"))]


def _product(row: Row, known: Collection[str]) -> Row:
    stated = row["ingredient"].lower()
    found = [drug for part in components(row["product"]) if (drug := ingredient(part, known))]
    return {
        "rxnorm": row["product_rxnorm"],
        "product": row["product"],
        "kind": row["term_type"],
        "ingredients": ";".join(dict.fromkeys([stated, *found])),
        "source": PRODUCTS,
    }


def components(product: str) -> list[str]:
    """Names of what a product holds, salts included, in lower case."""
    plain = re.sub(r"\s*\[.*?\]\s*", "", product)
    return [_STRENGTH.sub("", _RELEASE.sub("", part)).strip().lower() for part in plain.split(" / ")]


def ingredient(component: str, known: Collection[str]) -> str:
    """The drug of the index that a component's name is or begins with (``codeine phosphate``), or ""."""
    words = component.split()
    starts: Iterable[str] = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    return next((start for start in starts if start in known), "")


def brand(product: str) -> str:
    """The brand in brackets, in lower case, or ""."""
    found = re.search(r"\[(.+?)\]", product)
    return found[1].lower() if found else ""
