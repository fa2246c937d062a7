"""From drugs, products and synonyms to the index of what an order can name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tools.knowledge.drugs import brand, components, ingredient
from tools.knowledge.tables import Object, Row, TableError

ATC_SUBSTANCE = 7
"""Length of an ATC code of a substance; shorter ones are groups (WHO ATC index)."""

Index = dict[str, set[str]]


def index(drugs: list[Row], products: list[Row], synonyms: list[Row]) -> Object:
    """The drug index as it is stored; every name in it is a known drug."""
    known = {row["drug"] for row in drugs}
    if len(known) != len(drugs):
        raise TableError("a drug is listed twice")
    text = _texts(products, synonyms, known)
    by_rxnorm: Index = {row["rxnorm"]: set(row["ingredients"].split(";")) for row in products}
    by_atc: Index = defaultdict(set)
    for row in drugs:
        for code in row["atc"].split(";"):
            if len(code) == ATC_SUBSTANCE:
                by_atc[code].add(row["drug"])
        if row["rxnorm"]:
            by_rxnorm.setdefault(row["rxnorm"], set()).add(row["drug"])
    for names in (*text.values(), *by_rxnorm.values()):
        if names - known:
            raise TableError(f"unknown drugs in the index: {sorted(names - known)}")
    return {
        "drugs": [_drug(row) for row in sorted(drugs, key=lambda row: row["drug"])],
        "rxnorm": _listed(by_rxnorm),
        "atc": _listed(by_atc),
        "text": _listed(text | {name: {name} for name in known}),
    }


def redundant(drugs: list[Row], products: list[Row], synonyms: list[Row]) -> list[str]:
    """Texts of the synonyms that change nothing: the products, or the drugs' own names, say the same without them."""
    known = {row["drug"] for row in drugs}
    without: Index = _texts(products, [], known) | {name: {name} for name in known}
    return [row["text"] for row in synonyms if set(row["drugs"].split(";")) <= without.get(row["text"], set())]


def _drug(row: Row) -> list[Any]:
    atc = [code for code in row["atc"].split(";") if code]
    return [row["drug"], row["rxnorm"], atc, row["clinpgx"], row["drugbank"]]


def _texts(products: Iterable[Row], synonyms: Iterable[Row], known: set[str]) -> Index:
    """Brands and names with a salt, read off the products, and the synonyms entered by hand."""
    text: Index = defaultdict(set)
    for row in products:
        if name := brand(row["product"]):
            text[name] |= set(row["ingredients"].split(";"))
        for component in components(row["product"]):
            if drug := ingredient(component, known):
                text[component].add(drug)
    for row in synonyms:
        if row["text"] != row["text"].lower():
            raise TableError(f"drugs/synonyms.tsv: write {row['text']!r} in lower case, as orders are compared")
        text[row["text"]] |= set(row["drugs"].split(";"))
    return dict(text)


def _listed(values: Index) -> dict[str, list[str]]:
    return {key: sorted(names) for key, names in values.items()}
