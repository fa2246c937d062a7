"""Who has the app's login to the database, and writes the tables as they like, becomes nobody else by it.

Mallory has an account and that login. Django itself works with it, so that her writing is done through Django here.
"""

from __future__ import annotations

from hashlib import sha256

import pytest

from autonome.access.actors import NewPerson
from autonome.access.errors import SignInError
from autonome.access.roles import Role
from autonome.kernel import InputError, SubjectId
from tests.accounts import PASSWORD, Hospital
from tests.integration.accounts.test_signing_in import ONE_ANSWER

MINE = "seven otters under the bridge"


@pytest.fixture
def two(hospital: Hospital) -> Hospital:
    """Lee, and Mallory with a password of her own."""
    hospital.add("lee", Role.CLINICIAN)
    hospital.enrol(
        "mallory", hospital.accounts.steward("stella").add(NewPerson("mallory", (Role.RESEARCHER,))).code, MINE
    )
    return hospital


def copy_password(of: str, to: str) -> None:
    from autonome.web.accounts.models import Person  # noqa: PLC0415 - Django is set up

    Person.objects.filter(name=to).update(password=Person.objects.get(name=of).password)


def copy_factors(of: str, to: str) -> None:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - Django is set up

    for each in Authenticator.objects.filter(user__name=of):
        Authenticator.objects.filter(user__name=to, type=each.type).update(data=each.data)


def test_her_password_in_lees_row_is_not_lees(two: Hospital) -> None:
    copy_password("mallory", "lee")
    for password in (MINE, PASSWORD):
        with pytest.raises(SignInError, match=ONE_ANSWER):
            two.sign_in("lee", password)
    assert two.sign_in("mallory", MINE)


def test_nor_is_her_second_factor(two: Hospital) -> None:
    copy_factors("mallory", "lee")
    with pytest.raises(SignInError, match=ONE_ANSWER):
        two.sign_in("lee", PASSWORD, two.code("mallory"))
    assert two.sign_in("mallory", MINE)


def test_nor_are_her_recovery_codes(hospital: Hospital) -> None:
    hospital.add("lee", Role.CLINICIAN)
    codes = hospital.add("mallory", Role.RESEARCHER)
    copy_factors("mallory", "lee")
    with pytest.raises(SignInError, match=ONE_ANSWER):
        hospital.sign_in("lee", PASSWORD, codes[0])
    assert hospital.sign_in("mallory", PASSWORD, codes[0])


def test_a_code_to_enrol_that_she_writes_or_moves_enrols_nobody(two: Hospital) -> None:
    from autonome.web.accounts.models import Enrolment  # noqa: PLC0415 - Django is set up

    given = two.accounts.steward("stella").invite("mallory").code
    letters = given.replace("-", "")
    row = Enrolment.objects.get(person__name="mallory")
    for mark in (bytes(row.code), sha256(letters.encode()).digest()):
        Enrolment.objects.filter(person__name="lee").update(code=mark, ends=row.ends, used=None)
        with pytest.raises(SignInError, match="do not belong together"):
            two.enrol("lee", given, MINE)
    assert two.enrol("mallory", given, MINE)


def test_a_passkey_or_a_login_elsewhere_that_she_moves_is_nobodys(two: Hospital) -> None:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - Django is set up
    from allauth.socialaccount.models import SocialAccount  # noqa: PLC0415

    from autonome.web.accounts import linking  # noqa: PLC0415
    from autonome.web.accounts.binding import bind_factors, is_bound  # noqa: PLC0415
    from autonome.web.accounts.models import Person  # noqa: PLC0415

    lee, mallory = Person.objects.get(name="lee"), Person.objects.get(name="mallory")
    credential = {"id": "x", "clientExtensionResults": {"credProps": {"rk": True}}, "response": {}}
    made = Authenticator.objects.create(user=mallory, type="webauthn", data={"name": "n", "credential": credential})
    assert not is_bound(mallory, made)
    bind_factors(mallory)
    made.refresh_from_db()
    assert is_bound(mallory, made)
    assert not is_bound(lee, made)
    linking.link(mallory, "login", "subject-1", two.log)
    assert linking.holder("login", "subject-1") == mallory
    SocialAccount.objects.update(user=lee)
    assert linking.holder("login", "subject-1") is None
    SocialAccount.objects.create(user=lee, provider="login", uid="subject-2", extra_data={})
    assert linking.holder("login", "subject-2") is None
    linking.link(mallory, "login", "subject-2", two.log)  # what nobody linked keeps nobody out
    assert linking.holder("login", "subject-2") == mallory


def test_the_patient_of_another_account_is_not_hers(hospital: Hospital) -> None:
    from autonome.web.accounts.models import Person  # noqa: PLC0415 - Django is set up

    hospital.add("anna", Role.PATIENT, subject=SubjectId("p-1"))
    hospital.add("mallory", Role.PATIENT, subject=SubjectId("p-2"))
    Person.objects.filter(name="mallory").update(subject=Person.objects.get(name="anna").subject)
    with pytest.raises(InputError, match="does not open"):
        hospital.accounts.signed_in(hospital.sign_in("mallory"))
    assert hospital.accounts.signed_in(hospital.sign_in("anna"))
