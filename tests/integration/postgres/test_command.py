"""``autonome database``, and the whole way from settings to a database that is ready."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from autonome.adapters.postgres import (
    Database,
    DatabaseError,
    DatabaseSettings,
    EmbeddedServer,
    Role,
    check_roles,
    connect,
    embedded_database,
    migrate,
    open_database,
    pending,
    superuser,
)
from autonome.adapters.postgres.configuration import SUPERUSER
from autonome.adapters.postgres.programs import installed_programs
from autonome.bootstrap.database import STAYS
from tests.integration.commands import AUTONOME


def database_command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return command("database", *words, **environment)


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AUTONOME_", "PG"))}
    return subprocess.run(
        [str(AUTONOME), *words],
        env={**kept, **environment}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def addresses(database: Database) -> dict[Role, str]:
    return {role: database.address(role) for role in Role}


def test_our_own_server_is_started_looked_at_connected_to_and_stopped(postgres_folder: Path) -> None:
    where = {"AUTONOME_DATABASE_FOLDER": str(postgres_folder)}
    assert "not running, not set up yet" in database_command("status", **where).stdout
    assert "serving from" in database_command("start", **where).stdout
    pid = EmbeddedServer(postgres_folder).state().pid
    assert f"serving (process {pid}), PostgreSQL" in database_command("status", **where).stdout
    assert database_command("migrate", **where).stdout == "no migration is missing\n"
    told = database_command("url", "minter", **where).stdout
    assert "user=autonome_minter" in told
    assert database_command("stop", **where).stdout == "stopped\n"
    assert database_command("stop", **where).stdout == "was not running\n"


def test_whoever_needs_a_server_that_was_stopped_starts_it_and_says_so(postgres_folder: Path) -> None:
    where = {"AUTONOME_DATABASE_FOLDER": str(postgres_folder)}
    assert database_command("start", **where).stderr == "", "it was asked for"
    said = f"autonome: the database in {postgres_folder} was not running, and {STAYS}\n"
    show = ("ledger", "show", str(postgres_folder / "private"), "--database")
    for words in (("database", "url"), ("database", "migrate"), show):
        assert database_command("stop", **where).stdout == "stopped\n"
        assert said in command(*words, **where).stderr, words
    assert said not in database_command("url", **where).stderr, "it runs by now"
    assert database_command("stop", **where).stdout == "stopped\n"


def test_a_role_that_is_none_is_refused_in_one_line(postgres_folder: Path) -> None:
    done = database_command("url", "king", AUTONOME_DATABASE_FOLDER=str(postgres_folder))
    assert (done.returncode, done.stderr) == (
        2,
        "autonome: there is no role king. Mend: write one of owner, minter, app.\n",
    )


def test_a_server_that_is_not_ours_is_checked_and_never_stopped(database: Database) -> None:
    url = {"AUTONOME_DATABASE_URL": database.address(Role.APP)}
    assert "the database is reachable" in database_command("status", **url).stdout
    stopped = database_command("stop", **url)
    assert (stopped.returncode, "is not ours. Mend: stop it where it runs" in stopped.stderr) == (2, True)
    unknown = database_command("migrate", **url)
    assert "Mend: set AUTONOME_DATABASE_OWNER_URL" in unknown.stderr


def test_a_server_that_is_not_ours_is_migrated_when_somebody_says_so(database: Database) -> None:
    settings = DatabaseSettings(Path("nowhere"), addresses=addresses(database))
    with connect(database, Role.OWNER, purpose="test") as connection:
        connection.execute("DROP SCHEMA autonome CASCADE")
        connection.execute("CREATE SCHEMA autonome")
        connection.execute("GRANT USAGE ON SCHEMA autonome TO autonome_minter, autonome_app")
    with pytest.raises(DatabaseError, match=r"older than this program: .* Mend: run `autonome database migrate`"):
        open_database(settings)
    names = ("", "_MINTER", "_OWNER")
    urls = {f"AUTONOME_DATABASE{name}_URL": database.address(role) for name, role in zip(
        names, (Role.APP, Role.MINTER, Role.OWNER), strict=True)}  # fmt: skip
    assert "applied 0001-foundation.sql" in database_command("migrate", **urls).stdout
    assert not open_database(settings).embedded


def test_a_server_that_lets_the_app_pass_row_security_is_not_worked_with(
    database: Database, postgres_server: EmbeddedServer
) -> None:
    with superuser(postgres_server, "postgres") as admin:
        admin.execute("ALTER ROLE autonome_app BYPASSRLS")
        try:
            done = database_command("status", AUTONOME_DATABASE_URL=database.address(Role.APP))
        finally:
            admin.execute("ALTER ROLE autonome_app NOBYPASSRLS")
    assert done.returncode == 2
    assert "app: passes row security. Mend: see docs/database.md" in done.stderr


def test_a_dump_is_restored_as_the_page_says(postgres_folder: Path, database: Database) -> None:
    here = {**database.of(Role.APP), "dbname": "postgres", "user": SUPERUSER}
    ours = EmbeddedServer(postgres_folder)
    dump = postgres_folder / "dump.sql"
    with ours.running():
        old = embedded_database(ours)
        migrate(old)
        with superuser(ours, "autonome") as admin:
            admin.execute("CREATE TABLE autonome.kept AS SELECT 'kept' AS word")
        dump.write_bytes(program("pg_dumpall", "--no-role-passwords", "-h", old.of(Role.APP)["host"], "-U", SUPERUSER))
    text = dump.read_text(encoding="utf-8").replace("DATABASE autonome", "DATABASE restored").replace(
        "connect autonome", "connect restored")  # fmt: skip
    dump.write_text(text, encoding="utf-8")  # the new server is the tests' own, and keeps its databases
    program("psql", "-h", here["host"], "-U", SUPERUSER, "-d", "postgres", "-f", str(dump))
    restored = Database({role: {**database.of(role), "dbname": "restored"} for role in Role})
    try:
        check_roles(restored)
        assert pending(restored) == ()
        with psycopg.connect("", **{**here, "dbname": "restored"}) as connection:  # type: ignore[arg-type]  # libpq's own
            assert connection.execute("SELECT word FROM autonome.kept").fetchone() == ("kept",)
    finally:
        with psycopg.connect("", autocommit=True, **here) as admin:  # type: ignore[arg-type]  # libpq's own
            admin.execute("DROP DATABASE restored WITH (FORCE)")


def program(name: str, *words: str) -> bytes:
    path = installed_programs().path(name)
    return subprocess.run([path, *words], capture_output=True, check=True, timeout=120).stdout


def test_the_database_costs_the_other_commands_nothing() -> None:
    script = "import sys, autonome.cli.main; print([name for name in sys.modules if name.startswith('psycopg')])"
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "[]\n"
