"""Somebody at the node who works with patients: satisfies `web.desk.ClinicDesk`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autonome.access import Decision, Denied, Request
from autonome.access.explanation import Audience, account_of, explain
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.desk_arrived import looked_at, newcomer_of, taken_from, waiting_at
from autonome.bootstrap.desk_plan import asked_for, genome_settled, plan_of
from autonome.bootstrap.desk_portal import enquiries_at
from autonome.bootstrap.desk_standing import stands_late, stands_on
from autonome.bootstrap.desk_uploads import arriving_at
from autonome.bootstrap.desk_waiting import (
    beside_of,
    count_of_orders,
    looked_at_order,
    ordered_of,
    orders_at,
    questions_at,
    read_at,
)
from autonome.bootstrap.kept import genomes_to_show, taken_in_genome
from autonome.bootstrap.knowledge import knowledge_bundle, typesetter
from autonome.bootstrap.medicine_names import ingredients_of, names_of_medicines
from autonome.bootstrap.nodes import broken_glass
from autonome.bootstrap.session import Session
from autonome.clinical.medications import MedicationOrder
from autonome.consent import CATEGORIES, Action
from autonome.fhir import parse_json
from autonome.fhir.shelving import items_of
from autonome.kernel import InputError, Instant, Sha256, SubjectId, canonical_bytes
from autonome.law import RULES
from autonome.ledger import EntryKind, Recorded
from autonome.report.language import Language
from autonome.web.desk import (
    Arrived,
    ArrivedUnseen,
    Beside,
    OrderUnseen,
    QuestionUnseen,
    Refused,
    SeenPlan,
    SeenRecord,
    Stands,
    Waits,
)
from autonome.web.desk.clinic import Told
from autonome.web.reminders import tell
from autonome.workflows import ask_and_answer, order_test
from autonome.workflows.ask_and_answer import Enquiry
from autonome.workflows.break_glass import PURPOSE, OpenedLate
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.import_genome import GENOME, ImportedGenome
from autonome.workflows.import_record import Imported, categories_of_items, import_record
from autonome.workflows.keep_patients import Patient, expect_patient
from autonome.workflows.make_plan import RefusedPlan
from autonome.workflows.open_record import Opened, judging, open_record
from autonome.workflows.order_test import Order
from autonome.workflows.plan_case import PlanFile
from autonome.workflows.record_consent import attested_of
from autonome.workflows.record_use import receipt_for
from autonome.workflows.remind import answer_to, emergency_at, late_emergency
from autonome.workflows.sign_plan import sign_plan

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
        wanted = words.strip()
        found, one = self.session.node.patients.find(wanted), self.known_as(SubjectId(wanted))
        return found if one is None or one in found else (*found, one)

    def known_as(self, subject: SubjectId) -> Patient | None:
        """See `ClinicDesk`."""
        return self.session.node.patients.of(subject)

    def expect(self, patient: str) -> SubjectId:
        """See `ClinicDesk`."""
        return expect_patient(self.session.node.patients, patient)

    def open(self, subject: SubjectId, purpose: str, items: Sequence[str]) -> SeenRecord | Refused:
        """See `ClinicDesk`."""
        node, request = self.session.node, self.session.asks(subject, purpose, items, Action.USE)
        leaves = {leaf for item in items if item in CATEGORIES for leaf in CATEGORIES.leaves(item)}
        genomes = genomes_to_show(node) if leaves.intersection(GENOME) else None
        found = open_record(
            request, gate=node.gate, records=node.records, rules=RULES, clock=SystemClock(), genomes=genomes
        )
        return self._seen(found) if isinstance(found, Opened) else _refused(self.session, request, found)

    def decide(self, subject: SubjectId, purpose: str, items: Sequence[str]) -> Stands | Refused:
        """See `ClinicDesk`."""
        node, request = self.session.node, self.session.asks(subject, purpose, items, Action.USE)
        found = answer(request, *node.gate.admit(request, judging(request, RULES, SystemClock())))
        if isinstance(found, Refusal):
            return _refused(self.session, request, found)
        return stands_on(found.recorded, node.gate.stands(subject).acts)

    def break_glass(self, subject: SubjectId, items: Sequence[str], reason: str) -> SeenRecord | Refused:
        """See `ClinicDesk`."""
        request = self.session.asks(subject, PURPOSE, items, Action.USE)
        found = broken_glass(self.session.node, request, reason)
        if isinstance(found, Opened):
            tell(subject, emergency_at(found.use.index))
        elif isinstance(found, OpenedLate):
            tell(subject, late_emergency(found.journalled.token))
        return self._seen(found) if isinstance(found, Opened | OpenedLate) else _refused(self.session, request, found)

    def plan(  # noqa: PLR0913 - whose, of what, and how it is wanted
        self,
        subject: SubjectId,
        considered: Sequence[str],
        language: Language,
        *,
        as_of: Instant | None = None,
        printed: bool = False,
        sample: str | None = None,
        files: frozenset[PlanFile] = frozenset(),
    ) -> SeenPlan | Refused:
        """See `ClinicDesk`."""
        orders: list[MedicationOrder] = []
        with genome_settled():
            found = plan_of(
                self.session, subject, TREATMENT, considered, language,
                typesetter=typesetter() if printed else None,
                as_of=as_of,
                seeing=lambda read: orders.extend(read.record.medications),
                sample=sample,
                files=files,
            )  # fmt: skip
        if isinstance(found, RefusedPlan):
            return _refused(self.session, asked_for(self.session, subject, TREATMENT), found.refusal)
        recorded = (each.recorded for each in found.receipt.entries)
        decided = next(each for each in recorded if each.payload.kind is EntryKind.DECISION)
        return SeenPlan(found, stands_on(decided, self.session.node.gate.stands(subject).acts), tuple(orders))

    def receipt(self, subject: SubjectId, entry: int) -> bytes | None:
        """See `ClinicDesk`."""
        log = self.session.node.log
        found = tuple(each for each in log.entries_of(subject) if each.index == entry and self._asked(each))
        return canonical_bytes(receipt_for(found, log=log).to_json()) + b"\n" if found else None

    def medicines(self, words: str, most: int) -> tuple[str, ...]:
        """See `ClinicDesk`."""
        return names_of_medicines(words, most)

    def ingredients(self, name: str) -> tuple[str, ...]:
        """See `ClinicDesk`."""
        return ingredients_of(name)

    def keep_upload(self, subject: SubjectId, chunks: Iterable[bytes], name: str) -> str:
        """See `ClinicDesk`."""
        return arriving_at(self.session.node).keep(subject, chunks, name)

    def take_in_record(self, subject: SubjectId, kept: str, told: Told) -> Imported | Refused:
        """See `ClinicDesk`."""
        node, name = self.session.node, kept.rpartition("/")[2]
        with arriving_at(node).opened(subject, kept) as reader:
            document = reader.readall()
        told(len(document), len(document), 0)
        _, items = items_of(parse_json(document, name), name)
        request = self.session.asks(self.expect(subject), TREATMENT, categories_of_items(items), Action.COLLECT)
        found = import_record(request, items, gate=node.gate, records=node.records, rules=RULES, clock=SystemClock())
        return found if isinstance(found, Imported) else _refused(self.session, request, found)

    def take_in_genome(self, subject: SubjectId, kept: str, sample: str | None, told: Told) -> ImportedGenome | Refused:
        """See `ClinicDesk`."""
        node = self.session.node
        request = self.session.asks(self.expect(subject), TREATMENT, GENOME, Action.COLLECT)
        found = taken_in_genome(node, request, arriving_at(node).genome(subject, kept, told), sample=sample)
        return found if isinstance(found, ImportedGenome) else _refused(self.session, request, found)

    def order_test(self, subject: SubjectId, gene: str) -> Order | Refused:
        """See `ClinicDesk`."""
        if gene not in {str(each) for each in knowledge_bundle().gene_ids}:
            raise InputError("no such gene is in the knowledge bundle", mend="order a test that the plan names.")
        node = self.session.node
        request = self.session.asks(self.expect(subject), TREATMENT, (order_test.CATEGORY,), Action.COLLECT)
        wanted = order_test.Wanted(request, gene, node.names.person(subject).hex())
        found = order_test.order_test(
            wanted, gate=node.gate, records=node.records, log=node.log, rules=RULES, clock=SystemClock(),
            entropy=SystemEntropy(),
        )  # fmt: skip
        return found if isinstance(found, Order) else _refused(self.session, request, found)

    def beside(self, seen: SeenRecord) -> Beside:
        """See `ClinicDesk`."""
        return beside_of(self.session, seen, TREATMENT)

    def ordered(self, subject: SubjectId, seen: SeenPlan) -> frozenset[str]:
        """See `ClinicDesk`."""
        del seen  # who has none, has nothing open
        return frozenset(each.gene for each in ordered_of(self.session, subject))

    def orders(self) -> tuple[OrderUnseen, ...]:
        """See `ClinicDesk`."""
        return orders_at(self.session)

    def look_at_order(self, number: int) -> Order:
        """See `ClinicDesk`."""
        return looked_at_order(self.session, number)

    def close_order(self, number: int) -> Recorded:
        """See `ClinicDesk`."""
        return order_test.close_order(self.session.node.log, number, self.session.actor)

    def sign_off(self, subject: SubjectId, digest: Sha256) -> Recorded:
        """See `ClinicDesk`."""
        return sign_plan(subject, digest, self.session.actor, log=self.session.node.log)

    def questions(self) -> tuple[QuestionUnseen, ...]:
        """See `ClinicDesk`."""
        return questions_at(self.session)

    def read_question(self, number: str) -> Enquiry:
        """See `ClinicDesk`."""
        return read_at(self.session, number)

    def answer(self, number: str, words: str) -> Enquiry:
        """See `ClinicDesk`."""
        found = ask_and_answer.answer(number, words, self.session.actor, enquiries=enquiries_at(self.session))
        tell(found.subject, answer_to(found.id))
        return found

    def waits(self) -> Waits:
        """See `ClinicDesk`."""
        ordered = count_of_orders(self.session)
        return Waits(enquiries_at(self.session).count(), ordered, len(waiting_at(self.session.node)))

    def waiting(self) -> tuple[ArrivedUnseen, ...]:
        """See `ClinicDesk`."""
        return waiting_at(self.session.node)

    def look_at(self, number: int) -> Arrived:
        """See `ClinicDesk`."""
        return looked_at(self.session.node, number, self.session.actor)

    def newcomer(self, number: int) -> SubjectId:
        """See `ClinicDesk`."""
        return newcomer_of(self.session.node, number)

    def take_arrived(self, number: int, subject: SubjectId | None) -> str:
        """See `ClinicDesk`."""
        known = None if subject is None else self.expect(subject)
        return taken_from(self.session.node, number, known, self.session.actor)

    def _seen(self, found: Opened | OpenedLate) -> SeenRecord:
        if isinstance(found, OpenedLate):
            return SeenRecord(found, stands_late(found.permit))
        acts = self.session.node.gate.stands(found.permit.subject).acts
        return SeenRecord(found, stands_on(found.permit.recorded, acts))

    def _asked(self, entry: Recorded) -> bool:
        """Whether an entry is a decision on what this person asked for."""
        asked = entry.payload.body.get("request")
        mine = isinstance(asked, Mapping) and asked.get("actor") == self.session.actor
        return entry.payload.kind is EntryKind.DECISION and mine


def _refused(session: Session, request: Request, found: Refusal | Denied) -> Refused:
    decision: Decision = found.decision if isinstance(found, Refusal) else found
    entry = found.recorded.index if isinstance(found, Refusal) else None
    attested = attested_of(request.subject, log=session.node.log)
    told = explain(account_of(request, decision, (), RULES, attested=attested, entry=entry), Audience.ASKER)
    return Refused(request, decision, told, entry)
