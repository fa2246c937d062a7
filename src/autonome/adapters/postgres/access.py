"""Who connects to which database, and how: connection parameters for each role, from our own server or from addresses.

Invariants:

- Each role has a login of its own. Nobody connects as one role to become another: whoever injects a statement would
  turn back (`RESET ROLE`).
- Data leave this machine only to a server that has proven its name: an address of another host without
  ``sslmode=verify-full`` or ``verify-ca`` is completed, or refused.
- Passwords are in no message and no ``repr``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from autonome.adapters.postgres.errors import DatabaseError

SCHEMA = "autonome"
"""Holds all of the product's tables; the only one on the search path."""

LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1"})
PROVEN = frozenset({"verify-full", "verify-ca"})
"""Values of ``sslmode`` under which the server's certificate is checked."""


class Role(StrEnum):
    """What a connection may do."""

    OWNER = "owner"
    """Owns the tables: migrations, and nothing else."""

    MINTER = "minter"
    """Writes permits, and what else only checked functions may write."""

    APP = "app"
    """All daily work: owns nothing, creates nothing, and row security applies to it."""


VARIABLES = {
    Role.APP: "AUTONOME_DATABASE_URL",
    Role.MINTER: "AUTONOME_DATABASE_MINTER_URL",
    Role.OWNER: "AUTONOME_DATABASE_OWNER_URL",
}
"""Where the address for each role is read from, when the server is not our own."""

LOGINS = {role: f"autonome_{role.value}" for role in Role}
"""Names of the roles on our own server. They belong to a server, not to a database."""


@dataclass(frozen=True, slots=True)
class Database:
    """One database, by the parameters that each role connects with.

    Args:
        parameters: libpq's, such as ``host``, ``user``, ``dbname``; not all roles need be there.
        embedded: whether the server is our own.
    """

    parameters: Mapping[Role, Mapping[str, str]] = field(repr=False)
    embedded: bool = False

    def of(self, role: Role) -> Mapping[str, str]:
        """Parameters for a role.

        Raises:
            DatabaseError: nobody said how to connect as it; says where to.
        """
        if role not in self.parameters:
            raise DatabaseError(f"no way to connect as {role.value} is known", mend=f"set {VARIABLES[role]}.")
        return self.parameters[role]

    def without(self, role: Role) -> Database:
        """The same for who must not work as a role."""
        return replace(self, parameters={each: said for each, said in self.parameters.items() if each is not role})

    def address(self, role: Role) -> str:
        """How psql and other clients connect as a role; a password is left out."""
        return make_conninfo("", **{name: value for name, value in self.of(role).items() if name != "password"})

    def login(self, role: Role) -> str:
        """The name of a role on this server."""
        return self.of(role)["user"]


def database_at(addresses: Mapping[Role, str]) -> Database:
    """A database on a server that is not our own.

    Args:
        addresses: libpq's URLs, by role.

    Raises:
        DatabaseError: one of them cannot be used; names the variable, and repeats nothing of it.
    """
    return Database({role: _parsed(address, VARIABLES[role]) for role, address in addresses.items()})


def _parsed(address: str, variable: str) -> Mapping[str, str]:
    try:
        found: dict[str, Any] = dict(conninfo_to_dict(address))
    except psycopg.ProgrammingError:
        raise DatabaseError(
            "is no address of a database", where=variable, mend="write postgresql://USER@HOST/DATABASE."
        ) from None
    parameters = {name: str(value) for name, value in found.items() if value is not None}
    for needed in ("user", "dbname"):
        if not parameters.get(needed):
            raise DatabaseError(f"names no {needed}", where=variable, mend="write postgresql://USER@HOST/DATABASE.")
    return {**parameters, **_proof(parameters, variable)}


def _proof(parameters: Mapping[str, str], variable: str) -> dict[str, str]:
    """What must be added so that a server elsewhere proves its name."""
    hosts = [*parameters.get("host", "").split(","), *parameters.get("hostaddr", "").split(",")]
    if all(host in LOCAL or host.startswith(("/", "@")) for host in hosts):
        return {}
    mode = parameters.get("sslmode")
    if mode is None:
        return {"sslmode": "verify-full", "sslrootcert": parameters.get("sslrootcert", "system")}
    if mode not in PROVEN:
        raise DatabaseError(
            f"sslmode={mode} lets anybody pass for the server",
            where=variable,
            mend="use sslmode=verify-full, with sslrootcert=FILE for an authority of your own.",
        )
    return {}
