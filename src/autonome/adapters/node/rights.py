"""People's rights at a node: its book of matters, and what a start carries out before anything is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autonome.adapters.postgres_gate.rights import TOMBSTONES, PostgresRights
from autonome.adapters.postgres_genomes.content import GenomeFolder

if TYPE_CHECKING:
    from autonome.adapters.node.opening import Node, NodeWorld

GENOMES = "genomes"
"""Name within a node's folder: large genomes."""


def rights_of(node: Node, world: NodeWorld) -> PostgresRights:
    """The book of matters of a node, which erases too."""

    def known(numbers: object) -> list[bytes]:
        with node.log.connections.transaction(read_only=True) as transaction:
            rows = transaction.execute("SELECT genomes_known(%b::bytea[])", [numbers], binary=True)
            return [bytes(number) for (number,) in rows]

    folder = node.directory / GENOMES

    def sweep() -> int:
        return GenomeFolder(folder).sweep(lambda numbers: known(list(numbers))) if folder.is_dir() else 0

    list_ = node.directory / TOMBSTONES
    return PostgresRights(node.log, node.names, entropy=world.entropy, tombstones=list_, sweep=sweep)
