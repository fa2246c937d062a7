"""People with accounts at a node of a test's own, an authenticator app, and a session for tests of commands.

`accounts_database` is a database with the tables of accounts: Django's migrations run once for each test process.
"""

from __future__ import annotations

import base64
import hmac
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from psycopg import sql

from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.adapters.postgres import Database, EmbeddedServer, embedded_database, superuser
from autonome.adapters.postgres import Role as DatabaseRole
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import Instant, SubjectId
from tests.postgres import TEMPLATE

if TYPE_CHECKING:
    from autonome.adapters.node import Node
    from autonome.adapters.postgres_log import PostgresLog
    from autonome.web.accounts.accounts import Accounts
    from autonome.web.project import Project

WITH_ACCOUNTS = "template_of_accounts"
KEY = bytes(range(32))
PASSWORD = "eleven herons cross the lake"  # noqa: S105 - of people who are not
START = Instant.parse("2026-03-02T08:00:00Z")
_numbers = count(1)


def app_code(secret: str, now: Instant) -> str:
    """What an authenticator app shows (RFC 6238): written anew, so that the product does not check itself."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", now.seconds // 30), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


@dataclass(slots=True)
class MovingClock:
    """A clock that a test moves."""

    at: Instant = START

    def now(self) -> Instant:
        return self.at

    def move(self, seconds: int) -> Instant:
        self.at = Instant(self.at.seconds + seconds)
        return self.at


def project_of(database: Database) -> Project:
    from autonome.web.project import Project  # noqa: PLC0415 - loads Django

    parameters = database.parameters
    return Project("hospital.example", parameters[DatabaseRole.APP], parameters.get(DatabaseRole.OWNER), KEY)


@contextmanager
def _dropped(server: EmbeddedServer, name: str) -> Iterator[None]:
    yield
    with superuser(server, "postgres") as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def accounts_template(postgres_server: EmbeddedServer) -> str:
    """A database with all tables, which is copied."""
    from autonome.web.project import use  # noqa: PLC0415 - loads Django

    use(project_of(embedded_database(postgres_server, WITH_ACCOUNTS, template=TEMPLATE)))
    from django.db import connections  # noqa: PLC0415

    from autonome.web import schema  # noqa: PLC0415

    schema.prepare()
    connections.close_all()
    return WITH_ACCOUNTS


@pytest.fixture
def accounts_database(postgres_server: EmbeddedServer, accounts_template: str) -> Iterator[Database]:
    """A database of the test's own, with the tables of accounts."""
    name = f"accounts_{next(_numbers)}"
    database = embedded_database(postgres_server, name, template=accounts_template)
    with _dropped(postgres_server, name):
        yield database


@dataclass(frozen=True, slots=True)
class Hospital:
    """The accounts of a hospital, its log, and a clock."""

    accounts: Accounts
    log: PostgresLog
    clock: MovingClock
    database: Database
    apps: dict[str, str] = field(default_factory=dict)

    def code(self, name: str) -> str:
        """What somebody's app shows now."""
        return app_code(self.apps[name], self.clock.now())

    def enrol(self, name: str, code: str, password: str = PASSWORD) -> tuple[str, ...]:
        """Set password and second factor; gives the recovery codes."""
        from autonome.web.accounts.enrolment import Enrolling  # noqa: PLC0415 - Django is set up now

        enrolling = Enrolling(name, code, password, "test")
        self.apps[name] = self.accounts.begin_enrolment(enrolling).secret
        codes = self.accounts.finish_enrolment(enrolling, self.apps[name], self.code(name))
        self.clock.move(30)
        return codes

    def add(self, name: str, *roles: Role, subject: SubjectId | None = None, by: str = "stella") -> tuple[str, ...]:
        """Somebody invited by a steward, and enrolled."""
        invitation = self.accounts.steward(by).add(NewPerson(name, roles, subject=subject))
        return self.enrol(name, invitation.code)

    def sign_in(self, name: str, password: str = PASSWORD, code: str | None = None, source: str = "test") -> bytes:
        """Sign in with what the app shows; the clock moves to the next code."""
        from autonome.web.accounts.proving import Claim  # noqa: PLC0415 - Django is set up now

        token = self.accounts.sign_in(Claim(name, password, self.code(name) if code is None else code, source))
        self.clock.move(30)
        return token

    def acts(self) -> list[str]:
        """What stewards did, as it stands on the log."""
        from autonome.web.accounts.recording import MATTER  # noqa: PLC0415

        return [str(entry.payload.body["act"]) for entry in self.log.institution_entries(MATTER)]


@pytest.fixture
def hospital(accounts_database: Database, tmp_path: Path) -> Iterator[Hospital]:
    """A hospital with one steward, stella."""
    from autonome.web.project import use  # noqa: PLC0415 - loads Django

    use(project_of(accounts_database))
    from autonome.adapters.postgres_log import open_postgres_log  # noqa: PLC0415
    from autonome.web.accounts.accounts import Accounts  # noqa: PLC0415

    log = open_postgres_log(accounts_database, tmp_path / "private", clock=SystemClock(), entropy=SystemEntropy())
    try:
        log.begin()
        clock = MovingClock()
        accounts = Accounts(project_of(accounts_database), log, clock=clock, entropy=SystemEntropy())
        made = Hospital(accounts, log, clock, accounts_database)
        made.enrol("stella", accounts.first_steward("stella").code)
        yield made
    finally:
        log.close()
        from django.db import connections  # noqa: PLC0415

        connections.close_all()


def sign_in_as(node: Node, home: Path, name: str, *roles: Role, subject: SubjectId | None = None) -> None:
    """For tests of commands: an account with roles, and a session of it in ``AUTONOME_HOME``, without password or code.

    Args:
        node: open.
        home: that ``AUTONOME_HOME`` names for the command.
        name: of the account; made where there is none.
        roles: that it holds.
        subject: whose account it is, where it is a patient's.
    """
    from autonome.bootstrap.accounts import accounts_of  # noqa: PLC0415 - loads Django
    from autonome.bootstrap.session_files import KeptSession, keep_session  # noqa: PLC0415

    acts = accounts_of(node).steward("node")
    from autonome.web.accounts import tokens  # noqa: PLC0415
    from autonome.web.accounts.models import Person  # noqa: PLC0415

    if not Person.objects.filter(name=name).exists():
        acts.add(NewPerson(name, roles, subject=subject))
    token = tokens.make(Person.objects.get(name=name), SystemClock().now(), SystemEntropy())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTONOME_HOME", str(home))
        keep_session(KeptSession(node.directory, token))
