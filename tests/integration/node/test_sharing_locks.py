"""The lock behind the functions of the exchange: with their checks taken away, rows still are not written."""

from __future__ import annotations

import re
from typing import Any

import pytest

from autonome.adapters.postgres import EmbeddedServer, Role, superuser
from autonome.adapters.postgres.errors import DatabaseError
from autonome.adapters.postgres_exchange.inbox import CAME
from autonome.adapters.postgres_exchange.outbox import PUT
from autonome.adapters.postgres_gate.gate import OPEN
from autonome.kernel import SubjectId
from autonome.ledger import Draft, EntryKind
from autonome.workflows.share_record import Shared
from tests.integration.node.sharers import CLINIC, MEDICINES, Site
from tests.integration.node.test_sharing import anna, sites

__all__ = ["sites"]

WAITS = [bytes(32), bytes(16), bytes(32)]
"""Sender, transfer and hash of something that waits."""

REFUSES = re.compile("row-level security|only ever added to")

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
    INSERT INTO exchange_event (transfer, number, state, record) VALUES (wanted, 0, what, coalesce(newest_now(of), 1));
END $$;
CREATE OR REPLACE FUNCTION {schema}.exchange_came(
    its_sender bytea, wanted bytea, its_hash bytea, becomes text, of bytea, written bigint, content bytea
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
BEGIN
    UPDATE exchange_in SET state = becomes, person = of, record = written WHERE transfer = wanted;
    IF NOT FOUND THEN
        INSERT INTO exchange_in (sender, transfer, hash, person, state, record, envelope)
        VALUES (its_sender, wanted, its_hash, of, becomes, written, content);
    END IF;
END $$;
CREATE OR REPLACE FUNCTION {schema}.exchange_emptied() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
    UPDATE exchange_out SET envelope = NULL; UPDATE exchange_in SET envelope = NULL
$$;
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
    with log.connections.transaction() as transaction:
        transaction.execute(CAME, [*WAITS, "waiting", None, None, b"envelope"])
    new = [bytes(32), number, bytes(32)]
    came = [(CAME, [*place, state, person, 1, None]) for place in (new, WAITS) for state in ("received", "refused")]
    emptied: tuple[str, list[Any]] = ("SELECT exchange_emptied()", [])
    calls: list[tuple[str, list[Any]]] = [put, notice, goes_on, said, *came, emptied]
    for statement, given in calls:  # a permit, and no record
        with pytest.raises(DatabaseError) as found, log.connections.transaction() as transaction:  # noqa: PT012 - in one
            transaction.execute(OPEN, [shared.permit.secret.hex()])
            transaction.execute(statement, given)
        assert REFUSES.search(str(found.value.__context__)), given
    for place in (new, WAITS):  # a record in another thread: nobody's data are kept with it
        with pytest.raises(DatabaseError) as found, log.connections.transaction() as transaction:  # noqa: PT012 - in one
            other = log.submit(transaction, [Draft(EntryKind.RELEASE, SubjectId(shared.transfer.subject), {})])
            transaction.execute(CAME, [*place, "received", person, other.records[-1], None])
        assert "row-level security" in str(found.value.__context__)
    with log.connections.transaction() as transaction:
        assert transaction.execute("SELECT state FROM exchange_in").fetchall() == [("waiting",)]
    with pytest.raises(DatabaseError), log.connections.transaction() as transaction:  # noqa: PT012 - a record, no permit
        log.submit(transaction, [Draft(EntryKind.DISCLOSURE, subject, {"shared": []})])
        transaction.execute(*put)
    assert [each.state for each in hospital.world.outbox.sent()] == ["queued"]
    with log.connections.transaction() as transaction:  # what has ended does not end another way
        written = log.submit(transaction, [Draft(EntryKind.DISCLOSURE, subject, {"shared": []})]).records[-1]
        transaction.execute(CAME, [*WAITS, "refused", None, written, None])
    with pytest.raises(DatabaseError) as found, log.connections.transaction() as transaction:  # noqa: PT012 - in one
        written = log.submit(transaction, [Draft(EntryKind.DISCLOSURE, subject, {"shared": []})]).records[-1]
        transaction.execute(CAME, [*WAITS, "received", person, written, None])
    assert "only ever added to" in str(found.value.__context__)
    with log.connections.transaction() as transaction:  # and with both it is written
        log.submit(transaction, [Draft(EntryKind.DISCLOSURE, subject, {"shared": []})])
        transaction.execute(*said)
    log.take_up()
    assert hospital.sent(shared).state == "delivered"
