"""Sound proofs of a false story: everything was signed by a trusted log, and still the receipt does not stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from autonome.access import Permit
from autonome.consent import Action, ActKind, ConsentAct
from autonome.kernel import Json, Sha256, SubjectId, canonical_bytes
from autonome.law import RULES
from autonome.ledger import Draft, EntryKind, FormatError, Recorded, VerificationError, write_policy
from autonome.workflows.decide_and_record import Refusal, decide_and_record
from autonome.workflows.record_use import Made, receipt_for
from autonome.workflows.verify_receipt import Evidence, VerifiedReceipt, verify_receipt
from tests.fakes.consents import NOW, SUBJECT, act, atom, consents, request, template
from tests.fakes.ledger import MemoryLog

READABLE = atom(actions=frozenset({Action.USE}))
MADE = Made({"record": Sha256("a" * 64)}, {"plan.json": Sha256("b" * 64)}, Sha256("c" * 64), "autonome 0").to_json()
OTHER = SubjectId("ben")


def grant() -> ConsentAct:
    return act(ActKind.GRANT, READABLE, form=template("q", (READABLE,)), leaf=None, id="act-1")


def decided(log: MemoryLog, *acts: ConsentAct) -> Permit | Refusal:
    return decide_and_record(request(), consents(*acts), log=log, rules=RULES, at=NOW)


def used(log: MemoryLog, decision: Recorded, subject: SubjectId = SUBJECT) -> Recorded:
    """A use as a log that lies, or a careless program, would write it."""
    body: Mapping[str, Json] = {"decision": decision.leaf.hex(), "made": MADE}
    return log.append([Draft(EntryKind.USE, subject, body)])[0]


def verified(log: MemoryLog, *entries: Recorded) -> VerifiedReceipt:
    receipt: Any = receipt_for(entries, log=log).to_json()
    policy = Evidence(write_policy(log.verifier).encode(), "policy.txt")
    return verify_receipt(Evidence(canonical_bytes(receipt), "receipt.json"), policy=policy)


def test_a_use_of_this_person_under_this_decision_stands() -> None:
    """What the forgeries below are made from is itself sound."""
    log = MemoryLog()
    decision = decided(log, grant()).recorded
    assert verified(log, decision, used(log, decision)).made == MADE


def test_a_use_of_another_person_under_this_decision_does_not_stand() -> None:
    log = MemoryLog()
    decision = decided(log, grant()).recorded
    with pytest.raises(VerificationError, match="the use was not made under the decision of this receipt"):
        verified(log, decision, used(log, decision, OTHER))


def test_a_use_under_another_decision_does_not_stand() -> None:
    log = MemoryLog()
    first = decided(log, grant()).recorded
    second = decided(log).recorded
    with pytest.raises(VerificationError, match="the use was not made under the decision of this receipt"):
        verified(log, second, used(log, first))


def test_a_use_under_a_decision_that_refused_it_does_not_stand() -> None:
    log = MemoryLog()
    answer = decided(log)
    assert isinstance(answer, Refusal)
    assert verified(log, answer.recorded).effect == "denied", "the refusal alone is a sound receipt"
    with pytest.raises(VerificationError, match="a use under a decision that refused it"):
        verified(log, answer.recorded, used(log, answer.recorded))


@pytest.mark.parametrize("body", [{}, {"decision": "00", "made": []}, {"decision": 1, "made": {}}])
def test_a_use_that_says_nothing_is_none(body: dict[str, Json]) -> None:
    log = MemoryLog()
    decision = decided(log, grant()).recorded
    (use,) = log.append([Draft(EntryKind.USE, SUBJECT, body)])
    with pytest.raises(FormatError, match="the use entry has no body of its kind"):
        verified(log, decision, use)


@pytest.mark.parametrize("effect", ["perhaps", None])
def test_a_decision_that_decides_nothing_is_none(effect: str | None) -> None:
    log = MemoryLog()
    body: dict[str, Json] = {"request": {}, "decision": {"effect": effect, "reasons": []}}
    (entry,) = log.append([Draft(EntryKind.DECISION, SUBJECT, body)])
    with pytest.raises(FormatError, match="the decision entry has no body of its kind"):
        verified(log, entry)
