"""People's rights at a test's node: the book, the acts on it, and what is left of somebody in database and keyring."""

from __future__ import annotations

from pathlib import Path

from autonome.adapters.postgres import Role, connect
from autonome.adapters.postgres_gate.rights import TOMBSTONES, PostgresRights
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.rights import rights_world
from autonome.kernel import SubjectId
from autonome.law import RULES
from autonome.workflows.answer_rights import RightsWorld
from tests.integration.node.desks import Desk
from tests.integration.node.nodes import ANNA, Node

TABLES = ("record_item", "record_head", "genome", "patient", "right_matter", "permit")


def book_of(node: Node) -> PostgresRights:
    return PostgresRights(node.log, node.names, entropy=SystemEntropy(), tombstones=node.private.parent / TOMBSTONES)


def world_of(node: Node, jurisdiction: str = "DE") -> RightsWorld:
    return RightsWorld(book_of(node), RULES, jurisdiction, SystemClock(), SystemEntropy())


def rows_of(node: Node, subject: SubjectId = ANNA) -> dict[str, int]:
    """Rows that are left of somebody, asked as the owner with row security off."""
    left = {}
    with connect(node.database, Role.OWNER, purpose="test") as owner, owner.transaction(force_rollback=True):
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY".encode())
            row = owner.execute(
                f"SELECT count(*) FROM {table} WHERE person = %s".encode(),  # noqa: S608 - names of our own
                [node.names.person(subject)],
            ).fetchone()
            left[table] = int(row[0]) if row else 0
    return left


def keys_destroyed(private: Path) -> int:
    """Keys of people that are destroyed in a keyring."""
    return sum(b"destroyed" in path.read_bytes() for path in (private / "keyring" / "subjects").glob("*"))


def world_of_desk(desk: Desk) -> RightsWorld:
    return rights_world(desk.node)
