"""What the database itself does not let happen to what is on its way, whoever asks with the app's login.

Each refusal is that of the function which is called; that row security stands behind it is `test_sharing_locks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import pytest

from autonome.adapters.postgres import Connection, ContentionError
from autonome.adapters.postgres.errors import DatabaseError
from autonome.adapters.postgres_exchange.inbox import CAME
from autonome.adapters.postgres_exchange.outbox import PUT
from autonome.adapters.postgres_gate.gate import OPEN
from autonome.kernel import Instant, SubjectId
from autonome.ledger import Draft, EntryKind
from autonome.workflows import deliver_shared
from autonome.workflows.deliver_shared import deliver_due
from autonome.workflows.exchange_ports import Pauses
from autonome.workflows.share_record import Shared
from tests.integration.node.sharers import CLINIC, MEDICINES, Site
from tests.integration.node.test_sharing import anna, sites
from tests.integration.postgres.logs import forge

__all__ = ["sites"]

FAR, PAST = 4102444800, 978307200
"""Seconds: in 2100, in 2001."""

SAID = "SELECT exchange_said(%b, %s, %b)"
GOES_ON = "SELECT exchange_goes_on(%b, %b)"
NEW, WAITS = ([bytes([each]) * 32, bytes([each]) * 16, bytes(32)] for each in (1, 2))
"""Sender, transfer and hash of something that has not come, and of something that waits."""


def shared_by(site: Site) -> tuple[Shared, bytes, bytes]:
    """Something on its way, with its number and whose it is."""
    subject = anna(site)
    shared = site.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    return shared, bytes.fromhex(shared.transfer.id), site.node.names.person(subject)


def record(site: Site, transaction: Connection, subject: SubjectId) -> int:
    draft = Draft(EntryKind.DISCLOSURE, subject, {"shared": []})
    return site.node.log.submit(transaction, [draft]).records[-1]


def expect_refused(site: Site, call: tuple[str, Sequence[object]], why: str, *, permit: str = "", of: str = "") -> None:
    """With a permit, a record of somebody, or neither, in the same transaction: the function refuses it."""
    with pytest.raises(DatabaseError) as found, site.node.log.connections.transaction() as transaction:  # noqa: PT012 - in one
        if of:
            record(site, transaction, SubjectId(of))
        if permit:
            assert transaction.execute(OPEN, [permit]).fetchone() is not None
        transaction.execute(*call)
    assert why in str(found.value.__context__)


def test_without_a_permit_and_a_record_the_database_lets_nothing_on_its_way(sites: list[Site]) -> None:
    hospital, _ = sites
    shared, _, person = shared_by(hospital)
    why, permit = "nothing leaves without a record and a permit", shared.permit.secret.hex()
    data, notice = ([bytes(16), person, tells, FAR, b"noted", b"envelope"] for tells in (False, True))
    for given in (data, notice):
        expect_refused(hospital, (PUT, given), why)
        expect_refused(hospital, (PUT, given), why, permit=permit)
    expect_refused(hospital, (PUT, data), why, of="p-anna")
    expect_refused(hospital, (PUT, data), why, of="p-ben", permit=permit)
    insert = "INSERT INTO exchange_out (transfer, person, thread, epoch, begun, notice, expires, sealed) "
    values = "VALUES (%b, %b, %b, 0, 0, true, now(), %b)"
    expect_refused(hospital, (insert + values, [bytes(16), person, bytes(32), b""]), "permission denied")
    assert [each.note.transfer for each in hospital.world.outbox.sent()] == [shared.transfer]


def test_a_permit_alone_or_a_record_alone_lets_nothing_go_on_either(sites: list[Site]) -> None:
    hospital, _ = sites
    shared, number, person = shared_by(hospital)
    why = "nothing leaves without a record and a permit"
    expect_refused(hospital, (GOES_ON, [number, person]), why, permit=shared.permit.secret.hex())
    expect_refused(hospital, (GOES_ON, [number, person]), why, of="p-anna")
    sent = hospital.sent(shared)
    assert (sent.state, sent.size > 0) == ("queued", True)


def test_without_a_record_nothing_ends_and_nothing_counts_as_received_or_refused(sites: list[Site]) -> None:
    hospital, _ = sites
    shared, number, person = shared_by(hospital)
    for state in ("delivered", "refused", "cancelled"):
        expect_refused(hospital, (SAID, [number, state, person]), "what is not on record ends nothing")
    with hospital.node.log.connections.transaction() as transaction:
        transaction.execute(CAME, [*WAITS, "waiting", None, None, b"envelope"])
    why = "nothing is kept or refused without a record"
    for place in (NEW, WAITS):
        for state in ("received", "refused"):
            expect_refused(hospital, (CAME, [*place, state, person, 1, None]), why)
            expect_refused(
                hospital, (CAME, [*place, state, person, 1, None]), why, of="p-anna"
            )  # an older one is named
        with pytest.raises(DatabaseError), hospital.node.log.connections.transaction() as transaction:  # noqa: PT012 - in one
            written = record(hospital, transaction, SubjectId("p-ben"))
            transaction.execute(CAME, [*place, "received", person, written, None])
    assert hospital.envelope(shared) is not None
    assert not hospital.world.inbox.holds(SubjectId("p-anna"))
    with hospital.node.log.connections.transaction() as transaction:
        assert transaction.execute("SELECT state FROM exchange_in").fetchall() == [("waiting",)]


def test_what_somebody_else_put_there_keeps_nothing_from_leaving(
    sites: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the app's login and no keyring: notices, which need no permit, of somebody here and of nobody."""
    hospital, _ = sites
    shared, _, person = shared_by(hospital)
    nobody, thread = bytes([7]) * 32, bytes([8]) * 32
    for number, (of, name) in enumerate([(person, hospital.node.names.thread(SubjectId("p-anna"))), (nobody, thread)]):
        with hospital.node.log.connections.transaction() as transaction:
            records = forge(transaction, name)
            transaction.execute("SELECT person_enter(%b, %b)", [of, name])
            transaction.execute(PUT, [bytes([number]) * 16, of, True, FAR, b"n" * 40, b"e" * 40])
        assert records
    monkeypatch.setattr(deliver_shared, "GRACE", -1)
    monkeypatch.setattr(deliver_shared, "MOST_AT_ONCE", 2)
    said: list[str] = []
    deliver_due(world=hospital.world, told=said.append)
    deliver_due(world=hospital.world, told=said.append)
    assert [each.partition(":")[0] for each in said] in (
        ["2 of what is on its way does not open"],
        ["1 of what is on its way does not open"] * 2,
    )
    assert [(each.note.transfer, each.state) for each in hospital.world.outbox.sent()] == [
        (shared.transfer, "delivered")
    ]


def test_what_has_ended_ends_once_and_an_id_stands_for_one_content(sites: list[Site]) -> None:
    hospital, _ = sites
    _, number, person = shared_by(hospital)
    log = hospital.node.log
    for ends in (True, False):
        try:
            with log.connections.transaction() as transaction:
                record(hospital, transaction, SubjectId("p-anna"))
                transaction.execute(SAID, [number, "delivered" if ends else "tried", person])
        except ContentionError:
            assert not ends
    assert [(each.state, each.size > 0) for each in hospital.world.outbox.sent()] == [("queued", True)]
    log.take_up()
    assert hospital.world.outbox.due(Instant(FAR), Pauses(0, 0, 0), 9) == ()
    assert [(each.state, each.tries, each.size) for each in hospital.world.outbox.sent()] == [("delivered", 1, 0)]
    with log.connections.transaction() as transaction:
        transaction.execute(CAME, [*WAITS, "waiting", None, None, b"envelope"])
    for which in (WAITS[2], b"h" * 32):  # once it was kept, whether or not the log has come to that
        for hash_ in (WAITS[2], b"h" * 32):
            with suppress(ContentionError), log.connections.transaction() as transaction:
                written = record(hospital, transaction, SubjectId("p-anna"))
                transaction.execute(CAME, [*WAITS[:2], hash_, "received", person, written, None])
                assert (which, hash_) == (WAITS[2], WAITS[2])
        log.take_up()
    with log.connections.transaction() as transaction:
        assert transaction.execute("SELECT state, hash FROM exchange_in", binary=True).fetchall() == [
            ("received", WAITS[2])
        ]


def test_what_is_over_does_not_leave_whatever_is_asked(sites: list[Site]) -> None:
    hospital, _ = sites
    shared, number, person = shared_by(hospital)
    with hospital.node.log.connections.transaction() as transaction:
        record(hospital, transaction, SubjectId("p-anna"))
        transaction.execute(PUT, [bytes(16), person, True, PAST, b"noted", b"envelope"])
        transaction.execute(PUT, [bytes([1]) * 16, person, True, FAR, b"noted", b"envelope"])
    leaves = "SELECT exchange_leaves(%b)"
    with hospital.node.log.connections.transaction() as transaction:
        told = [transaction.execute(leaves, [each]).fetchone() for each in (bytes(16), bytes([1]) * 16, number)]
    assert told == [(False,), (True,), (True,)], shared.transfer.id
