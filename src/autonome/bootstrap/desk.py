"""What pages may ask of a node: satisfies `web.desk.Desk`. One open node for all threads of the server.

Who acts comes from the session alone, as on the command line: each asker becomes a `bootstrap.session.Session`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from autonome.access.roles import Role
from autonome.adapters.system import SystemClock
from autonome.bootstrap.desk_clinic import NodeClinicDesk
from autonome.bootstrap.desk_portal import NodePatientDesk, overdue_at
from autonome.bootstrap.desk_steward import NodeStewardDesk
from autonome.bootstrap.desk_storage import note_sizes_of
from autonome.bootstrap.desk_uploads import arriving_at
from autonome.bootstrap.desk_wards import expect_mandate, representatives_at, ward_desk, wards_at
from autonome.bootstrap.session import Session, session_of
from autonome.consent import FORMS
from autonome.consent.forms import ENGLISH, VERSIONS
from autonome.workflows.read_thread import read_thread
from autonome.workflows.remind import Matter, matters

if TYPE_CHECKING:
    from autonome.adapters.node import Node
    from autonome.kernel import SubjectId
    from autonome.web.accounts.accounts import Accounts
    from autonome.web.asking import Asker
    from autonome.web.desk.patient import Ward
    from autonome.workflows.keyed_acts import KeyedActs


@dataclass(frozen=True, slots=True)
class NodeDesk:
    """A node that is open, and its accounts.

    Args:
        node: that is served.
        accounts: of it.
    """

    node: Node
    accounts: Accounts

    @property
    def institution(self) -> str:
        """Whose node it is."""
        return self.node.settings.institution.name

    @property
    def keyed_acts(self) -> KeyedActs:
        """See `web.desk.Desk`."""
        from autonome.adapters.postgres_log import PostgresKeyedActs  # noqa: PLC0415 - an extra

        log = self.node.log
        return PostgresKeyedActs(log.connections, log.take_up)

    @property
    def answer_days(self) -> int:
        """See `web.desk.Desk`."""
        return self.node.settings.web.answer_days

    def overdue_questions(self) -> tuple[str, ...]:
        """See `web.desk.Desk`."""
        return overdue_at(self.node)

    def forget_upload(self, kept: str) -> None:
        """See `web.desk.Desk`."""
        arriving_at(self.node).forget(kept)

    def note_storage(self) -> None:
        """See `web.desk.Desk`."""
        note_sizes_of(self.node)

    def patient(self, asker: Asker) -> NodePatientDesk:
        """See `web.desk.Desk`."""
        session = self._session(asker)
        return NodePatientDesk(session) if asker.ward is None else ward_desk(session, asker.ward)

    def matters(self, subject: SubjectId) -> tuple[Matter, ...]:
        """See `web.desk.Desk`."""
        now = SystemClock().now()
        forms = [FORMS[f"{version}/{ENGLISH}"] for version in VERSIONS]
        return tuple(matters(read_thread(subject, self.node.log, now), forms, now))

    def representatives(self, subject: SubjectId) -> tuple[str, ...]:
        """See `web.desk.Desk`."""
        return representatives_at(self.node, subject)

    def wards(self, asker: Asker) -> tuple[Ward, ...]:
        """See `web.desk.Desk`."""
        from autonome.web.accounts import wards  # noqa: PLC0415 - Django is set up now

        if Role.REPRESENTATIVE not in asker.person.roles:
            return ()
        session = session_of(self.node, asker.person, Role.REPRESENTATIVE)
        return tuple(wards_at(session, wards.wards_of(str(asker.person.name))))

    def keep_ward(self, asker: Asker, ward: SubjectId) -> None:
        """See `web.desk.Desk`."""
        from autonome.web.accounts import wards  # noqa: PLC0415 - Django is set up now

        expect_mandate(session_of(self.node, asker.person, Role.REPRESENTATIVE), ward)
        wards.keep(str(asker.person.name), ward)

    def clinic(self, asker: Asker) -> NodeClinicDesk:
        """See `web.desk.Desk`."""
        return NodeClinicDesk(self._session(asker))

    def steward(self, asker: Asker) -> NodeStewardDesk:
        """See `web.desk.Desk`."""
        return NodeStewardDesk(self._session(asker), self.accounts)

    def _session(self, asker: Asker) -> Session:
        return session_of(self.node, asker.person, asker.role)
