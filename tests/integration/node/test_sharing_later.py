"""What happens after a transfer: withdrawals that are told, and what waits too long."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from autonome.adapters.system import SystemClock
from autonome.bootstrap.sharing import care_for_exchange
from autonome.consent import ActKind, ConsentAct
from autonome.kernel import ActorId, Instant, SubjectId
from autonome.ledger import Draft, EntryKind
from autonome.sharing import RefusedError
from autonome.sharing.messages import State, parcel, read_answer, read_parcel
from autonome.workflows import keep_transfer
from autonome.workflows.accept_transfer import accept_transfer, let_go_of_what_waited, waiting_transfers
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.deliver_shared import deliver, tell_withdrawals
from autonome.workflows.hold_transfer import EARLY_SECONDS
from autonome.workflows.keep_transfer import UnsettledError
from autonome.workflows.open_record import Opened
from autonome.workflows.overtaken import Later, later_than
from autonome.workflows.receive_transfer import receive_transfer
from autonome.workflows.received_consents import take_back
from autonome.workflows.share_record import Shared
from tests.fakes.consents import act, atom, template
from tests.fakes.ledger import SetClock
from tests.integration.exchange.partners import until
from tests.integration.node.sharers import (
    ACTIONS,
    CLINIC,
    HIV,
    HOSPITAL,
    LABS,
    MEDICINES,
    Site,
    medicine,
)
from tests.integration.node.test_sharing import LEE, anna, sites

__all__ = ["sites"]


def shared_between(hospital: Site, clinic: Site) -> tuple[SubjectId, Shared, SubjectId]:
    """Medicines and values, brought to the clinic: who it is here, what was shared, who it is there."""
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES, LABS)
    assert isinstance(shared, Shared)
    deliver(hospital.sent(shared), world=hospital.world, first=True)
    return subject, shared, clinic.there(HOSPITAL, shared)


def test_a_withdrawal_is_told_once_and_ends_use_there(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject, _, there = shared_between(hospital, clinic)
    assert clinic.names(there, MEDICINES)
    hospital.grant(subject, MEDICINES, kind=ActKind.WITHDRAW)
    assert tell_withdrawals(world=hospital.world) == 1
    assert tell_withdrawals(world=hospital.world) == 0
    (notice,) = hospital.world.outbox.sent(under_way=True)
    assert deliver(notice, world=hospital.world, first=True).state == "delivered"
    assert isinstance(clinic.open(there, MEDICINES), Refusal)
    assert clinic.names(there, LABS)
    assert tell_withdrawals(world=hospital.world) == 0
    assert isinstance(clinic.put(there, HOSPITAL, MEDICINES), Refusal)


def taken_back(subject: SubjectId, category: str, at: Instant) -> ConsentAct:
    """An act as `Site.grant` makes it, of any time."""
    name, scope = f"{category}-care", (atom(category=category, recipient="care", actions=ACTIONS),)
    return act(
        ActKind.WITHDRAW, question=name, form=template(name, scope, version=name), leaf=None, id=f"late-{category}",
        subject=subject, actor=ActorId(subject), recorded_at=at, valid=None,
    )  # fmt: skip


def test_a_withdrawal_that_is_told_ends_what_that_partner_told_and_no_more(sites: list[Site]) -> None:
    """What was said here, or told of a time since, stands; and of what was never told, nothing is taken back."""
    hospital, clinic = sites
    subject, shared, there = shared_between(hospital, clinic)
    clinic.grant(there, MEDICINES, number=7)  # asked again here, and said yes
    clinic.grant(there, HIV, number=7)
    hospital.grant(subject, MEDICINES, LABS, kind=ActKind.WITHDRAW)
    tell_withdrawals(world=hospital.world)
    for notice in hospital.world.outbox.sent(under_way=True):
        assert deliver(notice, world=hospital.world, first=True).state == "delivered"
    assert clinic.names(there, MEDICINES), "the yes that was given here stands"
    assert isinstance(clinic.open(there, LABS), Refusal)
    told = [body for body in clinic.bodies(there, EntryKind.USE) if "told" in body]
    assert told, "and that it was told stands on record"
    acts = len(clinic.node.log.entries_of(there, EntryKind.CONSENT))
    now = SystemClock().now()
    for category, at in ((HIV, now), (LABS, now), (MEDICINES, now)):  # a partner that would end what it never told
        act = taken_back(SubjectId(shared.transfer.subject), category, at)
        take_back([act], HOSPITAL, there, world=clinic.world)
    hospital.grant(subject, LABS, number=3)
    again = hospital.put(subject, CLINIC, LABS)
    assert isinstance(again, Shared)
    deliver(hospital.sent(again), world=hospital.world, first=True)
    late = taken_back(SubjectId(shared.transfer.subject), LABS, Instant(now.seconds - 60))
    take_back([late], HOSPITAL, there, world=clinic.world)  # a notice that comes behind a newer yes
    assert len(clinic.node.log.entries_of(there, EntryKind.CONSENT)) == acts + 1
    assert clinic.names(there, LABS)


def test_a_withdrawal_that_was_not_heard_is_told_anew_until_it_is(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    deliver(hospital.sent(shared), world=hospital.world, first=True)
    hospital.grant(subject, MEDICINES, kind=ActKind.WITHDRAW)
    card = hospital.post.partners.pop(CLINIC)
    assert tell_withdrawals(world=hospital.world) == 0  # it is no partner now
    hospital.post.partners[CLINIC] = card
    assert tell_withdrawals(world=hospital.world) == 1

    def refused(_: bytes) -> bytes:
        raise RefusedError("was not sealed to a key of ours")

    door, hospital.post.doors[CLINIC] = hospital.post.doors[CLINIC], refused
    (notice,) = hospital.world.outbox.sent(under_way=True)
    assert deliver(notice, world=hospital.world, first=True).state == "tried"
    assert tell_withdrawals(world=hospital.world) == 0  # it is on its way still
    del hospital.post.partners[CLINIC]
    assert deliver(notice, world=hospital.world).state == "cancelled"
    hospital.post.partners[CLINIC], hospital.post.doors[CLINIC] = card, door
    assert tell_withdrawals(world=hospital.world) == 1
    (again,) = hospital.world.outbox.sent(under_way=True)
    assert deliver(again, world=hospital.world, first=True).state == "delivered"
    assert isinstance(clinic.open(clinic.there(HOSPITAL, shared), MEDICINES), Refusal)
    assert tell_withdrawals(world=hospital.world) == 0


def test_what_was_put_right_since_is_not_put_wrong_by_what_comes_late(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    late = hospital.put(subject, CLINIC, MEDICINES, LABS)
    assert isinstance(late, Shared)
    hospital.keep(subject, medicine("1", "metformin XR"))
    assert hospital.share(subject, CLINIC, MEDICINES).state == "delivered"
    assert deliver(hospital.sent(late), world=hospital.world).state == "delivered"
    there = clinic.there(HOSPITAL, late)
    opened = clinic.open(there, MEDICINES, LABS)
    assert isinstance(opened, Opened)
    kept = {each.item.name.partition(":")[2]: (each.item.body or "", each.version) for each in opened.items}
    assert kept.keys() == {"MedicationStatement/1", "MedicationStatement/2", "Observation/7"}
    assert "metformin XR" in kept["MedicationStatement/1"][0]
    assert {version for _, version in kept.values()} == {0}
    assert [body.get("overtaken") for body in clinic.bodies(there, EntryKind.USE) if "received" in body] == [None, True]
    hospital.keep(subject, medicine("1", "metformin"))  # and what was put back leaves last
    assert hospital.share(subject, CLINIC, MEDICINES).state == "delivered"
    opened = clinic.open(there, MEDICINES)
    assert isinstance(opened, Opened)
    assert max(each.version for each in opened.items) == 1


def test_of_two_that_are_taken_in_at_once_the_one_that_left_later_counts(
    sites: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    first = hospital.put(subject, CLINIC, MEDICINES)
    hospital.keep(subject, medicine("1", "metformin XR"))
    second = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(first, Shared)
    assert isinstance(second, Shared)
    looked: list[bool] = []

    def looking(*given: Any) -> Later:  # noqa: ANN401 - as the function that it stands for
        found = later_than(*given)
        looked.append(bool(found))
        if len(looked) == 1:  # while the first is looked at, the second is taken in
            assert deliver(hospital.sent(second), world=hospital.world, first=True).state == "delivered"
        return found

    monkeypatch.setattr(keep_transfer, "later_than", looking)
    assert deliver(hospital.sent(first), world=hospital.world, first=True).state == "delivered"
    assert looked == [False, False, True]
    there = clinic.there(HOSPITAL, first)
    opened = clinic.open(there, MEDICINES)
    assert isinstance(opened, Opened)
    assert [each.version for each in opened.items] == [0, 0]
    assert any("metformin XR" in (each.item.body or "") for each in opened.items)
    received = [body for body in clinic.bodies(there, EntryKind.USE) if "received" in body]
    assert [(body["transfer"], body.get("overtaken")) for body in received] == [
        (second.transfer.id, None), (first.transfer.id, True),
    ]  # fmt: skip


def test_who_adds_to_a_persons_log_without_end_keeps_a_transfer_waiting_and_loses_nothing(
    sites: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital, clinic = sites
    hospital.share(anna(hospital), CLINIC, MEDICINES)
    shared = hospital.put(SubjectId("p-anna"), CLINIC, LABS)
    assert isinstance(shared, Shared)
    there = clinic.there(HOSPITAL, shared)

    def looking(*given: Any) -> Later:  # noqa: ANN401 - as the function that it stands for
        clinic.node.log.append([Draft(EntryKind.USE, there, {"seen": True})])
        return later_than(*given)

    with monkeypatch.context() as patched:
        patched.setattr(keep_transfer, "later_than", looking)
        with pytest.raises(UnsettledError):
            deliver(hospital.sent(shared), world=hospital.world, first=True)
    assert deliver(hospital.sent(shared), world=hospital.world).state == "delivered"
    assert clinic.names(there, LABS)


@pytest.mark.parametrize("late", [True, False])
def test_what_comes_after_its_time_or_before_it_is_refused(sites: list[Site], late: bool) -> None:  # noqa: FBT001
    hospital, clinic = sites
    shared = hospital.put(anna(hospital), CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    envelope, transfer = hospital.envelope(shared), shared.transfer
    assert envelope is not None
    at = transfer.expires if late else Instant(transfer.created.seconds - EARLY_SECONDS - 1)
    answered = receive_transfer(envelope, world=replace(clinic.world, clock=SetClock(str(at))))
    assert read_answer(hospital.post.unseal(answered)[1], "x").state is State.REFUSED
    (entry,) = clinic.node.log.institution_entries(SubjectId(transfer.subject))
    assert entry.payload.body["invalid"], "whatever would have been decided on it"
    assert clinic.world.patients.all() == ()


def test_a_body_of_another_transfer_is_refused(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject, parts = anna(hospital), []
    for _ in range(2):
        shared = hospital.put(subject, CLINIC, MEDICINES)
        assert isinstance(shared, Shared)
        parts.append(read_parcel(clinic.post.unseal(hospital.envelope(shared) or b"")[1], "x"))
    (header, _), (_, other) = parts
    answered = receive_transfer(hospital.post.seal(CLINIC, parcel(header, other)), world=clinic.world)
    assert read_answer(hospital.post.unseal(answered)[1], "x").state is State.REFUSED
    assert clinic.world.patients.all() == ()


def test_what_nobody_said_whose_it_is_within_its_time_is_kept_no_longer(sites: list[Site]) -> None:
    hospital, clinic = sites
    clinic.patient("p-other", "Another Person", "mrn:1")
    subject = anna(hospital, "mrn:1")
    for ends in (let_go_of_what_waited, None):
        shared = hospital.put(subject, CLINIC, MEDICINES)
        assert isinstance(shared, Shared)
        assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "waiting"
        assert let_go_of_what_waited(world=clinic.world) == 0
        (waits,) = waiting_transfers(world=clinic.world)
        late = replace(clinic.world, clock=SetClock(str(shared.transfer.expires)))
        if ends is None:
            assert accept_transfer(waits.number, None, LEE, world=late).state is State.REFUSED
        else:
            assert ends(world=late) == 1
        assert tuple(waiting_transfers(world=clinic.world)) == ()
        entries = clinic.node.log.institution_entries(SubjectId(shared.transfer.subject))
        assert entries[-1].payload.body["state"] == "refused"
    assert [each.subject for each in clinic.world.patients.all()] == ["p-other"]


def test_the_process_of_the_exchange_looks_again_for_partners_that_are_back(
    sites: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital, _ = sites
    monkeypatch.setattr("autonome.bootstrap.sharing.PAUSE", 0.02)
    monkeypatch.setattr("autonome.bootstrap.sharing.LOOKS", 5)
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    deliver(hospital.sent(shared), world=hospital.world, first=True)
    hospital.grant(subject, MEDICINES, kind=ActKind.WITHDRAW)
    card, looked = hospital.post.partners.pop(CLINIC), threading.Event()
    monkeypatch.setattr("autonome.workflows.deliver_shared.deliver_due", lambda **_: looked.set())
    stop = threading.Event()
    worker = threading.Thread(target=care_for_exchange, args=(hospital.world, stop))
    worker.start()
    try:
        assert looked.wait(30)  # nothing could be told
        hospital.post.partners[CLINIC] = card
        until(lambda: len(hospital.world.outbox.sent()) == 2)
    finally:
        stop.set()
        worker.join()
