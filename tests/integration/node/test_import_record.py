"""The example's record taken into a node, and a plan's record put together from what is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autonome.adapters.postgres import Database
from autonome.adapters.system import SystemClock
from autonome.consent import Action
from autonome.fhir import parse_json, read_record
from autonome.fhir.shelving import document_of, items_of
from autonome.law import RULES
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.import_record import Imported, categories_of_items, import_record
from autonome.workflows.open_record import Opened
from tests.integration.node.nodes import ANNA, Node, opened_node

EXAMPLE = Path(__file__).parents[3] / "examples" / "patient" / "record.json"
RECORD, ITEMS = items_of(parse_json(EXAMPLE.read_bytes(), "record.json"), "record.json")
CATEGORIES = categories_of_items(ITEMS)


@pytest.fixture
def node(database: Database, tmp_path: Path) -> Iterator[Node]:
    with opened_node(database, tmp_path / "private") as found:
        yield found


def imported(node: Node, *, without: int = 0) -> Imported | Refusal:
    request = replace(node.asked(items=CATEGORIES, action=Action.COLLECT), whole=True)
    items = ITEMS[: len(ITEMS) - without]
    return import_record(request, items, gate=node.gate, records=node.records, rules=RULES, clock=SystemClock())


def test_the_example_is_taken_in_once_and_opened_whole(node: Node) -> None:
    node.grant(ANNA, *CATEGORIES)
    first = imported(node, without=2)
    assert isinstance(first, Imported)
    assert (first.added, first.unchanged) == (len(ITEMS) - 2, 0)
    second = imported(node)
    assert isinstance(second, Imported)
    assert (second.added, second.unchanged) == (2, len(ITEMS) - 2)
    opened = node.open(items=CATEGORIES)
    assert isinstance(opened, Opened)
    again = read_record(document_of(each.item for each in opened.items), "node")
    assert again.patient == RECORD.patient
    assert sorted(item.source.reference for item in again.items) == sorted(
        item.source.reference for item in RECORD.items
    )


def test_what_consent_does_not_cover_takes_nothing_in(node: Node) -> None:
    node.grant(ANNA, *(set(CATEGORIES) - {"medications"}))
    assert isinstance(imported(node), Refusal)
    node.grant(ANNA, "medications")
    opened = node.open(items=CATEGORIES)
    assert isinstance(opened, Opened)
    assert opened.items == ()
