"""Before a process signs for a log in a database: what its witnesses remember is compared with what lies there."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.log_administration import LogWorld
from autonome.adapters.postgres import Database, Role
from autonome.adapters.postgres_log.opening import open_postgres_log
from autonome.adapters.witnessed_start import ask_first


def compare_first(database: Database, private: Path, world: LogWorld) -> None:
    """Ask the witnesses of the log in a database what they remember, before this process signs anything for it.

    Args:
        database: of the log.
        private: the log's private side.
        world: what the log works with.

    Raises:
        LogError: the database was put back or rewritten; the log is halted.
        UnreachableError: the log has witnesses, and none of the quorum answers.
    """
    keeper = CosignedFiles(private, private)
    if not keeper.witnessed.exists():
        return
    # Without the minter nothing that waits is put on the log: what is compared must not grow before.
    unsigned = database.without(Role.MINTER)
    opened = open_postgres_log(unsigned, private, clock=world.clock, entropy=world.entropy, keyrings=world.keyrings)
    with closing(opened) as log:
        ask_first(log, keeper, alone=world.alone)
