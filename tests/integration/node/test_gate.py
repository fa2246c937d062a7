"""The gate on a real database: judged, recorded and minted in one transaction; read and used under the permit."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autonome.access import PermitError, ReasonCode
from autonome.access.errors import BeyondError
from autonome.adapters.postgres import Database
from autonome.adapters.postgres.errors import DatabaseError
from autonome.adapters.postgres_gate import PostgresRecords
from autonome.clinical.items import KeptItem
from autonome.consent import Action
from autonome.ledger import EntryKind
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.open_record import Opened
from tests.integration.node.nodes import ANNA, BEN, CODEINE, METFORMIN, POSITIVE, Node, item, opened_node

READERS, EXPORTS = 200, 20


@pytest.fixture
def node(database: Database, tmp_path: Path) -> Iterator[Node]:
    with opened_node(database, tmp_path / "private", most=24) as found:
        yield found


def test_what_was_added_is_opened_with_a_decision_and_a_use_on_record(node: Node) -> None:
    node.grant()
    node.add(ANNA, METFORMIN, CODEINE, POSITIVE)
    opened = node.open()
    assert isinstance(opened, Opened)
    assert sorted((each.item for each in opened.items), key=lambda each: each.name) == [METFORMIN, CODEINE]
    assert {each.version for each in opened.items} == {0}
    decision, use = node.log.entries_of(ANNA)[-2:]
    assert (decision.payload.kind, use.payload.kind) == (EntryKind.DECISION, EntryKind.USE)
    assert use.payload.body == {"decision": decision.leaf.hex(), "opened": ["medications"]}


def test_what_is_refused_is_on_record_and_reads_nothing(node: Node) -> None:
    node.grant(ANNA, "hiv")
    refused = node.open()
    assert isinstance(refused, Refusal)
    assert {reason.code for reason in refused.decision.reasons} == {ReasonCode.NEVER_CONSENTED}
    assert [entry.payload.kind for entry in node.log.entries_of(ANNA)] == [EntryKind.CONSENT, EntryKind.DECISION]


def test_a_correction_is_the_next_version_and_what_was_taken_back_is_gone(node: Node) -> None:
    node.grant()
    node.add(ANNA, METFORMIN, CODEINE)
    node.add(ANNA, item("medications", METFORMIN.name, "metformin XR"))
    node.add(ANNA, item("medications", CODEINE.name, None))
    opened = node.open()
    assert isinstance(opened, Opened)
    assert [(each.item.body, each.version) for each in opened.items] == [("metformin XR", 1)]


def test_a_correction_that_moves_to_a_closed_shelf_takes_the_older_version_with_it(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    node.grant(ANNA, "conditions", "hiv")
    node.add(ANNA, item("conditions", "Condition/1", "fatigue"))
    node.add(ANNA, KeptItem(frozenset({"conditions", "hiv"}), "Condition/1", "B20"))
    permit = node.permit(items=("conditions",))
    with node.gate.under(permit, EntryKind.USE, {}) as within:
        assert node.records.read(permit, within, ["conditions"]) == ()
        assert within.connection.execute("SELECT FROM record_item").fetchall() == []
    both = node.open(items=("conditions", "hiv"))
    assert isinstance(both, Opened)
    assert [(each.item.body, each.version) for each in both.items] == [("B20", 1)]
    with pytest.raises(BeyondError, match="on shelves which this does not open"):
        node.add(ANNA, item("conditions", "Condition/1", "fatigue"))
    monkeypatch.setattr(PostgresRecords, "_expect_open", lambda *_: None)  # and the database by itself
    with pytest.raises(DatabaseError, match="RestrictViolation"):
        node.add(ANNA, item("conditions", "Condition/1", "fatigue"))


def test_one_persons_permit_opens_nothing_of_anothers(node: Node) -> None:
    node.grant(ANNA)
    node.grant(BEN)
    node.add(ANNA, METFORMIN)
    node.add(BEN, CODEINE)
    permit = node.permit(BEN)
    with node.gate.under(permit, EntryKind.USE, {}) as within:
        (row,) = within.connection.execute("SELECT count(*) FROM record_item").fetchall()
        assert row == (1,)
        assert [each.item for each in node.records.read(permit, within, ["medications"])] == [CODEINE]
        with pytest.raises(PermitError, match="does not cover"):
            node.records.read(permit, within, ["hiv"])


def test_a_permit_to_use_adds_nothing(node: Node) -> None:
    node.grant()
    permit = node.permit()
    with pytest.raises(Exception, match="refused a statement"), node.gate.under(permit, EntryKind.USE, {}) as within:
        node.records.add(permit, within, [METFORMIN])
    opened = node.open()
    assert isinstance(opened, Opened)
    assert opened.items == ()


def test_a_withdrawal_ends_the_permits_that_are_out(node: Node) -> None:
    node.grant()
    node.add(ANNA, METFORMIN)
    permit = node.permit()
    node.withdraw(category="hiv")  # any act: the permit was given on what stood before
    with pytest.raises(PermitError, match="has ended"), node.gate.under(permit, EntryKind.USE, {}):
        raise AssertionError
    assert isinstance(node.open(), Opened), "what still stands is judged anew"


def test_a_withdrawal_races_readers_and_exports_and_nothing_leaves_after_it(node: Node) -> None:
    node.grant()
    node.add(ANNA, METFORMIN)
    left: list[int] = []
    began = threading.Barrier(READERS // 10 + EXPORTS // 10 + 1)

    def read(action: Action, times: int) -> None:
        began.wait(60)
        for _ in range(times):
            try:
                opened = node.open(action=action)
            except PermitError:  # withdrawn between decision and reading
                continue
            if isinstance(opened, Opened):
                assert [each.item for each in opened.items] == [METFORMIN]
                left.append(opened.use.index)

    def withdraw() -> int:
        began.wait(60)
        time.sleep(random.uniform(0.1, 0.4))  # noqa: S311 - says when to withdraw
        return node.withdraw()

    with ThreadPoolExecutor(READERS // 10 + EXPORTS // 10 + 1) as pool:
        done = [pool.submit(read, Action.USE, 10) for _ in range(READERS // 10)]
        done += [pool.submit(read, Action.DISCLOSE, 10) for _ in range(EXPORTS // 10)]
        index = pool.submit(withdraw).result()
        for each in done:
            each.result()
    assert left, "some came before"
    assert len(left) < READERS + EXPORTS, "and some too late"
    assert max(left) < index
    assert isinstance(node.open(), Refusal)
