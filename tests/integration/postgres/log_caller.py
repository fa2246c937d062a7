"""A process that makes processes to be killed: each opens a log and records without end, saying what was acknowledged.

Run as ``python -m tests.integration.postgres.log_caller PARAMETERS PRIVATE``. For each line that it reads, ``caller``,
``bare`` (without the log's key) or ``sequencer`` (which only puts on the log what others record), it makes a copy of
itself and says its number; of an empty line it waits for the last one to be gone. A copy writes ``ack LEAF`` for each
entry of which it was told that it stands on the log.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from autonome.adapters.postgres import Connections, Database, DatabaseError, Role
from autonome.adapters.postgres_log import PostgresLog, open_postgres_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import SubjectId
from autonome.ledger import Draft, EntryKind, LogError, Recorded

THREADS = 3
PEOPLE = 12
PAUSE = 0.004
"""Seconds at most between two entries of a thread: the log is looked through after each kill, so it stays short."""


def record(log: PostgresLog, connections: Connections, lots: random.Random) -> tuple[Recorded, ...]:
    people = [SubjectId(f"patient-{lots.randrange(PEOPLE)}") for _ in range(lots.randint(1, 4))]
    drafts = [Draft(EntryKind.USE, person, {"lot": lots.randrange(1000)}) for person in people]
    if lots.random() < 0.1:
        with suppress(LogError):  # who has not the key replays nothing
            log.replay([])  # a round that has nothing of its own to place
    if lots.random() < 0.5:
        return log.append(drafts)
    ending = connections.settled_later if lots.random() < 0.5 else connections.transaction
    with ending() as transaction:
        submitted = log.submit(transaction, drafts)
    return log.settled(submitted)


def call(log: PostgresLog, connections: Connections) -> None:
    lots = random.Random()  # noqa: S311 - says whom to record
    while True:
        with suppress(DatabaseError):  # not acknowledged; the server may be gone for a while
            for entry in record(log, connections, lots):
                os.write(1, f"ack {entry.leaf.hex()}\n".encode())
        time.sleep(lots.uniform(0, PAUSE))


def live(what: str, database: Database, private: Path) -> None:
    if what == "bare":
        database = Database({role: each for role, each in database.parameters.items() if role is not Role.MINTER})
    while True:
        with suppress(DatabaseError):
            log = open_postgres_log(database, private, clock=SystemClock(), entropy=SystemEntropy(), patience=5)
            break
        time.sleep(0.02)
    if what == "sequencer":
        while True:
            with suppress(DatabaseError):
                log.serve(threading.Event())
            time.sleep(0.02)
    with Connections(database, Role.APP, purpose="caller") as connections:
        for _ in range(THREADS - 1):
            threading.Thread(target=call, args=(log, connections), daemon=True).start()
        call(log, connections)


def main() -> None:
    parameters, private = sys.argv[1:]
    database = Database({Role(role): each for role, each in json.loads(parameters).items()})
    child = 0
    for line in sys.stdin:
        if not line.strip():
            os.waitpid(child, 0)
            os.write(1, b"gone\n")
        elif (child := os.fork()) == 0:
            live(line.strip(), database, Path(private))
        else:
            os.write(1, f"made {child}\n".encode())


if __name__ == "__main__":
    main()
