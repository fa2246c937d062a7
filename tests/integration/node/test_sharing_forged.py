"""What became of a transfer counts by the log: with the app's login alone nobody ends one, nor refuses what came."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autonome.adapters.postgres import Connections, Role
from autonome.adapters.postgres.errors import ContentionError
from autonome.adapters.postgres_exchange import PostgresOutbox, outbox
from autonome.adapters.postgres_exchange.inbox import CAME
from autonome.consent import ActKind
from autonome.kernel import SubjectId
from autonome.ledger import Draft, EntryKind
from autonome.sharing.messages import State
from autonome.workflows import deliver_shared
from autonome.workflows.accept_transfer import accept_transfer, waiting_transfers
from autonome.workflows.deliver_shared import deliver, deliver_due, tell_withdrawals
from autonome.workflows.exchange_ports import Sent
from autonome.workflows.keep_transfer import UnsettledError
from autonome.workflows.receive_transfer import receive_transfer
from autonome.workflows.share_record import Shared
from tests.integration.node.sharers import CLINIC, HOSPITAL, MEDICINES, Site
from tests.integration.node.test_sharing import LEE, anna, sites
from tests.integration.node.test_sharing_database import SAID
from tests.integration.node.test_sharing_waiting import waits
from tests.integration.postgres.logs import forge

__all__ = ["sites"]

ENDS = ("delivered", "refused", "cancelled")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver_shared, "GRACE", -1)
    monkeypatch.setattr(deliver_shared, "FIRST_PAUSE", -1)


@pytest.fixture
def thief(sites: list[Site]) -> Iterator[list[Connections]]:
    """The app's login at each of them, and no keyring."""
    first, second = (Connections(site.node.database, Role.APP, purpose="thief") for site in sites)
    with first, second:
        yield [first, second]


def ended(thief: Connections, site: Site, shared: Shared, subject: SubjectId, state: str) -> None:
    """Say by a record of one's own making that something has ended."""
    with thief.transaction() as transaction:
        forge(transaction, site.node.names.thread(subject))
        number = bytes.fromhex(shared.transfer.id)
        transaction.execute(SAID, [number, state, site.node.names.person(subject)])


def came(thief: Connections, site: Site, subject: SubjectId, state: str) -> None:
    """Say by a record of one's own making what became of all that came."""
    with thief.transaction() as transaction:
        rows = transaction.execute("SELECT sender, transfer, hash FROM exchange_in").fetchall()
        (written,) = forge(transaction, site.node.names.thread(subject))
        for row in rows:
            transaction.execute(CAME, [*row, state, site.node.names.person(subject), written, None])


@pytest.mark.parametrize("state", ENDS)
@pytest.mark.usefixtures("at_once")
def test_a_transfer_that_somebody_says_has_ended_goes_on_and_is_delivered(
    sites: list[Site], thief: list[Connections], state: str
) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    for _ in range(2):
        ended(thief[0], hospital, shared, subject, state)
        assert deliver_due(world=hospital.world) == 0, "it is waited for what the log says of it"
        assert hospital.sent(shared).state == "queued"
        hospital.node.log.take_up()
    assert deliver_due(world=hospital.world) == 1
    sent = hospital.sent(shared)
    assert (sent.state, sent.size, hospital.envelope(shared)) == ("delivered", 0, None)
    assert clinic.names(clinic.there(HOSPITAL, shared), MEDICINES)
    bodies = hospital.bodies(subject, EntryKind.DISCLOSURE)
    assert [body["delivered"] for body in bodies if "delivered" in body] == [shared.transfer.id]
    with pytest.raises(ContentionError):
        ended(thief[0], hospital, shared, subject, state)


@pytest.mark.usefixtures("at_once")
def test_who_says_that_it_was_refused_keeps_no_partner_from_hearing_of_a_withdrawal(
    sites: list[Site], thief: list[Connections]
) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    receive_transfer(hospital.envelope(shared) or b"", world=clinic.world)  # it arrived, and the answer was lost
    ended(thief[0], hospital, shared, subject, "refused")
    hospital.node.log.take_up()
    hospital.grant(subject, MEDICINES, kind=ActKind.WITHDRAW, number=9)
    assert tell_withdrawals(world=hospital.world) == 1


@pytest.mark.parametrize("state", ["refused", "received"])
def test_what_waits_and_somebody_says_is_refused_or_kept_waits_on_and_is_taken_in(
    sites: list[Site], thief: list[Connections], state: str
) -> None:
    hospital, clinic = sites
    shared, number = waits(hospital, clinic, anna(hospital, "mrn:1"))
    other = SubjectId("p-other")
    clinic.grant(other, MEDICINES)  # so that there is a thread
    for _ in range(2):
        came(thief[1], clinic, other, state)
        assert clinic.world.inbox.waiting() == ()
        with pytest.raises(UnsettledError):
            deliver(hospital.sent(shared), world=hospital.world)
        assert not clinic.world.inbox.holds(other)
        clinic.node.log.take_up()
        assert not clinic.world.inbox.holds(other)
        assert [each.number for each in waiting_transfers(world=clinic.world)] == [number]
    assert deliver(hospital.sent(shared), world=hospital.world).state == "waiting"
    assert accept_transfer(number, None, LEE, world=clinic.world).state is State.RECEIVED
    assert deliver(hospital.sent(shared), world=hospital.world).state == "delivered"
    with clinic.node.log.connections.transaction() as transaction:
        assert transaction.execute("SELECT state, envelope FROM exchange_in").fetchall() == [("received", None)]


@pytest.mark.parametrize("state", ["refused", "received"])
def test_what_somebody_says_has_come_and_has_not_is_taken_in_when_it_comes(
    sites: list[Site], thief: list[Connections], state: str
) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    clinic.patient("p-other", "Another Person")
    clinic.grant(SubjectId("p-other"), MEDICINES)
    with thief[1].transaction() as transaction:  # who sees the partner's rows as well knows the id
        (written,) = forge(transaction, clinic.node.names.thread(SubjectId("p-other")))
        sender = clinic.node.log.composer.keyring.name_of("exchange-sender", HOSPITAL)
        place = [sender, bytes.fromhex(shared.transfer.id), bytes(32)]
        transaction.execute(CAME, [*place, state, clinic.node.names.person(SubjectId("p-other")), written, None])
    clinic.node.log.take_up()
    assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "delivered"
    assert clinic.names(clinic.there(HOSPITAL, shared), MEDICINES)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("moment", ["settled", "empty"])
def test_what_is_killed_right_behind_its_end_has_ended_once_and_keeps_no_envelope(
    sites: list[Site], monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    hospital, _ = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    held = hospital.envelope(shared)
    sent = hospital.sent(shared)
    with monkeypatch.context() as patched:
        patched.setattr(*{"settled": (PostgresOutbox, "ended", unsettled), "empty": (outbox, "empty", killed)}[moment])
        with pytest.raises(KilledError):
            deliver(sent, world=hospital.world, first=True)
    hospital.node.log.take_up()
    assert (hospital.sent(shared).state, hospital.sent(shared).size > 0) == ("delivered", True)
    assert hospital.envelope(shared) is None, "what has ended does not leave, whoever asks for it"
    assert held is not None
    assert not hospital.world.outbox.leaves(shared.transfer.id)
    assert deliver_due(world=hospital.world) == 0
    assert hospital.sent(shared).size == 0
    bodies = hospital.bodies(subject, EntryKind.DISCLOSURE)
    assert [body["delivered"] for body in bodies if "delivered" in body] == [shared.transfer.id]


class KilledError(Exception):
    pass


def killed(*_: object) -> None:
    raise KilledError


def unsettled(found: PostgresOutbox, sent: Sent, state: str, draft: Draft) -> None:
    """As `ended`, up to its commit."""
    with found._log.connections.transaction() as transaction:
        found._log.submit(transaction, [draft])
        found._say(transaction, sent, state)
    raise KilledError
