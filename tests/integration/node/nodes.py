"""A node's gate and stores in a database of the test's own, and people who consent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autonome.access import Permit, Request
from autonome.adapters.postgres import Database
from autonome.adapters.postgres_gate import Names, PostgresGate, PostgresRecords, Vault
from autonome.adapters.postgres_log import PostgresLog, open_postgres_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.clinical.items import KeptItem
from autonome.consent import Action, ActKind, ConsentAct
from autonome.kernel import ActorId, Instant, Period, SubjectId
from autonome.law import RULES
from autonome.ledger import EntryKind
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.open_record import Opened, judging, open_record
from tests.fakes.consents import act, atom, request

ANNA, BEN = SubjectId("anna"), SubjectId("ben")
KEPT = ("medications", "hiv", "laboratory")
ALWAYS = Period(Instant.parse("2020-01-01"), Instant.parse("2099-01-01"))


@dataclass(frozen=True, slots=True)
class Node:
    log: PostgresLog
    names: Names
    vault: Vault
    gate: PostgresGate
    records: PostgresRecords
    database: Database
    private: Path

    def grant(self, subject: SubjectId = ANNA, *categories: str, number: int = 0) -> int:
        """Grant use and collection of categories; gives the place on the log."""
        acts = [
            consent(subject, category, ActKind.GRANT, f"grant-{category}-{number}") for category in categories or KEPT
        ]
        return self.gate.record_acts(subject, acts)[-1].index

    def withdraw(self, subject: SubjectId = ANNA, category: str = "medications", number: int = 0) -> int:
        (recorded,) = self.gate.record_acts(
            subject, [consent(subject, category, ActKind.WITHDRAW, f"withdraw-{category}-{number}")]
        )
        return recorded.index

    def asked(self, subject: SubjectId = ANNA, **changes: Any) -> Request:  # noqa: ANN401 - one keyword for each part
        return replace(request(subject=subject, items=("medications",)), **changes)

    def open(self, subject: SubjectId = ANNA, **changes: Any) -> Opened | Refusal:  # noqa: ANN401 - one keyword for each part
        asked = self.asked(subject, **changes)
        return open_record(asked, gate=self.gate, records=self.records, rules=RULES, clock=SystemClock())

    def permit(self, subject: SubjectId = ANNA, **changes: Any) -> Permit:  # noqa: ANN401 - one keyword for each part
        asked = self.asked(subject, **changes)
        permit = answer(asked, *self.gate.admit(asked, judging(asked, RULES, SystemClock())))
        assert isinstance(permit, Permit)
        return permit

    def add(self, subject: SubjectId = ANNA, *items: KeptItem) -> None:
        categories = tuple(sorted({category for each in items for category in each.categories}))
        permit = self.permit(subject, items=categories, action=Action.COLLECT)
        with self.gate.under(permit, EntryKind.USE, {"added": len(items)}) as within:
            self.records.add(permit, within, items)


def consent(subject: SubjectId, category: str, kind: ActKind, name: str) -> ConsentAct:
    actions = frozenset({Action.COLLECT, Action.USE, Action.DISCLOSE})
    return act(
        kind,
        atom(category=category, actions=actions),
        question=category,
        leaf=None,
        id=name,
        subject=subject,
        actor=ActorId(subject),
        valid=None if kind is ActKind.WITHDRAW else ALWAYS,
    )


@contextmanager
def opened_node(database: Database, private: Path, *, most: int = 8, name: str | None = None) -> Iterator[Node]:
    clock, entropy = SystemClock(), SystemEntropy()
    log = open_postgres_log(database, private, clock=clock, entropy=entropy, most=most, name=name)
    try:
        if not log.key_history().events:
            log.begin()
        keyring = log.composer.keyring
        names, vault = Names(keyring), Vault(keyring, clock=clock, entropy=entropy)
        gate = PostgresGate(log, names, entropy=entropy)
        yield Node(log, names, vault, gate, PostgresRecords(names, vault), database, private)
    finally:
        log.close()


def item(category: str, name: str, body: str | None, at: Instant | None = None) -> KeptItem:
    return KeptItem(frozenset({category}), name, body, at)


METFORMIN = item("medications", "MedicationStatement/1", "metformin", Instant.parse("2026-01-05"))
CODEINE = item("medications", "MedicationStatement/2", "codeine")
POSITIVE = item("hiv", "Observation/9", "positive")
