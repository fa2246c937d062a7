"""People are erased to the last row and the last key, whatever is killed on the way, and by no backup brought back."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import sql

from autonome.access import PermitError
from autonome.access.errors import HeldError, RequestError
from autonome.access.rights import Deed, Right
from autonome.adapters.postgres import Database, EmbeddedServer, Role, superuser
from autonome.adapters.postgres.configuration import SUPERUSER
from autonome.adapters.postgres.programs import installed_programs
from autonome.consent import Action
from autonome.kernel import ActorId, AutonomeError, Instant, SubjectId
from autonome.ledger import EntryKind, ErasedError, Erasure, Tombstone
from autonome.workflows.answer_rights import ask, erase, hold, matter_named, release, status
from autonome.workflows.open_record import Opened
from tests.integration.node.eraser import STEPS
from tests.integration.node.nodes import ANNA, BEN, CODEINE, METFORMIN, POSITIVE, Node, opened_node
from tests.integration.node.righters import book_of, keys_destroyed, rows_of, world_of

STEWARD, GROUND = ActorId("steward"), "GDPR Art. 17(1)(b)"
LATER = Instant.parse("2098-01-01")


@pytest.fixture
def private(tmp_path: Path) -> Path:
    return tmp_path / "node" / "log"


@pytest.fixture
def node(database: Database, private: Path) -> Iterator[Node]:
    private.parent.mkdir()
    with opened_node(database, private) as found:
        begun(found)
        yield found


def begun(node: Node) -> None:
    for person in (ANNA, BEN):
        node.grant(person)
        node.add(person, METFORMIN, CODEINE, POSITIVE)


def expect_erased(node: Node) -> None:
    assert not any(rows_of(node).values()), rows_of(node)
    assert book_of(node).state(ANNA) == "erased"
    assert keys_destroyed(node.private) == 1
    with pytest.raises(ErasedError):
        node.log.entries_of(ANNA)
    with pytest.raises(AutonomeError):
        node.open(ANNA)
    with pytest.raises(ErasedError):
        node.vault.seal(ANNA, (b"somewhere",), b"anything")
    kept = node.open(BEN)
    assert isinstance(kept, Opened)
    assert len(kept.items) == 2, "nobody else loses anything"


def test_who_is_erased_leaves_no_row_and_no_key_but_a_tombstone_and_evidence(node: Node) -> None:
    stone = erase(ANNA, STEWARD, GROUND, world=world_of(node))
    expect_erased(node)
    assert Tombstone.read(stone.payload).erasure.ground == GROUND
    (evidence,) = book_of(node).evidence()
    assert evidence.payload.body["ground"] == GROUND
    assert evidence.payload.body["person"] == Tombstone.read(stone.payload).person
    assert ANNA not in json.dumps(evidence.payload.to_json())
    assert status(world_of(node)) == ()


def test_who_is_erased_twice_is_erased_once(node: Node) -> None:
    world = world_of(node)
    assert erase(ANNA, STEWARD, GROUND, world=world) == erase(ANNA, STEWARD, "another", world=world)
    assert len(book_of(node).evidence()) == 1


def test_who_is_not_there_is_not_erased_and_nothing_is_recorded(node: Node) -> None:
    before = node.log.checkpoint()
    with pytest.raises(RequestError, match="nobody of that name is kept here"):
        erase(SubjectId("nobody"), STEWARD, GROUND, world=world_of(node))
    assert node.log.checkpoint() == before
    assert book_of(node).state(SubjectId("nobody")) is None


@pytest.mark.parametrize("ground", ["", "two\nlines", "x" * 401])
def test_a_ground_that_will_not_do_on_a_tombstone_erases_nobody(node: Node, ground: str) -> None:
    with pytest.raises(RequestError, match="not one line"):
        erase(ANNA, STEWARD, ground, world=world_of(node))
    assert book_of(node).state(ANNA) == "open"


def test_a_legal_hold_delays_and_the_matter_stays_visible_until_it_is_released(node: Node) -> None:
    world = world_of(node)
    matter = ask(Right.ERASE, ANNA, ActorId(ANNA), world=world, words="Please forget me.")
    hold(matter, STEWARD, "case 7/26: evidence", LATER, world=world)
    with pytest.raises(HeldError, match="case 7/26"):
        erase(ANNA, STEWARD, GROUND, world=world)
    (shown,) = status(world)
    assert (shown.matter.subject, shown.held, shown.matter.held_for) == (ANNA, True, "case 7/26: evidence")
    assert isinstance(node.open(), Opened), "a hold keeps; it opens and closes nothing"
    release(matter_named(matter.id[:6], world), STEWARD, "case closed", world=world)
    erase(ANNA, STEWARD, GROUND, world=world)
    expect_erased(node)


def test_an_erasure_during_an_import_leaves_nothing_of_it(node: Node) -> None:
    permit = node.permit(items=("medications",), action=Action.COLLECT)
    erase(ANNA, STEWARD, GROUND, world=world_of(node))
    with pytest.raises((PermitError, ErasedError)), node.gate.under(permit, EntryKind.USE, {}) as within:
        node.records.add(permit, within, [METFORMIN])
    expect_erased(node)


@pytest.mark.parametrize("step", list(STEPS))
def test_a_kill_at_any_step_is_made_good_at_the_next_start(database: Database, private: Path, step: str) -> None:
    private.parent.mkdir()
    with opened_node(database, private) as node:
        begun(node)
    parameters = json.dumps({str(role): dict(each) for role, each in database.parameters.items()})
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.node.eraser", parameters, str(private), step],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    with opened_node(database, private) as node:
        book_of(node).settle()
        expect_erased(node)
        stone = erase(ANNA, STEWARD, GROUND, world=world_of(node))
        assert Tombstone.read(stone.payload).entries > 0
        assert book_of(node).settle() == 0, "and there is nothing left to do"


def test_a_restored_backup_brings_nobody_back(
    database: Database, private: Path, postgres_server: EmbeddedServer
) -> None:
    private.parent.mkdir()
    with opened_node(database, private) as node:
        begun(node)
        book_of(node).settle()
    before = private.with_name("log.before")
    shutil.copytree(private, before)
    name, dump = database.of(Role.APP)["dbname"], dumped(database)
    with opened_node(database, private) as node:
        erase(ANNA, STEWARD, GROUND, world=world_of(node))
    with superuser(postgres_server, "postgres") as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    restored(database, dump)
    shutil.rmtree(private)
    shutil.copytree(before, private)
    with opened_node(database, private) as node:
        assert rows_of(node)["record_item"] == 3, "the backup holds what was erased, and its key"
        book_of(node).settle()
        expect_erased(node)
        stone = erase(ANNA, STEWARD, GROUND, world=world_of(node))
        assert Tombstone.read(stone.payload).erasure.ground == GROUND


def dumped(database: Database) -> bytes:
    here = database.of(Role.APP)
    return program("pg_dump", "-Fc", "-h", here["host"], "-U", SUPERUSER, here["dbname"])


def restored(database: Database, dump: bytes) -> None:
    here = database.of(Role.APP)
    program("pg_restore", "-h", here["host"], "-U", SUPERUSER, "-d", here["dbname"], given=dump)


def program(name: str, *words: str, given: bytes | None = None) -> bytes:
    path = installed_programs().path(name)
    return subprocess.run([path, *words], input=given, capture_output=True, check=True, timeout=120).stdout


def test_what_the_log_erased_by_itself_leaves_the_tables_too(node: Node) -> None:
    node.log.erase(ANNA, Erasure(GROUND, Instant.parse("2026-11-22")))
    assert book_of(node).settle() == 1
    expect_erased(node)
    erase(ANNA, STEWARD, GROUND, world=world_of(node))


def test_a_permission_to_erase_is_not_had_without_an_entry(node: Node) -> None:
    with (
        pytest.raises(Exception, match="refused a statement"),
        node.log.connections.transaction() as transaction,
    ):
        transaction.execute("SELECT person_moved(%b, '{}', 'erasing')", [node.names.person(ANNA)])
    with (
        pytest.raises(Exception, match="refused a statement"),
        node.log.connections.transaction() as transaction,
    ):
        transaction.execute("SELECT items_leave(%b)", [node.names.person(ANNA)])
    assert rows_of(node)["record_item"] == 3


def test_a_matter_is_sealed_in_the_database(node: Node) -> None:
    ask(Right.ERASE, ANNA, ActorId(ANNA), world=world_of(node), words="Please forget me.")
    with node.log.connections.transaction() as transaction:
        (sealed,) = transaction.execute("SELECT sealed FROM right_matter_open", binary=True).fetchall()
    assert b"forget" not in sealed[0]
    assert b"anna" not in sealed[0]
    (matter,) = book_of(node).matters(ANNA)
    assert matter.deeds == (Deed.ASKED,)
    assert matter.words == "Please forget me."
