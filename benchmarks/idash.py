"""The access log of the iDASH competition of 2018: four sites, 200,000 lines, one entry each, on all four logs.

Each site records its 50,000 lines on its own log in PostgreSQL, one line an append, from threads that ask at once; then
each takes the other sites' lines over, parcel by parcel as they would travel, with everything checked. Both published
queries are held against the published answers (their rows with ids that are loaded), random ones against a filter over
a list. The disk is probed between stretches of the load: a rate says little on disks that swing.
"""

from __future__ import annotations

import gzip
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from autonome.adapters.postgres import Connections, Database, EmbeddedServer, Role, embedded_database, migrate
from autonome.adapters.postgres_log import open_postgres_log
from autonome.adapters.postgres_uses.index import PostgresUseIndex
from autonome.adapters.site_log import SiteLog
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import SubjectId, canonical_bytes
from autonome.ledger.uses import Column, NotedUse, OneOf, Parcel, Query, UseLine, read_line
from autonome.ledger.uses.parcels import parcel_to_json, read_parcel
from autonome.workflows.follow_uses import Site, follow_uses

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "conformance" / "ledger" / "idash2018"
"""The competition's files: an optional folder beside the repository."""

SITES = ("1", "2", "3", "4")
LINES = 50_000
"""Lines of each site; the variable IDASH_LINES says fewer."""

CALLERS = 64
STRETCH = 10_000
PROBES = 40
RANDOM_QUERIES = 200
REPEATED = 7

PUBLISHED = {
    "answer_node3_ref40345.tsv.gz": Query((OneOf(Column.NODE, ("3",)), OneOf(Column.REF_ID, (40345,)))),
    "answer_resource_MOD_WormBase.tsv.gz": Query((OneOf(Column.RESOURCE, ("MOD_WormBase",)),)),
}
"""The competition's queries; the names of the files say them."""

QUOTED = (
    "  published (quoted, not measured here): the winner about 12 s a query over 100,000 lines, at 120 MB; others "
    "0.2 to 37.8 s a query, 20 lines/s per node"
)


class Wire:
    """What a site sends, as it travels: written as JSON, and read again.

    Args:
        site: that sends.
    """

    def __init__(self, site: SiteLog) -> None:
        self._site = site
        self.bytes = 0

    def parcel(self, start: int, most: int, under: int | None = None) -> Parcel | None:
        parcel = self._site.parcel(start, most, under)
        if parcel is None:
            return None
        data = canonical_bytes(parcel_to_json(parcel))
        self.bytes += len(data)
        return read_parcel(data)


def rows(name: str, most: int | None = None) -> list[UseLine]:
    """Lines of one of the files."""
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        return [read_line(text.rstrip("\r\n"), where=name) for text in islice(file, most)]


def open_site(database: Database, folder: Path, node: str) -> SiteLog:
    """A site's log in a database of its own."""
    log = open_postgres_log(
        database, folder / node, clock=SystemClock(), entropy=SystemEntropy(), name=f"site-{node}.example/autonome",
        patience=120,
    )  # fmt: skip
    return SiteLog(log, database)


def subject_of(line: UseLine) -> SubjectId:
    """The one person whom a line of this data names is the user."""
    return SubjectId(f"user {line.user}")


def load(site: SiteLog, lines: Sequence[UseLine]) -> float:
    """Record lines, one an append, by many callers at once; gives the seconds."""
    waiting, lock = iter(lines), threading.Lock()

    def work() -> None:
        while True:
            with lock:
                line = next(waiting, None)
            if line is None:
                return
            site.log.append([NotedUse(line).draft(subject_of(line))])

    callers = [threading.Thread(target=work) for _ in range(CALLERS)]
    begun = time.monotonic()
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    return time.monotonic() - begun


def syncs(folder: Path) -> float:
    """Appends of 4 KiB that the disk makes durable in a second, one after the other."""
    with (folder / "probe").open("ab", buffering=0) as file:
        begun = time.monotonic()
        for _ in range(PROBES):
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
        return PROBES / (time.monotonic() - begun)


def bench_load(sites: dict[str, SiteLog], given: dict[str, list[UseLine]], folder: Path) -> None:
    """Insert rate of each site, with the probe beside it."""
    for node, site in sites.items():
        probes, seconds, cpu = [], 0.0, time.process_time()
        for at in range(0, len(given[node]), STRETCH):
            probes.append(syncs(folder))
            seconds += load(site, given[node][at : at + STRETCH])
        cpu = time.process_time() - cpu
        rate, probe = len(given[node]) / seconds, statistics.median(probes)
        print(
            f"site {node}: {len(given[node])} lines, one entry each, {CALLERS} callers: {rate:.0f} lines/s "
            f"({rate / probe:.1f} x the probe of {probe:.0f} fdatasync/s, {min(probes):.0f} to {max(probes):.0f}); "
            f"{1000 * cpu / len(given[node]):.2f} ms CPU a line beside the server's",
            flush=True,
        )


def bench_following(sites: dict[str, SiteLog]) -> None:
    """Lines of the other sites, checked and noted, one entry each."""
    for node, site in sites.items():
        begun, noted, sent = time.monotonic(), 0, 0
        for other, source in sites.items():
            if other != node:
                wire = Wire(source)
                noted += follow_uses(wire, Site(other, (source.log.verifier,)), logs=site).noted
                sent += wire.bytes
        seconds = time.monotonic() - begun
        print(
            f"site {node}: {noted} lines of other sites checked and noted: {noted / seconds:.0f} lines/s; "
            f"{sent / noted:.0f} bytes a line on the wire",
            flush=True,
        )


def bench_published(sites: dict[str, SiteLog], most: int) -> None:
    """Both published queries, exact on every site, and how long they take."""
    for name, query in PUBLISHED.items():
        answer = sorted(line.values for line in rows(name) if line.id <= most)
        times = []
        for site in sites.values():
            for _ in range(REPEATED):
                begun = time.perf_counter()
                found = list(site.find(query))
                times.append(time.perf_counter() - begun)
            assert sorted(each.noted.line.values for each in found) == answer, name
        print(
            f"{name.removeprefix('answer_').removesuffix('.tsv.gz')}: {len(answer)} lines, exact on {len(sites)} "
            f"sites; median {1000 * statistics.median(times):.0f} ms, largest {1000 * max(times):.0f} ms"
        )
    print(QUOTED)


def bench_random(site: SiteLog) -> None:
    """Random ANDs of equalities and ranges, sorted by any column, against a filter over a list."""
    sys.path.insert(0, str(ROOT))
    from tests.uses import naive, random_query  # noqa: PLC0415 - the twin that the tests have

    held = list(site.find(Query()))
    lines = [each.noted.line for each in held]
    drawn, ours, twins, sizes = random.Random(2018), [], [], []  # noqa: S311 - the same questions in each run
    for _ in range(RANDOM_QUERIES):
        query = random_query(drawn, lines)
        begun = time.perf_counter()
        found = list(site.find(query))
        between = time.perf_counter()
        expected = naive(query, held)
        twins.append(time.perf_counter() - between)
        ours.append(between - begun)
        sizes.append(len(found))
        assert found == expected, query
    print(
        f"{RANDOM_QUERIES} random queries over {len(held)} lines, exact and in order: "
        f"{_spread(ours)} (a filter over a list in memory: {_spread(twins)}); answers of {min(sizes)} to "
        f"{max(sizes)} lines"
    )


def _spread(seconds: Sequence[float]) -> str:
    parts = statistics.quantiles(seconds, n=20)
    return f"median {1000 * parts[9]:.0f} ms, 95 % below {1000 * parts[18]:.0f} ms"


def ask(database: Database, query: Query) -> tuple[int, int]:
    """In a process of its own: lines of the answer, read one by one, and the most memory held, in KiB."""
    with Connections(database, Role.APP, purpose="bench", most=1) as connections:
        lines = sum(1 for _ in PostgresUseIndex(connections).find(query))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return lines, next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def server_memory(server: EmbeddedServer) -> float:
    """MB of all processes of the server, what they share counted once."""
    parent = server.state().pid
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text(encoding="ascii", errors="replace")
            if f"\nPPid:\t{parent}\n" in status or folder.name == str(parent):
                lines = (folder / "smaps_rollup").read_text(encoding="ascii").splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except OSError:
            continue  # it ended meanwhile
    return total / 1024


def bench_memory(server: EmbeddedServer, database: Database) -> None:
    """What asking costs in memory: of the process that asks, and of the server."""
    bare, wanted = Query((OneOf(Column.ID, (0,)),)), PUBLISHED["answer_resource_MOD_WormBase.tsv.gz"]
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        _, idle = pool.apply(ask, (database, bare))
        lines, peak = pool.apply(ask, (database, wanted))
        every, all_of_it = pool.apply(ask, (database, Query()))
    print(
        f"memory of a process that asks: {idle / 1024:.0f} MB for nothing found, {peak / 1024:.0f} MB for {lines} "
        f"lines, {all_of_it / 1024:.0f} MB for all {every}; the server of all sites: {server_memory(server):.0f} MB"
    )


def bench_agreement(site: SiteLog) -> None:
    """The index held against the log: every entry opened."""
    begun = time.monotonic()
    assert list(site.differences()) == []
    print(
        f"index and log hold the same: {time.monotonic() - begun:.1f} s for all entries of one site, opened one by one"
    )


def sized(database: Database) -> Iterator[str]:
    """How large the tables of a site are."""
    with Connections(database, Role.APP, purpose="bench", most=1) as connections, connections.transaction() as asked:
        found = asked.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relname = ANY (%s)",
            [["log_record", "log_entry", "log_tile", "log_checkpoint", "use_line"]],
        ).fetchall()
    for name, size in sorted(found):
        yield f"{name} {size / 1e6:.0f} MB"


def bench_idash(_: Path) -> None:
    """All of it; in a folder of its own that the server's account may pass."""
    if not DATA.exists():
        print(f"idash: skipped, no {DATA}: an optional folder beside the repository (CONTRIBUTING.md, The checks)")
        return
    most = int(os.environ.get("IDASH_LINES", LINES))
    folder = Path(tempfile.mkdtemp(prefix="autonome-idash-", dir="/tmp"))
    folder.chmod(0o711)
    server = EmbeddedServer(folder / "database")
    try:
        with server.running():
            _run(server, folder, most)
    finally:
        shutil.rmtree(folder)


def _run(server: EmbeddedServer, folder: Path, most: int) -> None:
    given = {node: rows(f"site{number}.tsv.gz", most) for number, node in enumerate(SITES)}
    databases = {node: embedded_database(server, f"site_{node}") for node in SITES}
    for database in databases.values():
        migrate(database)
    sites = {node: open_site(database, folder, node) for node, database in databases.items()}
    try:
        bench_load(sites, given, folder)
        bench_following(sites)
        bench_published(sites, most)
        bench_random(sites["1"])
        bench_memory(server, databases["1"])
        bench_agreement(sites["1"])
        print(f"on disk, one site with {len(SITES) * most} lines: {', '.join(sized(databases['1']))}")
    finally:
        for site in sites.values():
            site.close()
