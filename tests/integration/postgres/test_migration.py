"""The migration tool on a real server: once, in order, whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from autonome.adapters.postgres import (
    Connections,
    Database,
    DatabaseError,
    EmbeddedServer,
    Migration,
    Role,
    connect,
    migrate,
    pending,
)
from autonome.adapters.postgres.configuration import SUPERUSER
from autonome.adapters.postgres.migration import in_order, shipped

NEXT = len(shipped()) + 1


def added(*texts: str) -> tuple[Migration, ...]:
    more = {f"{number:04}-added.sql": text for number, text in enumerate(texts, start=NEXT)}
    return in_order({**{each.name: each.text for each in shipped()}, **more})


def rows(database: Database) -> list[tuple[object, ...]]:
    with connect(database, Role.OWNER, purpose="test") as connection:
        return connection.execute("SELECT number, name, sha256 FROM migration ORDER BY number").fetchall()


def test_each_is_applied_once_with_its_digest(database: Database) -> None:
    ours = added('CREATE TABLE :"schema".one (n integer)', 'CREATE TABLE :"schema".two (n integer)')
    assert migrate(database, ours) == ours[NEXT - 1 :]
    assert migrate(database, ours) == ()
    assert rows(database) == [(each.number, each.name, each.digest) for each in ours]


def test_a_file_that_was_changed_since_stops_everything(database: Database) -> None:
    migrate(database, added('CREATE TABLE :"schema".one (n integer)'))
    changed = added('CREATE TABLE :"schema".one (n bigint)', 'CREATE TABLE :"schema".two (n integer)')
    with pytest.raises(DatabaseError, match=rf"{NEXT:04}-added\.sql: the database was made by another"):
        migrate(database, changed)
    assert len(rows(database)) == NEXT


def test_a_database_that_is_newer_than_the_program_is_refused(database: Database) -> None:
    migrate(database, added("SELECT 1"))
    with pytest.raises(DatabaseError, match=rf"newer than this program \({NEXT:04}-added\.sql\)\. Mend: use the newer"):
        migrate(database)
    with pytest.raises(DatabaseError, match="newer than this program"):
        pending(database)


def test_one_that_fails_leaves_nothing_and_those_before_it_stay(database: Database) -> None:
    ours = added(
        'CREATE TABLE :"schema".one (n integer)',
        'CREATE TABLE :"schema".two (n integer);\nINSERT INTO :"schema".two VALUES (1);\nSELECT * FROM nowhere;',
    )
    with pytest.raises(DatabaseError, match=rf"{NEXT + 1:04}-added\.sql, line 3: cannot be applied.*UndefinedTable"):
        migrate(database, ours)
    assert len(rows(database)) == NEXT
    with connect(database, Role.OWNER, purpose="test") as connection:
        tables = connection.execute("SELECT to_regclass('one') IS NULL, to_regclass('two') IS NULL").fetchone()
    assert tables == (False, True)


def test_an_error_in_a_file_repeats_no_value_of_the_data(database: Database) -> None:
    text = "CREATE TABLE :\"schema\".one (n text UNIQUE); INSERT INTO :\"schema\".one VALUES ('secret'), ('secret')"
    with pytest.raises(DatabaseError) as told:
        migrate(database, added(text))
    assert "secret" not in str(told.value)
    assert "UniqueViolation" in str(told.value)


def test_one_that_ends_its_transaction_itself_is_refused(database: Database) -> None:
    with pytest.raises(DatabaseError, match=r"ends its transaction|cannot be applied"):
        migrate(database, added('COMMIT; CREATE TABLE :"schema".one (n integer)'))
    assert len(rows(database)) == NEXT - 1


def test_many_who_migrate_at_once_apply_each_once(database: Database) -> None:
    ours = added(*(f'SELECT pg_sleep(0.05); CREATE TABLE :"schema".t{number} (n integer)' for number in range(4)))
    with ThreadPoolExecutor(6) as pool:
        applied = list(pool.map(lambda _: migrate(database, ours), range(6)))
    assert sorted(each.number for some in applied for each in some) == list(range(NEXT, NEXT + 4))
    assert len(rows(database)) == NEXT + 3


@pytest.mark.parametrize("login", [SUPERUSER, "autonome_app", "autonome_minter"])
def test_nobody_but_the_owner_migrates(database: Database, login: str) -> None:
    others = {role: {**database.of(role)} for role in Role}
    others[Role.OWNER]["user"] = login
    with pytest.raises(DatabaseError, match="migrations are the owner's alone"):
        migrate(Database(others), added("SELECT 1"))


def test_what_is_pending_is_known_to_the_app(database: Database, postgres_server: EmbeddedServer) -> None:
    assert pending(database) == ()
    with connect(database, Role.OWNER, purpose="test") as connection:
        connection.execute("DELETE FROM migration")
    assert pending(database) == shipped()
    with connect(database, Role.OWNER, purpose="test") as connection:
        connection.execute("DROP TABLE migration")
    assert pending(database) == shipped()


def test_names_are_put_in_place_of_psqls_variables_and_unknown_ones_are_refused(database: Database) -> None:
    text = 'CREATE TABLE :"schema".one (n integer); GRANT SELECT ON :"schema".one TO :"app"'
    migrate(database, added(text))
    with pytest.raises(DatabaseError, match="names what is not known: someone"):
        migrate(database, added(text, 'GRANT SELECT ON one TO :"someone"'))


def test_append_only_tables_refuse_change_also_by_their_owner(database: Database, connections: Connections) -> None:
    text = """
    CREATE TABLE :"schema".book (n integer);
    CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON :"schema".book
        FOR EACH ROW EXECUTE FUNCTION :"schema".refuse_change();
    CREATE TRIGGER keep_all BEFORE TRUNCATE ON :"schema".book EXECUTE FUNCTION :"schema".refuse_change();
    INSERT INTO :"schema".book VALUES (1)
    """
    migrate(database, added(text))
    with connect(database, Role.OWNER, purpose="test") as connection:
        for statement in (b"UPDATE book SET n = 2", b"DELETE FROM book", b"TRUNCATE book"):
            with pytest.raises(psycopg.errors.RestrictViolation, match=r"autonome\.book is refused"):
                connection.execute(statement)


@pytest.mark.parametrize(
    "names", [["0002-a.sql"], ["0001-a.sql", "0001-b.sql"], ["1-a.sql"], ["0001-a.sql", "0003-c.sql"]]
)
def test_numbers_are_without_gaps_and_doubles(names: list[str]) -> None:
    with pytest.raises(DatabaseError, match="is not the migration of number"):
        in_order(dict.fromkeys(names, ""))
