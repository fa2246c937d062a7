"""Opens per second, each with its two durable entries, beside the ledger's own appends in the same run.

An open is a decision that stands on the log before anything is read, and a use that does before anything is shown: the
least it can cost is two appends, one after the other. So opens are given as a ratio to pairs of appends of the same
number of callers, and to the disk's own syncs just before and after. Each caller opens another person's record.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from autonome.adapters.node import Node, NodeSettings, NodeWorld, begin_node, open_node
from autonome.adapters.node.settings import institution_of
from autonome.adapters.postgres import EmbeddedServer
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.clinical.items import KeptItem
from autonome.consent import FORMS, Action, ActKind
from autonome.kernel import ActorId, SubjectId
from autonome.law import RULES
from autonome.ledger import Draft, EntryKind
from autonome.workflows.answer_consent import Answer, Signing, answered
from autonome.workflows.import_record import Imported, import_record
from autonome.workflows.open_record import Opened, open_record
from callers import draft, probe, rate

CALLERS = (1, 8, 64)
ROUNDS = 5
ITEMS = 20
"""Of a record: what somebody with some long-lasting illnesses takes."""

FORM = FORMS["treatment/3/en"]
LEE = ActorId("lee")


@contextmanager
def nodes() -> Iterator[Node]:
    """A node of its own, with as many people as there are callers, each with a record."""
    folder = Path(tempfile.mkdtemp(prefix="autonome-bench-", dir="/tmp"))
    folder.chmod(0o711)
    world = NodeWorld(SystemClock(), SystemEntropy(), environment={})
    try:
        begin_node(folder / "node", NodeSettings(institution_of("hospital.example", "care-team", "US", {})), world)
        with open_node(folder / "node", world, most=max(CALLERS)) as node:
            for number in range(max(CALLERS)):
                take_in(node, SubjectId(f"p-{number}"))
            yield node
    finally:
        EmbeddedServer(folder / "node" / "database").stop()
        shutil.rmtree(folder)


def take_in(node: Node, subject: SubjectId) -> None:
    """Somebody who consents, by the form, and whose record is kept."""
    now, entropy, signing = SystemClock().now(), SystemEntropy(), Signing(LEE, "hospital.example")
    said = Answer(ActKind.GRANT, FORM, FORM.question("medications"))
    node.gate.record_acts(subject, [answered(said, subject, signing, now, entropy)])
    items = [KeptItem(frozenset({"medications"}), f"MedicationStatement/{each}", "x" * 600) for each in range(ITEMS)]
    request = node.settings.institution.asks(subject, LEE, "TREAT", ["medications"], Action.COLLECT)
    done = import_record(request, items, gate=node.gate, records=node.records, rules=RULES, clock=SystemClock())
    assert isinstance(done, Imported)


def opening(node: Node) -> Callable[[int], object]:
    """What opens a caller's person's record."""

    def opened(caller: int) -> None:
        subject = SubjectId(f"p-{caller}")
        request = node.settings.institution.asks(subject, LEE, "TREAT", ["medications"], Action.USE)
        found = open_record(request, gate=node.gate, records=node.records, rules=RULES, clock=SystemClock())
        assert isinstance(found, Opened)
        assert len(found.items) == ITEMS

    return opened


def appending(node: Node) -> Callable[[int], object]:
    """What appends twice, one after the other, as an open does."""

    def appended(caller: int) -> None:
        for _ in range(2):
            node.log.append([Draft(EntryKind.USE, SubjectId(f"p-{caller}"), draft(caller).body)])

    return appended


def bench_node(_work: Path) -> None:
    """Opens and pairs of appends in turn, by number of callers."""
    with nodes() as node:
        ways = {"opens": opening(node), "pairs of appends": appending(node)}
        for way in ways.values():
            rate(way, max(CALLERS))  # warmed up: each thread's connections, each person's consent
        for callers in CALLERS:
            found: dict[str, list[float]] = {name: [] for name in ways}
            probes = []
            for _ in range(ROUNDS):
                probes.append(probe(node.directory))
                for name, way in ways.items():
                    found[name].append(rate(way, callers))
            opens, pairs = (statistics.median(each) for each in found.values())
            ratios = sorted(one / two for one, two in zip(*found.values(), strict=True))
            ratio, syncs = statistics.median(ratios), statistics.median(probes)
            print(
                f"{callers} callers: {opens:.0f} opens/s of two entries: {ratio:.2f} x pairs of appends "
                f"({ratios[0]:.2f} to {ratios[-1]:.2f}; {pairs:.0f}/s), {opens / syncs:.2f} x the probe ({syncs:.0f}/s)"
            )


def profile(times: int = 200) -> None:
    """Where an open spends its time, one caller."""
    with nodes() as node:
        opened = opening(node)
        opened(0)
        profiler = cProfile.Profile()
        with profiler:
            for _ in range(times):
                opened(0)
        pstats.Stats(profiler, stream=sys.stdout).sort_stats(os.environ.get("SORT", "cumulative")).print_stats(45)


if __name__ == "__main__":
    profile()
