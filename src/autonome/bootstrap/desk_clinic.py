"""Somebody at the node who works with patients: satisfies `web.desk.ClinicDesk`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autonome.access import Decision, Denied, Request
from autonome.access.explanation import Audience, account_of, explain
from autonome.adapters.system import SystemClock
from autonome.bootstrap.desk_plan import asked_for, plan_of
from autonome.bootstrap.nodes import broken_glass
from autonome.bootstrap.session import Session
from autonome.consent import Action
from autonome.kernel import SubjectId
from autonome.law import RULES
from autonome.report.language import Language
from autonome.web.desk import Refused
from autonome.workflows.break_glass import PURPOSE, OpenedLate
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.keep_patients import Patient, expect_patient
from autonome.workflows.make_plan import MadePlan, RefusedPlan
from autonome.workflows.open_record import Opened, open_record

TREATMENT = "TREAT"
"""Purpose of who treats."""


@dataclass(frozen=True, slots=True)
class NodeClinicDesk:
    """Somebody who is signed in, in a role that works with patients.

    Args:
        session: of who is signed in.
    """

    session: Session

    def find(self, words: str) -> tuple[Patient, ...]:
        """See `ClinicDesk`."""
        patients, wanted = self.session.node.patients, words.strip()
        found = patients.find(wanted)
        if not found and patients.known(SubjectId(wanted)):
            return tuple(each for each in patients.all() if each.subject == wanted)
        return found

    def expect(self, patient: str) -> SubjectId:
        """See `ClinicDesk`."""
        return expect_patient(self.session.node.patients, patient)

    def open(self, subject: SubjectId, purpose: str, items: Sequence[str]) -> Opened | Refused:
        """See `ClinicDesk`."""
        node, request = self.session.node, self.session.asks(subject, purpose, items, Action.USE)
        found = open_record(request, gate=node.gate, records=node.records, rules=RULES, clock=SystemClock())
        return found if isinstance(found, Opened) else _refused(request, found)

    def break_glass(self, subject: SubjectId, items: Sequence[str], reason: str) -> Opened | OpenedLate | Refused:
        """See `ClinicDesk`."""
        request = self.session.asks(subject, PURPOSE, items, Action.USE)
        found = broken_glass(self.session.node, request, reason)
        return found if isinstance(found, Opened | OpenedLate) else _refused(request, found)

    def plan(self, subject: SubjectId, considered: Sequence[str], language: Language) -> MadePlan | Refused:
        """See `ClinicDesk`."""
        found = plan_of(self.session, subject, TREATMENT, considered, language)
        if isinstance(found, RefusedPlan):
            return _refused(asked_for(self.session, subject, TREATMENT), found.refusal)
        return found


def _refused(request: Request, found: Refusal | Denied) -> Refused:
    decision: Decision = found.decision if isinstance(found, Refusal) else found
    entry = found.recorded.index if isinstance(found, Refusal) else None
    told = explain(account_of(request, decision, (), RULES, entry=entry), Audience.ASKER)
    return Refused(request, decision, told, entry)
