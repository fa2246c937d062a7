"""A node, as those who are signed in meet it."""

from __future__ import annotations

from typing import Protocol

from autonome.web.asking import Asker
from autonome.web.desk.clinic import ClinicDesk
from autonome.web.desk.patient import PatientDesk
from autonome.web.desk.steward import StewardDesk


class Desk(Protocol):
    """A node, as those who are signed in meet it."""

    @property
    def institution(self) -> str:
        """Whose node it is."""

    def forget_upload(self, kept: str) -> None:
        """Take a file away that was kept (`ClinicDesk.keep_upload`); nothing happens where it is gone."""

    def patient(self, asker: Asker) -> PatientDesk:
        """What a patient may do with their own data.

        Raises:
            DoorError: the account belongs to no patient.
        """

    def clinic(self, asker: Asker) -> ClinicDesk:
        """What somebody may do who works with patients, in their role."""

    def steward(self, asker: Asker) -> StewardDesk:
        """What a steward may do; nothing of it is a patient's."""
