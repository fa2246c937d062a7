"""Signing in: name, password and code together; each code once; who fails too often waits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from autonome.access.actors import IDLE_SECONDS, SESSION_SECONDS
from autonome.access.errors import SignInError
from autonome.access.roles import Role
from autonome.kernel import SubjectId
from tests.accounts import PASSWORD, Hospital

ONE_ANSWER = "name, password and code do not belong together"


def test_who_proves_it_is_signed_in_with_the_roles_they_hold(hospital: Hospital) -> None:
    hospital.add("lee", Role.CLINICIAN, Role.RESEARCHER)
    at = hospital.clock.now()
    found = hospital.accounts.signed_in(hospital.sign_in("lee"))
    assert found is not None
    assert (found.name, found.proven) == ("lee", at)
    assert found.roles == {Role.CLINICIAN, Role.RESEARCHER}
    assert found.until.seconds == at.seconds + SESSION_SECONDS
    assert found.subject is None


def test_a_patients_account_acts_as_the_patient(hospital: Hospital) -> None:
    hospital.add("anna", Role.PATIENT, subject=SubjectId("p-4f1c"))
    found = hospital.accounts.signed_in(hospital.sign_in("anna"))
    assert found is not None
    assert found.subject == "p-4f1c"
    assert found.acting(Role.PATIENT) == "p-4f1c"


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("lee", "another password altogether", None),
        ("lee", PASSWORD, "000000"),
        ("lee", PASSWORD, ""),
        ("lee", PASSWORD, "12345678"),
        ("lee", PASSWORD, "١٢٣٤٥٦"),
        ("lee", "", None),
        ("lee", "x" * 5000, None),
        ("nobody", PASSWORD, "000000"),
        ("LEE", PASSWORD, None),
        ("invited", PASSWORD, "000000"),
        ("\x00", PASSWORD, "000000"),
        ("x" * 100_000, PASSWORD, "000000"),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(
    hospital: Hospital, name: str, password: str, code: str | None
) -> None:
    from autonome.access.actors import NewPerson  # noqa: PLC0415

    hospital.add("lee", Role.CLINICIAN)
    hospital.accounts.steward("stella").add(NewPerson("invited", (Role.CLINICIAN,)))
    given = hospital.code("lee") if code is None else code
    with pytest.raises(SignInError, match=ONE_ANSWER) as refused:
        hospital.sign_in(name, password, given)
    assert password not in str(refused.value) or not password
    assert given not in str(refused.value) or not given


def test_a_locked_account_answers_like_one_that_is_not_there(hospital: Hospital) -> None:
    hospital.add("lee", Role.CLINICIAN)
    hospital.accounts.steward("stella").lock("lee")
    with pytest.raises(SignInError, match=ONE_ANSWER):
        hospital.sign_in("lee")


class TestCodes:
    def test_a_code_counts_once(self, hospital: Hospital) -> None:
        hospital.add("lee", Role.CLINICIAN)
        code = hospital.code("lee")
        hospital.sign_in("lee", code=code)
        with pytest.raises(SignInError, match=ONE_ANSWER):
            hospital.sign_in("lee", code=code)

    def test_nor_does_one_count_that_is_older_than_one_that_was_taken(self, hospital: Hospital) -> None:
        hospital.add("lee", Role.CLINICIAN)
        older = hospital.code("lee")
        hospital.clock.move(30)
        hospital.sign_in("lee")
        hospital.clock.move(-30)
        with pytest.raises(SignInError, match=ONE_ANSWER):
            hospital.sign_in("lee", code=older)

    @pytest.mark.parametrize(("drift", "counts"), [(-60, False), (-30, True), (30, True), (60, False)])
    def test_clocks_may_differ_by_one_step(self, hospital: Hospital, drift: int, *, counts: bool) -> None:
        hospital.add("lee", Role.CLINICIAN)
        hospital.clock.move(300)
        hospital.clock.move(drift)
        code = hospital.code("lee")
        hospital.clock.move(-drift)
        if counts:
            assert hospital.sign_in("lee", code=code)
        else:
            with pytest.raises(SignInError, match=ONE_ANSWER):
                hospital.sign_in("lee", code=code)

    def test_a_wrong_password_does_not_use_a_code_up(self, hospital: Hospital) -> None:
        hospital.add("lee", Role.CLINICIAN)
        code = hospital.code("lee")
        with pytest.raises(SignInError):
            hospital.sign_in("lee", "a wrong one, surely", code)
        assert hospital.sign_in("lee", code=code)

    def test_a_recovery_code_counts_once_in_place_of_the_app(self, hospital: Hospital) -> None:
        first, *others = hospital.add("lee", Role.CLINICIAN)
        assert len(others) == 9
        hospital.sign_in("lee", code=first)
        with pytest.raises(SignInError, match=ONE_ANSWER):
            hospital.sign_in("lee", code=first)
        assert hospital.sign_in("lee", code=others[0])

    def test_of_many_who_give_one_code_at_once_one_comes_in(self, hospital: Hospital) -> None:
        from django.db import connections  # noqa: PLC0415 - set up by the fixture

        hospital.add("lee", Role.CLINICIAN)
        code = hospital.code("lee")

        def attempt(_: int) -> bool:
            try:
                hospital.sign_in("lee", code=code)
            except SignInError:
                return False
            else:
                return True
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as threads:
            assert sum(threads.map(attempt, range(4))) == 1


class TestWaiting:
    def fail(self, hospital: Hospital, name: str, times: int, source: str = "test") -> None:
        for _ in range(times):
            with pytest.raises(SignInError, match=ONE_ANSWER):
                hospital.sign_in(name, "a wrong one, surely", "000000", source)

    def test_after_five_failures_the_right_password_waits_too(self, hospital: Hospital) -> None:
        hospital.add("lee", Role.CLINICIAN)
        self.fail(hospital, "lee", 5)
        with pytest.raises(SignInError, match="too many failures"):
            hospital.sign_in("lee")
        hospital.clock.move(15 * 60)
        assert hospital.sign_in("lee")

    def test_four_are_forgiven_once_the_owner_comes_in(self, hospital: Hospital) -> None:
        hospital.add("lee", Role.CLINICIAN)
        self.fail(hospital, "lee", 4)
        hospital.sign_in("lee")
        self.fail(hospital, "lee", 4)
        assert hospital.sign_in("lee")

    def test_a_name_that_is_not_there_waits_as_well(self, hospital: Hospital) -> None:
        self.fail(hospital, "nobody", 5)
        with pytest.raises(SignInError, match="too many failures"):
            hospital.sign_in("nobody", code="000000")

    def test_who_tries_many_names_from_one_place_waits(self, hospital: Hospital) -> None:
        from autonome.web.accounts.attempts import note_failure  # noqa: PLC0415 - Django is set up

        hospital.add("lee", Role.CLINICIAN)
        for number in range(30):
            note_failure(f"name{number}", "198.51.100.7", hospital.clock.now())
        with pytest.raises(SignInError, match="too many failures"):
            hospital.sign_in("lee", source="198.51.100.7")
        assert hospital.sign_in("lee", source="198.51.100.8")

    def test_a_steward_ends_the_waiting(self, hospital: Hospital) -> None:
        hospital.add("lee", Role.CLINICIAN)
        self.fail(hospital, "lee", 5)
        hospital.accounts.steward("stella").unlock("lee")
        assert hospital.sign_in("lee")

    def test_guesses_at_an_enrolment_code_are_counted_too(self, hospital: Hospital) -> None:
        for _ in range(5):
            with pytest.raises(SignInError, match="enrolment code"):
                hospital.enrol("stella", "AAAA-BBBB")
        with pytest.raises(SignInError, match="too many failures"):
            hospital.enrol("stella", "AAAA-BBBB")


class TestTokens:
    def test_it_is_over_after_twelve_hours(self, hospital: Hospital) -> None:
        token = hospital.sign_in("stella")
        hospital.clock.move(SESSION_SECONDS - 31)
        assert hospital.accounts.signed_in(token) is not None
        hospital.clock.move(1)
        assert hospital.accounts.signed_in(token) is None

    def test_a_browsers_is_over_after_an_hour_in_which_nothing_was_done(self, hospital: Hospital) -> None:
        from autonome.web.accounts.models import Person, Token  # noqa: PLC0415 - Django is set up

        terminal = hospital.sign_in("stella")
        browser = hospital.accounts.begin_session(Person.objects.get(name="stella"))
        for _ in range(3):  # something is done in it
            hospital.clock.move(IDLE_SECONDS - 1)
            assert hospital.accounts.signed_in(browser) is not None
        hospital.clock.move(IDLE_SECONDS)
        assert hospital.accounts.signed_in(browser) is None
        assert hospital.accounts.signed_in(terminal) is not None
        hospital.sign_in("stella")
        assert set(Token.objects.values_list("place", flat=True)) == {"terminal"}

    def test_what_stands_in_the_table_is_no_token(self, hospital: Hospital) -> None:
        from autonome.web.accounts.models import Token  # noqa: PLC0415 - Django is set up

        token = hospital.sign_in("stella")
        stored = bytes(Token.objects.get().hash)
        assert stored != token
        assert hospital.accounts.signed_in(stored) is None
        assert hospital.accounts.signed_in(token) is not None

    def test_who_writes_the_table_makes_no_session_and_turns_none_into_somebody_elses(self, hospital: Hospital) -> None:
        from autonome.web.accounts.models import Person, Token  # noqa: PLC0415 - Django is set up

        hospital.add("lee", Role.CLINICIAN)
        token = hospital.sign_in("lee")
        session = Token.objects.get()
        Token.objects.filter(pk=session.pk).update(person=Person.objects.get(name="stella"))
        assert hospital.accounts.signed_in(token) is None
        made_up = bytes.fromhex(Person.objects.get(name="stella").handle) + b"x" * 24
        session.pk, session.hash, session.person = None, sha256(made_up).digest(), Person.objects.get(name="stella")
        session.save(force_insert=True)
        assert hospital.accounts.signed_in(made_up) is None

    @pytest.mark.parametrize("token", [b"", b"\x00" * 32, b"x" * 31, b"x" * 100_000])
    def test_another_is_nobody(self, hospital: Hospital, token: bytes) -> None:
        hospital.sign_in("stella")
        assert hospital.accounts.signed_in(token) is None

    def test_it_ends_with_signing_out_and_no_other_does(self, hospital: Hospital) -> None:
        one, other = hospital.sign_in("stella"), hospital.sign_in("stella")
        hospital.accounts.sign_out(one)
        assert hospital.accounts.signed_in(one) is None
        assert hospital.accounts.signed_in(other) is not None

    def test_a_locked_accounts_is_over_and_stays_so(self, hospital: Hospital) -> None:
        hospital.add("lee", Role.CLINICIAN)
        token = hospital.sign_in("lee")
        hospital.accounts.steward("stella").lock("lee")
        assert hospital.accounts.signed_in(token) is None
        hospital.accounts.steward("stella").unlock("lee")
        assert hospital.accounts.signed_in(token) is None

    def test_locked_in_the_table_alone_it_does_not_count_either(self, hospital: Hospital) -> None:
        from autonome.web.accounts.clocks import moment  # noqa: PLC0415 - Django is set up
        from autonome.web.accounts.models import Person  # noqa: PLC0415

        token = hospital.sign_in("stella")
        Person.objects.update(locked=moment(hospital.clock.now()))
        assert hospital.accounts.signed_in(token) is None

    def test_a_role_that_ended_is_not_held_by_a_session_that_began_before(self, hospital: Hospital) -> None:
        hospital.add("lee", Role.CLINICIAN, Role.RESEARCHER)
        token = hospital.sign_in("lee")
        hospital.accounts.steward("stella").take("lee", Role.CLINICIAN)
        found = hospital.accounts.signed_in(token)
        assert found is not None
        assert found.roles == {Role.RESEARCHER}

    def test_those_that_are_over_are_taken_away(self, hospital: Hospital) -> None:
        from autonome.web.accounts.models import Token  # noqa: PLC0415 - Django is set up

        hospital.sign_in("stella")
        hospital.clock.move(SESSION_SECONDS)
        hospital.sign_in("stella")
        assert Token.objects.count() == 1
