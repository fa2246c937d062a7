"""A whole node, killed at any moment: what was acknowledged is there, the rest is there whole or not at all.

Real processes on the node's own PostgreSQL are killed by ``kill -9`` at random moments while they take in records and
genomes, open, answer, correct, erase, change the institution's key and back up. After each the node is started, which
carries out what was begun, and is looked through; at the end its log is audited. ``AUTONOME_NODE_KILLS`` says how often
(CONTRIBUTING.md); in the suite it is a few times for each kind.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from autonome.access.rights import Right
from autonome.adapters.node import Node, NodeSettings, begin_node, open_node
from autonome.adapters.node.backup import read_backup
from autonome.adapters.node.opening import LOG, node_database
from autonome.adapters.node.rights import rights_of
from autonome.adapters.node.settings import institution_of
from autonome.adapters.postgres import EmbeddedServer, Role
from autonome.adapters.postgres_log.shown import DatabaseLog
from autonome.bootstrap import knowledge_bundle
from autonome.clinical.items import KeptItem
from autonome.consent import Action, ActKind, State, fold
from autonome.law import RULES
from autonome.ledger import EntryKind, ErasedError
from autonome.workflows.audit_log import audit_log
from autonome.workflows.call_pharmacogenes import known_positions
from autonome.workflows.decide_and_record import answer
from autonome.workflows.open_record import Opened, judging
from autonome.workflows.record_consent import consent_history
from tests.integration.node.desks import keep_items
from tests.integration.node.killed import (
    AT_THE_NODE,
    BESIDE_IT,
    CLOCK,
    ENTROPY,
    WORLD,
    asked,
    opened,
    passing,
    statement,
    taken_in,
)
from tests.integration.node.nodes import ANNA, BEN, consent

HOSPITAL = institution_of("hospital.example", "care-team", "US", {})
CORRECTED = "MedicationStatement/1"
KINDS = (*AT_THE_NODE, *BESIDE_IT)
KILLS = int(os.environ.get("AUTONOME_NODE_KILLS", str(3 * len(KINDS))))
"""Kills in all, each kind in its turn."""

LONGEST = {"backup": 1.2, "genome": 0.6, "rotate": 0.15, "erase": 0.4, "correct": 0.5}
"""Seconds at most from the beginning of a thing to the first kill: about as long as one takes, or two."""

USUAL = 0.2
SLOWER, FASTER = 1.4, 0.8
"""How a kind's time is changed where nothing, or something, was done before the kill: about every second time it is."""


@dataclass
class Killed:
    """Processes that are killed, and what they had acknowledged.

    Args:
        directory: of the node.
        numbers: next number of each kind.
        done: what was acknowledged of each, by number.
        begun: last number that was begun, of each.
        seen: number that was found in its place last, of each.
        midway: kills that came while something was done.
        spans: seconds at most from the beginning to the kill, of each.
    """

    directory: Path
    numbers: dict[str, int] = field(default_factory=dict)
    done: dict[str, dict[int, str]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    begun: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    midway: int = 0
    spans: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.node.killed", str(self.directory)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3],
        )  # fmt: skip

    def kill(self, kind: str, lots: random.Random) -> None:
        """Have a thing done, and kill who does it at a random moment."""
        first = self.numbers.setdefault(kind, 1)
        pid = int(self._told(f"{kind} {first}\n").removeprefix("made "))
        self._heed(kind, self._line())  # it has begun
        before, span = len(self.done[kind]), self.spans.setdefault(kind, LONGEST.get(kind, USUAL))
        time.sleep(lots.uniform(0, span))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        self._send("\n")
        while (line := self._line()) != "gone":
            self._heed(kind, line)
        self.spans[kind] = span * (SLOWER if len(self.done[kind]) == before else FASTER)  # machines differ, and loads
        self.numbers[kind] = self.begun[kind] + 1
        self.midway += self.begun[kind] not in self.done[kind]

    def end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def _heed(self, kind: str, line: str) -> None:
        word, number, *what = line.split()
        if word == "begins":
            self.begun[kind] = int(number)
        else:
            assert word == "done", line
            self.done[kind][int(number)] = " ".join(what)

    def _told(self, line: str) -> str:
        self._send(line)
        return self._line()

    def _send(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode())
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode().strip()
        assert line, "the process that makes processes has ended"
        return line


def begin_people(directory: Path) -> None:
    """Somebody with a record, and somebody who answers."""
    with open_node(directory, WORLD) as node:
        kept = ("medications", "laboratory", "pharmacogenes", "sequence", "demographics")
        node.gate.record_acts(ANNA, [consent(ANNA, each, ActKind.GRANT, f"grant-{each}") for each in kept])
        node.gate.record_acts(BEN, [consent(BEN, "medications", ActKind.GRANT, "grant-0")])
        taken_in(node, ANNA, 0)
        body = json.dumps({"resource": statement(0)})
        keep_items(node, ANNA, KeptItem(frozenset({"medications"}), CORRECTED, body))


@pytest.fixture
def directory(postgres_folder: Path) -> Iterator[Path]:
    postgres_folder.chmod(0o711)
    directory = postgres_folder / "node"
    begin_node(directory, NodeSettings(HOSPITAL), WORLD)
    begin_people(directory)
    yield directory
    EmbeddedServer(directory / "database").stop()


def newest(killed: Killed, kind: str, found: int) -> None:
    """What is there was begun, and nothing that was acknowledged, or was there before, is gone."""
    last = max(killed.seen.get(kind, 0), *killed.done[kind], 0)
    assert last <= found <= killed.begun.get(kind, 0), (kind, found, last, killed.begun)
    killed.seen[kind] = found


def of_record(node: Node, killed: Killed) -> None:
    found = opened(node)
    assert isinstance(found, Opened)
    bodies = {each.item.body for each in found.items if each.item.name != CORRECTED}
    assert len(bodies) == 1, "an import is there in part"
    newest(killed, "record", int(str(bodies.pop())))


def of_genome(node: Node, killed: Killed) -> None:
    files = [path for path in (node.directory / "genomes").rglob("*") if path.is_file()]
    request = asked(node, ANNA, ("pharmacogenes", "sequence"), Action.USE)
    permit = answer(request, *node.gate.admit(request, judging(request, RULES, CLOCK)))
    with node.gate.under(permit, EntryKind.USE, {"opened": []}) as within:  # type: ignore[arg-type]  # or it fails
        kept = node.genomes.genomes(permit, within, "sequence")  # type: ignore[arg-type]  # likewise
        if kept:
            node.genomes.at_loci(permit, within, known_positions(knowledge_bundle()))  # type: ignore[arg-type]
        row = within.connection.execute("SELECT count(*) FROM genome").fetchone()
    versions = [int(each) for each in killed.done["genome"].values() if each != "None"]  # else it was there already
    assert bool(kept) or not versions, "a genome that was acknowledged is gone"
    assert row is not None
    assert int(row[0]) >= 2 * (max(versions, default=-1) + 1), "a version that was acknowledged is gone"
    assert len(files) == int(row[0]), "a file without its row, or a row without its file"


def of_open(node: Node, killed: Killed) -> None:
    uses = {entry.index: entry.payload.kind for entry in node.log.entries_of(ANNA)}
    for told in killed.done["open"].values():
        decision, use = map(int, told.split())
        assert (uses[decision], uses[use]) == (EntryKind.DECISION, EntryKind.USE)


def of_consent(node: Node, killed: Killed) -> None:
    acts = consent_history(BEN, log=node.log)
    places = {act.leaf for act in acts}
    assert {int(told) for told in killed.done["consent"].values()} <= places
    (standing,) = fold(acts, BEN, 1 << 40).values()
    assert (standing.state is State.GRANTED) is isinstance(opened(node, BEN), Opened)


def of_erasing(node: Node, killed: Killed) -> None:
    book = rights_of(node.directory, node.log, node.names, ENTROPY)
    if not (last := killed.begun.get("erase")):
        return
    for number in range(max(1, last - 3), last + 1):
        subject = passing(number)
        if book.state(subject) == "erased":
            assert book.tombstone(subject).payload.kind is EntryKind.TOMBSTONE
            with pytest.raises(ErasedError):
                opened(node, subject)
        else:
            assert number not in killed.done["erase"], "an erasure that was acknowledged is not there"
            found = opened(node, subject)
            assert isinstance(found, Opened)
            assert {each.item.body for each in found.items} == {str(number)}
    with node.log.connections.transaction(read_only=True) as transaction:
        assert transaction.execute("SELECT erasures_begun()").fetchall() == []
        assert transaction.execute("SELECT people_to_leave()").fetchone() == (False,)


def of_correcting(node: Node, killed: Killed) -> None:
    """The next version, its use and the end of its matter stand together; of what was not done at most one is open."""
    found = opened(node)
    assert isinstance(found, Opened)
    (item,) = (each for each in found.items if each.item.name == CORRECTED)
    newest(killed, "correct", int(json.loads(str(item.item.body))["resource"]["medicationCodeableConcept"]["text"]))
    entries = node.log.entries_of(ANNA)
    used = [entry.payload.body["matter"] for entry in entries if "corrected" in entry.payload.body]
    told = [entry.payload.body["matter"] for entry in entries if entry.payload.body.get("deed") == "corrected"]
    assert len(used) == item.version, "a version without its use, or a use without its version"
    assert used == told, "a correction whose matter stays open, or one that was told and not done"
    waiting = rights_of(node.directory, node.log, node.names, ENTROPY).open_matters()
    assert len([each for each in waiting if each.right is Right.CORRECT]) <= 1, "a matter that nobody goes on with"


def of_backup(node: Node, killed: Killed) -> None:
    for number in range(1, killed.begun.get("backup", 0) + 1):
        target = node.directory.parent / f"backup-{number}"
        assert target.exists() or number not in killed.done["backup"]
        if target.exists():
            assert read_backup(target).size > 0


LOOKS: dict[str, Callable[[Node, Killed], None]] = {
    "record": of_record,
    "genome": of_genome,
    "open": of_open,
    "consent": of_consent,
    "erase": of_erasing,
    "correct": of_correcting,
    "backup": of_backup,
    "rotate": of_record,
}


def look_through(directory: Path, killed: Killed, kinds: Iterable[str]) -> None:
    """Start the node, and look; what this opened is let go of when it returns."""
    with open_node(directory, WORLD) as node:
        for kind in kinds:
            LOOKS[kind](node, killed)


def test_what_was_acknowledged_is_there_and_the_rest_is_whole_or_not_at_all(
    directory: Path, record_property: Callable[[str, object], None]
) -> None:
    lots, killed, began = random.Random(2026), Killed(directory), time.monotonic()  # noqa: S311 - when to kill
    try:
        for turn in range(KILLS):
            kind = KINDS[turn % len(KINDS)]
            gc.collect()  # what was opened here lets go of the keyring
            killed.kill(kind, lots)
            look_through(directory, killed, KINDS if turn == KILLS - 1 else (kind,))
    finally:
        killed.end()
    database = node_database(directory, NodeSettings(HOSPITAL), WORLD).without(Role.MINTER)
    with closing(DatabaseLog(database, directory / LOG)) as log:
        found = audit_log(log, None)
    assert (found.faults, found.alarms) == ((), ())
    acknowledged = {kind: len(done) for kind, done in killed.done.items()}
    assert len(KINDS) > KILLS or killed.midway > KILLS // 4, "hardly a kill came while something was done"
    record_property(
        "table",
        f"{KILLS} kills ({killed.midway} within a thing), {found.size} entries, acknowledged {acknowledged}, "
        f"{time.monotonic() - began:.0f} s",
    )
