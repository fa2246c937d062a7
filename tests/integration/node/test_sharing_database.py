"""What the database itself does not let happen to what is on its way, whoever asks with the app's login."""

from __future__ import annotations

import pytest

from autonome.adapters.postgres.errors import DatabaseError
from autonome.adapters.postgres_exchange.outbox import PUT
from autonome.adapters.postgres_gate.gate import OPEN
from autonome.ledger import Draft, EntryKind
from autonome.workflows.share_record import Shared
from tests.integration.node.sharers import (
    CLINIC,
    MEDICINES,
    Site,
)
from tests.integration.node.test_sharing import anna, sites

__all__ = ["sites"]


def test_without_a_permit_and_a_record_the_database_lets_nothing_on_its_way(sites: list[Site]) -> None:
    hospital, _ = sites
    subject = anna(hospital)
    person = hospital.node.names.person(subject)
    given = [bytes(16), person, False, 4102444800, b"noted", b"envelope"]
    with pytest.raises(DatabaseError), hospital.node.log.connections.transaction() as transaction:
        transaction.execute(PUT, given)
    draft = Draft(EntryKind.DISCLOSURE, subject, {"shared": []})
    with (  # noqa: PT012 - a record alone, in the same transaction
        pytest.raises(DatabaseError),
        hospital.node.log.connections.transaction() as transaction,
    ):
        hospital.node.log.submit(transaction, [draft])
        transaction.execute(PUT, given)
    with pytest.raises(DatabaseError), hospital.node.log.connections.transaction() as transaction:
        transaction.execute(
            "INSERT INTO exchange_out (transfer, person, thread, epoch, notice, expires, sealed, envelope) "
            "VALUES (%b, %b, %b, 0, true, now(), %b, %b)",
            [bytes(16), person, hospital.node.names.thread(subject), b"", b""],
        )
    assert hospital.world.outbox.sent() == ()


def test_a_permit_alone_or_a_record_alone_lets_nothing_go_on_either(sites: list[Site]) -> None:
    hospital, _ = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    number, person = bytes.fromhex(shared.transfer.id), hospital.node.names.person(subject)
    secret, log = shared.permit.secret.hex(), hospital.node.log
    draft = Draft(EntryKind.DISCLOSURE, subject, {"again": shared.transfer.id})
    goes_on = ("SELECT exchange_goes_on(%b, %b)", [number, person])
    put = (PUT, [bytes(16), person, False, 4102444800, b"noted", b"envelope"])
    for statement, given in (goes_on, put):
        with pytest.raises(DatabaseError), log.connections.transaction() as transaction:  # noqa: PT012 - in one transaction
            assert transaction.execute(OPEN, [secret]).fetchone() == (person,)
            transaction.execute(statement, given)
    with pytest.raises(DatabaseError), log.connections.transaction() as transaction:  # noqa: PT012 - likewise
        log.submit(transaction, [draft])
        transaction.execute(*goes_on)
    (sent,) = hospital.world.outbox.sent()
    assert (sent.state, sent.envelope is None) == ("queued", False)


def test_without_a_record_nothing_ends_and_nothing_counts_as_received(sites: list[Site]) -> None:
    hospital, _ = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    number, person = bytes.fromhex(shared.transfer.id), hospital.node.names.person(subject)
    with pytest.raises(DatabaseError), hospital.node.log.connections.transaction() as transaction:
        transaction.execute("SELECT exchange_said(%b, %s, %b)", [number, "delivered", person])
    given = [bytes(32), number, bytes(32), "received", person, None]
    with pytest.raises(DatabaseError), hospital.node.log.connections.transaction() as transaction:
        transaction.execute("SELECT exchange_came(%b, %b, %b, %s, %b, %b)", given)
    assert hospital.sent(shared).envelope is not None
    assert not hospital.world.inbox.holds(subject)
