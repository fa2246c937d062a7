"""Addresses of databases: what is refused before anything is sent, and that no secret is repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from autonome.adapters.postgres import Database, DatabaseError, DatabaseSettings, Role
from autonome.adapters.postgres.access import database_at


def app(address: str) -> Database:
    return database_at({Role.APP: address})


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:secret@db.example/autonome",
        "postgresql://u:secret@db.example:6432/autonome?application_name=x",
        "host=10.0.0.1 user=u dbname=autonome password=secret",
        "postgresql://u:secret@localhost,db.example/autonome",
        "postgresql://u:secret@localhost/autonome?hostaddr=10.0.0.1",
    ],
)
def test_a_server_elsewhere_proves_its_name_when_the_address_says_nothing(address: str) -> None:
    parameters = app(address).of(Role.APP)
    assert (parameters["sslmode"], parameters["sslrootcert"]) == ("verify-full", "system")


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
def test_a_server_elsewhere_that_need_not_prove_its_name_is_refused(mode: str) -> None:
    with pytest.raises(DatabaseError, match=rf"AUTONOME_DATABASE_URL: sslmode={mode} lets anybody pass"):
        app(f"postgresql://u:secret@db.example/autonome?sslmode={mode}")


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_what_the_address_says_of_certificates_is_respected(mode: str) -> None:
    parameters = app(f"postgresql://u@db.example/autonome?sslmode={mode}&sslrootcert=/etc/ours.pem").of(Role.APP)
    assert (parameters["sslmode"], parameters["sslrootcert"]) == (mode, "/etc/ours.pem")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u@localhost/autonome",
        "postgresql://u@127.0.0.1/autonome",
        "postgresql://u@[::1]/autonome",
        "postgresql:///autonome?user=u&host=/run/postgresql",
        "user=u dbname=autonome",
    ],
)
def test_a_server_on_this_machine_is_taken_as_it_is(address: str) -> None:
    assert "sslmode" not in app(address).of(Role.APP)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://u:secret@db.example/autonome", "is no address of a database"),
        ("postgresql://u:secret@db.example:port:port/autonome?nonsense=secret", "is no address of a database"),
        ("postgresql://:secret@db.example/autonome", "names no user"),
        ("postgresql://u:secret@db.example", "names no dbname"),
        ("postgresql://u:secret@db.example/a?sslmode=disable", "lets anybody pass"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_and_not_repeated(address: str, said: str) -> None:
    with pytest.raises(DatabaseError, match=said) as told:
        app(address)
    assert "secret" not in str(told.value)
    assert told.value.__cause__ is None


def test_a_password_is_in_no_repr_and_no_printed_address() -> None:
    database = app("postgresql://u:secret@db.example/autonome")
    assert "secret" not in repr(database)
    assert "secret" not in database.address(Role.APP)
    assert "user=u" in database.address(Role.APP)
    settings = DatabaseSettings.read({"AUTONOME_DATABASE_URL": "postgresql://u:secret@h/d"}, Path("folder"))
    assert "secret" not in repr(settings)


def test_settings_are_what_the_environment_says_and_empty_words_say_nothing() -> None:
    environment = {"AUTONOME_DATABASE_MINTER_URL": "m", "AUTONOME_DATABASE_URL": "", "AUTONOME_DATABASE_ACCOUNT": ""}
    settings = DatabaseSettings.read(environment, Path("folder"))
    assert settings == DatabaseSettings(Path("folder"), None, {Role.MINTER: "m"})
    assert DatabaseSettings.read({"AUTONOME_DATABASE_FOLDER": "other"}, Path("folder")).folder == Path("other")
