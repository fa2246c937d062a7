"""Callers of the log in PostgreSQL: entries per second, beside what disk and database can do without it, in one run.

A rate means nothing by itself, so it is given as two ratios, each to something measured between the same seconds:

- to the *probe*, appends of 4 KiB to a file of the same file system, each with ``fdatasync``. Disks differ twentyfold,
  and change by the minute. The goals are in this measure. It tells of the design, of how many syncs an entry waits for
  and how many share one, while a sync takes longer than all else.
- to a *bare transaction*: one row of an entry's size inserted by itself, by as many callers, through the same pool and
  driver to the same server. It takes the disk out, and with it what PostgreSQL, the driver and the interpreter cost
  anybody; what is left is what the log costs on top.

Which of the two says more is printed with them: where not even bare transactions of one caller reach half of the probe,
it is the processor that decides, and the ratio to the probe tells how fast the disk is.
"""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autonome.adapters.postgres import Connections, Database, EmbeddedServer, Role, connect, embedded_database, migrate
from autonome.adapters.postgres_log import PostgresLog, open_postgres_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import Json, SubjectId
from autonome.ledger import Draft, EntryKind

PEOPLE = 64
SECONDS = 1.0
ROUNDS = 5
GOALS = {1: 0.4, 8: None, 64: 8.0}
"""Times the probe, by the number of callers."""

ROW_BYTES = 524
"""Of an entry in the tables, without what PostgreSQL adds: sealed payload, commitment, code and numbers."""

DISK_DECIDES = 0.5
"""Of the probe, by bare transactions of one caller: each is one sync."""

Record = Callable[[int], object]


def draft(person: int, number: int = 0) -> Draft:
    body: dict[str, Json] = {"decision": "ab" * 32, "made": {"inputs": {"record.json": "cd" * 32}, "number": number}}
    return Draft(EntryKind.USE, SubjectId(f"patient-{person % PEOPLE}"), body)


@contextmanager
def logs(server: EmbeddedServer, folder: Path, name: str) -> Iterator[tuple[Database, PostgresLog]]:
    database = embedded_database(server, name)
    migrate(database)
    log = open_postgres_log(database, folder / name, clock=SystemClock(), entropy=SystemEntropy(), patience=60)
    log.append([draft(person) for person in range(PEOPLE)])  # their keys are drawn by now
    try:
        yield database, log
    finally:
        log.close()


def probe(folder: Path) -> float:
    """Appends of 4 KiB with fdatasync, per second."""
    descriptor, page, number = os.open(folder / "probe", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), os.urandom(4096), 0
    begun = time.perf_counter()
    while (spent := time.perf_counter() - begun) < SECONDS / 2:
        os.write(descriptor, page)
        os.fdatasync(descriptor)
        number += 1
    os.close(descriptor)
    return number / spent


def rate(record: Record, callers: int) -> float:
    """Entries per second of some threads that record one after the other."""
    counts, begun = [0] * callers, time.perf_counter()

    def call(caller: int) -> None:
        while time.perf_counter() - begun < SECONDS:
            record(caller)
            counts[caller] += 1

    threads = [threading.Thread(target=call, args=(caller,)) for caller in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begun)


@dataclass(frozen=True, slots=True)
class Measured:
    """One round of one number of callers: everything per second."""

    probe: float
    bare: float
    append: float
    own: float


def bench_callers(server: EmbeddedServer, folder: Path) -> None:
    with (
        logs(server, folder, "callers") as (database, log),
        Connections(database, Role.APP, purpose="bench", most=PEOPLE) as connections,
    ):
        with connect(database, Role.OWNER, purpose="bench") as owner:
            owner.execute("CREATE TABLE own_change (number bigint)")
            owner.execute("CREATE TABLE bare_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, row bytea)")
            owner.execute("ALTER TABLE bare_row ALTER COLUMN row SET STORAGE EXTERNAL")
            owner.execute("GRANT INSERT ON own_change, bare_row TO autonome_app")
        row = os.urandom(ROW_BYTES)

        def bare(_: int) -> None:
            with connections.transaction() as transaction:
                transaction.execute("INSERT INTO bare_row (row) VALUES (%b)", [row])

        def own(caller: int) -> None:
            with connections.transaction() as transaction:
                transaction.execute("INSERT INTO own_change VALUES (%s)", [caller])
                submitted = log.submit(transaction, [draft(caller)])
            log.settled(submitted)

        def one(callers: int) -> Measured:
            before = probe(folder)
            rates = [rate(record, callers) for record in (bare, lambda caller: log.append([draft(caller)]), own)]
            return Measured((before + probe(folder)) / 2, *rates)

        one(PEOPLE)  # connections are made, statements prepared
        found: dict[int, list[Measured]] = {callers: [] for callers in GOALS}
        for _ in range(ROUNDS):
            for callers, each in found.items():
                each.append(one(callers))
        _tell(found)


def _tell(found: dict[int, list[Measured]]) -> None:
    probes = [each.probe for measured in found.values() for each in measured]
    alone = statistics.median(each.bare / each.probe for each in found[1])
    decides = (
        "the disk decides: the ratio to the probe says more"
        if alone >= DISK_DECIDES
        else "the processor decides: the ratio to bare transactions says more"
    )
    print(f"probe: {min(probes):.0f} to {max(probes):.0f} syncs/s; {decides}")
    for callers, measured in found.items():
        bare = statistics.median(each.bare for each in measured)
        to_probe = statistics.median(each.bare / each.probe for each in measured)
        print(f"bare transactions, {callers} callers: {to_probe:.2f} x the probe, {bare:.0f}/s")
    for name in ("append", "own"):
        for callers, measured in found.items():
            print(_line(name, callers, measured))


def _line(name: str, callers: int, measured: list[Measured]) -> str:
    rates = [getattr(each, name) for each in measured]
    ratios = sorted(done / each.probe for done, each in zip(rates, measured, strict=True))
    to_bare = statistics.median(done / each.bare for done, each in zip(rates, measured, strict=True))
    middle, goal = statistics.median(ratios), GOALS[callers]
    told = "" if goal is None else f"; goal {goal:g} x the probe, {'reached' if middle >= goal else 'missed'}"
    title = "append" if name == "append" else "own transaction"
    return (
        f"{title}, {callers} callers: {middle:.2f} x the probe ({ratios[0]:.2f} to {ratios[-1]:.2f}), {to_bare:.2f} x "
        f"a bare transaction, {statistics.median(rates):.0f}/s{told}"
    )
