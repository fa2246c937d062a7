"""A process that makes processes to be killed: each starts the node and does one thing again and again, for good.

Run as ``python -m tests.integration.node.killed NODE``. For each line that it reads, ``KIND FIRST``, it makes a copy of
itself and says its number; of an empty line it waits for the last one to be gone. A copy writes ``begins N`` before it
does the thing for the Nth time, and ``done N WHAT`` once that was acknowledged. What is done is told by its number, so
that who looks afterwards knows what must be there.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Callable
from itertools import count
from pathlib import Path

from autonome.access import Request
from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.node import Node, NodeWorld, open_node
from autonome.adapters.node.backup import back_up
from autonome.adapters.node.rights import rights_of
from autonome.adapters.postgres_gate.rights import PostgresRights
from autonome.adapters.postgres_genomes import content
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap import knowledge_bundle
from autonome.bootstrap.node_keys import rotate_node_key
from autonome.clinical.items import KeptItem
from autonome.consent import Action, ActKind
from autonome.kernel import ActorId, SubjectId
from autonome.law import RULES
from autonome.workflows import answer_rights
from autonome.workflows.answer_rights import RightsWorld
from autonome.workflows.call_pharmacogenes import known_positions
from autonome.workflows.correct_item import Corrected, Correcting, Correction, correct_item, matter_for
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.import_genome import ImportedGenome, import_genome
from autonome.workflows.import_record import Imported, import_record
from autonome.workflows.open_record import Opened, open_record
from tests.integration.node.nodes import ANNA, BEN, consent

CLOCK, ENTROPY = SystemClock(), SystemEntropy()
WORLD = NodeWorld(CLOCK, ENTROPY, environment={})
LEE, STELLA = ActorId("lee"), ActorId("stella")
ITEMS = 8
GENOMES = Path(__file__).parents[3] / "examples" / "patient" / "patient.vcf"
GROUND = "GDPR Art. 17(1)(b)"


def asked(node: Node, subject: SubjectId, items: tuple[str, ...], action: Action) -> Request:
    return node.settings.institution.asks(subject, LEE, "TREAT", items, action)


def batch(number: int) -> list[KeptItem]:
    """Items of one import, which all say the same: some of it without the rest would be seen."""
    return [KeptItem(frozenset({"medications"}), f"Taking/{each}", str(number)) for each in range(ITEMS)]


def imported(node: Node, subject: SubjectId, number: int) -> Imported:
    request = asked(node, subject, ("medications",), Action.COLLECT)
    done = import_record(request, batch(number), gate=node.gate, records=node.records, rules=RULES, clock=CLOCK)
    assert isinstance(done, Imported)
    return done


def taken_in(node: Node, subject: SubjectId, number: int) -> str:
    done = imported(node, subject, number)
    assert done.added == ITEMS
    return str(done.use.index)


def genome(node: Node, number: int) -> str:
    """Two files that differ, in turn: each is a next version."""
    file = node.directory.parent / f"genome-{number % 2}.vcf"
    if not file.exists():
        file.write_text(GENOMES.read_text().replace("\n", f"\n##turn={number % 2}\n", 1))
    request = asked(node, ANNA, ("pharmacogenes", "sequence"), Action.COLLECT)
    known = known_positions(knowledge_bundle())
    done = import_genome(
        request, GenomeFile(file), known, gate=node.gate, genomes=node.genomes, rules=RULES, clock=CLOCK
    )
    assert isinstance(done, ImportedGenome)
    assert done.all is not None
    return str(done.version)


def opened(node: Node, subject: SubjectId = ANNA) -> Opened | Refusal:
    request = asked(node, subject, ("medications",), Action.USE)
    return open_record(request, gate=node.gate, records=node.records, rules=RULES, clock=CLOCK)


def reading(node: Node, _: int) -> str:
    found = opened(node)
    assert isinstance(found, Opened)
    return f"{found.permit.recorded.index} {found.use.index}"


def answering(node: Node, number: int) -> str:
    """Yes and no in turn, and no answer given twice."""
    kind = ActKind.GRANT if number % 2 else ActKind.WITHDRAW
    given = consent(BEN, "medications", kind, f"{kind}-{number}-{os.getpid()}")
    return str(node.gate.record_acts(BEN, [given])[0].index)


def book(node: Node) -> PostgresRights:
    return rights_of(node.directory, node.log, node.names, ENTROPY)


def rights(node: Node) -> RightsWorld:
    return RightsWorld(book(node), RULES, "US", CLOCK, ENTROPY)


def passing(number: int) -> SubjectId:
    """Somebody who is there to be erased."""
    return SubjectId(f"passing-{number}")


def take_in_passing(node: Node, number: int) -> None:
    subject = passing(number)
    node.gate.record_acts(subject, [consent(subject, "medications", ActKind.GRANT, "grant")])
    imported(node, subject, number)  # it may be there already: who was to erase was killed before it began


def erasing(node: Node, number: int) -> str:
    return str(answer_rights.erase(passing(number), STELLA, GROUND, world=rights(node)).index)


def statement(number: int) -> dict[str, object]:
    said: dict[str, object] = {
        "subject": {"reference": "Patient/7"},
        "medicationCodeableConcept": {"text": str(number)},
    }
    return {"resourceType": "MedicationStatement", "id": "1", "status": "active"} | said


def correcting(node: Node, number: int) -> str:
    world = rights(node)
    matter = matter_for(ANNA, LEE, world)

    def asks(items: tuple[str, ...], action: Action) -> Request:
        return asked(node, ANNA, items, action)

    better = statement(number)
    how = Correcting(asks, ("medications",), node.log, world, book(node).closing)  # type: ignore[arg-type]  # tuples are what it gives
    correction = Correction("MedicationStatement/1", better, "the device showed it", ())
    done = correct_item(matter, correction, LEE, gate=node.gate, records=node.records, correcting=how)
    assert isinstance(done, Corrected), done
    return str(done.recorded.index)


AT_THE_NODE: dict[str, Callable[[Node, int], str]] = {
    "record": lambda node, number: taken_in(node, ANNA, number),
    "genome": genome,
    "open": reading,
    "consent": answering,
    "erase": erasing,
    "correct": correcting,
}
BESIDE_IT: dict[str, Callable[[Path, int], object]] = {
    "rotate": lambda directory, _: rotate_node_key(directory),
    "backup": lambda directory, number: back_up(directory, directory.parent / f"backup-{number}", WORLD),
}
BEFORE: dict[str, Callable[[Node, int], None]] = {"erase": take_in_passing}


def say(*words: object) -> None:
    os.write(1, f"{' '.join(map(str, words))}\n".encode())


def live(directory: Path, kind: str, first: int) -> None:
    if kind in BESIDE_IT:
        for number in count(first):
            say("begins", number)
            BESIDE_IT[kind](directory, number)
            say("done", number)
    with open_node(directory, WORLD) as node:
        for number in count(first):
            if kind in BEFORE:
                BEFORE[kind](node, number)
            say("begins", number)
            say("done", number, AT_THE_NODE[kind](node, number))


def main(directory: str) -> None:
    content.SMALL = 1_000  # so that a genome of an example lies in a file of its own
    known_positions(knowledge_bundle())
    gc.freeze()
    child = 0
    for line in sys.stdin:
        if not line.strip():
            os.waitpid(child, 0)
            say("gone")
        elif (child := os.fork()) == 0:
            say("made", os.getpid())
            kind, first = line.split()
            try:
                live(Path(directory), kind, int(first))
            except BaseException as error:  # noqa: BLE001 - whatever it is, who waits for this process must learn of it
                traceback.print_exc()
                say("failed", repr(error)[:500])
                os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
