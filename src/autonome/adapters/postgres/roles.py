"""Roles and their rights: who owns, who mints, who works; and the check that a server keeps them apart.

- The owner owns schema and tables, and runs migrations. It is no superuser.
- The minter owns the checked functions that write permits (`SECURITY DEFINER`), and no table. The owner may hand
  functions to it.
- The app owns nothing, creates nothing (no temporary tables either), is a member of nothing, and row security applies.
- What a migration makes is open to nobody until the migration says to whom: no right on future tables is given in
  advance, and functions lose PostgreSQL's own default, which lets everybody call them.
"""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from autonome.adapters.postgres.access import LOGINS, SCHEMA, Database, Role
from autonome.adapters.postgres.connections import Connection, connect
from autonome.adapters.postgres.errors import DatabaseError

OLDEST = 16
"""PostgreSQL's oldest major version that will do: memberships that cannot be inherited came with it."""

ATTRIBUTES = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT"

_SETUP_LOCK = 0x6175746F_01
"""Advisory lock (any number that is ours): one process at a time makes roles."""


def make_roles(admin: Connection) -> None:
    """Make the roles of our own server, or put right what they may.

    Args:
        admin: a superuser's connection to any database, in autocommit.
    """
    with admin.transaction():
        admin.execute("SELECT pg_advisory_xact_lock(%s)", [_SETUP_LOCK])
        there = {str(name) for (name,) in admin.execute("SELECT rolname FROM pg_roles").fetchall()}
        for login in LOGINS.values():
            verb = "ALTER" if login in there else "CREATE"
            admin.execute(sql.SQL(f"{verb} ROLE {{}} {ATTRIBUTES}").format(sql.Identifier(login)))  # fixed words
        admin.execute(
            sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(
                sql.Identifier(LOGINS[Role.MINTER]), sql.Identifier(LOGINS[Role.OWNER])
            )
        )


def make_database(admin: Connection, name: str, template: str) -> None:
    """Make a database, where it is not there yet.

    Args:
        admin: a superuser's connection to any database, in autocommit.
        name: of it.
        template: database that it is a copy of; nobody is connected to that one.
    """
    admin.execute("SELECT pg_advisory_lock(%s)", [_SETUP_LOCK])
    try:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            names = map(sql.Identifier, (name, LOGINS[Role.OWNER], template))
            admin.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*names))
    finally:
        admin.execute("SELECT pg_advisory_unlock(%s)", [_SETUP_LOCK])


def make_schema(admin: Connection) -> None:
    """Make the schema, and say who may come in.

    Args:
        admin: a superuser's connection to the database itself.
    """
    with admin.transaction():
        admin.execute("SELECT pg_advisory_xact_lock(%s)", [_SETUP_LOCK])
        name = admin.info.dbname
        for statement in _RIGHTS:
            admin.execute(
                sql.SQL(statement).format(
                    database=sql.Identifier(name),
                    schema=sql.Identifier(SCHEMA),
                    **{role.value: sql.Identifier(login) for role, login in LOGINS.items()},
                )
            )


_ADVISORY_LOCKS = ", ".join(
    f"pg_{kind}({key})"
    for kind in (
        "advisory_lock", "advisory_lock_shared", "advisory_xact_lock", "advisory_xact_lock_shared",
        "try_advisory_lock", "try_advisory_lock_shared", "try_advisory_xact_lock", "try_advisory_xact_lock_shared",
    )
    for key in ("bigint", "integer, integer")
)  # fmt: skip
"""Every function that takes one."""

_RIGHTS = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT ON DATABASE {database} TO {minter}, {app}",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {owner}",
    "GRANT USAGE ON SCHEMA {schema} TO {minter}, {app}",
    "CREATE SCHEMA IF NOT EXISTS accounts AUTHORIZATION {owner}",  # Django's own: people who sign in
    "GRANT USAGE ON SCHEMA accounts TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE USAGE ON TYPES FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {minter} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    # A large object is owned by who makes it: nobody does. Who holds the lock of a round keeps it from ending.
    "REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC",
    f"REVOKE EXECUTE ON FUNCTION {_ADVISORY_LOCKS} FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO {owner}",
    "GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock(bigint) TO {owner}, {minter}",
)
"""The same stand in docs/database.md for those who keep a server of their own."""


def check_roles(database: Database) -> None:
    """Check on the server that each role that we know of may what it must, and no more.

    Raises:
        DatabaseError: one of them may not, or may more; says all that is wrong.
        DatabaseUnavailableError: the server cannot be reached.
    """
    wrong = [
        f"{role.value}: {fault}" for role in Role if role in database.parameters for fault in _faults(database, role)
    ]
    logins = [database.login(role) for role in database.parameters]
    if len(set(logins)) != len(logins):
        wrong.append("two roles share one login")
    if wrong:
        raise DatabaseError(
            f"the database's roles are not as they must be: {'; '.join(wrong)}", mend="see docs/database.md, Roles."
        )


def _faults(database: Database, role: Role) -> Iterator[str]:
    with connect(database, role, purpose="check") as connection:
        major = connection.info.server_version // 10_000
        if major < OLDEST:
            yield f"the server is PostgreSQL {major}, older than {OLDEST}"
            return
        row = connection.execute(_LOOK, {"schema": SCHEMA}).fetchone()
    if row is None:
        yield "has no entry among the roles"
        return
    superuser, bypasses, makes, member, creates, owns, uses, fills = map(bool, row)
    if superuser:
        yield "is a superuser"
    if bypasses:
        yield "passes row security"
    if makes:
        yield "may make roles or databases, or replicate"
    if not uses:
        yield f"may not use the schema {SCHEMA}"
    if role is not Role.OWNER:
        yield from ("is a member of another role",) * member
        yield from ("may create schemas, tables or temporary tables",) * creates
    if role is Role.APP and owns:
        yield "owns something in the database"
    if role is Role.OWNER and not fills:
        yield f"may not create tables in the schema {SCHEMA}"


_LOOK = """
SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole OR r.rolcreatedb OR r.rolreplication,
       EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid),
       has_database_privilege(r.oid, current_database(), 'CREATE')
           OR has_database_privilege(r.oid, current_database(), 'TEMPORARY')
           OR EXISTS (SELECT FROM pg_namespace n WHERE has_schema_privilege(r.oid, n.oid, 'CREATE')),
       EXISTS (SELECT FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass
               AND d.refobjid = r.oid AND d.deptype = 'o'),
       EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = %(schema)s AND has_schema_privilege(r.oid, n.oid, 'USAGE')),
       EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = %(schema)s AND has_schema_privilege(r.oid, n.oid, 'CREATE'))
FROM pg_roles r WHERE r.rolname = session_user
"""
