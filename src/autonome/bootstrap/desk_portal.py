"""A patient at the node: satisfies `web.desk.PatientDesk`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.access.errors import DoorError
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.desk_plan import plan_of
from autonome.bootstrap.rights import OWN_REQUEST
from autonome.bootstrap.session import Session
from autonome.consent import FORMS, QuestionKey, Standing, Template
from autonome.consent.forms import ABOUT, ENGLISH, LANGUAGES, VERSIONS
from autonome.kernel import SubjectId, canonical_bytes
from autonome.ledger import Recorded
from autonome.report.language import Language
from autonome.workflows.answer_consent import (
    Answer,
    Signing,
    answered,
    answers_of,
    expect_shown,
    record_act,
    standing_yes,
    withdrawn,
)
from autonome.workflows.make_plan import MadePlan, RefusedPlan
from autonome.workflows.record_use import receipt_for
from autonome.workflows.show_timeline import Line, entries_at, notice, timeline_of
from autonome.workflows.speak_for import expect_counted


@dataclass(frozen=True, slots=True)
class NodePatientDesk:
    """A patient who is signed in.

    Args:
        session: of who is signed in.
    """

    session: Session

    @property
    def subject(self) -> SubjectId:
        """See `PatientDesk`."""
        if self.session.subject is None:
            raise DoorError("this account belongs to no patient", mend="ask a steward to name the patient.")
        return self.session.subject

    def timeline(self) -> tuple[Line, ...]:
        """See `PatientDesk`."""
        return timeline_of(self.subject, self.session.node.log)

    def seen(self, lines: tuple[Line, ...]) -> None:
        """See `PatientDesk`."""
        notice(self.subject, lines, self.session.node.log)

    def receipt(self, index: int) -> bytes | None:
        """See `PatientDesk`."""
        log = self.session.node.log
        found = tuple(entries_at(self.subject, frozenset({index}), log))
        return canonical_bytes(receipt_for(found, log=log).to_json()) + b"\n" if found else None

    def forms(self, language: Language) -> tuple[Template, ...]:
        """See `PatientDesk`."""
        return tuple(_newest(form, language) for form in ABOUT)

    def answers(self) -> Mapping[QuestionKey, Standing]:
        """See `PatientDesk`."""
        return answers_of(self.subject, self.session.node.log)

    def answer(self, answer: Answer, shown: str) -> Recorded:
        """See `PatientDesk`."""
        expect_shown(answer.form, shown)
        act = answered(answer, self.subject, self._signing(), SystemClock().now(), SystemEntropy())
        expect_counted(act, self.session.node.log)
        return record_act(act, self.session.node.gate)

    def withdraw(self, question: str) -> tuple[Recorded, ...]:
        """See `PatientDesk`."""
        node, now, entropy = self.session.node, SystemClock().now(), SystemEntropy()
        standing = standing_yes(self.answers(), question)
        acts = [withdrawn(each, self.subject, self._signing(), now, entropy) for each in standing]
        return tuple(record_act(act, node.gate) for act in acts)

    def plan(self, language: Language) -> MadePlan | RefusedPlan:
        """See `PatientDesk`."""
        return plan_of(self.session, self.subject, OWN_REQUEST, (), language)

    def _signing(self) -> Signing:
        return Signing(self.session.person.name, self.session.node.settings.institution.name)


def _newest(form: str, language: Language) -> Template:
    """The version that is used now, in the reader's language where the form has one."""
    version = next(each for each in VERSIONS if each.partition("/")[0] == form)
    tag = language.tag if language.tag in LANGUAGES else ENGLISH
    return FORMS[f"{version}/{tag}"]
