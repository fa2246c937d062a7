"""Records and genomes taken into a node by command: as far as consent covers them, whole, and once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.access.roles import Role
from autonome.adapters.postgres import Database
from autonome.adapters.postgres_genomes import content
from autonome.consent import Action, ActKind
from autonome.kernel import ActorId, SubjectId
from tests.fakes.consents import act, atom
from tests.integration.in_process import autonome
from tests.integration.node.desks import Desk, opened_desk
from tests.integration.node.nodes import ALWAYS
from tests.integration.postgres_genomes.genomes import many, written

EXAMPLE = Path(__file__).parents[3] / "examples" / "patient"
RECORD, GENOME = EXAMPLE / "record.json", EXAMPLE / "patient.vcf"
QUESTIONS = ("medications", "demographics", "health-record", "measurements", "way-of-life", "goals")
"""Of the form of treatment: what the example's record holds."""


@pytest.fixture
def desk(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(content, "SMALL", 100_000)  # a genome of 20,000 records lies in a file of its own
    with opened_desk(database, tmp_path / "node") as found:
        yield found


def grant_sequence(desk: Desk, subject: SubjectId) -> None:
    """No shipped form of treatment asks for the sequence: an act as an institution's own form would give it."""
    atoms = atom(category="sequence", actions=frozenset({Action.COLLECT, Action.USE}))
    given = act(
        ActKind.GRANT, atoms, question="sequence", leaf=None, id="own", subject=subject, actor=ActorId(subject),
        valid=ALWAYS,
    )  # fmt: skip
    desk.node.gate.record_acts(subject, [given])


def names(desk: Desk, subject: SubjectId, items: str) -> set[str]:
    return {each["name"] for each in json.loads(desk.ok("open", subject, "--items", items, "--json"))["items"]}


def files(desk: Desk) -> list[Path]:
    return [path for path in (desk.node.directory / "genomes").glob("**/*") if path.is_file()]


def test_a_record_is_taken_in_once_with_its_quality_and_a_receipt(desk: Desk, tmp_path: Path) -> None:
    subject, receipt = desk.patient(), tmp_path / "r.json"
    desk.grant(subject, *QUESTIONS)
    told = desk.ok("record", "import", subject, RECORD, "--receipt", receipt)
    assert told.startswith(f"taken in for {subject}: 18 added, 0 unchanged\ndecision entry")
    assert "What a plan asks for" in told
    verified = autonome("verify", receipt, "--policy", desk.node.private / "policy.txt")
    assert verified.returncode == 0, verified.stderr
    again = json.loads(desk.ok("record", "import", subject, RECORD, "--json"))
    assert (again["added"], again["unchanged"], again["not_covered"]) == (0, 18, [])
    assert again["quality"]["format"]


def test_what_consent_does_not_cover_is_not_taken_in_and_said(desk: Desk, tmp_path: Path) -> None:
    subject = desk.patient()
    desk.grant(subject, "medications", "demographics")
    done = json.loads(desk.ok("record", "import", subject, RECORD, "--json"))
    assert done["added"] == 10
    assert set(done["not_covered"]) >= {"Goal/driving", "Observation/smoking", "Condition/coronary-stent"}
    desk.grant(subject, "way-of-life")
    assert names(desk, subject, "lifestyle") == set(), "it was not kept for later either"
    later = json.loads(desk.ok("record", "import", subject, RECORD, "--json"))
    assert (later["added"], later["unchanged"]) == (1, 10)


def test_a_refusal_and_all_or_nothing_take_nothing_in(desk: Desk) -> None:
    subject = desk.patient()
    done = desk.run("record", "import", subject, RECORD)
    assert done.returncode == 3
    assert "Nothing is given" in done.stdout
    desk.grant(subject, "medications", "demographics")
    assert desk.run("record", "import", subject, RECORD, "--whole").returncode == 3
    assert names(desk, subject, "medications") == set()


def test_another_patients_record_is_refused_from_the_first_one_on(desk: Desk, tmp_path: Path) -> None:
    subject, other = desk.patient(), tmp_path / "other.json"
    desk.grant(subject, *QUESTIONS)
    desk.ok("record", "import", subject, RECORD)
    other.write_text(RECORD.read_text().replace("synthetic-na12878", "synthetic-other"))
    before = names(desk, subject, "medications,demographics")
    done = desk.run("record", "import", subject, other)
    assert done.returncode == 2
    assert "Patient/synthetic-other: is the record of another patient" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert names(desk, subject, "medications,demographics") == before


def test_without_knowing_who_it_is_nothing_is_taken_in(desk: Desk) -> None:
    subject = desk.patient()
    desk.grant(subject, "medications")
    done = desk.run("record", "import", subject, RECORD)
    assert "without demographics nothing can be taken in" in done.stderr
    assert names(desk, subject, "medications") == set()


def test_a_genome_is_taken_in_once_and_whole_where_consent_covers_that(desk: Desk, tmp_path: Path) -> None:
    subject, receipt = desk.patient(), tmp_path / "r.json"
    desk.grant(subject, "pharmacogenes")
    grant_sequence(desk, subject)
    path = written(tmp_path / "large.vcf", many(20_000))
    first = json.loads(desk.ok("genome", "import", subject, path, "--json", "--receipt", receipt))
    assert (first["version"], first["records"], len(files(desk))) == (0, 20_000, 1)
    again = json.loads(desk.ok("genome", "import", subject, path, "--json"))
    assert (again["version"], again["unchanged"], len(files(desk))) == (None, True, 1)
    path.write_text(path.read_text() + "chrX\t150000000\t.\tA\tC\t50\tPASS\t.\tGT\t0/1\n")
    assert json.loads(desk.ok("genome", "import", subject, path, "--json"))["version"] == 1
    verified = autonome("verify", receipt, "--policy", desk.node.private / "policy.txt")
    assert verified.returncode == 0, verified.stderr


def test_who_opens_pharmacogenes_sees_the_stored_positions_and_no_other_base(desk: Desk) -> None:
    subject = desk.patient()
    desk.grant(subject, "pharmacogenes")
    desk.ok("genome", "import", subject, GENOME)
    (found,) = json.loads(desk.ok("open", subject, "--items", "pharmacogenes", "--json"))["genomes"]
    there = [line for line in GENOME.read_text().splitlines() if not line.startswith("#")]
    shown = {tuple(line.split("\t")[:2]) for line in found["lines"]}
    assert found["records"] == len(found["lines"]) > 0
    assert shown <= {tuple(line.split("\t")[:2]) for line in there}
    told = desk.ok("open", subject, "--items", "pharmacogenes")
    assert f"genome {GENOME.name}  pharmacogenes, sample {found['sample']}" in told
    assert found["lines"][0].split("\t")[1] in told
    grant_sequence(desk, subject)
    assert "nothing is kept of it" in desk.ok("open", subject, "--items", "sequence")
    desk.ok("genome", "import", subject, GENOME)
    both = json.loads(desk.ok("open", subject, "--items", "sequence,pharmacogenes", "--json"))["genomes"]
    assert [(each["category"], each["lines"] is None) for each in both] == [
        ("pharmacogenes", False),
        ("sequence", True),
    ]
    desk.ok("consent", "withdraw", subject, "--question", "treatment/pharmacogenes")
    assert desk.run("open", subject, "--items", "pharmacogenes").returncode == 3


def test_without_consent_to_the_sequence_known_positions_alone_are_kept(desk: Desk, tmp_path: Path) -> None:
    subject = desk.patient()
    desk.grant(subject, "pharmacogenes")
    path = written(tmp_path / "large.vcf", many(20_000))
    told = desk.ok("genome", "import", subject, path)
    assert "nothing else of it is kept" in told
    assert files(desk) == []
    assert "unchanged" in desk.ok("genome", "import", subject, path)
    grant_sequence(desk, subject)
    assert json.loads(desk.ok("genome", "import", subject, path, "--json"))["unchanged"] is False
    assert len(files(desk)) == 1


def test_refusals_of_consent_and_of_the_reader_leave_nothing(desk: Desk, tmp_path: Path) -> None:
    subject = desk.patient()
    path = written(tmp_path / "large.vcf", many(20_000))
    assert desk.run("genome", "import", subject, path).returncode == 3
    desk.grant(subject, "pharmacogenes")
    grant_sequence(desk, subject)
    path.write_text(path.read_text() + "chrX\tno-number\t.\tA\tC\t50\tPASS\t.\tGT\t0/1\n")
    done = desk.run("genome", "import", subject, path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert files(desk) == []
    desk.ok("consent", "withdraw", subject, "--question", "treatment/pharmacogenes")
    done = desk.run("genome", "import", subject, GENOME)
    assert "consent covers the sequence and not the pharmacogenes" in done.stderr


def test_who_has_no_business_with_it_takes_nothing_in(desk: Desk) -> None:
    subject = desk.patient()
    for command, file in (("record", RECORD), ("genome", GENOME)):
        done = desk.run(command, "import", subject, file, as_="sam", role=Role.STEWARD)
        assert done.returncode == 3, done.stderr
    assert "nobody is kept here" in desk.run("genome", "import", "p-nobody", GENOME).stderr
