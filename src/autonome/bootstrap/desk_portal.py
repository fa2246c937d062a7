"""A patient at the node: satisfies `web.desk.PatientDesk`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from autonome.access import Decision, Request
from autonome.access.errors import DoorError
from autonome.access.explanation import Explanation
from autonome.access.probes import PAPERS
from autonome.access.simulation import Difference
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.desk_plan import genome_settled, plan_of
from autonome.bootstrap.desk_rights import NodeRightsDesk
from autonome.bootstrap.exchange import partners_of
from autonome.bootstrap.rights import OWN_REQUEST
from autonome.bootstrap.session import Session
from autonome.consent import FORMS, Comprehension, ConsentAct, QuestionKey, Standing, Template
from autonome.consent.ages import ages_in, birthday
from autonome.consent.forms import ENGLISH, LANGUAGES, VERSIONS
from autonome.kernel import ActorId, InputError, Instant, SubjectId, canonical_bytes
from autonome.law import RULES
from autonome.ledger import Entropy, Recorded, write_policy
from autonome.report.language import Language
from autonome.web.desk.patient import Family, Imagined, Institution
from autonome.workflows import ask_and_answer
from autonome.workflows.answer_consent import EVER, Answer, Signing, answered, expect_shown, record_act, standing_yes
from autonome.workflows.answer_consent import withdrawn as taken_back
from autonome.workflows.answer_once import Signed, record_answers
from autonome.workflows.answer_times import is_overdue
from autonome.workflows.ask_and_answer import Enquiries, Enquiry
from autonome.workflows.make_plan import MadePlan, RefusedPlan
from autonome.workflows.plan_case import PlanFile
from autonome.workflows.prepare_consent import Prepared, prepared_in, record_shown, record_understood, version_of
from autonome.workflows.preview_consent import effects_of_withdrawal, told_of_entry, what_if
from autonome.workflows.read_thread import ReadThread, read_thread
from autonome.workflows.record_use import receipt_for
from autonome.workflows.show_timeline import Line, notice, provable
from autonome.workflows.speak_for import expect_counted_beside, mandates_of, speaker_for

if TYPE_CHECKING:
    from autonome.adapters.node import Node

SOMEBODY = "somebody.example"
"""Stands for who would ask, in a request that nobody made."""


@dataclass(slots=True)
class NodePatientDesk:
    """A patient who is signed in.

    Args:
        session: of who is signed in.
        ward: for whom a representative acts, whose mandate was looked for; None for a patient.
    """

    session: Session
    ward: SubjectId | None = None
    _thread: ReadThread | None = field(default=None, init=False)

    @property
    def subject(self) -> SubjectId:
        """See `PatientDesk`."""
        if self.ward is not None:
            return self.ward
        if self.session.subject is None:
            raise DoorError("this account belongs to no patient", mend="ask a steward to name the patient.")
        return self.session.subject

    @property
    def acting_for(self) -> str:
        """See `PatientDesk`."""
        known = None if self.ward is None else self.session.node.patients.of(self.ward)
        return known.name or str(self.ward) if known is not None else str(self.ward or "")

    @property
    def rights(self) -> NodeRightsDesk:
        """See `PatientDesk`."""
        return NodeRightsDesk(self.session, self.subject)

    def thread(self) -> ReadThread:
        """See `PatientDesk`."""
        if self._thread is None:
            self._thread = read_thread(self.subject, self.session.node.log, SystemClock().now())
        return self._thread

    def seen(self, lines: tuple[Line, ...]) -> None:
        """See `PatientDesk`."""
        if self.ward is None:  # that a representative saw it does not end it
            notice(self.subject, lines, self.session.node.log)

    def receipt(self, index: int) -> bytes | None:
        """See `PatientDesk`."""
        found = provable(index, self.thread().entries)
        if not found:
            return None
        return canonical_bytes(receipt_for(found, log=self.session.node.log).to_json()) + b"\n"

    def policy(self) -> str:
        """See `PatientDesk`."""
        return write_policy(self.session.node.log.verifier)

    def told(self, index: int) -> Explanation | None:
        """See `PatientDesk`."""
        return told_of_entry(index, self.thread(), RULES)

    def forms(self, language: Language) -> tuple[Template, ...]:
        """See `PatientDesk`."""
        return tuple(_in(version, language) for version in VERSIONS)

    def form(self, name: str, language: Language) -> Template | None:
        """See `PatientDesk`."""
        version = next((each for each in VERSIONS if each.partition("/")[0] == name), None)
        return None if version is None else _in(version, language)

    def institutions(self) -> tuple[Institution, ...]:
        """See `PatientDesk`."""
        return institutions_known(self.session.node)

    def prepared(self) -> Mapping[str, Prepared]:
        """See `PatientDesk`."""
        return prepared_in(self.thread().entries, by=self._by)

    def think_about(self, form: Template) -> None:
        """See `PatientDesk`."""
        if self._prepared(form).shown_at is None:
            record_shown(self.subject, form, self.session.node.log, by=self._by)
            self._thread = None

    def understood(self, form: Template, result: Comprehension) -> None:
        """See `PatientDesk`."""
        record_understood(self.subject, form, result, self.session.node.log, by=self._by)
        self._thread = None

    def answer(self, answers: Sequence[Answer], shown: str) -> tuple[int, ...]:
        """See `PatientDesk`."""
        form = answers[0].form
        expect_shown(form, shown)
        prepared = self._prepared(form)
        signing = Signing(
            self.session.person.name,
            self.session.node.settings.institution.name,
            comprehension=prepared.comprehension,
            shown_at=prepared.shown_at,
        )
        now, entropy = SystemClock().now(), SystemEntropy()
        thread, signed = self.thread(), list[Signed]()
        for each in answers:
            act = self._spoken(partial(_answered, each, self.subject, now, entropy), signing)
            expect_counted_beside(act, thread.acts, thread.attested, thread.size)
            signed.append(Signed(act, each.stood))
        self._thread = None
        return record_answers(signed, self.session.node.gate)

    def withdraw(self, question: str) -> tuple[Recorded, ...]:
        """See `PatientDesk`."""
        node, now, entropy = self.session.node, SystemClock().now(), SystemEntropy()
        signing = Signing(self.session.person.name, node.settings.institution.name)
        standing = standing_yes(replace(self.thread(), at=EVER).answers, question)

        def act_on(each: Standing) -> ConsentAct:
            return self._spoken(lambda one: taken_back(each, self.subject, one, now, entropy), signing)

        acts = [act_on(each) for each in standing]
        self._thread = None
        return tuple(record_act(act, node.gate) for act in acts)

    def effects(self, questions: Iterable[QuestionKey]) -> tuple[Difference, ...]:
        """See `PatientDesk`."""
        institution = self.session.node.settings.institution
        return effects_of_withdrawal(tuple(questions), self.thread(), institution, RULES, SystemClock().now())

    def what_if(self, imagined: Imagined) -> tuple[Decision, Explanation]:
        """See `PatientDesk`."""
        return what_if(self._imagined(imagined), self.thread(), RULES, SystemClock().now())

    def plan(self, language: Language) -> MadePlan | RefusedPlan:
        """See `PatientDesk`."""
        self._thread = None
        only = frozenset({PlanFile.FOR_PATIENT})
        with genome_settled():
            return plan_of(self.session, self.subject, OWN_REQUEST, (), language, files=only)

    def family(self) -> Family:
        """See `PatientDesk`."""
        born = self.thread().person.born
        ages = None if born is None else ages_in(born.jurisdiction)
        of_age = None if born is None or ages is None else birthday(born.on, ages.data)
        held = mandates_of(self.subject, self.session.node.log)
        return Family(held, None if born is None else born.on, of_age)

    def ask(self, about: str, words: str) -> Enquiry:
        """See `PatientDesk`."""
        if not self.session.node.patients.known(self.subject):
            raise InputError("nobody is kept here under this account", mend="ask a data steward.")
        enquiries = enquiries_at(self.session)
        self._thread = None
        return ask_and_answer.ask(
            self.subject, about, words, enquiries=enquiries, clock=SystemClock(), entropy=SystemEntropy(), by=self._by
        )

    @property
    def _by(self) -> str:
        """The representative who acts; "" for the person."""
        return "" if self.ward is None else str(self.session.actor)

    def _spoken(self, acting: Callable[[Signing], ConsentAct], signing: Signing) -> ConsentAct:
        """The act of the person, or of who may answer for the person.

        Raises:
            DoorError: whoever answers for the person has no mandate for it.
        """
        if self.ward is None:
            return acting(signing)
        log, holder = self.session.node.log, self.session.actor
        speaker = speaker_for(self.ward, holder, lambda one: acting(replace(signing, speaker=one)), log)
        return acting(replace(signing, speaker=speaker))

    def _prepared(self, form: Template) -> Prepared:
        return self.prepared().get(version_of(form), Prepared())

    def _imagined(self, imagined: Imagined) -> Request:
        institution = self.session.node.settings.institution
        own = imagined.recipient == institution.recipient
        return Request(
            subject=self.subject,
            actor=ActorId("somebody"),
            organisation=institution.name if own else SOMEBODY,
            recipient=imagined.recipient,
            purposes=(imagined.purpose,),
            items=(imagined.item,),
            action=imagined.action,
            jurisdiction=institution.jurisdiction,
            documents=PAPERS if imagined.papers else institution.documents if own else (),
            circumstances=institution.circumstances,
        )


def institutions_known(node: Node) -> tuple[Institution, ...]:
    """The institution itself, as partners know it, and its partners with a card that holds."""
    own, exchange = node.settings.institution, node.settings.exchange
    found = [Institution(own.name, own.recipient)]
    if exchange is not None:
        found[0] = Institution(own.name, exchange.recipient or own.recipient)
        cards = partners_of(node).trusted()
        found += [Institution(str(each), str(cards[each].recipient)) for each in sorted(cards)]
    return tuple(found)


def enquiries_at(session: Session) -> Enquiries:
    """The same, for who is signed in."""
    return enquiries_of(session.node)


def overdue_at(node: Node) -> tuple[str, ...]:
    """Ids of questions that wait for longer than the institution promised."""
    now, days = SystemClock().now(), node.settings.web.answer_days
    return tuple(each.id for each in enquiries_of(node).waiting() if is_overdue(each.asked_at, days, now))


def enquiries_of(node: Node) -> Enquiries:
    """Where patients' questions wait at a node."""
    from autonome.adapters.postgres_gate import PostgresEnquiries  # noqa: PLC0415 - an extra

    return PostgresEnquiries(node.log, node.names, entropy=SystemEntropy())


def _answered(answer: Answer, subject: SubjectId, now: Instant, entropy: Entropy, signing: Signing) -> ConsentAct:
    return answered(answer, subject, signing, now, entropy)


def _in(version: str, language: Language) -> Template:
    """A version in the reader's language, where it has one."""
    tag = language.tag if language.tag in LANGUAGES else ENGLISH
    return FORMS[f"{version}/{tag}"]
