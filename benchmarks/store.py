"""The patient store: what a genome costs on its way in, what a read costs, and how many bytes it takes.

CPU of an import is beside three floors in the same run: the file unpacked by zlib, unpacked by htslib (what
``bgzip -dc`` does), and a bare loop over pysam's records. Reads go through a real gate, in a transaction under a permit
on a real server, with few and with many other people's panels in the same table; the positions are ones at which the
genome has a record, so that every look-up has something to open.
"""

from __future__ import annotations

import random
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from autonome.access import Permit
from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.knowledge_pack import load_bundle
from autonome.adapters.postgres import EmbeddedServer, embedded_database, migrate, superuser
from autonome.adapters.postgres_gate.gate import Within
from autonome.adapters.postgres_genomes import GenomeFolder, Manifest, PostgresGenomes
from autonome.adapters.system import SystemEntropy
from autonome.adapters.unpacking import pieces
from autonome.consent import Action
from autonome.genome import Panel
from autonome.genome.coordinates import ELSEWHERE
from autonome.ledger import EntryKind
from autonome.vcf.columns.layout import U32
from autonome.workflows.call_pharmacogenes import known_positions
from measuring import cpu_of
from whole_genome import Made, whole_genome

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.integration.node.nodes import ANNA, Node, opened_node

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".benchmarks"
RECORDS = 4_500_000
DATABASE = "store"
BOTH = ("pharmacogenes", "sequence")
POSITIONS = 2_000
GENES = 30
READS = 60
PANELS = (10, 1_000, 10_000)
IMPORTS = 3

INGEST_LIMIT, SIZE_LIMIT, SEALING_LIMIT = 6.0, 0.35, 0.10
GENES_LIMIT, RANDOM_LIMIT = 10.0, 60.0
"""Of storage.md's goals: times the floor, of the bgzipped file, of an import's CPU; milliseconds."""

_RECORDS = "import pysam, sys\nfor _ in pysam.VariantFile(sys.argv[1]): pass"
_UNPACKED = "import pysam, sys\nf = pysam.BGZFile(sys.argv[1], 'rb')\nwhile f.read(1 << 20): pass"


@dataclass(frozen=True, slots=True)
class Bench:
    """A node with a store.

    Args:
        server: of its database.
        node: with its gate.
        store: of genomes.
        panels: known positions, one for each build.
        folder: of large genomes.
    """

    server: EmbeddedServer
    node: Node
    store: PostgresGenomes
    panels: Sequence[Panel]
    folder: Path

    def permit(self, action: Action = Action.USE) -> Permit:
        return self.node.permit(ANNA, items=BOTH, action=action)

    def add(self, path: Path) -> Manifest:
        permit = self.permit(Action.COLLECT)
        with (
            self.store.staging(permit, GenomeFile(path), self.panels) as staged,
            self.node.gate.under(permit, EntryKind.USE, {}) as within,
        ):
            self.store.add(permit, within, staged)
            assert staged.whole is not None
            return staged.whole.manifest


def bench_store(folder: Path) -> None:
    """Import, size, sealing, reads."""
    del folder  # a server that root starts runs as another account: its folder lies where that may pass
    panel = known_positions(load_bundle())[-1]
    genome = whole_genome(KEPT, Made(RECORDS), panel)
    gvcf = whole_genome(KEPT, Made(RECORDS // 2, blocks=True), panel)
    with opened() as bench:
        manifest = _import(bench, genome)
        _sealing(manifest)
        _reads(bench)
    with opened() as bench:
        manifest = bench.add(gvcf)
        share = manifest.size / gvcf.stat().st_size
        print(f"gVCF of {manifest.rows:,} records: {manifest.size / 1e6:.1f} MB sealed, {share:.2f} x its vcf.gz;")
        print(f"  of it the callability mask: {sum(manifest.mask) / 1e6:.2f} MB, {manifest.stretches:,} stretches")


@contextmanager
def opened() -> Iterator[Bench]:
    """A server, a node and an empty store of its own."""
    base = Path(tempfile.mkdtemp(prefix="autonome-bench-", dir="/tmp"))
    base.chmod(0o711)
    server = EmbeddedServer(base / "server")
    try:
        with server.running():
            database = embedded_database(server, DATABASE)
            migrate(database)
            with opened_node(database, base / "private") as node:
                node.grant(ANNA, *BOTH)
                store = PostgresGenomes(node.names, node.vault, GenomeFolder(base / "genomes"), entropy=SystemEntropy())
                yield Bench(server, node, store, known_positions(load_bundle()), base / "genomes")
    finally:
        server.stop()
        shutil.rmtree(base)


def _import(bench: Bench, genome: Path) -> Manifest:
    zlib_floor, ours = [], []
    for _ in range(IMPORTS):
        begun = time.process_time()
        with genome.open("rb") as raw:
            for _piece in pieces(raw, genome.name):
                pass
        zlib_floor.append(time.process_time() - begun)
        begun, clock = time.process_time(), time.perf_counter()
        manifest = bench.add(genome)
        ours.append((time.process_time() - begun, time.perf_counter() - clock))
    htslib = min(cpu_of([sys.executable, "-c", _UNPACKED, str(genome)]) for _ in range(IMPORTS))
    loop = cpu_of([sys.executable, "-c", _RECORDS, str(genome)])
    cpu, wall = min(ours)
    size = genome.stat().st_size
    print(f"import of {manifest.rows:,} records: {cpu:.2f} s CPU, {wall:.2f} s, checked, sealed and committed;")
    print(
        f"  unpacked by htslib (bgzip -dc) {htslib:.2f} s: {cpu / htslib:.1f} x (limit {INGEST_LIMIT:.0f}); by zlib",
        end=" ",
    )
    print(f"{min(zlib_floor):.2f} s: {cpu / min(zlib_floor):.1f} x; bare pysam loop {loop:.2f} s: {cpu / loop:.2f} x")
    print(f"  {manifest.size / 1e6:.1f} MB sealed: {manifest.size / manifest.rows:.1f} bytes a record,", end=" ")
    print(f"{manifest.size / size:.2f} x its vcf.gz (limit {SIZE_LIMIT})")
    _share(bench, cpu)
    return manifest


def _share(bench: Bench, cpu: float) -> None:
    """What of an import is sealing: its own chunks, sealed once more, alone."""
    (path, *_) = (each for each in bench.folder.glob("??/*"))
    data = path.read_bytes()
    vault, begun = bench.node.vault, time.process_time()
    sealer = vault.sealer(ANNA)
    for at in range(0, len(data), 64 << 10):
        sealer.seal((b"bench", at.to_bytes(8, "big")), data[at : at + (64 << 10)])
    spent = time.process_time() - begun
    print(f"  sealing alone {spent * 1000:.0f} ms CPU: {spent / cpu:.3f} of it (limit {SEALING_LIMIT})")


def _sealing(manifest: Manifest) -> None:
    key, data = AESGCM(AESGCM.generate_key(256)), secrets.token_bytes(40_000)
    begun = time.perf_counter()
    for _ in range(1_000):
        key.encrypt(bytes(12), data, None)
    print(
        f"  AES-256-GCM, 40 KB: {(time.perf_counter() - begun) * 1000:.1f} us; {len(manifest.chunks)} chunks a genome"
    )


def _reads(bench: Bench) -> None:
    draw = random.Random(20261122)  # noqa: S311 - made places
    there = _places(bench)
    others = 0
    for count in PANELS:
        _add_others(bench.server, count - others)
        others = count
        print(f"{count:,} panels of others in the store:")
        genes, anywhere = f"{POSITIONS:,} positions in {GENES} genes", f"{POSITIONS:,} positions at random"
        _tell(genes, [_read(bench, _in_genes(draw, there)) for _ in range(READS)], GENES_LIMIT)
        _tell(anywhere, [_read(bench, _at_random(draw, there)) for _ in range(READS)], RANDOM_LIMIT)
        _tell("known positions, as a plan reads them", [_loci(bench) for _ in range(READS)])


def _places(bench: Bench) -> U32:
    """Every place at which the genome has a record."""
    permit, every = bench.permit(), np.array([0], np.uint32)
    with bench.node.gate.under(permit, EntryKind.USE, {}) as within:
        calls = bench.store.over(permit, within, (every, every + np.uint32(ELSEWHERE - 1)))
    return np.unique(calls.table.coordinate)


def _tell(name: str, spent: Sequence[tuple[float, float]], limit: float | None = None) -> None:
    wall = sorted(each for each, _ in spent)
    cpu = statistics.median(each for _, each in spent)
    p50, p99 = statistics.median(wall), wall[int(0.99 * len(wall))]
    wanted = "" if limit is None else f" (limit {limit:.0f})"
    print(f"  {name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms{wanted}; CPU here {cpu:.1f} ms")


def _timed(bench: Bench, work: Callable[[Permit, Within], object]) -> tuple[float, float]:
    """Milliseconds, and those of CPU of this process, from the open transaction to what was asked for."""
    permit = bench.permit()
    with bench.node.gate.under(permit, EntryKind.USE, {}) as within:
        begun, cpu = time.perf_counter(), time.process_time()
        work(permit, within)
        return (time.perf_counter() - begun) * 1000, (time.process_time() - cpu) * 1000


def _read(bench: Bench, places: U32) -> tuple[float, float]:
    return _timed(bench, lambda permit, within: bench.store.at(permit, within, places))


def _loci(bench: Bench) -> tuple[float, float]:
    return _timed(bench, lambda permit, within: bench.store.at_loci(permit, within, bench.panels))


def _in_genes(draw: random.Random, there: U32) -> U32:
    few = POSITIONS // GENES
    starts = [draw.randrange(len(there) - few) for _ in range(GENES)]
    return np.unique(np.concatenate([there[start : start + few] for start in starts]))


def _at_random(draw: random.Random, there: U32) -> U32:
    return np.unique(there[[draw.randrange(len(there)) for _ in range(POSITIONS)]])


def _add_others(server: EmbeddedServer, count: int) -> None:
    """Rows of other people, of the size that a panel's have: what they hold is noise, which nobody opens."""
    panel = 32_000
    with superuser(server, DATABASE) as admin, admin.transaction():
        names = [secrets.token_bytes(32) for _ in range(count)]
        with admin.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO autonome.person (name, thread) VALUES (%b, %b)",
                [(name, secrets.token_bytes(32)) for name in names],
            )
            cursor.executemany(
                "INSERT INTO autonome.genome (number, person, shelf, sample, version, manifest, content) "
                "VALUES (%b, %b, %b, %b, 0, %b, %b)",
                [
                    (secrets.token_bytes(16), name, *(secrets.token_bytes(32) for _ in range(2)),
                     secrets.token_bytes(500), secrets.token_bytes(panel))
                    for name in names
                ],
            )  # fmt: skip
