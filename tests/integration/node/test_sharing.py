"""Institutions share what they may, exactly that, once; each side decides, and each log names the other's entry."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from autonome.adapters.postgres import Database
from autonome.bootstrap.sharing import care_for_exchange
from autonome.consent import Action, ActKind
from autonome.consent.obligations import ObligationCode
from autonome.kernel import ActorId, AutonomeError, SubjectId
from autonome.ledger import EntryKind
from autonome.sharing import EnvelopeError, TransferError
from autonome.sharing.messages import State, parcel, read_answer, read_parcel
from autonome.sharing.transfers import Item, read_body
from autonome.workflows.accept_transfer import accept_transfer, look_at, waiting_transfers
from autonome.workflows.answer_rights import erase
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.deliver_shared import deliver, deliver_due
from autonome.workflows.receive_transfer import receive_transfer
from autonome.workflows.share_record import BoundError, Shared
from tests.integration.exchange.partners import until
from tests.integration.node import righters
from tests.integration.node.sharers import (
    ACTIONS,
    CLINIC,
    HIV,
    HOSPITAL,
    LABORATORY,
    LABS,
    MEDICINES,
    PHARMACY,
    Site,
    lab,
    medicine,
    opened_sites,
)


@pytest.fixture
def sites(databases: Iterator[Database], tmp_path: Path) -> Iterator[list[Site]]:
    with opened_sites(databases, tmp_path, HOSPITAL, CLINIC) as opened:
        yield opened


LEE = ActorId("lee")


def anna(site: Site, *numbers: str) -> SubjectId:
    subject = site.patient("p-anna", "Anna Synthetic", *numbers)
    site.grant(subject, MEDICINES, LABS)
    site.keep(subject, medicine("1"), medicine("2", "codeine"), lab("7"))
    return subject


def test_exactly_what_was_asked_for_arrives_and_each_log_names_the_others_entry(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject = anna(hospital, "mrn:1")
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    outcome = deliver(hospital.sent(shared), world=hospital.world, first=True)
    assert outcome.state == "delivered"
    there = clinic.there(HOSPITAL, shared)
    assert clinic.names(there, MEDICINES) == [
        "hospital.example:MedicationStatement/1", "hospital.example:MedicationStatement/2",
    ]  # fmt: skip
    assert isinstance(clinic.open(there, LABS), Refusal)  # and no consent to more than that came along
    (received,) = [body for body in clinic.bodies(there, EntryKind.USE) if "received" in body]
    assert received["theirs"] == {
        "origin": "hospital.example/autonome", "index": shared.release.index, "leaf": shared.release.leaf.hex(),
    }  # fmt: skip
    (delivered,) = [body for body in hospital.bodies(subject, EntryKind.DISCLOSURE) if "delivered" in body]
    (theirs,) = clinic.node.log.institution_entries(SubjectId(shared.transfer.subject))
    assert delivered["theirs"] == {
        "origin": "clinic.example/autonome", "index": theirs.index, "leaf": theirs.leaf.hex(),
    }  # fmt: skip
    assert theirs.payload.body["theirs"] == received["theirs"]
    assert hospital.envelope(shared) is None


def test_neither_the_nodes_id_nor_what_was_not_asked_for_goes_along(sites: list[Site]) -> None:
    hospital, _ = sites
    hospital.share(anna(hospital), CLINIC, MEDICINES)
    (envelope,) = hospital.post.carried
    data = bytes.fromhex(json.loads(envelope)["data"]).decode(errors="replace")
    assert "p-anna" not in data
    assert "Anna" not in data
    assert "Observation" not in data
    assert "metformin" in data


def test_what_is_refused_here_never_leaves(sites: list[Site]) -> None:
    hospital, _ = sites
    subject = anna(hospital)
    assert isinstance(hospital.put(subject, CLINIC, HIV), Refusal)
    assert hospital.world.outbox.sent() == ()
    assert hospital.post.carried == []


def test_the_same_transfer_is_taken_once_and_answered_alike(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    envelope = hospital.envelope(shared)
    assert envelope is not None
    answers = []
    for _ in range(3):
        _, data = hospital.post.unseal(receive_transfer(envelope, world=clinic.world))
        answers.append(read_answer(data, "an answer"))
    assert {each.state for each in answers} == {State.RECEIVED}
    entries = {each.receipt.entries[0].recorded.leaf for each in answers if each.receipt}
    assert len(entries) == 1
    there = clinic.there(HOSPITAL, shared)
    assert len([body for body in clinic.bodies(there, EntryKind.USE) if "received" in body]) == 1


def test_what_does_not_hold_is_refused_and_leaves_nothing(sites: list[Site]) -> None:
    hospital, clinic = sites
    shared = hospital.put(anna(hospital), CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    envelope = hospital.envelope(shared)
    assert envelope is not None
    _, data = clinic.post.unseal(envelope)
    header, body = read_parcel(data, "x")
    wider = replace(header, transfer=replace(header.transfer, items=(*header.transfer.items, LABS)))
    given = receive_transfer(hospital.post.seal(CLINIC, parcel(wider, body)), world=clinic.world)
    answer = read_answer(hospital.post.unseal(given)[1], "x")
    assert (answer.state, answer.receipt) == (State.REFUSED, None)
    assert clinic.world.patients.all() == ()
    (entry,) = clinic.node.log.institution_entries(SubjectId(header.transfer.subject))
    assert entry.payload.body == {"transfer": header.transfer.id, "from": HOSPITAL, "invalid": True}


def test_data_beyond_what_the_senders_log_says_are_refused_as_a_whole(sites: list[Site]) -> None:
    hospital, clinic = sites
    shared = hospital.put(anna(hospital), CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    header, data = read_parcel(hospital_to_clinic(hospital.envelope(shared) or b""), "x")
    body = read_body(data, "x")
    more = replace(body, items=(*body.items, Item("Observation/7", 0, lab("7").body or "")))
    envelope = hospital.post.seal(CLINIC, parcel(header, more.to_bytes()))
    answer = read_answer(hospital_to_clinic(receive_transfer(envelope, world=clinic.world)), "x")
    assert answer.state is State.REFUSED
    assert clinic.world.patients.all() == ()


def test_a_transfer_for_another_is_refused(sites: list[Site]) -> None:
    hospital, clinic = sites
    shared = hospital.put(anna(hospital), CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    envelope = hospital.envelope(shared)
    assert envelope is not None
    header, body = read_parcel(clinic.post.unseal(envelope)[1], "x")
    other = replace(header, transfer=replace(header.transfer, to=PHARMACY))
    with pytest.raises(EnvelopeError, match="for another"):
        receive_transfer(hospital.post.seal(CLINIC, parcel(other, body)), world=clinic.world)
    with pytest.raises(EnvelopeError, match="for another"):
        receive_transfer(hospital.post.seal(PHARMACY, parcel(header, body)), world=clinic.world)


def test_nobody_passes_on_anothers_transfer_as_the_others(databases: Iterator[Database], tmp_path: Path) -> None:
    with opened_sites(databases, tmp_path, HOSPITAL, CLINIC, PHARMACY) as (hospital, clinic, pharmacy):
        shared = hospital.put(anna(hospital), CLINIC, MEDICINES)
        assert isinstance(shared, Shared)
        envelope = hospital.envelope(shared)
        assert envelope is not None
        _, data = clinic.post.unseal(envelope)  # as whoever was shown it, header, receipt and all
        with pytest.raises(EnvelopeError, match="another's"):
            receive_transfer(pharmacy.post.seal(CLINIC, data), world=clinic.world)
        assert clinic.world.patients.all() == ()


def test_an_id_stands_for_one_transfer(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    envelope = hospital.envelope(shared)
    assert envelope is not None
    receive_transfer(envelope, world=clinic.world)
    header, body = read_parcel(clinic.post.unseal(envelope)[1], "x")
    with pytest.raises(TransferError, match="another transfer"):
        receive_transfer(hospital.post.seal(CLINIC, parcel(header, body + b" ")), world=clinic.world)


def test_after_a_withdrawal_nothing_leaves_any_more_and_that_is_on_record(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    hospital.post.down = True
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "tried"
    hospital.grant(subject, MEDICINES, kind=ActKind.WITHDRAW)
    hospital.post.down = False
    assert deliver(hospital.sent(shared), world=hospital.world).state == "cancelled"
    assert hospital.post.carried == []
    assert clinic.world.patients.all() == ()
    assert hospital.bodies(subject, EntryKind.DISCLOSURE)[-1] == {"cancelled": shared.transfer.id, "to": CLINIC}


def test_where_consent_has_moved_and_still_covers_it_it_goes_on(sites: list[Site]) -> None:
    hospital, _ = sites
    subject = anna(hospital)
    hospital.post.down = True
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    deliver(hospital.sent(shared), world=hospital.world, first=True)
    hospital.grant(subject, LABS, kind=ActKind.WITHDRAW)
    hospital.post.down = False
    assert deliver(hospital.sent(shared), world=hospital.world).state == "delivered"
    assert [name for body in hospital.bodies(subject, EntryKind.DISCLOSURE) for name in body if name == "again"]


def test_a_withdrawal_here_wins_over_what_is_brought_along(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    deliver(hospital.sent(shared), world=hospital.world, first=True)
    there = clinic.there(HOSPITAL, shared)
    clinic.grant(there, MEDICINES, kind=ActKind.WITHDRAW)
    hospital.grant(subject, MEDICINES, number=1)  # newer, and said elsewhere
    before = clinic.world.log.entries_of(there)
    assert hospital.share(subject, CLINIC, MEDICINES).state == "refused"
    new = clinic.world.log.entries_of(there)[len(before) :]
    assert [entry.payload.kind for entry in new] == [EntryKind.DECISION]
    assert "refused" in hospital.bodies(subject, EntryKind.DISCLOSURE)[-1]


def test_whose_it_is_is_asked_where_nobody_can_tell(sites: list[Site]) -> None:
    hospital, clinic = sites
    other = clinic.patient("p-other", "Another Person", "mrn:1")
    shared = hospital.put(anna(hospital, "mrn:1"), CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    sent = hospital.sent(shared)
    assert deliver(sent, world=hospital.world, first=True).state == "waiting"
    (waits,) = waiting_transfers(world=clinic.world)
    assert look_at(waits.number, LEE, world=clinic.world).body.identity.numbers == ("mrn:1",)
    assert accept_transfer(waits.number, None, LEE, world=clinic.world).state is State.RECEIVED
    assert clinic.there(HOSPITAL, shared) != other
    assert [body.get("matched_by") for body in clinic.bodies(clinic.there(HOSPITAL, shared), EntryKind.USE)] == [LEE]
    assert tuple(waiting_transfers(world=clinic.world)) == ()
    assert deliver(hospital.sent(shared), world=hospital.world).state == "delivered"


def test_what_came_with_the_obligation_not_to_pass_it_on_is_not(databases: Iterator[Database], tmp_path: Path) -> None:
    with opened_sites(databases, tmp_path, HOSPITAL, CLINIC, PHARMACY) as (hospital, clinic, _):
        subject = hospital.patient("p-anna", "Anna Synthetic")
        hospital.grant(subject, LABS, obligations=(ObligationCode("AUTONOME:no-onward-transfer"),))
        hospital.keep(subject, lab("7"))
        shared = hospital.put(subject, CLINIC, LABS)
        assert isinstance(shared, Shared)
        deliver(hospital.sent(shared), world=hospital.world, first=True)
        there = clinic.there(HOSPITAL, shared)
        assert isinstance(clinic.put(there, PHARMACY, LABS), Refusal)  # the consent that came along does not cover it
        clinic.grant(there, LABS, recipient="pharmacy", number=1)
        with pytest.raises(BoundError, match="not to pass it on"):  # nor may who took it in so, whatever is agreed here
            clinic.put(there, PHARMACY, LABS)
        assert clinic.world.outbox.sent() == ()
        assert clinic.bodies(there, EntryKind.DISCLOSURE) == []


def test_hospital_clinic_pharmacy_laboratory_and_the_result_back(databases: Iterator[Database], tmp_path: Path) -> None:
    with opened_sites(databases, tmp_path, HOSPITAL, CLINIC, PHARMACY, LABORATORY) as (
        hospital,
        clinic,
        pharmacy,
        labs,
    ):
        subject = anna(hospital)
        chain = [hospital, clinic, pharmacy, labs]
        orders = []
        for giver, taker in pairwise(chain):
            shared = giver.put(subject, taker.id, MEDICINES)
            assert isinstance(shared, Shared)
            assert deliver(giver.sent(shared), world=giver.world, first=True).state == "delivered"
            orders.append((giver, taker, shared))
            subject = taker.there(giver.id, shared)
        at_laboratory = subject
        labs.grant(at_laboratory, LABS)
        labs.keep(at_laboratory, lab("result"))
        order = orders[-1][2]
        back = labs.put(at_laboratory, PHARMACY, LABS, in_reply_to=order.transfer.id)
        assert isinstance(back, Shared)
        assert back.transfer.subject == order.transfer.subject
        pharmacy_subject = (
            pharmacy.there(LABORATORY, back)
            if deliver(labs.sent(back), world=labs.world, first=True).state == "delivered"
            else None
        )
        assert pharmacy_subject == clinic_to(pharmacy, orders)


def clinic_to(site: Site, orders: list[tuple[Site, Site, Shared]]) -> SubjectId:
    """Whom a site knows by what came to it."""
    giver, taker, shared = next(each for each in orders if each[1] is site)
    return taker.there(giver.id, shared)


def test_what_is_due_is_tried_by_the_nodes_process(sites: list[Site], monkeypatch: pytest.MonkeyPatch) -> None:
    hospital, clinic = sites
    shared = hospital.put(anna(hospital), CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    monkeypatch.setattr("autonome.workflows.deliver_shared.GRACE", 3600)  # however slow the machine is
    assert deliver_due(world=hospital.world) == 0
    monkeypatch.setattr("autonome.workflows.deliver_shared.GRACE", -1)  # this very second is due too
    assert deliver_due(world=hospital.world) == 1
    assert clinic.world.links.subject(HOSPITAL, shared.transfer.subject) is not None
    assert deliver_due(world=hospital.world) == 0


KINDS = (MEDICINES, LABS, HIV)


def test_the_body_holds_an_item_exactly_where_the_decision_gives_all_its_kinds(sites: list[Site]) -> None:
    """Random consents and items: nothing more leaves than is permitted, and nothing less."""
    hospital, _ = sites
    lots = random.Random(7)  # noqa: S311 - draws cases
    some = 0
    for number in range(8):
        subject = hospital.patient(f"p-{number}", "")
        for kind in KINDS:
            shared = ACTIONS if lots.random() < 0.6 else ACTIONS - {Action.DISCLOSE}
            hospital.grant(subject, kind, actions=shared)
        kept = [replace(medicine(str(each)), categories=kinds(lots)) for each in range(6)]
        hospital.keep(subject, *kept)
        found = hospital.put(subject, CLINIC, *KINDS)
        if isinstance(found, Refusal):
            continue
        given = {grant.item for grant in found.permit.grants}
        envelope = hospital.envelope(found)
        assert envelope is not None
        body = read_body(read_parcel(hospital_to_clinic(envelope), "x")[1], "x")
        assert {each.name for each in body.items} == {each.name for each in kept if each.categories <= given}
        assert {each.body for each in body.items} <= {each.body for each in kept}
        some += 0 < len(body.items) < len(kept)
    assert some > 1


def kinds(lots: random.Random) -> frozenset[str]:
    return frozenset(lots.sample(KINDS, lots.choice([1, 1, 2])))


def hospital_to_clinic(envelope: bytes) -> bytes:
    return bytes.fromhex(json.loads(envelope)["data"])


def test_of_shares_that_race_a_withdrawal_none_stands_behind_it(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    withdrawn: list[int] = []

    def share(number: int) -> None:
        if number == 8:
            withdrawn.append(hospital.grant(subject, MEDICINES, kind=ActKind.WITHDRAW))
            return
        with suppress(AutonomeError):
            shared = hospital.put(subject, CLINIC, MEDICINES)
            if isinstance(shared, Shared):
                deliver(hospital.sent(shared), world=hospital.world, first=True)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(share, range(16)))
    (index,) = withdrawn
    left = [
        entry.index
        for entry in hospital.node.log.entries_of(subject, EntryKind.DISCLOSURE)
        if {"shared", "again"} & set(entry.payload.body)
    ]
    assert all(each < index for each in left)
    for sent in hospital.world.outbox.sent(under_way=True):  # two at once are one too many for a new person
        assert deliver(sent, world=hospital.world).state == "cancelled"
    arrived = {str(body["transfer"]) for body in clinic.bodies(somebody(clinic), EntryKind.USE) if "received" in body}
    states = {str(each.note.transfer.id): each.state for each in hospital.world.outbox.sent()}
    assert {
        id_ for id_, state in states.items() if state == "delivered"
    } <= arrived  # of the others the answer was lost
    assert {states[id_] for id_ in arrived} <= {"delivered", "cancelled"}
    assert arrived


def somebody(site: Site) -> SubjectId:
    return site.world.patients.all()[0].subject


def test_what_is_on_its_way_goes_with_who_is_erased(sites: list[Site], tmp_path: Path) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    hospital.post.down = True
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    erase(subject, ActorId("stella"), "GDPR Art. 17(1)(b)", world=righters.world_of(hospital.node))
    assert hospital.world.outbox.sent() == ()
    assert hospital.world.links.subject(CLINIC, shared.transfer.subject) is None
    with hospital.node.log.connections.transaction() as transaction:
        left = transaction.execute(
            "SELECT (SELECT count(*) FROM exchange_link) + (SELECT count(*) FROM exchange_out) "
            "+ (SELECT count(*) FROM exchange_event)"
        ).fetchone()
        note = [bytes(32), bytes(32), hospital.node.names.person(subject), b""]
        transaction.execute("SELECT exchange_linked(%b, %b, %b, %b)", note)  # nor does anybody note a name again
        assert transaction.execute("SELECT FROM exchange_link").fetchall() == []
    assert left == (0,)
    assert clinic.world.patients.all() == ()


def test_somebody_who_was_erased_and_comes_again_is_somebody_new(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    assert hospital.share(subject, CLINIC, MEDICINES).state == "delivered"
    first = somebody(clinic)
    erase(first, ActorId("stella"), "GDPR Art. 17(1)(b)", world=righters.world_of(clinic.node))
    old = hospital.post.carried[-1]
    assert read_answer(hospital_to_clinic(receive_transfer(old, world=clinic.world)), "x").state is State.RECEIVED
    assert clinic.world.patients.all() == ()  # what came before and is sent again is not taken for new
    with clinic.node.log.connections.transaction() as transaction:
        # Nor does it tell of whom it was.
        assert transaction.execute("SELECT person FROM exchange_in").fetchall() == [(None,)]
    assert hospital.share(subject, CLINIC, MEDICINES).state == "delivered"
    assert somebody(clinic) != first


def test_a_body_of_another_patient_is_refused_as_a_whole(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    hospital.keep(subject, medicine("9", "somebody's", patient="2"))
    assert hospital.share(subject, CLINIC, MEDICINES).state == "refused"
    assert clinic.world.patients.all() == ()


def test_killed_between_its_steps_a_transfer_is_taken_in_when_it_comes_again(
    sites: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital, clinic = sites
    shared = hospital.put(anna(hospital, "mrn:1"), CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    envelope = hospital.envelope(shared)
    assert envelope is not None

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for step in ("PostgresLinks.link", "PostgresInbox.take"):
        with monkeypatch.context() as patched:
            patched.setattr(f"autonome.adapters.postgres_exchange.{step}", killed)
            with pytest.raises(KeyboardInterrupt):
                receive_transfer(envelope, world=clinic.world)
    assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "delivered"
    assert len(clinic.world.patients.all()) == 1
    assert len(clinic.names(clinic.there(HOSPITAL, shared), MEDICINES)) == 2


def test_the_process_of_the_exchange_delivers_what_is_due_and_tells_of_withdrawals(
    sites: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital, clinic = sites
    monkeypatch.setattr("autonome.workflows.deliver_shared.GRACE", -1)  # this very second is due too
    monkeypatch.setattr("autonome.bootstrap.sharing.PAUSE", 0.05)
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    stop = threading.Event()
    worker = threading.Thread(target=care_for_exchange, args=(hospital.world, stop))
    worker.start()
    try:
        until(lambda: hospital.sent(shared).state == "delivered")
        hospital.grant(subject, MEDICINES, kind=ActKind.WITHDRAW)
        until(lambda: len(hospital.world.outbox.sent()) == 2)
        until(lambda: not hospital.world.outbox.sent(under_way=True))
    finally:
        stop.set()
        worker.join()
    assert isinstance(clinic.open(clinic.there(HOSPITAL, shared), MEDICINES), Refusal)
    assert len(hospital.world.outbox.sent()) == 2
