"""However much is on its way, so much is read and tried at once; and a partner that is silent holds up no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.adapters.postgres import Database
from autonome.consent import ActKind
from autonome.kernel import Instant
from autonome.ledger import UnreachableError
from autonome.sharing import InstitutionId
from autonome.workflows import deliver_shared
from autonome.workflows.deliver_shared import deliver_due, tell_withdrawals
from autonome.workflows.exchange_ports import Pauses
from autonome.workflows.share_record import Shared
from tests.integration.node.sharers import CLINIC, HOSPITAL, LABORATORY, MEDICINES, Site, medicine, opened_sites


@pytest.fixture
def sites(databases: Iterator[Database], tmp_path: Path) -> Iterator[list[Site]]:
    with opened_sites(databases, tmp_path, HOSPITAL, CLINIC, LABORATORY) as opened:
        yield opened


def test_so_much_is_tried_at_once_and_of_a_silent_partner_one(
    sites: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital, _, _ = sites
    subject = hospital.patient()
    hospital.grant(subject, MEDICINES)
    hospital.grant(subject, MEDICINES, recipient="clinical-laboratory")
    hospital.keep(subject, medicine("1"))
    shared = [hospital.put(subject, to, MEDICINES) for to in (CLINIC, LABORATORY) * 3]
    asked: Counter[InstitutionId] = Counter()
    opened: list[int] = []
    deliver, envelope = hospital.post.deliver, type(hospital.world.outbox).envelope

    def silent(to: InstitutionId, data: bytes) -> bytes:
        asked[to] += 1
        if to == CLINIC:
            raise UnreachableError("nobody answers")
        return deliver(to, data)

    def counted(box: object, sent: object) -> bytes | None:
        opened.append(1)
        return envelope(box, sent)  # type: ignore[arg-type]

    monkeypatch.setattr(hospital.post, "deliver", silent)
    monkeypatch.setattr(type(hospital.world.outbox), "envelope", counted)
    monkeypatch.setattr(deliver_shared, "GRACE", -1)  # what was put down in this very second is due too
    monkeypatch.setattr(deliver_shared, "MOST_AT_ONCE", 4)
    assert deliver_due(world=hospital.world) == 4
    assert asked[CLINIC] == 1, "and the others wait as if they had been tried"
    assert len(opened) == asked.total() < 4
    monkeypatch.setattr(deliver_shared, "LARGEST_AT_ONCE", 1)
    assert [deliver_due(world=hospital.world) for _ in range(3)] == [1, 1, 0]
    assert asked[LABORATORY] == 3
    states = Counter((each.note.transfer.to, each.state) for each in hospital.world.outbox.sent())
    assert states == {(CLINIC, "tried"): 3, (LABORATORY, "delivered"): 3}
    assert all(isinstance(each, Shared) for each in shared)


def test_what_is_due_longest_comes_first_after_pauses_that_double(sites: list[Site]) -> None:
    hospital, _, _ = sites
    subject = hospital.patient()
    hospital.grant(subject, MEDICINES)
    hospital.keep(subject, medicine("1"))
    numbers = []
    for tries in (0, 1, 3):
        shared = hospital.put(subject, CLINIC, MEDICINES)
        assert isinstance(shared, Shared)
        for _ in range(tries):
            hospital.world.outbox.noted(hospital.sent(shared), "tried")
        numbers.append(shared.transfer.id)
    last = max(each.last.seconds for each in hospital.world.outbox.sent())
    after = {at: hospital.world.outbox.due(Instant(last + at), Pauses(2, 600, 1800), 9) for at in (0, 30, 700, 3600)}
    assert [[numbers.index(each.note.transfer.id) for each in found] for found in after.values()] == [
        [], [0], [0, 1], [0, 1, 2],
    ]  # fmt: skip
    assert len(hospital.world.outbox.due(Instant(last + 3600), Pauses(2, 600, 1800), 2)) == 2


def test_of_a_withdrawal_the_transfers_of_that_person_are_read_and_no_others(
    sites: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital, _, _ = sites
    people = [hospital.patient(f"p-{number}", "") for number in range(3)]
    for subject in people:
        hospital.grant(subject, MEDICINES)
        hospital.keep(subject, medicine("1"))
        assert hospital.share(subject, CLINIC, MEDICINES).state == "delivered"
    read: list[int] = []
    sent = type(hospital.world.outbox).sent

    def counted(box: object, **asked: object) -> object:
        found = sent(box, **asked)  # type: ignore[arg-type]
        read.append(len(found))
        return found

    monkeypatch.setattr(type(hospital.world.outbox), "sent", counted)
    monkeypatch.setattr(deliver_shared, "MOST_LOOKED_AT", 1)
    hospital.grant(people[1], MEDICINES, kind=ActKind.WITHDRAW)
    assert tell_withdrawals(world=hospital.world) == 1
    assert read == [1]
    hospital.grant(people[2], MEDICINES, kind=ActKind.WITHDRAW)
    assert tell_withdrawals(world=hospital.world) == 1
    assert read == [1, 2, 1]
