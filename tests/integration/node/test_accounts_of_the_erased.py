"""An erasure takes the patient's account with it, also after a kill; and accounts are held against the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db.models import F

from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.adapters.postgres import Database
from autonome.adapters.postgres_gate.rights import PostgresRights
from autonome.kernel import AutonomeError, SubjectId
from tests.accounts import Hospital, sign_in_as
from tests.integration.node.desks import Desk, opened_desk

ANNA = SubjectId("p-4f1c")


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(database, tmp_path / "node") as found:
        yield found
    from django.db import connections  # noqa: PLC0415 - Django is set up now

    connections.close_all()


@pytest.fixture
def anna(desk: Desk, tmp_path: Path) -> SubjectId:
    subject = desk.patient("--name", "Anna Synthetic")
    sign_in_as(desk.node, tmp_path / "home", "anna", Role.PATIENT, subject=subject)
    desk.grant(subject, "medications")
    return subject


def erased(desk: Desk, subject: SubjectId) -> int:
    ground = ("--ground", "GDPR Art. 17(1)(b)")
    return desk.run("rights", "erase", subject, *ground, as_="stella", role=Role.STEWARD).returncode


def accounts() -> list[tuple[str, bool]]:
    from autonome.web.accounts.models import Person, Token  # noqa: PLC0415 - Django is set up now

    assert not Token.objects.filter(person__subject__isnull=True).exists()
    return [(person.name.partition("-")[0], person.subject is None) for person in Person.objects.all()]


def test_an_erasure_takes_the_account_with_it(desk: Desk, anna: SubjectId) -> None:
    from autonome.bootstrap.accounts import accounts_against_log  # noqa: PLC0415 - loads Django

    assert accounts() == [("anna", False)]
    assert erased(desk, anna) == 0
    assert accounts() == [("forgotten", True)]
    assert accounts_against_log(desk.node) == ()


@pytest.mark.parametrize("step", ["_forget", "is_erased", "_write_list"])
def test_what_stopped_on_the_way_is_gone_on_with(desk: Desk, anna: SubjectId, step: str) -> None:
    from autonome.bootstrap.accounts import accounts_against_log  # noqa: PLC0415 - loads Django

    def stop(*_: object) -> None:
        raise AutonomeError("stopped")

    begun = PostgresRights.__init__

    def stopping(self: PostgresRights, *given: Any, **named: Any) -> None:  # noqa: ANN401 - any
        begun(self, *given, **named)
        setattr(self, step, stop)

    with patch.object(PostgresRights, "__init__", stopping):
        assert erased(desk, anna) != 0
    assert accounts() == [("anna", False)]
    if step != "_write_list":
        assert "is an erased patient's, and still there" in str(accounts_against_log(desk.node))
    assert erased(desk, anna) == 0
    assert accounts() == [("forgotten", True)]


PAST_THE_LOG: dict[str, tuple[Callable[[Any, Any], object], str]] = {
    "a role": (
        lambda person, role: role.objects.create(person=person, role="clinician", given_by="x", start=person.made),
        "is clinician, and no entry gives it that role",
    ),
    "a role that ended": (
        lambda person, role: role.objects.filter(person=person).update(end=F("start")),
        "was researcher, and no entry ends it",
    ),
    "a lock": (
        lambda person, _: type(person).objects.filter(pk=person.pk).update(locked=person.made),
        "was locked, and no entry says so",
    ),
    "an account": (
        lambda person, _: type(person)(handle="aa", name="mallory", made=person.made, password="").save(),
        "account aa is not on the log",
    ),
}


@pytest.mark.parametrize("what", PAST_THE_LOG)
def test_what_was_done_past_the_log_is_told(hospital: Hospital, what: str) -> None:
    from autonome.web.accounts.models import HeldRole, Person  # noqa: PLC0415 - Django is set up

    def against() -> tuple[str, ...]:
        return hospital.accounts.against_log(lambda _: False)

    hospital.add("lee", Role.RESEARCHER)
    steward = hospital.accounts.steward("stella")
    steward.add(NewPerson("anna", (Role.PATIENT,), subject=ANNA))
    steward.lock("anna")
    steward.give("lee", Role.AUDITOR)
    steward.take("lee", Role.AUDITOR)
    assert against() == ()
    do, told = PAST_THE_LOG[what]
    do(Person.objects.get(name="lee"), HeldRole)
    assert told in str(against())
    assert len(against()) == 1
