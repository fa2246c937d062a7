"""The log in PostgreSQL: callers (`callers`), CPU and bytes, each beside what it is measured against, in one run.

CPU is that of this process and of all of the server's, beside a bare ``COPY`` of the same rows into tables of the same
make on the same server.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from psycopg import sql

from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.postgres import (
    Database,
    EmbeddedServer,
    Role,
    connect,
    superuser,
)
from autonome.adapters.postgres_log import PostgresLog
from autonome.adapters.postgres_log.tables import TreeTables
from autonome.kernel import canonical_bytes
from autonome.ledger import (
    Checkpoint,
    Frontier,
    Note,
    Signature,
    node_reader,
    parse_policy,
    read_receipt,
    verify_entries,
    write_policy,
)
from autonome.workflows.record_use import receipt_for
from callers import bench_callers, draft, logs

ROUNDS = 5
BATCH, BATCHES = 100, 40
SMALL, LARGE, HUGE = 10**3, 10**5, 10**7
APPENDS = 150
TICK = os.sysconf("SC_CLK_TCK")
TABLES = ("log_thread", "log_record", "log_entry", "log_tile", "log_checkpoint")


def server_cpu(server: EmbeddedServer) -> float:
    """CPU seconds of a server so far, its processes that are gone included."""
    postmaster = server.state().pid
    total = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
            ran = int(path.with_name("schedstat").read_text().split()[0]) / 1e9
        except OSError:
            continue
        if int(fields[1]) == postmaster:
            total += ran
        elif path.parent.name == str(postmaster):
            total += ran + (int(fields[13]) + int(fields[14])) / TICK
    return total


def cpu_per(server: EmbeddedServer, work: Callable[[], int]) -> tuple[float, float]:
    """Microseconds of CPU for each of what some work says that it did: this process's, and the server's."""
    mine, its = time.process_time(), server_cpu(server)
    done = work()
    return (time.process_time() - mine) / done * 1e6, (server_cpu(server) - its) / done * 1e6


def bench_cpu(server: EmbeddedServer, folder: Path) -> None:
    with logs(server, folder, "cpu") as (database, log), connect(database, Role.OWNER, purpose="bench") as owner:
        numbers = iter(range(10**9))
        for table in ("log_record", "log_entry", "log_checkpoint"):
            owner.execute(f"CREATE TABLE copy_of_{table} (LIKE {table} INCLUDING INDEXES INCLUDING STORAGE)".encode())

        def ours() -> int:
            for _ in range(BATCHES):
                log.append([draft(next(numbers)) for _ in range(BATCH)])
            return BATCH * BATCHES

        ours()
        tables = {"log_record": ("id", BATCH), "log_entry": ("index", BATCH), "log_checkpoint": ("size", 1)}
        newest = sql.SQL("SELECT * FROM {} ORDER BY {} DESC LIMIT {}")
        rows = {
            table: owner.execute(
                newest.format(sql.Identifier(table), sql.Identifier(key), sql.Literal(each * BATCHES))
            ).fetchall()
            for table, (key, each) in tables.items()
        }

        def bare() -> int:
            for batch in range(BATCHES):
                with owner.transaction():
                    for table, every in rows.items():
                        size = len(every) // BATCHES
                        with owner.cursor().copy(f"COPY copy_of_{table} FROM STDIN".encode()) as copy:
                            for row in every[batch * size : (batch + 1) * size]:
                                copy.write_row(row)
            return BATCH * BATCHES

        found: list[tuple[tuple[float, float], tuple[float, float]]] = []
        for _ in range(ROUNDS):
            found.append((cpu_per(server, ours), cpu_per(server, bare)))
            for table in tables:
                owner.execute(f"TRUNCATE copy_of_{table}".encode())
        ratio = statistics.median(sum(mine) / sum(copied) for mine, copied in found)
        mine, copied = ([statistics.median(each[side][part] for each in found) for part in (0, 1)] for side in (0, 1))
        print(
            f"CPU per entry in batches of {BATCH}: {ratio:.1f} x a bare COPY of the same rows (goal 3); ours "
            f"{mine[0]:.0f} + {mine[1]:.0f} us (client + server), COPY {copied[0]:.0f} + {copied[1]:.0f} us"
        )


def bench_reading(log: PostgresLog, entries: int) -> None:
    lots = random.Random(1)  # noqa: S311 - says which entries are proven
    size = Checkpoint.of_note(log.checkpoint()).size
    for name, wanted in (("anywhere", entries), ("among the newest 10,000", 10_000)):
        begun, number = time.process_time(), 2000
        for _ in range(number):
            log.prove(lots.randrange(size - wanted, size), size)
        print(f"proofs per second of CPU, {name} in {size} entries: {number / (time.process_time() - begun):.0f}")
    recorded = log.append([draft(1), draft(1)])
    data, policy = canonical_bytes(receipt_for(recorded, log=log).to_json()), write_policy(log.verifier).encode()
    spent = []
    for _ in range(50):
        begun = time.process_time()
        verify_entries(read_receipt(data), parse_policy(policy))
        spent.append(time.process_time() - begun)
    print(f"a receipt of two entries verified offline: {statistics.median(spent) * 1000:.2f} ms of CPU (limit 50)")


def bytes_on_disk(database: Database, entries: int) -> None:
    with connect(database, Role.APP, purpose="bench") as connection:
        sizes = {
            table: (connection.execute("SELECT pg_total_relation_size(%s)", [table]).fetchone() or (0,))[0] / entries
            for table in TABLES
        }
        row = connection.execute("SELECT avg(length(opening)) FROM log_record").fetchone() or (0,)
    each = ", ".join(f"{table} {size:.0f}" for table, size in sizes.items())
    print(f"bytes on disk per entry: {sum(sizes.values()):.0f}, of them {row[0]:.0f} sealed payload ({each})")


def prebuild(server: EmbeddedServer, database: Database, private: Path) -> None:
    """Put a log at a size, by the right edge of its tree alone: no more is ever read to append."""
    last, width = divmod(HUGE, 256)
    with superuser(server, database.of(Role.APP)["dbname"]) as admin:
        admin.execute("SET search_path = autonome")
        admin.execute("ALTER TABLE log_thread DISABLE TRIGGER ALL")
        above = [(0, index) for index in range(last // 256 * 256, last)] + [(1, index) for index in range(last // 256)]
        with admin.cursor().copy("COPY log_tile FROM STDIN") as copy:
            for level, index in above:
                copy.write_row([level, index, os.urandom(8192), os.urandom(32)])
        admin.execute(
            "INSERT INTO log_record (id, thread, step, sequence, commitment, code, opening) OVERRIDING SYSTEM VALUE "
            "SELECT -n, -1, n, n, sha256(n::text::bytea), decode(repeat('00', 16), 'hex'), '' "
            "FROM generate_series(1, %s) n", [width],
        )  # fmt: skip
        admin.execute("INSERT INTO log_entry SELECT %s - n, -n FROM generate_series(1, %s) n", [HUGE, width])
        tables = TreeTables(lambda: superuser(server, database.of(Role.APP)["dbname"]))
        frontier = Frontier.read(HUGE, node_reader(lambda tile: tables.read(admin, tile), HUGE))
        signer = Ed25519Signer.load(private / "key")
        text = Checkpoint(signer.verifier.name, HUGE, frontier.root()).text
        note = Note(text, (Signature(signer.verifier.name, signer.verifier.id, signer.sign(text.encode())),))
        admin.execute("INSERT INTO log_checkpoint SELECT %s, %s, max(settled) FROM log_checkpoint", [HUGE, str(note)])


def fill(log: PostgresLog, size: int) -> None:
    while (there := Checkpoint.of_note(log.checkpoint()).size) < size:
        log.append([draft(number) for number in range(min(2000, size - there))])


def bench_growth(server: EmbeddedServer, folder: Path) -> None:
    with (
        logs(server, folder, "small") as (_, small),
        logs(server, folder, "large") as (database, large),
        logs(server, folder, "huge") as (built, huge),
    ):
        fill(small, SMALL)
        fill(large, LARGE)
        bytes_on_disk(database, Checkpoint.of_note(large.checkpoint()).size)
        bench_reading(large, LARGE)
        prebuild(server, built, folder / "huge")
        found: dict[int, list[float]] = {SMALL: [], LARGE: [], HUGE: []}
        for turn in range(2 * ROUNDS + 1):
            for size, log in ((SMALL, small), (LARGE, large), (HUGE, huge)):
                spent = sum(cpu_per(server, partial(appended, log)))
                if turn:
                    found[size].append(spent)
        costs = {size: statistics.median(each) for size, each in found.items()}
        told = ", ".join(f"{cost:.0f} us at {size:,}" for size, cost in costs.items())
        spread = max(costs.values()) / min(costs.values()) - 1
        print(f"CPU of a lone append: {told} entries; they differ by {spread:.0%} (goal 10 %)")
        print(f"  the log of {HUGE:,} entries is its tree's right edge: tiles and entries left of it are not there")


def appended(log: PostgresLog) -> int:
    for number in range(APPENDS):
        log.append([draft(number)])
    return APPENDS


def bench_ledger(_: Path) -> None:
    """A server of its own, directly below /tmp: the account that root runs it as must be able to go there."""
    folder = Path(tempfile.mkdtemp(prefix="autonome-bench-", dir="/tmp"))
    place = Path(tempfile.mkdtemp(prefix="autonome-bench-", dir="/tmp"))
    parts: Sequence[Callable[[EmbeddedServer, Path], None]] = (bench_callers, bench_cpu, bench_growth)
    try:
        server = EmbeddedServer(folder, settings={"max_connections": "200"})
        with server.running():
            for part in parts:
                part(server, place)
    finally:
        shutil.rmtree(folder)
        shutil.rmtree(place)
