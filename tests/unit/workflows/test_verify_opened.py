"""Which receipt is verified as what: nothing that belongs to a decision passes without it."""

from __future__ import annotations

from typing import Any

import pytest

from autonome.kernel import AutonomeError, InputError, Json, canonical_bytes
from autonome.ledger import Draft, EntryKind, FormatError, Recorded, UntrustedError, VerificationError, write_policy
from autonome.ledger.uses import NotedUse, UseLine
from autonome.workflows.prove_uses import lines_of
from autonome.workflows.record_use import receipt_for
from autonome.workflows.verify_opened import ReceiptKind, kind_of, verify_opened
from autonome.workflows.verify_receipt import Evidence, verify_receipt
from tests.fakes.consents import SUBJECT
from tests.fakes.ledger import MemoryLog, SeededSigner
from tests.unit.workflows.test_verify_receipt import decided, grant, used

LINE = NotedUse(UseLine(1522200879669, "3", 1, 1, "9", "REQ_RESOURCE", "TOPMed"))


def recorded(log: MemoryLog, *, lines: int = 0, consents: int = 0) -> list[Recorded]:
    body: dict[str, Json] = {"question": "q"}
    drafts = [LINE.draft(SUBJECT)] * lines + [Draft(EntryKind.CONSENT, SUBJECT, body)] * consents
    return list(log.append(drafts))


def evidence(log: MemoryLog, *entries: Recorded) -> Evidence:
    receipt: Any = receipt_for(entries, log=log).to_json()
    return Evidence(canonical_bytes(receipt), "receipt.json")


def policy(log: MemoryLog) -> Evidence:
    return Evidence(write_policy(log.verifier).encode(), "policy.txt")


def test_lines_are_verified_as_lines_and_given_back() -> None:
    log = MemoryLog()
    receipt = evidence(log, *recorded(log, lines=2))
    opened = verify_opened(receipt, policy=policy(log))
    assert opened.kind is kind_of(receipt) is ReceiptKind.USES
    assert [(each.index, each.noted) for each in lines_of(opened.entries)] == [(0, LINE), (1, LINE)]
    assert opened.to_json()["entries"] == [0, 1]


def test_entries_of_other_kinds_are_verified_as_entries() -> None:
    log = MemoryLog()
    opened = verify_opened(evidence(log, *recorded(log, consents=1)), policy=policy(log))
    assert (opened.kind, opened.to_json()["kind"]) == (ReceiptKind.ENTRIES, "entries")
    with pytest.raises(FormatError, match="entry 0 of the receipt holds no line"):
        lines_of(opened.entries)


def test_without_a_policy_or_under_anothers_it_is_untrusted() -> None:
    log, other = MemoryLog(), MemoryLog(SeededSigner("other.example/log", 2))
    receipt = evidence(log, *recorded(log, lines=1))
    for trusted in (None, policy(other)):
        with pytest.raises(UntrustedError):
            verify_opened(receipt, policy=trusted)


def test_a_changed_line_does_not_stand() -> None:
    log = MemoryLog()
    receipt = evidence(log, *recorded(log, lines=1))
    forged = Evidence(receipt.data.replace(b'"user":"9"', b'"user":"8"'), receipt.where)
    with pytest.raises(VerificationError, match=r"receipt.json: entry 0 is not what the log recorded"):
        verify_opened(forged, policy=policy(log))


@pytest.mark.parametrize("beside", [{"lines": 1}, {"consents": 1}, {}])
@pytest.mark.parametrize("which", ["decision", "use"])
def test_what_belongs_to_a_decision_is_verified_with_it_or_not_at_all(which: str, beside: dict[str, int]) -> None:
    log = MemoryLog()
    decision = decided(log, grant()).recorded
    entry = decision if which == "decision" else used(log, decision)
    receipt = evidence(log, entry, *recorded(log, **beside))
    assert kind_of(receipt) is ReceiptKind.DECISION
    with pytest.raises(FormatError, match="is the receipt of a decision"):
        verify_opened(receipt, policy=policy(log))
    if which == "use" or beside:
        with pytest.raises(AutonomeError, match=r"does not hold one decision|has no body of its kind|not made under"):
            verify_receipt(receipt, policy=policy(log))


def test_what_is_no_receipt_is_said_by_who_verifies_it() -> None:
    nothing = Evidence(b"{}", "x.json")
    assert kind_of(nothing) is ReceiptKind.DECISION
    with pytest.raises((FormatError, InputError), match=r"x\.json"):
        verify_opened(nothing, policy=None)
