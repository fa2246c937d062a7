"""A process that makes processes to be killed: each takes one site's lines over onto another's log, in small parcels.

Run as ``python -m tests.integration.postgres_uses.follower PARAMETERS``, JSON: for ``source`` and ``other`` the
database's parameters and the private side. For each line that it reads it makes a copy of itself, which says its
number, and when it is ready; when that one is gone it says with what it ended: 0 if it had nothing more to take over.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from autonome.adapters.postgres import Database, Role
from autonome.adapters.postgres_log import open_postgres_log
from autonome.adapters.site_log import SiteLog
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.workflows.follow_uses import Site, follow_uses

MOST = 4
"""Entries in a parcel: many small steps, between any two of which a kill may fall."""


def opened(said: dict[str, Any]) -> SiteLog:
    database = Database({Role(role): each for role, each in said["database"].items()})
    log = open_postgres_log(database, Path(said["private"]), clock=SystemClock(), entropy=SystemEntropy())
    return SiteLog(log, database)


def follow(parameters: dict[str, Any]) -> None:
    source, other = opened(parameters["source"]), opened(parameters["other"])
    os.write(1, b"ready\n")
    follow_uses(source, Site("1", (source.log.verifier,)), logs=other, most=MOST)


def main() -> None:
    parameters = json.loads(sys.argv[1])
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            os.write(1, f"{os.getpid()}\n".encode())
            follow(parameters)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        os.write(1, f"{status}\n".encode())


if __name__ == "__main__":
    main()
