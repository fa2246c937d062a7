"""What somebody does with the app's login alone, who has no keyring: nothing is lost, and nobody is shut out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.access import Permit
from autonome.adapters.postgres import Connections, Database, Role
from autonome.adapters.postgres.errors import DatabaseError
from autonome.kernel import ActorId
from autonome.workflows.answer_rights import lift, restrict
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.open_record import Opened
from tests.integration.node.nodes import ANNA, BEN, METFORMIN, Node, opened_node
from tests.integration.node.righters import world_of
from tests.integration.postgres.logs import forge


@pytest.fixture
def node(database: Database, tmp_path: Path) -> Iterator[Node]:
    with opened_node(database, tmp_path / "private") as found:
        found.grant(ANNA)
        found.add(ANNA, METFORMIN)
        yield found


@pytest.fixture
def app(node: Node) -> Iterator[Connections]:
    with Connections(node.database, Role.APP, purpose="thief") as found:
        yield found


def opens(node: Node) -> None:
    opened = node.open()
    assert isinstance(opened, Opened)
    assert [each.item for each in opened.items] == [METFORMIN]


def moved(app: Connections, node: Node, becomes: str | None) -> None:
    with app.transaction() as transaction:
        records = forge(transaction, node.names.thread(ANNA))
        transaction.execute("SELECT person_moved(%b, %b::bigint[], %s)", [node.names.person(ANNA), records, becomes])


def test_nobody_is_erased_on_the_word_of_the_app(node: Node, app: Connections) -> None:
    with pytest.raises(DatabaseError, match="RestrictViolation"):
        moved(app, node, "erased")
    for function in ("items_leave", "genomes_leave", "patients_leave"):
        with pytest.raises(DatabaseError, match="InsufficientPrivilege"), app.transaction() as transaction:
            transaction.execute(f"SELECT {function}(%b)", [node.names.person(ANNA)])
    moved(app, node, "erasing")
    with app.transaction() as transaction:
        assert transaction.execute("SELECT people_leave()").fetchone() == (0,)
    moved(app, node, "open")
    opens(node)


def test_whom_the_heads_are_about_is_seen_under_a_permit_alone(node: Node, app: Connections) -> None:
    with app.transaction() as transaction:
        assert transaction.execute("SELECT FROM record_head").fetchall() == []


@pytest.mark.parametrize("becomes", ["open", "restricted"])
def test_a_restriction_is_what_the_log_says_and_not_the_word_of_the_app(
    node: Node, app: Connections, becomes: str
) -> None:
    world = world_of(node)
    restrict(ANNA, ActorId("stella"), "disputed", world=world)
    assert isinstance(node.open(), Refusal)
    moved(app, node, becomes)
    assert isinstance(node.open(), Refusal)
    lift(ANNA, ActorId("stella"), "settled", world=world)
    moved(app, node, "restricted")
    opens(node)


@pytest.mark.parametrize("becomes", [None, "open", "restricted", "erasing"])
def test_forged_records_keep_nobody_waiting(node: Node, app: Connections, becomes: str | None) -> None:
    for _ in range(3):
        moved(app, node, becomes)
    opens(node)  # or it would be told that what was recorded does not come to stand on the log


def test_a_permit_of_before_ends_and_is_had_again(node: Node, app: Connections) -> None:
    permit = node.permit()
    moved(app, node, None)
    with (
        pytest.raises(Exception, match="has ended"),
        node.gate.under(permit, node.log.entries_of(ANNA)[0].payload.kind, {}),
    ):
        raise AssertionError
    assert isinstance(node.permit(), Permit)


def test_a_thread_that_somebody_took_for_another_name_is_still_its_persons(node: Node, app: Connections) -> None:
    thread = node.names.thread(BEN)
    with app.transaction() as transaction:
        transaction.execute("SELECT FROM log_heads(%b, %b)", [[thread], ["person"]])
        transaction.execute("SELECT person_enter(%b, %b)", [os.urandom(32), thread])
    node.grant(BEN)
    assert isinstance(node.permit(BEN), Permit)


def test_a_name_that_stands_for_another_thread_is_told(node: Node, app: Connections) -> None:
    with pytest.raises(DatabaseError, match="RestrictViolation"), app.transaction() as transaction:
        transaction.execute("SELECT person_enter(%b, %b)", [node.names.person(ANNA), os.urandom(32)])
