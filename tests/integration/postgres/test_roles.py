"""Three roles, kept apart by the server: what each may, and that a server which mixes them is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from autonome.adapters.postgres import (
    Connection,
    Connections,
    Database,
    DatabaseError,
    EmbeddedServer,
    Migration,
    Role,
    check_roles,
    connect,
    migrate,
    superuser,
)
from autonome.adapters.postgres.migration import shipped

EXAMPLE = Migration(
    len(shipped()) + 1,
    f"{len(shipped()) + 1:04}-example.sql",
    """
    CREATE TABLE :"schema".record (subject text NOT NULL, content text NOT NULL);
    ALTER TABLE :"schema".record ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE TABLE :"schema".leave (subject text PRIMARY KEY);
    CREATE POLICY permitted ON :"schema".record FOR SELECT TO :"app"
        USING (EXISTS (SELECT FROM :"schema".leave p WHERE p.subject = record.subject));
    CREATE POLICY owner_fills ON :"schema".record FOR INSERT TO :"owner" WITH CHECK (true);
    GRANT SELECT ON :"schema".record, :"schema".leave TO :"app";
    INSERT INTO :"schema".record VALUES ('a', 'of a'), ('b', 'of b');
    INSERT INTO :"schema".leave VALUES ('a');
    CREATE TABLE :"schema".later (number integer);
    CREATE FUNCTION :"schema".callable() RETURNS integer LANGUAGE sql AS 'SELECT 1';

    -- What minting a permit looks like: a function of the minter's, who may write the table; the app may call it.
    GRANT SELECT, INSERT ON :"schema".leave TO :"minter";
    CREATE FUNCTION :"schema".mint(subject text) RETURNS void LANGUAGE sql SECURITY DEFINER
        SET search_path = pg_catalog AS 'INSERT INTO autonome.leave VALUES (subject)';
    REVOKE ALL ON FUNCTION :"schema".mint(text) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION :"schema".mint(text) TO :"app";
    GRANT CREATE ON SCHEMA :"schema" TO :"minter";
    ALTER FUNCTION :"schema".mint(text) OWNER TO :"minter";
    REVOKE CREATE ON SCHEMA :"schema" FROM :"minter";
    """,
)
"""A table with row security, a table without any right for the app, and a checked function of the minter's."""


@pytest.fixture
def example(database: Database) -> Database:
    migrate(database, (*shipped(), EXAMPLE))
    return database


@contextmanager
def refused(where: Connections) -> Iterator[Connection]:
    with pytest.raises(DatabaseError, match="InsufficientPrivilege"), where.transaction() as transaction:
        yield transaction


def test_the_app_sees_the_rows_that_row_security_lets_it(example: Database, connections: Connections) -> None:
    with connections.transaction() as transaction:
        assert transaction.execute("SELECT content FROM record").fetchall() == [("of a",)]
        transaction.execute("SELECT mint('b')")
        assert len(transaction.execute("SELECT content FROM record").fetchall()) == 2


def test_the_app_is_neither_superuser_nor_owner_and_passes_no_row_security(
    example: Database, connections: Connections
) -> None:
    with connections.transaction() as transaction:
        row = transaction.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles"
            " WHERE rolname = session_user"
        ).fetchone()
        owned = transaction.execute("SELECT count(*) FROM pg_class WHERE relowner = session_user::regrole").fetchone()
        switched = transaction.execute("SELECT row_security_active('record')").fetchone()
    assert (row, owned, switched) == ((False,) * 5, (0,), (True,))
    with refused(connections) as transaction:
        transaction.execute("SET LOCAL row_security = off")
        transaction.execute("SELECT * FROM record")


@pytest.mark.parametrize("login", ["autonome_owner", "autonome_minter", "autonome_superuser"])
@pytest.mark.parametrize("verb", ["SET ROLE", "SET SESSION AUTHORIZATION"])
def test_the_app_cannot_become_another(connections: Connections, verb: str, login: str) -> None:
    with refused(connections) as transaction:
        transaction.execute(sql.SQL("{} {}").format(sql.SQL(verb), sql.Identifier(login)))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (number integer)",
        "CREATE TEMPORARY TABLE mine (number integer)",
        "CREATE SCHEMA mine",
        "CREATE TABLE public.mine (number integer)",
        "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "CREATE EXTENSION pageinspect",
        "ALTER TABLE record DISABLE ROW LEVEL SECURITY",
        "DROP POLICY permitted ON record",
        "GRANT SELECT ON later TO autonome_app",
        "ALTER ROLE autonome_app BYPASSRLS",
        "ALTER SYSTEM SET fsync = off",
        "COPY record TO PROGRAM 'cat'",
        "COPY record TO '/tmp/record'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT * FROM pg_authid",
        "SELECT * FROM later",
        "SELECT callable()",
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, '')",
        "SELECT pg_advisory_lock(418582392579)",
        "SELECT pg_try_advisory_lock_shared(418582392579)",
        "SELECT pg_advisory_xact_lock(418582392579)",
        "INSERT INTO leave VALUES ('b')",
        "UPDATE record SET content = ''",
        "DELETE FROM migration",
        "TRUNCATE record",
    ],
)
def test_the_app_may_not(example: Database, connections: Connections, statement: str) -> None:
    command = sql.SQL(statement)
    if statement.startswith("CREATE DATABASE") or "SYSTEM" in statement:
        with connect(example, Role.APP, purpose="test") as own, pytest.raises(psycopg.errors.InsufficientPrivilege):
            own.execute(command)
        return
    with refused(connections) as transaction:
        transaction.execute(command)


def test_the_owner_is_no_superuser_and_its_tables_are_under_forced_row_security_for_it_too(example: Database) -> None:
    with connect(example, Role.OWNER, purpose="test") as own:
        assert own.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user").fetchone() == (
            False,
            False,
        )
        assert own.execute("SELECT * FROM record").fetchall() == []


def test_the_minter_owns_no_table_and_makes_none(example: Database) -> None:
    with connect(example, Role.MINTER, purpose="test") as own:
        assert own.execute("SELECT count(*) FROM pg_class WHERE relowner = session_user::regrole").fetchone() == (0,)
        for statement in ("CREATE TABLE mine (number integer)", "SELECT * FROM record", "SET ROLE autonome_owner"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                own.execute(sql.SQL(statement))


def test_one_database_is_closed_to_those_who_are_no_role_of_it(
    database: Database, postgres_server: EmbeddedServer
) -> None:
    parameters = {**database.of(Role.APP), "user": "stranger_of_tests"}
    with superuser(postgres_server, "postgres") as admin:
        admin.execute("CREATE ROLE stranger_of_tests LOGIN")
        try:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect("", **parameters)  # type: ignore[arg-type]
        finally:
            admin.execute("DROP ROLE stranger_of_tests")


def test_the_roles_of_our_own_server_pass_their_check(example: Database) -> None:
    check_roles(example)


@pytest.mark.parametrize(
    ("spoil", "mend", "said"),
    [
        ("ALTER ROLE {app} SUPERUSER", "ALTER ROLE {app} NOSUPERUSER", "app: is a superuser"),
        ("ALTER ROLE {app} BYPASSRLS", "ALTER ROLE {app} NOBYPASSRLS", "app: passes row security"),
        ("ALTER ROLE {minter} CREATEROLE", "ALTER ROLE {minter} NOCREATEROLE", "minter: may make roles"),
        ("GRANT {owner} TO {app}", "REVOKE {owner} FROM {app}", "app: is a member of another role"),
        ("GRANT pg_read_all_data TO {app}", "REVOKE pg_read_all_data FROM {app}", "app: is a member of another role"),
        ("GRANT CREATE ON SCHEMA autonome TO {app}", "", "app: may create"),
        ("GRANT TEMPORARY ON DATABASE {database} TO {app}", "", "app: may create"),
        ("ALTER TABLE autonome.later OWNER TO {app}", "", "app: owns something"),
        ("REVOKE USAGE ON SCHEMA autonome FROM {minter}", "", "minter: may not use the schema"),
        ("REVOKE CREATE ON SCHEMA autonome FROM {owner}", "", "owner: may not create tables"),
    ],
)
def test_a_server_that_mixes_the_roles_is_refused(
    example: Database, postgres_server: EmbeddedServer, spoil: str, mend: str, said: str
) -> None:
    name = example.of(Role.APP)["dbname"]
    names = {role.value: sql.Identifier(example.login(role)) for role in Role} | {"database": sql.Identifier(name)}
    with superuser(postgres_server, name) as admin:
        admin.execute(sql.SQL(spoil).format(**names))
        try:
            with pytest.raises(DatabaseError, match=said):
                check_roles(example)
        finally:
            admin.execute(sql.SQL(mend or "SELECT 1").format(**names))


def test_two_roles_with_one_login_are_refused(database: Database) -> None:
    one = Database(dict.fromkeys((Role.APP, Role.MINTER), database.of(Role.APP)))
    with pytest.raises(DatabaseError, match="two roles share one login"):
        check_roles(one)


def test_a_role_that_nobody_named_is_asked_for_by_its_variable(database: Database) -> None:
    with pytest.raises(DatabaseError, match=r"connect as owner is known\. Mend: set AUTONOME_DATABASE_OWNER_URL"):
        migrate(Database({Role.APP: database.of(Role.APP)}))
