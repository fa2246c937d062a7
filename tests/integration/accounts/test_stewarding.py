"""What stewards do: each act on the log, none to themselves, and no way to patients' data."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from autonome.access.actors import NewPerson
from autonome.access.errors import DoorError, SignInError
from autonome.access.roles import Role
from autonome.kernel import AutonomeError, InputError, Instant, SubjectId
from tests.accounts import Hospital

ANNA = SubjectId("p-4f1c")


def test_each_act_is_on_the_log_with_who_did_it(hospital: Hospital) -> None:
    from autonome.web.accounts.recording import MATTER  # noqa: PLC0415 - Django is set up

    hospital.add("lee", Role.CLINICIAN)
    steward = hospital.accounts.steward("stella")
    steward.give("lee", Role.RESEARCHER)
    steward.take("lee", Role.CLINICIAN)
    steward.lock("lee")
    steward.unlock("lee")
    steward.invite("lee")
    assert hospital.acts()[2:] == [
        "actor-added", "enrolled", "role-given", "role-ended", "actor-locked", "actor-unlocked", "actor-invited",
    ]  # fmt: skip
    bodies = [entry.payload.body for entry in hospital.log.institution_entries(MATTER)]
    assert {body["by"] for body in bodies[4:]} == {"stella"}
    assert {body["name"] for body in bodies[2:]} == {"lee"}
    assert bodies[2]["roles"] == ["clinician"]
    assert bodies[4]["role"] == "researcher"
    assert bodies[0]["by"] == "node"


def test_a_patient_is_not_named_there(hospital: Hospital) -> None:
    from autonome.web.accounts.recording import MATTER  # noqa: PLC0415 - Django is set up

    hospital.add("anna", Role.PATIENT, subject=ANNA)
    hospital.add("berta", Role.REPRESENTATIVE)
    hospital.accounts.steward("stella").lock("anna")
    told = repr([entry.payload.body for entry in hospital.log.institution_entries(MATTER)])
    assert "anna" not in told
    assert "berta" not in told
    assert ANNA not in told


REFUSED: dict[str, Callable[[Any], object]] = {
    "nobody gives themselves a role": lambda steward: steward.give("stella", Role.AUDITOR),
    "nor takes one": lambda steward: steward.take("stella", Role.STEWARD),
    "nor locks themselves": lambda steward: steward.lock("stella"),
    "nor invites themselves": lambda steward: steward.invite("stella"),
    "a steward gets no door to data": lambda steward: steward.give("stan", Role.CLINICIAN),
    "nor who has one the keys": lambda steward: steward.give("lee", Role.STEWARD),
    "not at the beginning either": lambda steward: steward.add(NewPerson("x1", (Role.STEWARD, Role.CLINICIAN))),
    "a role is given once": lambda steward: steward.give("lee", Role.CLINICIAN),
    "and ended once": lambda steward: steward.take("lee", Role.AUDITOR),
    "a name is taken once": lambda steward: steward.add(NewPerson("lee", (Role.CLINICIAN,))),
    "a patient has one account": lambda steward: steward.add(NewPerson("x1", (Role.PATIENT,), subject=ANNA)),
    "which names the patient": lambda steward: steward.add(NewPerson("x1", (Role.PATIENT,))),
    "and no other does": lambda steward: steward.add(NewPerson("x1", (Role.CLINICIAN,), subject=SubjectId("p-2"))),
    "a role that is over": lambda steward: steward.give("lee", Role.AUDITOR, steward.now),
    "nobody becomes a patient": lambda steward: steward.give("lee", Role.PATIENT),
    "who is not there has no account": lambda steward: steward.lock("nobody"),
    "the node's own name": lambda steward: steward.add(NewPerson("node", (Role.STEWARD,))),
    "an option": lambda steward: steward.add(NewPerson("--help", (Role.STEWARD,))),
    "large letters": lambda steward: steward.add(NewPerson("Lee", (Role.CLINICIAN,))),
    "another alphabet": lambda steward: steward.add(NewPerson("lее", (Role.CLINICIAN,))),  # noqa: RUF001 - on purpose
    "a line's end": lambda steward: steward.add(NewPerson("lee\n", (Role.CLINICIAN,))),
    "no name": lambda steward: steward.add(NewPerson("", (Role.CLINICIAN,))),
    "a long one": lambda steward: steward.add(NewPerson("l" * 61, (Role.CLINICIAN,))),
    "no address": lambda steward: steward.add(NewPerson("x1", (Role.CLINICIAN,), email="nowhere")),
}


def test_what_is_refused_leaves_nothing_and_no_entry(hospital: Hospital) -> None:
    hospital.add("lee", Role.CLINICIAN)
    hospital.add("stan", Role.STEWARD)
    hospital.add("anna", Role.PATIENT, subject=ANNA)
    acts, people = hospital.acts(), hospital.accounts.listed()
    for what, act in REFUSED.items():
        with pytest.raises(InputError) as refused:
            act(hospital.accounts.steward("stella"))
        assert refused.value.mend, what
        assert "\n" not in str(refused.value), what
    assert hospital.acts() == acts
    assert hospital.accounts.listed() == people


def test_a_change_that_cannot_be_recorded_is_not_made(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    hospital.add("lee", Role.CLINICIAN)
    people = hospital.accounts.listed()

    def broken(*_: object) -> None:
        raise AutonomeError("the log takes nothing")

    monkeypatch.setattr(hospital.log, "submit", broken)
    steward = hospital.accounts.steward("stella")
    for act in (lambda: steward.lock("lee"), lambda: steward.give("lee", Role.AUDITOR), lambda: steward.invite("lee")):
        with pytest.raises(AutonomeError, match="takes nothing"):
            act()
    assert hospital.accounts.listed() == people


def test_who_is_a_steward_no_more_does_nothing(hospital: Hospital) -> None:
    hospital.add("stan", Role.STEWARD)
    hospital.add("lee", Role.CLINICIAN)
    late = hospital.accounts.steward("stan")
    hospital.accounts.steward("stella").take("stan", Role.STEWARD)
    with pytest.raises(DoorError, match="no steward any more"):
        late.lock("stella")
    with pytest.raises(DoorError, match="no steward any more"):
        late.give("lee", Role.AUDITOR)


def test_of_two_stewards_who_lock_each_other_at_once_one_stays(hospital: Hospital) -> None:
    from django.db import connections  # noqa: PLC0415 - set up by the fixture

    hospital.add("stan", Role.STEWARD)

    def lock(pair: tuple[str, str]) -> bool:
        try:
            hospital.accounts.steward(pair[0]).lock(pair[1])
        except DoorError:
            return False
        else:
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(lock, [("stella", "stan"), ("stan", "stella")])) == [False, True]
    assert sum(not each.locked for each in hospital.accounts.listed()) == 1


def test_a_role_that_was_held_stays_on_record_with_its_end(hospital: Hospital) -> None:
    from autonome.web.accounts.models import HeldRole  # noqa: PLC0415 - Django is set up

    hospital.add("lee", Role.CLINICIAN)
    steward = hospital.accounts.steward("stella")
    steward.take("lee", Role.CLINICIAN)
    hospital.clock.move(60)
    hospital.accounts.steward("stella").give("lee", Role.CLINICIAN)
    ends = list(HeldRole.objects.filter(person__name="lee").order_by("start").values_list("given_by", "end"))
    assert [(by, end is None) for by, end in ends] == [("stella", False), ("stella", True)]


def test_a_role_ends_by_itself_at_the_time_that_was_said(hospital: Hospital) -> None:
    hospital.add("lee", Role.CLINICIAN)
    end = Instant(hospital.clock.now().seconds + 3600)
    hospital.accounts.steward("stella").give("lee", Role.AUDITOR, end)
    token = hospital.sign_in("lee")
    roles = []
    for at in (Instant(end.seconds - 1), end):
        hospital.clock.at = at
        found = hospital.accounts.signed_in(token)
        assert found is not None
        roles.append(found.roles)
    assert roles == [{Role.CLINICIAN, Role.AUDITOR}, {Role.CLINICIAN}]
    hospital.accounts.steward("stella").give("lee", Role.AUDITOR, Instant(end.seconds + 3600))
    hospital.accounts.steward("stella").take("lee", Role.AUDITOR)
    found = hospital.accounts.signed_in(token)
    assert found is not None
    assert found.roles == {Role.CLINICIAN}


def test_there_is_one_first_steward(hospital: Hospital) -> None:
    with pytest.raises(InputError, match="accounts here already"):
        hospital.accounts.first_steward("mallory")


def test_a_forgotten_patients_account_says_nothing_and_lets_nobody_in(hospital: Hospital) -> None:
    from autonome.web.accounts.models import Person  # noqa: PLC0415 - Django is set up

    hospital.add("anna", Role.PATIENT, subject=ANNA)
    token = hospital.sign_in("anna")
    steward = hospital.accounts.steward("stella")
    assert steward.forget(ANNA)
    assert not steward.forget(ANNA)
    assert hospital.accounts.signed_in(token) is None
    with pytest.raises(SignInError):
        hospital.sign_in("anna")
    (left,) = Person.objects.exclude(name="stella")
    assert (left.shown, left.email, left.subject, left.subject_mark) == ("", "", None, None)
    assert left.name.startswith("forgotten-")
    assert not left.authenticator_set.exists()
    assert hospital.add("anna", Role.PATIENT, subject=ANNA)
