"""The gate and what stands behind it: nothing is permitted that is not on the log first."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

import pytest

import autonome
from autonome.access import Permit
from autonome.consent import Action, ActKind, ConsentAct
from autonome.kernel import AutonomeError, Sha256, canonical_bytes
from autonome.law import RULES
from autonome.ledger import Draft, EntryKind, LogError, Recorded, write_policy
from autonome.workflows.decide_and_record import Refusal, decide_and_record
from autonome.workflows.record_consent import consent_history, record_consent
from autonome.workflows.record_use import Made, record_use
from autonome.workflows.verify_receipt import Evidence, verify_receipt
from tests.fakes.consents import NOW, SUBJECT, act, atom, request, template
from tests.fakes.ledger import MemoryLog

READABLE = atom(actions=frozenset({Action.USE}))
"""A scope as a consent file can hold it: acts go onto the log and come back through the same reader."""

FORM = template("q", (READABLE,))


def grant(kind: ActKind = ActKind.GRANT, name: str = "1") -> ConsentAct:
    return act(kind, READABLE, form=FORM, leaf=None, id=f"act-{name}")


def kinds(log: MemoryLog) -> list[EntryKind]:
    return [entry.payload.kind for entry in log.entries]


def test_an_allowed_request_gives_a_permit_that_names_its_entry() -> None:
    log = MemoryLog()
    answer = decide_and_record(request(), [grant()], log=log, rules=RULES, at=NOW)
    assert isinstance(answer, Permit)
    assert kinds(log) == [EntryKind.CONSENT, EntryKind.DECISION]
    assert answer.recorded == log.entries[1]
    assert answer.leaf == log.entries[1].leaf.hex()
    assert answer.decision.grounds.log_size == 1


def test_a_refused_request_is_on_the_log_too() -> None:
    log = MemoryLog()
    answer = decide_and_record(request(), [], log=log, rules=RULES, at=NOW)
    assert isinstance(answer, Refusal)
    assert kinds(log) == [EntryKind.DECISION]
    assert log.entries[0].payload.body == {"request": request().to_json(), "decision": answer.decision.to_json()}


def test_a_consent_is_recorded_once() -> None:
    log = MemoryLog()
    for _ in range(3):
        decide_and_record(request(), [grant()], log=log, rules=RULES, at=NOW)
    assert kinds(log).count(EntryKind.CONSENT) == 1


def test_a_withdrawal_on_the_log_holds_against_an_older_file() -> None:
    log = MemoryLog()
    record_consent([grant(), grant(ActKind.WITHDRAW, "2")], subject=SUBJECT, log=log)
    answer = decide_and_record(request(), [grant()], log=log, rules=RULES, at=NOW)
    assert isinstance(answer, Refusal), "leaving the withdrawal out of the file does not undo it"


def test_what_is_read_back_is_what_was_recorded() -> None:
    log = MemoryLog()
    placed = record_consent([grant()], subject=SUBJECT, log=log)
    assert consent_history(SUBJECT, log=log) == placed
    assert placed[0].leaf == 0


class LogThatMoves(MemoryLog):
    """Somebody records a withdrawal between the decision and its entry, as often as is wanted."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def append(self, drafts: Sequence[Draft], *, expected_size: int | None = None) -> tuple[Recorded, ...]:
        if expected_size is not None and self.times:
            self.times -= 1
            withdrawal = grant(ActKind.WITHDRAW, f"w{self.times}")
            record_consent([withdrawal], subject=SUBJECT, log=self)
        return super().append(drafts, expected_size=expected_size)


def test_a_withdrawal_in_between_is_seen() -> None:
    answer = decide_and_record(request(), [grant()], log=LogThatMoves(1), rules=RULES, at=NOW)
    assert isinstance(answer, Refusal)
    assert answer.decision.grounds.log_size == 2


def test_a_log_that_never_rests_permits_nothing() -> None:
    with pytest.raises(AutonomeError, match="grew during every attempt"):
        decide_and_record(request(), [grant()], log=LogThatMoves(1000), rules=RULES, at=NOW)


class LogThatFails(MemoryLog):
    """The disk is full."""

    def append(self, drafts: Sequence[Draft], *, expected_size: int | None = None) -> tuple[Recorded, ...]:
        raise LogError(f"no space for {len(drafts)} entries at {expected_size}")


def test_a_log_that_cannot_record_lets_nothing_through() -> None:
    with pytest.raises(LogError):
        decide_and_record(request(), [], log=LogThatFails(), rules=RULES, at=NOW)


MADE = Made({"record": Sha256("a" * 64)}, {"plan.json": Sha256("b" * 64)}, Sha256("c" * 64), "autonome 0")


def test_a_use_is_proven_together_with_the_decision_that_allowed_it() -> None:
    log = MemoryLog()
    answer = decide_and_record(request(), [grant()], log=log, rules=RULES, at=NOW)
    assert isinstance(answer, Permit)
    receipt = canonical_bytes(record_use(answer, MADE, log=log).to_json())
    verified = verify_receipt(Evidence(receipt, "r"), policy=Evidence(write_policy(log.verifier).encode(), "p"))
    assert verified.entries == (1, 2)
    assert verified.effect == "allowed"
    assert verified.made == MADE.to_json()
    assert verified.used_at is not None


def callers_of(name: str) -> set[str]:
    """Files of the package that call a function of this name."""
    root = Path(autonome.__file__).parent
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }


def test_permits_are_minted_in_one_place() -> None:
    assert callers_of("mint") == {"workflows/decide_and_record.py"}
    assert callers_of("Permit") == {"access/permits.py"}
