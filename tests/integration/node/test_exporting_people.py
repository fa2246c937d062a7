"""People get all that is kept of them, whatever they withdrew, in a folder that proves itself; others get nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autonome.access import Request
from autonome.access.rights import Deed
from autonome.adapters.export_folder import ExportFolder, new_export
from autonome.adapters.postgres import Database
from autonome.adapters.postgres_genomes.exporting import GenomeExport
from autonome.consent import Action, ActKind, read_consent
from autonome.kernel import ActorId, AutonomeError, InputError, SubjectId
from autonome.ledger import ErasedError, FormatError, UntrustedError, VerificationError
from autonome.workflows.answer_rights import erase, restrict
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.export_person import Exported, Exporting, export_person
from autonome.workflows.verify_export import verify_export
from autonome.workflows.verify_receipt import Evidence
from tests.fakes.consents import act, atom, template
from tests.integration.node.nodes import ANNA, BEN, Node, item
from tests.integration.node.righters import book_of, world_of
from tests.integration.postgres_genomes.genomes import BOTH, Genomes, genomes_of, many, written

STEWARD = ActorId("steward")
RECORD = ["clinical", "demographics", "lifestyle", "goals"]


@dataclass(frozen=True)
class Kept:
    genomes: Genomes
    folder: Path

    @property
    def node(self) -> Node:
        return self.genomes.node

    def export(self, to: str, subject: SubjectId = ANNA, recipient: str = "subject") -> Exported | Refusal:
        actor = ActorId(subject) if recipient == "subject" else ActorId("mother")

        def asks(items: Sequence[str]) -> Request:
            own = {"actor": actor, "recipient": recipient, "purposes": ("PATRQT",), "items": tuple(items)}
            return self.node.asked(subject, **own)

        exporting = Exporting(asks, self.node.log, world_of(self.node), lambda: new_export(self.folder / to))
        return export_person(
            subject, actor, gate=self.node.gate, records=self.node.records,
            genomes=GenomeExport(self.genomes.store), exporting=exporting,
        )  # fmt: skip

    def policy(self) -> Evidence:
        return Evidence(f"log {self.node.log.verifier}\nquorum none\n".encode(), "policy")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()


def grant(node: Node, subject: SubjectId, *categories: str) -> None:
    """As `Node.grant`, each category on a form of its own: a file of them can be read."""
    for category in categories:
        atoms = (atom(category=category, actions=frozenset({Action.COLLECT, Action.USE})),)
        form = template(category, atoms, version=category)
        given: dict[str, Any] = {"question": category, "form": form, "leaf": None, "id": category}
        node.gate.record_acts(subject, [act(ActKind.GRANT, *atoms, subject=subject, actor=ActorId(subject), **given)])


def resource(kind: str, number: str) -> str:
    return json.dumps({"resource": {"resourceType": kind, "id": number, "subject": {"reference": "Patient/1"}}})


@pytest.fixture
def kept(database: Database, tmp_path: Path) -> Iterator[Kept]:
    with genomes_of(database, tmp_path) as genomes:
        grant(genomes.node, ANNA, "medications", "hiv", *BOTH)
        genomes.node.add(
            ANNA,
            item("medications", "MedicationStatement/1", resource("MedicationStatement", "1")),
            item("hiv", "Observation/9", resource("Observation", "9")),
        )
        genomes.add(written(tmp_path / "genome.vcf", many(3_000)))
        yield Kept(genomes, tmp_path)


def test_an_export_holds_all_and_proves_itself(kept: Kept) -> None:
    exported = kept.export("out")
    assert isinstance(exported, Exported)
    names = {part.name for part in exported.parts}
    assert names == {"record.json", "genome-1.vcf", "consents.json", "timeline.json", "manifest.json", "receipt.json"}
    bundle = json.loads(kept.read("out/record.json"))
    assert {entry["resource"]["id"] for entry in bundle["entry"]} == {"1", "9"}
    lines = [line for line in kept.read("out/genome-1.vcf").splitlines() if not line.startswith("#")]
    assert len(lines) == 3_000
    assert read_consent(kept.read("out/consents.json").encode()).subject == ANNA
    verified = verify_export(ExportFolder(kept.folder / "out"), policy=kept.policy())
    assert (verified.subject, verified.files, verified.index) == (ANNA, 6, exported.recorded.index)
    (matter,) = book_of(kept.node).matters(ANNA)
    assert matter.deeds == (Deed.ASKED, Deed.EXPORTED)
    assert not matter.is_open


def test_what_comes_out_can_be_stored_again_as_the_same(kept: Kept) -> None:
    kept.export("out")
    grant(kept.node, BEN, *BOTH)
    kept.genomes.add(kept.folder / "out" / "genome-1.vcf", BEN)
    kept.export("ben", BEN)
    assert kept.read("ben/genome-1.vcf") == kept.read("out/genome-1.vcf")


def test_the_same_state_gives_the_same_bytes(kept: Kept) -> None:
    kept.export("one")
    kept.export("two")
    for name in ("record.json", "genome-1.vcf", "consents.json"):
        assert kept.read(f"one/{name}") == kept.read(f"two/{name}"), name
    assert kept.read("one/timeline.json") != kept.read("two/timeline.json"), "the first export is on it"


def test_the_own_record_is_open_whatever_was_withdrawn_or_restricted(kept: Kept) -> None:
    kept.node.withdraw(ANNA, "hiv")
    restrict(ANNA, STEWARD, "accuracy is disputed", world=world_of(kept.node))
    assert isinstance(kept.export("out"), Exported)
    assert "Observation" in kept.read("out/record.json")


def test_somebody_else_without_a_consent_gets_nothing_and_that_is_on_record(kept: Kept) -> None:
    refused = kept.export("out", recipient="representative")
    assert isinstance(refused, Refusal)
    assert not (kept.folder / "out").exists()
    assert [path.name for path in kept.folder.iterdir() if "unfinished" in path.name] == []
    assert kept.node.log.entries_of(ANNA)[-1].payload.kind == "decision"


def test_nobody_who_was_erased_or_is_not_there_is_exported(kept: Kept) -> None:
    erase(ANNA, STEWARD, "GDPR Art. 17", world=world_of(kept.node))
    with pytest.raises(ErasedError):
        kept.export("out")
    with pytest.raises(AutonomeError, match="nobody of that name"):
        kept.export("out", BEN)


def test_nothing_is_overwritten(kept: Kept) -> None:
    (kept.folder / "out").mkdir()
    with pytest.raises(InputError, match="something here already"):
        kept.export("out")


@pytest.mark.parametrize(
    "name", ["record.json", "genome-1.vcf", "consents.json", "timeline.json", "manifest.json", "receipt.json"]
)
def test_what_is_changed_left_out_or_added_is_found(kept: Kept, name: str) -> None:
    kept.export("out")
    path, folder = kept.folder / "out" / name, ExportFolder(kept.folder / "out")
    good = path.read_bytes()
    path.write_bytes(good.replace(b"1", b"2", 1))
    with pytest.raises(AutonomeError):
        verify_export(folder, policy=kept.policy())
    path.unlink()
    with pytest.raises(AutonomeError, match="missing"):
        verify_export(folder, policy=kept.policy())
    path.write_bytes(good)
    verify_export(folder, policy=kept.policy())
    (kept.folder / "out" / "more.json").write_text("{}")
    with pytest.raises(VerificationError, match="not in the manifest"):
        verify_export(folder, policy=kept.policy())


def test_the_files_of_one_do_not_pass_for_those_of_another(kept: Kept) -> None:
    grant(kept.node, BEN, *BOTH)
    kept.export("anna")
    kept.export("ben", BEN)
    (kept.folder / "anna" / "receipt.json").write_bytes((kept.folder / "ben" / "receipt.json").read_bytes())
    with pytest.raises(VerificationError, match="vouches for another manifest"):
        verify_export(ExportFolder(kept.folder / "anna"), policy=kept.policy())


def test_an_export_does_not_vouch_for_itself(kept: Kept) -> None:
    kept.export("out")
    folder = ExportFolder(kept.folder / "out")
    with pytest.raises(UntrustedError):
        verify_export(folder, policy=None)
    (kept.folder / "out" / "manifest.json").write_text('{"format": "another"}')
    with pytest.raises(FormatError, match="no manifest"):
        verify_export(folder, policy=kept.policy())
