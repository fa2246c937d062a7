"""Roles: a door before the gateway, and no permission."""

from __future__ import annotations

import pytest

from autonome.access.roles import DOORS, Role, may_ask, recipient_of, role_for
from autonome.consent import PURPOSES, RECIPIENTS


def test_each_role_has_a_door_of_known_words() -> None:
    assert set(DOORS) == set(Role)
    for door in DOORS.values():
        assert door.recipient in RECIPIENTS
        assert all(purpose in PURPOSES for purpose in door.purposes)


@pytest.mark.parametrize("role", [Role.STEWARD, Role.COMMITTEE])
def test_who_keeps_the_node_or_judges_applications_has_no_door_to_data(role: Role) -> None:
    assert not [purpose for purpose in PURPOSES.places if may_ask(role, purpose)]


def test_no_role_may_ask_for_everything_nor_for_marketing_employment_or_the_police() -> None:
    for purpose in ("PurposeOfUse", "HMARKT", "EMPLOYMENT", "LAWENF"):
        assert not [role for role in Role if may_ask(role, purpose)]


def test_an_unknown_purpose_has_no_door() -> None:
    assert not [role for role in Role if may_ask(role, "curiosity")]


def test_a_door_opens_for_what_lies_below_its_purposes() -> None:
    assert may_ask(Role.CLINICIAN, "BTG")
    assert may_ask(Role.RESEARCHER, "DSRCH")
    assert not may_ask(Role.RESEARCHER, "TREAT")
    assert not may_ask(Role.PATIENT, "TREAT")
    assert not may_ask(Role.INSURER, "TREAT")


def test_an_insurer_may_ask_what_law_refuses_so_that_it_is_refused_on_record() -> None:
    assert may_ask(Role.INSURER, "UNDERWRITING")


@pytest.mark.parametrize(
    ("role", "institution", "recipient"),
    [
        (Role.CLINICIAN, "care-team", "care-team"),
        (Role.CLINICIAN, "clinic", "clinic"),
        (Role.CLINICIAN, "life-insurer", "care-team"),
        (Role.PHARMACIST, "care-team", "pharmacy"),
        (Role.CLINIC, "care-team", "clinic"),
        (Role.RESEARCHER, "commercial-researcher", "commercial-researcher"),
        (Role.RESEARCHER, "care-team", "researcher"),
        (Role.INSURER, "life-insurer", "life-insurer"),
        (Role.PATIENT, "care-team", "subject"),
        (Role.STEWARD, "care-team", "steward"),
    ],
)
def test_whom_a_role_belongs_to_where_the_institution_is_of_a_class(
    role: Role, institution: str, recipient: str
) -> None:
    assert recipient_of(role, institution) == recipient


def test_the_institutions_class_is_taken_only_where_it_is_narrower() -> None:
    for role, door in DOORS.items():
        for institution in RECIPIENTS.places:
            found = recipient_of(role, institution)
            assert found == door.recipient or RECIPIENTS.covers(door.branch or "", found)


def test_of_several_roles_the_first_with_a_door_is_taken() -> None:
    assert role_for("TREAT", {Role.RESEARCHER, Role.PHARMACIST, Role.CLINICIAN}) is Role.CLINICIAN
    assert role_for("GRU", {Role.RESEARCHER, Role.CLINICIAN}) is Role.RESEARCHER
    assert role_for("TREAT", {Role.STEWARD}) is None
    assert role_for("TREAT", ()) is None
