"""What stands on one log about a message is believed of that very message, and of no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.kernel import Json, Sha256, SubjectId
from autonome.ledger import Draft, EntryKind, Policy, Receipt, UntrustedError, VerificationError, parse_policy
from autonome.sharing import TransferId
from autonome.sharing.messages import (
    KIND,
    Answer,
    Header,
    Place,
    State,
    receipt_of,
    release_of,
    verify_answer,
    verify_header,
)
from autonome.workflows.record_use import receipt_for
from tests.fakes.ledger import MemoryLog, SeededSigner
from tests.unit.sharing.test_transfers import TRANSFER

SUBJECT = SubjectId(TRANSFER.subject)
SENT = Place("hospital.example/autonome", 7, Sha256("c" * 64))


def policy_of(log: MemoryLog, quorum: str = "none") -> Policy:
    return parse_policy(f"log {log.verifier}\nquorum {quorum}\n".encode())


def receipt(
    log: MemoryLog, body: dict[str, Json], kind: EntryKind = KIND, subject: SubjectId = SUBJECT, *, times: int = 1
) -> Receipt:
    return receipt_for(log.append([Draft(kind, subject, body)] * times), log=log)


def test_a_header_is_believed_where_the_log_has_exactly_it() -> None:
    log = MemoryLog()
    told = receipt(log, release_of(TRANSFER))
    place = verify_header(Header(TRANSFER, told), policy_of(log))
    assert (place.index, place.leaf) == (0, log.entries[0].leaf.hex())
    for changed in (
        replace(TRANSFER, id=TransferId("1" * 32)),
        replace(TRANSFER, items=("medications", "hiv")),
        replace(TRANSFER, purpose="HMARKT"),
        replace(TRANSFER, obligations=("x",)),
    ):
        with pytest.raises(VerificationError, match="of another transfer"):
            verify_header(Header(changed, told), policy_of(log))


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"subject": SubjectId("x-" + "d" * 32)}, "another person's transfer"),
        ({"kind": EntryKind.DISCLOSURE}, "none of a transfer"),
        ({"times": 2}, "none of a transfer"),
    ],
)
def test_another_entry_is_none_of_it(made: dict[str, object], why: str) -> None:
    log = MemoryLog()
    told = receipt(log, release_of(TRANSFER), **made)  # type: ignore[arg-type]
    with pytest.raises(VerificationError, match=why):
        verify_header(Header(TRANSFER, told), policy_of(log))


def test_another_log_is_not_believed() -> None:
    told = receipt(MemoryLog(), release_of(TRANSFER))
    with pytest.raises((UntrustedError, VerificationError)):
        verify_header(Header(TRANSFER, told), policy_of(MemoryLog(SeededSigner(seed=2))))


def test_an_answer_is_believed_where_the_partners_log_has_exactly_it() -> None:
    log, id_ = MemoryLog(), TRANSFER.id
    told = receipt(log, receipt_of(TRANSFER, State.RECEIVED, SENT))
    assert verify_answer(Answer(id_, State.RECEIVED, told), TRANSFER, SENT, policy_of(log)).index == 0
    with pytest.raises(VerificationError, match="has no receipt"):
        verify_answer(Answer(id_, State.RECEIVED), TRANSFER, SENT, policy_of(log))
    for state, transfer, sent in (
        (State.REFUSED, TRANSFER, SENT),
        (State.RECEIVED, replace(TRANSFER, id=TransferId("1" * 32)), SENT),
        (State.RECEIVED, TRANSFER, replace(SENT, index=8)),
        (State.RECEIVED, TRANSFER, replace(SENT, leaf=Sha256("e" * 64))),
    ):
        with pytest.raises(VerificationError, match="of another answer"):
            verify_answer(Answer(transfer.id, state, told), transfer, sent, policy_of(log))
