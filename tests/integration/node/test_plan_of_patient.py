"""A plan of what a node keeps is the plan of the files that it took in; what consent does not cover is not opened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autonome.adapters.postgres import Database
from autonome.adapters.postgres_gate import PostgresRecords
from autonome.adapters.system import SystemClock
from autonome.bootstrap.rights import rights_world
from autonome.consent import ActId, read_consent
from autonome.kernel import ActorId, SubjectId
from autonome.ledger import EntryKind
from autonome.plan.data_categories import USABLE
from autonome.workflows import make_plan
from autonome.workflows.answer_rights import restrict
from autonome.workflows.plan_case import ITEMS
from tests.integration.in_process import autonome
from tests.integration.node.desks import Desk, opened_desk

EXAMPLE = Path(__file__).parents[3] / "examples" / "patient"
GENOME, CONSENT = EXAMPLE / "patient.vcf", EXAMPLE / "consent.json"
OWN = SubjectId("synthetic-na12878")
AS_OF = ("--as-of", "2026-03-01T10:00:00Z", "--no-pdf")
PROCEDURE = {
    "resourceType": "Procedure", "id": "stent", "status": "completed", "subject": {"reference": f"Patient/{OWN}"},
    "code": {"text": "placing of a coronary stent"}, "performedDateTime": "2025-11-02",
}  # fmt: skip
"""The example consents to procedures and has none: with one, consent covers what the record holds, and nothing else."""


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(database, tmp_path / "node") as found:
        yield found


@pytest.fixture
def record(tmp_path: Path) -> Path:
    document = json.loads((EXAMPLE / "record.json").read_text())
    document["entry"].insert(4, {"resource": PROCEDURE})
    path = tmp_path / "record.json"
    path.write_text(json.dumps(document))
    return path


def kept(desk: Desk, record: Path, subject: SubjectId = OWN) -> SubjectId:
    """A patient whose record and genome the node keeps, by the example's own consent."""
    desk.patient("--id", subject)
    acts = read_consent(CONSENT.read_bytes(), where="consent.json").acts
    desk.node.gate.record_acts(subject, [replace(each, subject=subject, actor=ActorId(subject)) for each in acts])
    desk.ok("record", "import", subject, record)
    desk.ok("genome", "import", subject, GENOME)
    return subject


def differences(one: Any, other: Any, path: str = "") -> set[str]:  # noqa: ANN401 - any JSON
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return {found for key in one for found in differences(one[key], other[key], f"{path}/{key}")}
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return {found for a, b in zip(one, other, strict=True) for found in differences(a, b, f"{path}/-")}
    return set() if one == other else {path}


@pytest.mark.parametrize("subject", [OWN, SubjectId("p-another-id")])
def test_it_is_byte_by_byte_the_plan_of_the_files(desk: Desk, record: Path, tmp_path: Path, subject: SubjectId) -> None:
    kept(desk, record, subject)
    desk.ok("plan", "--patient", subject, *AS_OF, "--drug", "voriconazole", "--out", tmp_path / "kept")
    done = autonome(
        "plan", GENOME, "--record", record, "--consent", CONSENT, *AS_OF, "--drug", "voriconazole", "--actor", "dr-b",
        "--organisation", "hospital.example", "--recipient", "care-team", "--jurisdiction", "US",
        "--log", tmp_path / "log", "--out", tmp_path / "files",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    of_node, of_files = ((tmp_path / each / "plan.json").read_bytes() for each in ("kept", "files"))
    one, other = json.loads(of_node), json.loads(of_files)
    expected = {"/inputs/record", "/inputs/consent"}
    if subject != OWN:  # the id that the log knows; the digest of the request, which names it; and the acts', likewise
        expected |= {"/patient/subject", "/ethics/statements/-/rests_on/-/id"}
    assert differences(one, other) == expected
    if subject == OWN:
        for role in ("record", "consent"):
            of_node = of_node.replace(one["inputs"][role].encode(), other["inputs"][role].encode())
        assert of_node == of_files
    policy = desk.node.private / "policy.txt"
    receipt, plan = tmp_path / "kept" / "receipt.json", tmp_path / "kept" / "plan.json"
    verified = autonome("verify", receipt, "--policy", policy, "--plan", plan)
    assert verified.returncode == 0, verified.stderr


def test_what_consent_does_not_cover_is_not_opened(
    desk: Desk, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = kept(desk, record)
    desk.ok("consent", "withdraw", subject, "--question", "treatment/goals")
    asked: list[tuple[str, ...]] = []
    read = PostgresRecords.read

    def spied(self: PostgresRecords, permit: Any, within: Any, categories: Iterable[str]) -> Any:  # noqa: ANN401
        asked.append(tuple(categories))
        return read(self, permit, within, asked[-1])

    monkeypatch.setattr(PostgresRecords, "read", spied)
    desk.ok("plan", "--patient", subject, *AS_OF, "--out", tmp_path / "out")
    plan = json.loads((tmp_path / "out" / "plan.json").read_bytes())
    ((*categories,),) = asked
    assert "goals" not in categories
    assert "goals" in plan["not_covered"]
    assert "Goal/" not in json.dumps(plan)


def test_a_yes_after_a_restriction_makes_a_plan_of_what_it_is_about_and_of_nothing_else(
    desk: Desk, record: Path, tmp_path: Path
) -> None:
    subject, out, world = kept(desk, record), tmp_path / "out", rights_world(desk.node)
    restrict(subject, ActorId("stella"), "disputed", world=world)
    assert desk.run("plan", "--patient", subject, *AS_OF, "--out", out).returncode == 3
    given = [each for each in read_consent(CONSENT.read_bytes(), where="consent.json").acts if each.question in ITEMS]
    assert len(given) == len(ITEMS)
    now = SystemClock().now()
    anew = [replace(each, id=ActId(f"{each.id}-anew"), recorded_at=now) for each in given]
    desk.node.gate.record_acts(subject, anew)
    desk.ok("plan", "--patient", subject, *AS_OF, "--out", out)
    plan = json.loads((out / "plan.json").read_bytes())
    assert plan["not_covered"] == sorted(set(USABLE) - set(ITEMS))
    assert "Goal/" not in json.dumps(plan)


def test_a_refusal_leaves_no_plan_and_tells_no_more_than_an_asker_may_know(
    desk: Desk, record: Path, tmp_path: Path
) -> None:
    subject, out = kept(desk, record), tmp_path / "out"
    desk.ok("plan", "--patient", subject, *AS_OF, "--out", out)
    desk.ok("consent", "withdraw", subject, "--question", "treatment/medications")
    done = desk.run("plan", "--patient", subject, *AS_OF, "--out", out)
    assert done.returncode == 3
    assert "Nothing is given" in done.stdout
    assert "withdrawn" not in done.stdout + done.stderr
    assert [path.name for path in out.iterdir() if path.is_file() and path.name != "policy.txt"] == []


def test_what_was_made_is_thrown_away_where_consent_moves_meanwhile(
    desk: Desk, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject, compute = kept(desk, record), make_plan.make_plan  # type: ignore[attr-defined]

    def slow(*arguments: Any) -> Any:  # noqa: ANN401
        desk.ok("consent", "withdraw", subject, "--question", "treatment/medications")
        return compute(*arguments)

    monkeypatch.setattr(make_plan, "make_plan", slow)
    done = desk.run("plan", "--patient", subject, *AS_OF, "--out", tmp_path / "out")
    assert done.returncode != 0
    assert "the permit has ended" in done.stderr
    assert list((tmp_path / "out").iterdir()) == []
    uses = [each.payload.body for each in desk.node.log.entries_of(subject, EntryKind.USE)]
    assert not any("made" in body for body in uses)


def test_what_the_node_knows_itself_is_not_taken_from_options(desk: Desk, record: Path, tmp_path: Path) -> None:
    out = ("--out", tmp_path / "out")
    for given in (("--actor", "somebody"), ("--record", record), ("--log", tmp_path)):
        done = desk.run("plan", "--patient", "p-1", *given, *out)
        assert done.returncode == 2
        assert f"{given[0]} does not go with --patient" in done.stderr
    assert "nobody is kept here" in desk.run("plan", "--patient", "p-1", *out).stderr
    subject = desk.patient()
    desk.grant(subject, "pharmacogenes", "medications", "demographics")
    done = desk.run("plan", "--patient", subject, *out)
    assert done.returncode != 0
    assert len(done.stderr.splitlines()) == 1
