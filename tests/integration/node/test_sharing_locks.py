"""The lock behind the functions of the exchange: with their checks taken away, rows still are not written."""

from __future__ import annotations

import pytest

from autonome.adapters.postgres import EmbeddedServer, Role, superuser
from autonome.adapters.postgres.errors import DatabaseError
from autonome.adapters.postgres_exchange.outbox import PUT
from autonome.adapters.postgres_gate.gate import OPEN
from autonome.ledger import Draft, EntryKind
from autonome.workflows.share_record import Shared
from tests.integration.node.sharers import CLINIC, MEDICINES, Site
from tests.integration.node.test_sharing import anna, sites

__all__ = ["sites"]

UNCHECKED = """
CREATE OR REPLACE FUNCTION {schema}.exchange_put(
    number bytea, of bytea, tells boolean, until timestamptz, noted bytea, content bytea
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
BEGIN
    INSERT INTO exchange_out (transfer, person, thread, epoch, begun, notice, expires, sealed, envelope)
    SELECT number, p.name, p.thread, p.epoch, p.epoch, tells, until, noted, content FROM person p WHERE p.name = of;
END $$;
CREATE OR REPLACE FUNCTION {schema}.exchange_goes_on(wanted bytea, of bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
    UPDATE exchange_out t SET epoch = p.epoch + 1 FROM person p WHERE t.transfer = wanted AND p.name = of
$$;
CREATE OR REPLACE FUNCTION {schema}.exchange_said(wanted bytea, what text, of bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
BEGIN
    INSERT INTO exchange_event (transfer, number, state) VALUES (wanted, 0, what);
END $$;
CREATE OR REPLACE FUNCTION {schema}.exchange_came(
    its_sender bytea, wanted bytea, its_hash bytea, becomes text, of bytea, content bytea
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
BEGIN
    INSERT INTO exchange_in (sender, transfer, hash, person, state) VALUES (its_sender, wanted, its_hash, of, becomes);
END $$;
"""


def test_without_the_functions_checks_row_security_still_asks_for_record_and_permit(
    sites: list[Site], postgres_server: EmbeddedServer
) -> None:
    hospital, _ = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    log, number, person = hospital.node.log, bytes.fromhex(shared.transfer.id), hospital.node.names.person(subject)
    with superuser(postgres_server, str(hospital.node.database.of(Role.APP)["dbname"])) as admin:
        admin.execute(UNCHECKED.format(schema="autonome").encode())
    put = (PUT, [bytes(16), person, False, 4102444800, b"noted", b"envelope"])
    notice = (PUT, [bytes(16), person, True, 4102444800, b"noted", b"envelope"])
    goes_on = ("SELECT exchange_goes_on(%b, %b)", [number, person])
    said = ("SELECT exchange_said(%b, %s, %b)", [number, "delivered", person])
    came = ("SELECT exchange_came(%b, %b, %b, %s, %b, %b)", [bytes(32), number, bytes(32), "received", person, None])
    for statement, given in (put, notice, goes_on, said, came):  # a permit, and no record
        with pytest.raises(DatabaseError) as found, log.connections.transaction() as transaction:  # noqa: PT012 - in one
            transaction.execute(OPEN, [shared.permit.secret.hex()])
            transaction.execute(statement, given)
        assert "row-level security" in str(found.value.__context__)
    with pytest.raises(DatabaseError), log.connections.transaction() as transaction:  # noqa: PT012 - a record, no permit
        log.submit(transaction, [Draft(EntryKind.DISCLOSURE, subject, {"shared": []})])
        transaction.execute(*put)
    assert [each.state for each in hospital.world.outbox.sent()] == ["queued"]
    with log.connections.transaction() as transaction:  # and with both it is written
        log.submit(transaction, [Draft(EntryKind.DISCLOSURE, subject, {"shared": []})])
        transaction.execute(*said)
    assert hospital.sent(shared).state == "delivered"
