"""Ethical facts are held against the other tables: what no patient can have, or no order can name, stops the build."""

from __future__ import annotations

from typing import Any

import pytest
from tools.knowledge.compile_ethics import ethics
from tools.knowledge.tables import Row, TableError

from autonome.evidence.ethics import Inheritance, ethical_facts
from autonome.kernel import DrugName, GeneSymbol

SOURCES = {"s": {"title": "A study", "url": "https://example.org/"}}
WHERE = {"source": "s", "place": "table 1", "checked": "from-memory"}
GENE = {"gene": "RYR1", "finding": "treatable-risk", "inheritance": "autosomal-dominant"} | WHERE
RESULT = {
    "gene": "RYR1", "results": "MHS", "counselling": "yes", "relatives": "no", "why": "Why.", "confirm": "",
} | WHERE  # fmt: skip
GROUP = {"gene": "RYR1", "allele": "c.1A>G", "population": "a group", "frequency": "1 %"} | WHERE
STOP = {"drugs": "a;b", "why": "Why."} | WHERE


def built(**rows: Row) -> dict[str, Any]:
    plain: dict[str, Row] = {"genes": GENE, "results": RESULT, "populations": GROUP, "stopping": STOP} | rows
    tables: dict[str, list[Row]] = {name: [row] for name, row in plain.items()}
    return ethics(tables, SOURCES, ["a", "b"], {"RYR1": {"MHS"}}, {"RYR1": {"c.1A>G"}})


def test_what_is_built_is_read_back() -> None:
    facts = ethical_facts(built())
    gene = GeneSymbol("RYR1")
    assert facts.genes[gene].inheritance is Inheritance.DOMINANT
    (result,) = facts.results_of(gene)
    assert (result.counselling, result.relatives, result.results) == (True, False, frozenset({"MHS"}))
    assert [fact.population for fact in facts.populations[gene]] == ["a group"]
    assert {*facts.stopping} == {DrugName("a"), DrugName("b")}
    assert facts.stopping[DrugName("b")].reference.place == "table 1"


@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        ("genes", {"gene": "DPYD"}, "its genes are not those of the pack"),
        ("genes", {"finding": "soul"}, "no kind of finding"),
        ("results", {"results": "Poor"}, "never has the result"),
        ("results", {"counselling": "perhaps"}, "yes or no"),
        ("results", {"place": ""}, "does not say where"),
        ("populations", {"allele": "*99"}, "no allele '\\*99'"),
        ("stopping", {"drugs": "a;c"}, "no order can name"),
        ("stopping", {"drugs": "a;a"}, "stand twice"),
    ],
)
def test_a_row_that_cannot_be_true_stops_the_build(table: str, change: dict[str, str], says: str) -> None:
    plain = {"genes": GENE, "results": RESULT, "populations": GROUP, "stopping": STOP}
    with pytest.raises(TableError, match=says):
        built(**{table: plain[table] | change})
