"""A copy of the databases of two nodes that share tells that something came or went: not whose, what, or with whom."""

from __future__ import annotations

from psycopg import sql

from autonome.adapters.postgres import EmbeddedServer, Role, superuser
from tests.integration.node.desks import Desk
from tests.integration.node.test_share_command import Two, share, two

__all__ = ["two"]


def copied(desk: Desk, server: EmbeddedServer) -> bytes:
    """All that a database holds."""
    dump = b""
    with superuser(server, str(desk.node.database.of(Role.APP)["dbname"])) as admin:
        for (table,) in admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'autonome'").fetchall():
            with admin.cursor().copy(sql.SQL("COPY autonome.{} TO STDOUT").format(sql.Identifier(table))) as copy:
                dump += b"".join(bytes(part) for part in copy)
    return dump


def test_it_names_nobody_no_kind_of_data_and_no_partner(two: Two, postgres_server: EmbeddedServer) -> None:
    two.hospital.grant("p-anna", "medications", form="care-sharing/1/en")
    two.clinic.patient("--id", "p-other", "--name", "Another Person", "--number", "mrn:1")
    assert "somebody must say whose it is" in share(two, "--items", "medications").stdout
    waiting = copied(two.clinic, postgres_server)
    two.clinic.ok("share", "accept", 1, "--new")
    two.hospital.run("consent", "withdraw", "p-anna", "--question", "care-sharing/medications")
    sent, came = copied(two.hospital, postgres_server), copied(two.clinic, postgres_server)
    assert len(sent) > 10_000
    assert len(came) > len(waiting) > 10_000
    words = ("p-anna", "p-other", "Anna", "Another", "mrn:1", "metformin", "medications", "TREAT", "care-sharing")
    for dump, partner in ((sent, "clinic"), (waiting, "hospital"), (came, "hospital")):
        for word in (*words, f"{partner}.example"):
            assert word.encode() not in dump, word
            assert word.encode().hex().encode() not in dump, word
