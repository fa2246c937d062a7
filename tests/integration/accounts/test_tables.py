"""The tables of accounts: the app owns and makes nothing, and who reads all of them signs in as nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from psycopg import errors, sql

from autonome.access.actors import Invitation, NewPerson
from autonome.access.roles import Role
from autonome.adapters.postgres import Database, check_roles, connect
from autonome.adapters.postgres import Role as DatabaseRole
from autonome.adapters.system import SystemEntropy
from autonome.kernel import AutonomeError, SubjectId
from tests.accounts import KEY, PASSWORD, Hospital, project_of


def tables(database: Database) -> set[str]:
    with connect(database, DatabaseRole.OWNER, purpose="test") as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'accounts'").fetchall()
    return {str(name) for (name,) in rows}


def test_roles_are_kept_apart_with_them(accounts_database: Database) -> None:
    check_roles(accounts_database)


def test_what_the_app_may_is_said_of_every_table_and_holds(accounts_database: Database) -> None:
    from autonome.web.schema import RIGHTS  # noqa: PLC0415 - Django is set up

    app = accounts_database.login(DatabaseRole.APP)
    found = tables(accounts_database)
    assert set(RIGHTS) <= found
    with connect(accounts_database, DatabaseRole.OWNER, purpose="test") as connection:
        for table in found:
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
                row = connection.execute(
                    "SELECT has_table_privilege(%s, %s, %s), has_table_privilege(%s, %s, %s)",
                    [
                        app,
                        f"accounts.{table}",
                        right,
                        accounts_database.login(DatabaseRole.MINTER),
                        f"accounts.{table}",
                        right,
                    ],
                ).fetchone()
                words = [each.strip() for each in RIGHTS.get(table, "").split(",")]
                assert row == (right in words, False), (table, right)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE accounts.mine (a integer)",
        "DELETE FROM accounts.actor",
        "DELETE FROM accounts.held_role",
        "UPDATE accounts.held_role SET role = 'clinician'",
        "UPDATE accounts.actor SET handle = 'aa'",
        "UPDATE accounts.held_role SET given_by = 'somebody'",
        "UPDATE accounts.made SET generation = ''",
        "TRUNCATE accounts.attempt",
        "ALTER TABLE accounts.actor ADD COLUMN more text",
    ],
)
def test_the_app_cannot(accounts_database: Database, statement: str) -> None:
    with (
        connect(accounts_database, DatabaseRole.APP, purpose="test") as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_a_role_that_is_none_is_refused_by_the_table(hospital: Hospital) -> None:
    with (
        connect(hospital.database, DatabaseRole.APP, purpose="test") as connection,
        pytest.raises(errors.CheckViolation),
    ):
        connection.execute(
            "INSERT INTO accounts.held_role (person_id, role, given_by, start) "
            "SELECT id, 'emperor', 'stella', now() FROM accounts.actor"
        )


def test_nothing_in_them_is_a_secret_or_says_whose_a_patients_account_is(hospital: Hospital) -> None:
    subject = SubjectId("p-4f1c9a")
    recovery = hospital.add("anna", Role.PATIENT, subject=subject)
    token = hospital.sign_in("anna")
    code = hospital.accounts.steward("stella").invite("anna").code
    with pytest.raises(AutonomeError):
        hospital.sign_in("a password typed as a name", code="000000")
    with connect(hospital.database, DatabaseRole.OWNER, purpose="test") as connection:
        rows = [
            str(row)
            for table in tables(hospital.database)
            for row in connection.execute(
                sql.SQL("SELECT t::text FROM accounts.{} t").format(sql.Identifier(table))
            ).fetchall()
        ]
    everything = "\n".join(rows)
    assert "argon2id" in everything
    wanted = [PASSWORD, hospital.apps["anna"], *recovery, token.hex(), code, code.replace("-", ""), subject, KEY.hex()]
    for secret in [*wanted, subject.encode().hex(), "a password typed as a name"]:
        assert secret not in everything


def test_under_another_key_nothing_opens_and_no_account_is_used(hospital: Hospital) -> None:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - Django is set up

    from autonome.web.accounts.accounts import Accounts  # noqa: PLC0415
    from autonome.web.accounts.sealing import SealingAdapter, mark  # noqa: PLC0415
    from autonome.web.project import use  # noqa: PLC0415

    other = replace(project_of(hospital.database), key=bytes(32))
    sealed, here = Authenticator.objects.filter(type="totp").get().data["secret"], mark("p-1", "subject")
    assert SealingAdapter().decrypt(sealed) == hospital.apps["stella"]
    with pytest.raises(AutonomeError, match="belong to another key"):
        Accounts(other, hospital.log, clock=hospital.clock, entropy=SystemEntropy())
    use(other)
    assert mark("p-1", "subject") != here
    with pytest.raises(AutonomeError, match="does not open"):
        SealingAdapter().decrypt(sealed)
    use(project_of(hospital.database))
    assert hospital.sign_in("stella")


def test_no_secret_is_in_a_repr(hospital: Hospital) -> None:
    from autonome.web.accounts.enrolment import Enrolling  # noqa: PLC0415 - Django is set up
    from autonome.web.accounts.models import Person  # noqa: PLC0415
    from autonome.web.accounts.proving import Claim  # noqa: PLC0415
    from autonome.web.accounts.second_factor import NewFactor  # noqa: PLC0415

    shown = repr(
        [
            Claim("lee", "SECRET", "SECRET", "test"),
            Enrolling("lee", "SECRET", "SECRET", "test"),
            NewFactor("SECRET", "SECRET"),
            Invitation("lee", "SECRET", hospital.clock.now()),
            Person(name="lee", password="SECRET"),  # noqa: S106 - that it is not shown is the test
        ]
    )
    assert "SECRET" not in shown
    assert repr(KEY) not in repr(project_of(hospital.database))
    assert "password" not in repr(project_of(hospital.database))


def test_without_the_owner_tables_of_another_state_are_refused(accounts_database: Database) -> None:
    from autonome.web import schema  # noqa: PLC0415 - Django is set up
    from autonome.web.project import use  # noqa: PLC0415

    with connect(accounts_database, DatabaseRole.OWNER, purpose="test") as connection:
        connection.execute("UPDATE accounts.made SET generation = 'older'")
    use(project_of(accounts_database.without(DatabaseRole.OWNER)))
    with pytest.raises(AutonomeError, match="AUTONOME_DATABASE_OWNER_URL"):
        schema.prepare()
    use(project_of(accounts_database))
    schema.prepare()
    use(project_of(accounts_database.without(DatabaseRole.OWNER)))
    schema.prepare()


def test_models_and_migrations_agree(accounts_database: Database) -> None:
    from django.core.management import call_command  # noqa: PLC0415 - set up by the fixture

    from autonome.web.project import use  # noqa: PLC0415

    use(project_of(accounts_database))
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_an_error_of_the_database_quotes_no_value(hospital: Hospital) -> None:
    with connect(hospital.database, DatabaseRole.OWNER, purpose="test") as connection:
        connection.execute("ALTER TABLE accounts.actor ADD CONSTRAINT never CHECK (name <> 'mallory') NOT VALID")
        connection.execute("ALTER TABLE accounts.token RENAME TO elsewhere")
    with pytest.raises(
        AutonomeError, match=r"the database refused what the accounts asked \(ProgrammingError\)"
    ) as told:
        hospital.sign_in("stella")
    assert told.value.__cause__ is None
    with pytest.raises(AutonomeError) as told:
        hospital.accounts.steward("stella").add(NewPerson("mallory", (Role.AUDITOR,)))
    assert "mallory" not in str(told.value)
