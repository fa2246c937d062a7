"""A node, as those who are signed in meet it."""

from __future__ import annotations

from typing import Protocol

from autonome.kernel import SubjectId
from autonome.web.asking import Asker
from autonome.web.desk.clinic import ClinicDesk
from autonome.web.desk.patient import PatientDesk, Ward
from autonome.web.desk.steward import StewardDesk
from autonome.workflows.keyed_acts import KeyedActs
from autonome.workflows.remind import Matter


class Desk(Protocol):
    """A node, as those who are signed in meet it."""

    @property
    def institution(self) -> str:
        """Whose node it is."""

    @property
    def keyed_acts(self) -> KeyedActs:
        """Acts that come with a key, each of which is done once."""

    @property
    def answer_days(self) -> int:
        """Working days in which the institution promises to answer a patient's question."""

    def overdue_questions(self) -> tuple[str, ...]:
        """Ids of questions that wait for longer than was promised; nothing of whose they are."""

    def forget_upload(self, kept: str) -> None:
        """Take a file away that was kept (`ClinicDesk.keep_upload`); nothing happens where it is gone."""

    def note_storage(self) -> None:
        """Write down how much is kept, once a day."""

    def patient(self, asker: Asker) -> PatientDesk:
        """What a patient may do with their own data, or a representative with a ward's.

        Raises:
            DoorError: the account belongs to no patient, or no mandate on record lets its holder act for the ward.
        """

    def matters(self, subject: SubjectId) -> tuple[Matter, ...]:
        """Of what a patient is to be reminded now: keys, and nothing that they are about.

        Raises:
            ErasedError: the person was erased.
        """

    def representatives(self, subject: SubjectId) -> tuple[str, ...]:
        """Names of those whom a mandate on record lets act for somebody now; nothing is recorded."""

    def wards(self, asker: Asker) -> tuple[Ward, ...]:
        """For whom somebody may act now, as far as the node was told of it."""

    def keep_ward(self, asker: Asker, ward: SubjectId) -> None:
        """Put somebody onto the list of those for whom somebody acts.

        Raises:
            DoorError: no mandate on record lets them; the attempt is on the person's timeline.
        """

    def clinic(self, asker: Asker) -> ClinicDesk:
        """What somebody may do who works with patients, in their role."""

    def steward(self, asker: Asker) -> StewardDesk:
        """What a steward may do; nothing of it is a patient's."""
