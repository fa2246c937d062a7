"""The gate and what stands behind it: nothing is permitted that is not on the log first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from autonome.access import Permit, ReasonCode, decide, told
from autonome.consent import CATEGORIES, ActId, Action, ActKind, ConsentAct, ConsentFile
from autonome.kernel import ActorId, AutonomeError, Sha256, SubjectId, canonical_bytes
from autonome.law import RULES
from autonome.ledger import Draft, EntryKind, LogError, Recorded, write_policy
from autonome.workflows.decide_and_record import Refusal, acts_not_handed_in, decide_and_record
from autonome.workflows.record_consent import consent_history, record_consent
from autonome.workflows.record_use import Made, record_use
from autonome.workflows.verify_receipt import Evidence, verify_receipt
from tests.fakes.consents import NOW, SUBJECT, act, atom, consents, request, template
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
    answer = decide_and_record(request(), consents(grant()), log=log, rules=RULES, at=NOW)
    assert isinstance(answer, Permit)
    assert kinds(log) == [EntryKind.CONSENT, EntryKind.DECISION]
    assert answer.recorded == log.entries[1]
    assert answer.leaf == log.entries[1].leaf.hex()
    assert answer.decision.grounds.log_size == 1


def test_a_refused_request_is_on_the_log_too() -> None:
    log = MemoryLog()
    answer = decide_and_record(request(), consents(), log=log, rules=RULES, at=NOW)
    assert isinstance(answer, Refusal)
    assert kinds(log) == [EntryKind.DECISION]
    assert log.entries[0].payload.body == {"request": request().to_json(), "decision": answer.decision.to_json()}


def test_a_consent_is_recorded_once() -> None:
    log = MemoryLog()
    for _ in range(3):
        decide_and_record(request(), consents(grant()), log=log, rules=RULES, at=NOW)
    assert kinds(log).count(EntryKind.CONSENT) == 1


def test_a_withdrawal_on_the_log_holds_against_an_older_file() -> None:
    log = MemoryLog()
    record_consent([grant(), grant(ActKind.WITHDRAW, "2")], subject=SUBJECT, log=log)
    answer = decide_and_record(request(), consents(grant()), log=log, rules=RULES, at=NOW)
    assert isinstance(answer, Refusal), "leaving the withdrawal out of the file does not undo it"


def test_a_file_without_acts_takes_nothing_back_and_what_is_relied_upon_is_named() -> None:
    log = MemoryLog()
    (placed,) = record_consent([grant()], subject=SUBJECT, log=log)
    answer = decide_and_record(request(), consents(), log=log, rules=RULES, at=NOW)
    assert isinstance(answer, Permit)
    assert acts_not_handed_in(answer, consents(), log=log) == (placed,)
    assert acts_not_handed_in(answer, consents(grant()), log=log) == ()


def test_recorded_acts_that_a_permit_does_not_rest_on_are_not_named() -> None:
    log = MemoryLog()
    other = atom(category=CATEGORIES.code("medications"), actions=frozenset({Action.USE}))
    beside = act(ActKind.GRANT, other, form=template("r", (other,)), question="r", leaf=None, id=ActId("act-2"))
    record_consent([grant(), beside], subject=SUBJECT, log=log)
    answer = decide_and_record(request(), consents(), log=log, rules=RULES, at=NOW)
    assert isinstance(answer, Permit)
    assert [act.id for act in acts_not_handed_in(answer, consents(), log=log)] == ["act-1"]


@pytest.mark.parametrize("before", [[], [grant()]])
@pytest.mark.parametrize("acts", [(), (grant(),)])
def test_the_consent_of_another_refuses_on_record_whatever_the_log_holds(
    before: list[ConsentAct], acts: tuple[ConsentAct, ...]
) -> None:
    log = MemoryLog()
    record_consent(before, subject=SUBJECT, log=log)
    strangers = tuple(replace(act, subject=SubjectId("ben"), actor=ActorId("ben")) for act in acts)
    answer = decide_and_record(
        request(jurisdiction=""), ConsentFile(SubjectId("ben"), strangers), log=log, rules=RULES, at=NOW
    )
    assert isinstance(answer, Refusal)
    assert [reason.code for reason in answer.decision.reasons] == [ReasonCode.CONSENT_OF_ANOTHER]
    assert told(answer.decision.reasons) == ("The consent handed in is another person's.",)
    assert kinds(log) == [EntryKind.CONSENT] * len(before) + [EntryKind.DECISION], "nothing of the stranger is recorded"
    again = decide(consent_history(SUBJECT, log=log), answer.request, RULES, NOW, answer.decision.grounds.log_size)
    assert again == answer.decision, "the refusal can be replayed from what is on record"


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

    def append(self, drafts: Sequence[Draft], *, unchanged_since: int | None = None) -> tuple[Recorded, ...]:
        if unchanged_since is not None and self.times:
            self.times -= 1
            withdrawal = grant(ActKind.WITHDRAW, f"w{self.times}")
            record_consent([withdrawal], subject=SUBJECT, log=self)
        return super().append(drafts, unchanged_since=unchanged_since)


def test_a_withdrawal_in_between_is_seen() -> None:
    answer = decide_and_record(request(), consents(grant()), log=LogThatMoves(1), rules=RULES, at=NOW)
    assert isinstance(answer, Refusal)
    assert answer.decision.grounds.log_size == 2


def test_a_log_that_never_rests_permits_nothing() -> None:
    with pytest.raises(AutonomeError, match="grew during every attempt"):
        decide_and_record(request(), consents(grant()), log=LogThatMoves(1000), rules=RULES, at=NOW)


class LogThatFails(MemoryLog):
    """The disk is full once the consent is on it."""

    def append(self, drafts: Sequence[Draft], *, unchanged_since: int | None = None) -> tuple[Recorded, ...]:
        if any(draft.kind is EntryKind.DECISION for draft in drafts):
            raise LogError(f"no space for {len(drafts)} entries at {unchanged_since}")
        return super().append(drafts, unchanged_since=unchanged_since)


def test_a_log_that_cannot_record_lets_nothing_through() -> None:
    with pytest.raises(LogError):
        decide_and_record(request(), consents(grant()), log=LogThatFails(), rules=RULES, at=NOW)


MADE = Made({"record": Sha256("a" * 64)}, {"plan.json": Sha256("b" * 64)}, Sha256("c" * 64), "autonome 0")


def test_a_use_is_proven_together_with_the_decision_that_allowed_it() -> None:
    log = MemoryLog()
    answer = decide_and_record(request(), consents(grant()), log=log, rules=RULES, at=NOW)
    assert isinstance(answer, Permit)
    receipt = canonical_bytes(record_use(answer, MADE, log=log).to_json())
    verified = verify_receipt(Evidence(receipt, "r"), policy=Evidence(write_policy(log.verifier).encode(), "p"))
    assert verified.entries == (1, 2)
    assert verified.effect == "allowed"
    assert verified.made == MADE.to_json()
    assert verified.used_at is not None
