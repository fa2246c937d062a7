"""Three locks on one door, each shown to hold with the other two taken away."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import cast

import pytest
from psycopg import sql

from autonome.access import Permit, PermitError
from autonome.adapters.postgres import Connection, Connections, Database, EmbeddedServer, Role, connect, superuser
from autonome.adapters.postgres.errors import DatabaseError
from autonome.consent import Action
from autonome.kernel import Instant
from autonome.ledger import Draft, EntryKind
from autonome.workflows.open_record import Opened
from tests.integration.node.nodes import ANNA, BEN, CODEINE, METFORMIN, POSITIVE, Node, opened_node

UNLOCKED = "ALTER TABLE record_item DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY"


@pytest.fixture
def node(database: Database, tmp_path: Path) -> Iterator[Node]:
    with opened_node(database, tmp_path / "private") as found:
        found.grant(ANNA)
        found.grant(BEN)
        found.add(ANNA, METFORMIN, POSITIVE)
        found.add(BEN, CODEINE)
        yield found


# --- the first: types ------------------------------------------------------------------------------------------------

CALLS = {
    "records.read(permit, within, ['medications'])": "",
    "records.read(within, ['medications'])": "Missing positional argument",
    "records.read(None, within, ['medications'])": 'expected "Permit"',
    "records.read('permit', within, ['medications'])": 'expected "Permit"',
    "records.add(within, [])": "Missing positional argument",
    "gate.under(EntryKind.USE, {})": "Missing positional argument",
    "vault.opener(('medications',), 'TREAT')": "Missing positional argument",
}


def test_the_type_checker_refuses_a_call_without_a_permit(tmp_path: Path) -> None:
    lines = [
        "from autonome.access import Permit",
        "from autonome.adapters.postgres_gate import PostgresGate, PostgresRecords, Vault",
        "from autonome.adapters.postgres_gate.gate import Within",
        "from autonome.ledger import EntryKind",
        "def calls(",
        "    permit: Permit, within: Within, gate: PostgresGate, records: PostgresRecords, vault: Vault",
        ") -> None:",
        *(f"    {call}" for call in CALLS),
    ]
    file = tmp_path / "calls.py"
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    for number, (call, expected) in enumerate(CALLS.items(), start=len(lines) - len(CALLS) + 1):
        told = [line for line in done.stdout.splitlines() if f"calls.py:{number}:" in line]
        assert any(expected in line for line in told) if expected else not told, (call, done.stdout)


# --- the second: the gateway, without types and without row security -------------------------------------------------


@pytest.fixture
def unlocked(node: Node) -> Node:
    """Row security is off."""
    with connect(node.database, Role.OWNER, purpose="test") as owner:
        owner.execute(UNLOCKED)
    with node.log.connections.transaction() as transaction:
        assert transaction.execute("SELECT count(*) FROM record_item").fetchone() == (3,)
    return node


def test_without_row_security_the_gate_refuses_who_has_no_permit(unlocked: Node) -> None:
    for made_up in (None, object(), "permit"):
        with pytest.raises(AttributeError), unlocked.gate.under(cast("Permit", made_up), EntryKind.USE, {}):
            raise AssertionError


def test_without_row_security_the_gate_refuses_a_permit_that_it_did_not_mint(unlocked: Node) -> None:
    forged = replace(unlocked.permit(), secret=bytes(32))
    with pytest.raises(PermitError, match="has ended"), unlocked.gate.under(forged, EntryKind.USE, {}):
        raise AssertionError


def test_without_row_security_a_permit_ends_with_a_withdrawal(unlocked: Node) -> None:
    permit = unlocked.permit()
    unlocked.withdraw()
    with pytest.raises(PermitError, match="has ended"), unlocked.gate.under(permit, EntryKind.USE, {}):
        raise AssertionError


def test_without_row_security_the_store_reads_no_more_than_the_permit_covers(unlocked: Node) -> None:
    permit = unlocked.permit()
    with unlocked.gate.under(permit, EntryKind.USE, {}) as within:
        assert [each.item for each in unlocked.records.read(permit, within, ["medications"])] == [METFORMIN]
        with pytest.raises(PermitError, match="does not cover"):
            unlocked.records.read(permit, within, ["medications", "hiv"])
        with pytest.raises(PermitError, match="over"):
            unlocked.records.read(replace(permit, until=Instant(0)), within, ["medications"])


# --- the third: row security, with a connection and nothing else -----------------------------------------------------


@pytest.fixture
def app(node: Node) -> Iterator[Connections]:
    """Whoever has the app's login, and statements of their own."""
    with Connections(node.database, Role.APP, purpose="thief") as found:
        yield found


@contextmanager
def under(app: Connections, secret: bytes) -> Iterator[Connection]:
    with app.transaction() as transaction:
        transaction.execute("SELECT set_config('autonome.permit', %s, true)", [secret.hex()])
        yield transaction


def rows(app: Connections, secret: bytes = b"") -> int:
    with under(app, secret) as transaction:
        return count(transaction)


def count(transaction: Connection) -> int:
    (found,) = transaction.execute("SELECT count(*) FROM record_item").fetchone() or (0,)
    return int(found)


def test_without_a_permit_there_are_no_rows(app: Connections) -> None:
    assert rows(app) == 0
    assert rows(app, bytes(32)) == 0


def test_a_stolen_id_or_hash_of_a_permit_opens_nothing_and_its_secret_what_it_names(
    node: Node, app: Connections, postgres_server: EmbeddedServer
) -> None:
    permit = node.permit()
    with superuser(postgres_server, str(node.database.of(Role.APP)["dbname"])) as admin:
        found = admin.execute("SELECT id, secret FROM autonome.permit ORDER BY ends DESC").fetchall()
    assert sha256(permit.secret).digest() in {hashed for _, hashed in found}
    for identity, hashed in found:
        assert rows(app, identity.bytes) == rows(app, hashed) == 0
    assert rows(app, permit.secret) == 1


def test_the_app_cannot_look_into_permits(app: Connections) -> None:
    for statement in (
        "SELECT * FROM permit",
        "SELECT * FROM person",
        "DELETE FROM permit",
        "SELECT * FROM emergency_pass",
    ):
        with pytest.raises(DatabaseError, match="InsufficientPrivilege"), app.transaction() as transaction:
            transaction.execute(statement.encode())


def test_a_permit_opens_nothing_after_its_end_or_once_consent_has_moved(
    node: Node, app: Connections, postgres_server: EmbeddedServer
) -> None:
    permit, other = node.permit(), node.permit(BEN)
    node.withdraw(category="hiv")
    assert rows(app, permit.secret) == 0
    assert rows(app, other.secret) == 1
    with superuser(postgres_server, str(node.database.of(Role.APP)["dbname"])) as admin:
        admin.execute("UPDATE autonome.permit SET ends = clock_timestamp()")
    assert rows(app, other.secret) == 0


def test_nobody_mints_without_a_decision_of_this_very_transaction(node: Node, app: Connections) -> None:
    person, shelf = node.names.person(ANNA), node.names.shelf(ANNA, "hiv")
    node.permit(items=("medications",))
    with app.transaction() as transaction:
        (newest,) = transaction.execute("SELECT max(id) FROM log_record").fetchone() or (0,)
    with pytest.raises(DatabaseError, match="RestrictViolation"), app.transaction() as transaction:
        transaction.execute(
            "SELECT permit_mint(%b, %s, %b, %s, %b, false, now() + interval '1 minute')",
            [bytes(32), newest, person, 3, [shelf]],
        )


def test_a_decision_about_one_person_opens_nothing_of_another(node: Node, app: Connections) -> None:
    theirs = [node.names.shelf(BEN, "medications"), node.names.shelf(ANNA, "medications")]
    secret = b"s" * 32
    stands = node.gate._consents.of(ANNA)
    with app.transaction() as transaction:
        submitted = node.log.submit(transaction, [Draft(EntryKind.DECISION, ANNA, {"made": "up"})])
        transaction.execute(
            "SELECT permit_mint(%b, %s, %b, %s, %b, false, now() + interval '1 minute')",
            [sha256(secret).digest(), submitted.records[0], node.names.person(ANNA), stands.epoch, theirs],
        )
        transaction.execute("SELECT set_config('autonome.permit', %s, true)", [secret.hex()])
        assert count(transaction) == 0, "nothing before the decision has its place on the log"
    node.log.settled(submitted)
    assert rows(app, secret) == 1, "Anna's own medicines, and not Ben's"


def test_a_permit_to_read_adds_nothing_and_nobody_changes_what_is_there(node: Node, app: Connections) -> None:
    permit, adding = node.permit(), node.permit(action=Action.COLLECT)
    person, shelf = node.names.person(ANNA), node.names.shelf(ANNA, "medications")
    insert = "INSERT INTO record_item (person, item, version, shelves, sealed) VALUES (%b, %b, 0, %b, 'x')"
    for secret, where, told in (
        (permit.secret, shelf, "InsufficientPrivilege"),
        (adding.secret, node.names.shelf(ANNA, "hiv"), "InsufficientPrivilege"),
    ):
        with pytest.raises(DatabaseError, match=told), under(app, secret) as transaction:
            transaction.execute(insert, [person, bytes(32), [where]])
    for statement in ("UPDATE record_item SET sealed = 'x'", "DELETE FROM record_item", "TRUNCATE record_item"):
        with pytest.raises(DatabaseError, match="InsufficientPrivilege"), under(app, adding.secret) as transaction:
            transaction.execute(statement.encode())


# --- and whoever has all of it ---------------------------------------------------------------------------------------


def test_a_copy_of_the_whole_database_tells_nothing_of_anybody(node: Node, postgres_server: EmbeddedServer) -> None:
    assert isinstance(node.open(), Opened)
    with superuser(postgres_server, str(node.database.of(Role.APP)["dbname"])) as admin:
        tables = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'autonome'").fetchall()
        dump = b""
        for (table,) in tables:
            copied = admin.cursor().copy(sql.SQL("COPY autonome.{} TO STDOUT").format(sql.Identifier(table)))
            with copied as copy:
                dump += b"".join(bytes(part) for part in copy)
    assert b"record_item" not in dump
    assert node.names.person(ANNA).hex().encode() in dump, "the pseudonym is there"
    for word in (
        "anna",
        "ben",
        "metformin",
        "codeine",
        "hiv",
        "positive",
        "medications",
        "Medication",
        "TREAT",
        "dr-b",
    ):
        assert word.encode() not in dump
        assert word.encode().hex().encode() not in dump, word
