"""The table of prevention as the pack holds it, and damaged files of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tools.knowledge.compile_prevention import prevention
from tools.knowledge.tables import TableError

from autonome.evidence.errors import KnowledgeError
from autonome.evidence.parsing import parse_prevention
from autonome.evidence.prevention import Asks, Requirement

ROW = {
    "id": "a-rule",
    "when": "gene:HLA-B=*57:01 positive",
    "relevant": "abacavir",
    "who": "everyone",
    "advice": "Record an alert.",
    "strength": "Strong",
    "relatives": "no",
    "where": "CPIC",
    "url": "https://cpicpgx.org/",
    "source": "cpic",
    "checked": "memory",
}
RESULTS = {"HLA-B": {"*57:01 positive", "*57:01 negative"}}


def built(**changed: str) -> list[Any]:
    return prevention([{**ROW, **changed}], {"cpic": "CPIC guidance"}, ["abacavir", "clozapine"], RESULTS)


def one(when: str) -> Requirement:
    (rule,) = parse_prevention(json.dumps(built(when=when)).encode(), "prevention.json")
    return rule.requirements[0]


def test_a_row_survives_the_way_into_the_pack() -> None:
    (rule,) = parse_prevention(json.dumps(built()).encode(), "prevention.json")
    assert (rule.id, rule.relevant, rule.relatives, rule.source) == ("a-rule", ("abacavir",), False, "CPIC guidance")
    assert rule.requirements == (Requirement(Asks.GENE, ("HLA-B",), ("*57:01 positive",)),)


def test_bounds_lists_and_several_conditions_are_read() -> None:
    bound = one("fact:bmi>=30 kg/m2")
    assert (bound.subjects, str(bound.at_least), bound.unit) == (("bmi",), "30", "kg/m2")
    assert one("words:occupation|environment=aniline").subjects == ("occupation", "environment")
    assert one("taking:abacavir|clozapine").values == ("abacavir", "clozapine")
    (rule,) = parse_prevention(
        json.dumps(built(when="fact:smoking=current & taking:clozapine")).encode(), "prevention.json"
    )
    assert [each.asks for each in rule.requirements] == [Asks.FACT, Asks.TAKING]


@pytest.mark.parametrize(
    "changed",
    [
        {"when": "gene:HLA-B=*99:99 positive"},
        {"when": "gene:HLA-C=*57:01 positive"},
        {"when": "taking:unobtainium"},
        {"relevant": "unobtainium"},
        {"checked": ""},
        {"url": "javascript:alert(1)"},
        {"advice": "Give {drug}."},
    ],
)
def test_a_row_that_could_never_hold_stops_the_build(changed: dict[str, str]) -> None:
    with pytest.raises(TableError, match=r"prevention/rules\.tsv: a-rule"):
        built(**changed)


@pytest.mark.parametrize("data", [b"{", b"[[1]]", b'{"a": 1}', b'[["a", [["moon", [], [], "", ""]], [], false]]'])
def test_a_damaged_file_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(KnowledgeError, match=r"prevention\.json"):
        parse_prevention(data, "prevention.json")
