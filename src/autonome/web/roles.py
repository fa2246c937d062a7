"""Roles in words."""

from __future__ import annotations

from typing import Final

from autonome.access.roles import Role
from autonome.kernel import Text

ROLES: Final = {
    Role.CLINICIAN: Text("clinician"),
    Role.PHARMACIST: Text("pharmacist"),
    Role.CLINIC: Text("another clinic"),
    Role.LABORATORY: Text("laboratory"),
    Role.PATIENT: Text("patient"),
    Role.REPRESENTATIVE: Text("representative"),
    Role.RESEARCHER: Text("researcher"),
    Role.INSURER: Text("insurer"),
    Role.AUDITOR: Text("auditor"),
    Role.COMMITTEE: Text("committee member"),
    Role.STEWARD: Text("data steward"),
}
"""Role → how people read it."""

TOLD_BY_MAIL: Final = frozenset({Role.PATIENT, Role.REPRESENTATIVE, Role.CLINICIAN, Role.STEWARD})
"""Who is told anything by mail (`reminders`), and may choose whether."""
