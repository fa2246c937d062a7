"""Who may act: signed in, in a role that will do, and lately enough."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.access.actors import (
    FRESH_SECONDS,
    IDLE_SECONDS,
    SESSION_SECONDS,
    Invitation,
    NewPerson,
    SignedIn,
    expect,
)
from autonome.access.errors import DoorError, SignInError
from autonome.access.roles import Role
from autonome.kernel import ActorId, Instant, SubjectId

AT = Instant.parse("2026-03-02T08:00:00Z")


def later(seconds: int) -> Instant:
    return Instant(AT.seconds + seconds)


LEE = SignedIn(ActorId("lee"), frozenset({Role.RESEARCHER, Role.CLINICIAN}), proven=AT, until=later(SESSION_SECONDS))


def test_nobody_passes_without_a_session() -> None:
    with pytest.raises(SignInError, match="autonome login"):
        expect(None, (), AT, fresh=False)


def test_nor_after_its_end() -> None:
    assert expect(LEE, (), later(SESSION_SECONDS - 1), fresh=False)
    with pytest.raises(SignInError, match="over"):
        expect(LEE, (), later(SESSION_SECONDS), fresh=False)


def test_the_role_is_the_first_that_is_held_of_those_that_will_do() -> None:
    assert expect(LEE, (), AT, fresh=False)[1] is Role.CLINICIAN
    assert expect(LEE, (Role.RESEARCHER,), AT, fresh=False)[1] is Role.RESEARCHER
    assert expect(LEE, (Role.STEWARD, Role.RESEARCHER), AT, fresh=False)[1] is Role.RESEARCHER


def test_who_holds_none_of_them_is_turned_away_and_told_which() -> None:
    with pytest.raises(DoorError, match="lee does not hold auditor or steward here"):
        expect(LEE, (Role.STEWARD, Role.AUDITOR), AT, fresh=False)


def test_who_holds_no_role_at_all_passes_nowhere() -> None:
    with pytest.raises(DoorError, match="any role"):
        expect(replace(LEE, roles=frozenset()), (), AT, fresh=False)


@pytest.mark.parametrize(
    ("seconds", "passes"), [(0, True), (FRESH_SECONDS, True), (FRESH_SECONDS + 1, False), (-1, False)]
)
def test_signatures_ask_for_a_proof_of_the_last_minutes(seconds: int, *, passes: bool) -> None:
    if passes:
        assert expect(LEE, (), later(seconds), fresh=True)
    else:
        with pytest.raises(SignInError, match="within the last 15 minutes"):
            expect(LEE, (), later(seconds), fresh=True)


def test_a_patient_acts_under_the_nodes_name_for_the_patient_and_nobody_else_does() -> None:
    anna = replace(LEE, name=ActorId("anna"), subject=SubjectId("p-1"))
    assert anna.acting(Role.PATIENT) == "p-1"
    assert anna.acting(Role.REPRESENTATIVE) == "anna"
    with pytest.raises(DoorError, match="belongs to no patient"):
        LEE.acting(Role.PATIENT)


def test_what_is_not_known_of_somebody_is_empty_and_a_code_is_shown_nowhere() -> None:
    assert (LEE.shown, LEE.language, LEE.subject) == ("", "", None)
    new = NewPerson("lee", (Role.CLINICIAN,))
    assert (new.shown, new.email, new.subject) == ("", "", None)
    assert "secret" not in repr(Invitation("lee", "secret", AT))


def test_how_long_a_session_lasts() -> None:
    assert (SESSION_SECONDS, IDLE_SECONDS, FRESH_SECONDS) == (43_200, 3600, 900)
