"""Roles: what somebody is at an institution, and for which purposes they may knock at the gate at all.

A role is a door before the gateway: who has none for a purpose is turned away before anything is asked of consent and
law; who has one may ask, and the gateway decides. So a role never permits. An insurer may ask for underwriting, and is
refused by law, on record.

A steward has no door: no purpose, and so no way to a patient's data. Nor has a committee: it judges applications.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from autonome.consent import PURPOSES, RECIPIENTS
from autonome.consent.recipients import RecipientCode


class Role(StrEnum):
    """What somebody is at an institution; in the order in which one of several roles is taken."""

    CLINICIAN = "clinician"
    PHARMACIST = "pharmacist"
    CLINIC = "clinic"
    """Of another clinic or practice, which sees of the patient what is shared with it."""
    LABORATORY = "laboratory"
    PATIENT = "patient"
    REPRESENTATIVE = "representative"
    RESEARCHER = "researcher"
    INSURER = "insurer"
    AUDITOR = "auditor"
    COMMITTEE = "committee"
    STEWARD = "steward"


@dataclass(frozen=True, slots=True)
class Door:
    """What a role may come with.

    Args:
        recipient: class of recipients that its holders belong to.
        branch: where the institution's own class lies on this branch, it is taken in place of that.
        purposes: purposes under which they may ask, with all below; none where they have no business with data.
    """

    recipient: RecipientCode
    branch: RecipientCode | None
    purposes: tuple[str, ...]


def _door(recipient: str, *purposes: str, branch: str | None = None) -> Door:
    own = None if branch is None else RECIPIENTS.code(branch)
    return Door(RECIPIENTS.code(recipient), own, tuple(PURPOSES.code(each) for each in purposes))


DOORS: Final = {
    Role.CLINICIAN: _door("care-team", "TREAT", "HQUALIMP", "PATSFTY", "RECORDMGT", branch="care"),
    Role.PHARMACIST: _door("pharmacy", "TREAT"),
    Role.CLINIC: _door("clinic", "TREAT"),
    Role.LABORATORY: _door("clinical-laboratory", "TREAT"),
    Role.PATIENT: _door("subject", "PATRQT"),
    Role.REPRESENTATIVE: _door("representative", "PATRQT"),
    Role.RESEARCHER: _door("researcher", "GRU", branch="researcher"),
    Role.INSURER: _door("insurer", "HPAYMT", "UNDERWRITING", branch="insurer"),
    Role.AUDITOR: _door("regulator", "HCOMPL"),
    Role.COMMITTEE: _door("steward"),
    Role.STEWARD: _door("steward"),
}
"""The door of each role (our own judgement: what the work of each consists in; the gateway judges each request)."""


def recipient_of(role: Role, institution: str) -> RecipientCode:
    """The class of recipients that a role's holder belongs to.

    Args:
        role: of somebody at an institution.
        institution: class of the institution's own people.
    """
    door = DOORS[role]
    if door.branch is not None and RECIPIENTS.covers(door.branch, institution):
        return RECIPIENTS.code(institution)
    return door.recipient


def role_for(purpose: str, held: Iterable[Role]) -> Role | None:
    """The first of somebody's roles under which they may ask for a purpose; None where there is none."""
    wanted = set(held)
    return next((role for role in Role if role in wanted and may_ask(role, purpose)), None)


def may_ask(role: Role, purpose: str) -> bool:
    """Whether a role's holder may ask for a purpose; nobody may for one that is not known."""
    return purpose in PURPOSES and any(PURPOSES.covers(each, purpose) for each in DOORS[role].purposes)
