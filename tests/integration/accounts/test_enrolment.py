"""Enrolment: a code counts once, and nobody but its holder ever knows password and secret."""

from __future__ import annotations

import pytest

from autonome.access.actors import NewPerson
from autonome.access.errors import SignInError
from autonome.access.roles import Role
from autonome.kernel import InputError
from tests.accounts import PASSWORD, Hospital, app_code

REFUSED = "do not belong together, or the code was used or is over"


def invited(hospital: Hospital, name: str = "lee") -> str:
    return hospital.accounts.steward("stella").add(NewPerson(name, (Role.CLINICIAN,))).code


def test_a_code_counts_once(hospital: Hospital) -> None:
    code = invited(hospital)
    hospital.enrol("lee", code)
    with pytest.raises(SignInError, match=REFUSED):
        hospital.enrol("lee", code, "another password altogether")
    assert hospital.sign_in("lee")


def test_a_code_that_was_begun_with_twice_is_finished_once(hospital: Hospital) -> None:
    from autonome.web.accounts.enrolment import Enrolling  # noqa: PLC0415 - Django is set up

    code = invited(hospital)
    both = [Enrolling("lee", code, PASSWORD, "test"), Enrolling("lee", code, "another password altogether", "test")]
    secrets = [hospital.accounts.begin_enrolment(each).secret for each in both]
    assert secrets[0] != secrets[1]
    hospital.accounts.finish_enrolment(both[0], secrets[0], app_code(secrets[0], hospital.clock.now()))
    with pytest.raises(SignInError, match=REFUSED):
        hospital.accounts.finish_enrolment(both[1], secrets[1], app_code(secrets[1], hospital.clock.now()))


def test_it_is_over_after_three_days(hospital: Hospital) -> None:
    code = invited(hospital)
    hospital.clock.move(3 * 24 * 3600)
    with pytest.raises(SignInError, match=REFUSED):
        hospital.enrol("lee", code)


def test_it_enrols_nobody_else(hospital: Hospital) -> None:
    code = invited(hospital)
    invited(hospital, "kim")
    with pytest.raises(SignInError, match=REFUSED):
        hospital.enrol("kim", code)


def test_it_may_be_typed_as_people_type(hospital: Hospital) -> None:
    code = invited(hospital)
    assert hospital.enrol("lee", f" {code.lower().replace('-', ' ')} ")


def test_nothing_is_set_before_the_app_has_shown_that_it_works(hospital: Hospital) -> None:
    from autonome.web.accounts.enrolment import Enrolling  # noqa: PLC0415 - Django is set up
    from autonome.web.accounts.models import Person  # noqa: PLC0415

    code = invited(hospital)
    acts = hospital.acts()
    enrolling = Enrolling("lee", code, PASSWORD, "test")
    secret = hospital.accounts.begin_enrolment(enrolling).secret
    with pytest.raises(SignInError, match="the app shows another code"):
        hospital.accounts.finish_enrolment(enrolling, secret, "000000")
    assert not Person.objects.get(name="lee").has_usable_password()
    assert hospital.acts() == acts
    assert hospital.enrol("lee", code)


def test_a_new_code_ends_the_one_before(hospital: Hospital) -> None:
    old = invited(hospital)
    new = hospital.accounts.steward("stella").invite("lee").code
    with pytest.raises(SignInError, match=REFUSED):
        hospital.enrol("lee", old)
    assert hospital.enrol("lee", new)


def test_who_is_enrolled_anew_loses_password_app_recovery_codes_and_sessions(hospital: Hospital) -> None:
    recovery, *_ = hospital.add("lee", Role.CLINICIAN)
    token, old = hospital.sign_in("lee"), hospital.apps["lee"]
    hospital.enrol("lee", hospital.accounts.steward("stella").invite("lee").code, "another password altogether")
    assert hospital.accounts.signed_in(token) is None
    hospital.clock.move(60)
    for password, code in (
        (PASSWORD, hospital.code("lee")),
        ("another password altogether", app_code(old, hospital.clock.now())),
        ("another password altogether", recovery),
    ):
        with pytest.raises(SignInError, match="do not belong together"):
            hospital.sign_in("lee", password, code)
    assert hospital.sign_in("lee", "another password altogether")


def test_a_locked_account_is_not_enrolled(hospital: Hospital) -> None:
    code = invited(hospital)
    hospital.accounts.steward("stella").lock("lee")
    with pytest.raises(SignInError, match=REFUSED):
        hospital.enrol("lee", code)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short one", "too short"),
        ("123412341234", "entirely numeric"),
        ("administrator", "too common"),
        ("lee-the-clinician", "too similar"),
        ("x" * 1025, "longer than 1024"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_the_reason(hospital: Hospital, password: str, why: str) -> None:
    code = hospital.accounts.steward("stella").add(NewPerson("lee-the-clinicians", (Role.CLINICIAN,))).code
    with pytest.raises(InputError, match=why) as refused:
        hospital.enrol("lee-the-clinicians", code, password)
    assert password not in str(refused.value)


def test_it_is_on_the_log(hospital: Hospital) -> None:
    hospital.add("lee", Role.CLINICIAN)
    assert hospital.acts() == ["actor-added", "enrolled", "actor-added", "enrolled"]
