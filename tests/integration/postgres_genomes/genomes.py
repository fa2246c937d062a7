"""A node with genomes, and files made for it: all synthetic."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autonome.access import Permit
from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.knowledge_pack import load_bundle
from autonome.adapters.postgres import Database
from autonome.adapters.postgres_genomes import GenomeFolder, PostgresGenomes
from autonome.adapters.system import SystemEntropy
from autonome.consent import Action
from autonome.genome import Build, Panel
from autonome.kernel import SubjectId
from autonome.ledger import EntryKind
from autonome.workflows.call_pharmacogenes import known_positions
from tests.integration.node.nodes import ANNA, Node, opened_node

BOTH = ("pharmacogenes", "sequence")
EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "patient" / "patient.vcf"


@cache
def panels() -> tuple[Panel, ...]:
    """The known positions of the shipped knowledge, one panel for each build."""
    return known_positions(load_bundle())


@dataclass(frozen=True, slots=True)
class Genomes:
    node: Node
    store: PostgresGenomes
    folder: Path

    def collecting(self, subject: SubjectId = ANNA) -> Permit:
        return self.node.permit(subject, items=BOTH, action=Action.COLLECT)

    def using(self, subject: SubjectId = ANNA, *items: str) -> Permit:
        return self.node.permit(subject, items=items or BOTH)

    def add(self, path: Path, subject: SubjectId = ANNA, *, some: Sequence[Panel] | None = None) -> int:
        permit = self.collecting(subject)
        with (
            self.store.staging(permit, GenomeFile(path), some or panels()) as staged,
            self.node.gate.under(permit, EntryKind.USE, {"added": "genome"}) as within,
        ):
            return self.store.add(permit, within, staged)

    def files(self) -> list[Path]:
        return [path for path in self.folder.glob("**/*") if path.is_file()]


@contextmanager
def genomes_of(database: Database, folder: Path) -> Iterator[Genomes]:
    with opened_node(database, folder / "private") as node:
        entropy = SystemEntropy()
        store = PostgresGenomes(node.names, node.vault, GenomeFolder(folder / "genomes"), entropy=entropy)
        yield Genomes(node, store, folder / "genomes")


def written(path: Path, lines: Sequence[str], *, build: str = "GRCh38", sample: str = "S1") -> Path:
    """A VCF of one sample."""
    head = [
        "##fileformat=VCFv4.2",
        f"##reference={build}",
        f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{sample}",
    ]
    path.write_text("".join(f"{line}\n" for line in [*head, *lines]), encoding="utf-8")
    return path


def many(count: int, *, seed: int = 7, blocks: bool = False) -> list[str]:
    """Records all over the genome, known positions of the pharmacogenes among them, in order."""
    draw = random.Random(seed)  # noqa: S311 - made data
    panel = next(each for each in panels() if each.build is Build.GRCH38)
    rows = [
        (each.chromosome, each.position, f"{each.ref}\t{each.alts[0]}\t50.5\tPASS\t.\tGT:DP:GQ\t0/0:30:99")
        for each in panel.loci
    ]
    taken = {(name, position) for name, position, _ in rows}
    while len(rows) < count:
        name, position = draw.choice(("chr1", "chr2", "chr10", "chrX")), draw.randrange(1_000_000, 100_000_000)
        if (name, position // 50) in taken:
            continue
        ref, alt = draw.sample("ACGT", 2)
        if blocks and draw.random() < 0.5:
            rows.append((name, position, f"{ref}\t<NON_REF>\t.\t.\tEND={position + 30}\tGT:DP:GQ\t0/0:30:99"))
        else:
            rows.append(
                (
                    name,
                    position,
                    f"{ref}\t{alt}\t{draw.uniform(30, 900):.2f}\tPASS\tDP=3\tGT:DP:GQ\t0/1:30:{draw.randrange(15, 99)}",
                )
            )
    names = {name: at for at, name in enumerate([*(f"chr{each}" for each in range(1, 23)), "chrX", "chrY", "chrM"])}
    rows.sort(key=lambda row: (names[row[0]], row[1]))
    return [f"{name}\t{position}\t.\t{rest}" for name, position, rest in rows]
