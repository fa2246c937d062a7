"""What somebody puts into the tables with the app's login keeps nobody from being found, shared of, or taken in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from autonome.adapters.postgres import Connections, Role
from autonome.adapters.postgres_exchange.inbox import CAME
from autonome.adapters.postgres_exchange.outbox import PUT
from autonome.adapters.postgres_gate import PostgresPatients
from autonome.kernel import SubjectId
from autonome.sharing.messages import State, read_answer
from autonome.workflows import deliver_shared, receive_transfer
from autonome.workflows.accept_transfer import let_go_of_what_waited
from autonome.workflows.deliver_shared import deliver, deliver_due
from autonome.workflows.import_record import IDENTITY
from autonome.workflows.share_record import Shared
from tests.integration.node.sharers import CLINIC, HOSPITAL, MEDICINES, Site
from tests.integration.node.test_sharing import anna, sites
from tests.integration.node.test_sharing_waiting import waits
from tests.integration.postgres.logs import forge

__all__ = ["sites"]

HERE = SubjectId("p-here")
MARKED = "INSERT INTO patient_mark (mark, person) SELECT mark, %b FROM patient_mark WHERE person = %b"


@pytest.fixture
def thief(sites: list[Site]) -> Iterator[list[Connections]]:
    """The app's login at each of them, and no keyring."""
    first, second = (Connections(site.node.database, Role.APP, purpose="thief") for site in sites)
    with first, second:
        yield [first, second]


def marked_as_another(clinic: Site, thief: Connections) -> None:
    """Ben is found by Anna's name and number too."""
    clinic.patient("p-ben", "Ben Synthetic", "mrn:2")
    names = [clinic.node.names.person(subject) for subject in (SubjectId("p-ben"), HERE)]
    with thief.transaction() as transaction:
        transaction.execute(MARKED, names)


def made_up(clinic: Site, thief: Connections) -> None:
    """A patient who is nobody is found by them."""
    name, thread = os.urandom(32), os.urandom(32)
    with thief.transaction() as transaction:
        transaction.execute("SELECT FROM log_heads(%b, %b)", [[thread], ["person"]])
        transaction.execute("SELECT person_enter(%b, %b)", [name, thread])
        transaction.execute("INSERT INTO patient (person, thread, sealed) VALUES (%b, %b, %b)", [name, thread, b"junk"])
        transaction.execute(MARKED, [name, clinic.node.names.person(HERE)])


@pytest.mark.parametrize(("puts", "junk"), [(marked_as_another, 0), (made_up, 1)])
def test_who_is_marked_with_somebodys_number_keeps_nobody_from_being_found(
    sites: list[Site], thief: list[Connections], puts: Callable[[Site, Connections], None], junk: int
) -> None:
    hospital, clinic = sites
    clinic.patient(HERE, "Anna Synthetic", "mrn:1")
    puts(clinic, thief[1])
    patients = clinic.world.patients
    assert isinstance(patients, PostgresPatients)
    assert [each.subject for words in ("MRN:1", "anna  synthetic") for each in patients.find(words)] == [HERE, HERE]
    assert HERE in [each.subject for each in patients.all()]
    assert patients.unopened() == junk
    subject = anna(hospital, "mrn:1")
    hospital.grant(subject, IDENTITY)
    shared = hospital.put(subject, CLINIC, MEDICINES, IDENTITY)
    assert isinstance(shared, Shared)
    assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "delivered"
    assert clinic.there(HOSPITAL, shared) == HERE


@pytest.mark.parametrize("side", [0, 1])
def test_who_says_that_somebody_is_being_erased_stops_no_transfer(
    sites: list[Site], thief: list[Connections], side: int
) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    first, shared = (hospital.put(subject, CLINIC, MEDICINES) for _ in range(2))
    assert isinstance(first, Shared)
    assert isinstance(shared, Shared)
    assert deliver(hospital.sent(first), world=hospital.world).state == "delivered"
    site, whose = sites[side], (subject, clinic.there(HOSPITAL, first))[side]
    with thief[side].transaction() as transaction:
        records = forge(transaction, site.node.names.thread(whose))
        moved = [site.node.names.person(whose), records, "erasing"]
        transaction.execute("SELECT person_moved(%b, %b::bigint[], %s)", moved)
    assert deliver(hospital.sent(shared), world=hospital.world).state == "delivered"
    assert clinic.names(clinic.there(HOSPITAL, shared), MEDICINES)


def let_wait(clinic: Site, thief: Connections, transfer: str) -> None:
    """Let something wait that nobody sent, as a partner's; of the partner's rows the keyed name is known."""
    sender = clinic.node.log.composer.keyring.name_of("exchange-sender", HOSPITAL)
    with thief.transaction() as transaction:
        transaction.execute(CAME, [sender, bytes.fromhex(transfer), os.urandom(32), "waiting", None, None, b"junk"])


def test_what_somebody_lets_wait_fills_no_partners_place(
    sites: list[Site], thief: list[Connections], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital, clinic = sites
    monkeypatch.setattr(receive_transfer, "MOST_WAITING", 1)
    let_wait(clinic, thief[1], os.urandom(16).hex())
    assert let_go_of_what_waited(world=clinic.world) == 1
    _, number = waits(hospital, clinic, anna(hospital, "mrn:1"))
    assert let_go_of_what_waited(world=clinic.world) == 0
    assert clinic.world.inbox.waiting() == (number,)


@pytest.mark.parametrize("gone", [0, 1])
def test_what_somebody_lets_wait_under_the_id_of_another_is_not_taken_for_it(
    sites: list[Site], thief: list[Connections], gone: int
) -> None:
    hospital, clinic = sites
    shared = hospital.put(anna(hospital), CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    let_wait(clinic, thief[1], shared.transfer.id)
    assert not gone or let_go_of_what_waited(world=clinic.world) == gone
    assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "delivered"
    assert let_go_of_what_waited(world=clinic.world) == 1 - gone
    assert deliver_again(hospital, clinic) is State.RECEIVED
    assert clinic.names(clinic.there(HOSPITAL, shared), MEDICINES)


def deliver_again(hospital: Site, clinic: Site) -> State:
    """Send what was carried last once more."""
    answer = receive_transfer.receive_transfer(hospital.post.carried[-1], world=clinic.world)
    return read_answer(hospital.post.unseal(answer)[1], "an answer").state


def test_who_holds_what_does_not_open_keeps_nothing_else_from_leaving(
    sites: list[Site], thief: list[Connections], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital, _ = sites
    monkeypatch.setattr(deliver_shared, "GRACE", -1)
    subject, junk = anna(hospital), os.urandom(16)
    person, thread = hospital.node.names.person(subject), hospital.node.names.thread(subject)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    with thief[0].transaction() as transaction:
        forge(transaction, thread)
        transaction.execute(PUT, [junk, person, True, shared.transfer.expires.seconds, b"junk", b"junk"])
    hospital.node.log.take_up()
    with thief[0].transaction() as transaction:
        transaction.execute("SELECT exchange_said(%b, 'tried', %b)", [junk, person])
        deliver_due(world=hospital.world)
    assert hospital.sent(shared).state == "delivered"
