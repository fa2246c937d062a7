"""People's rights at a node: its book of matters, and what a start carries out before anything is served."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from autonome.adapters.postgres_gate import Names
from autonome.adapters.postgres_gate.rights import TOMBSTONES, PostgresRights
from autonome.adapters.postgres_genomes.content import GenomeFolder
from autonome.adapters.postgres_log import PostgresLog
from autonome.kernel import SubjectId
from autonome.ledger import Entropy

GENOMES = "genomes"
"""Name within a node's folder: large genomes."""


Forget = Callable[[Callable[[SubjectId], bool]], int]
"""Forgets the accounts of all patients of whom a question says yes; gives how many."""


def rights_of(
    directory: Path, log: PostgresLog, names: Names, entropy: Entropy, *, forget: Forget | None = None
) -> PostgresRights:
    """The book of matters of a node, which erases too.

    Args:
        directory: of the node.
        log: of the node.
        names: of its people.
        entropy: draws nonces.
        forget: the accounts' part of an erasure; None where there are none.
    """
    folder = directory / GENOMES

    def known(numbers: Collection[bytes]) -> Collection[bytes]:
        with log.connections.transaction(read_only=True) as transaction:
            rows = transaction.execute("SELECT genomes_known(%b::bytea[])", [list(numbers)], binary=True)
            return [bytes(number) for (number,) in rows]

    def sweep() -> int:
        return GenomeFolder(folder).sweep(known) if folder.is_dir() else 0

    return PostgresRights(
        log,
        names,
        entropy=entropy,
        tombstones=directory / TOMBSTONES,
        sweep=sweep,
        forget=forget or (lambda _: 0),
    )
