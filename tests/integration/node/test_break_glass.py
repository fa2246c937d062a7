"""Break-glass: with the log at work, and while it cannot record; told, reviewed, and put on the log later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import pytest

from autonome.access import Document, Request
from autonome.access.roles import Role
from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.node import NodeWorld, open_node
from autonome.adapters.node.emergency import MINT, journal_of, synchronise
from autonome.adapters.node.journal import FILE
from autonome.adapters.node.passes import FOLDER, replenish
from autonome.adapters.node.status import counted, node_status
from autonome.adapters.postgres import Database
from autonome.adapters.postgres.errors import DatabaseError
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.nodes import broken_glass, opened_node
from autonome.kernel import SubjectId
from autonome.law import stating
from autonome.ledger import LogError, UnreachableError
from autonome.ledger.beside import Alarm
from autonome.workflows.acknowledge_alarms import Alarms
from autonome.workflows.break_glass import OpenedLate
from tests.fakes.consents import request
from tests.integration.node.desks import Desk, opened_desk
from tests.integration.node.nodes import METFORMIN
from tests.integration.web.test_statements import counted as statements

OPEN = ("--items", "medications", "--fact", "cannot-consent=yes", "--break-glass", "unconscious after a fall")
PASSES = 3


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    facts, papers = {"large-scale": False, "not-from-the-person": False}, (Document("privacy-notice", "notice-1"),)
    with opened_desk(database, tmp_path / "node", "DE", facts, papers) as found:
        replenish(database, found.node.private, SystemEntropy(), batch=PASSES)
        yield found


@pytest.fixture
def anna(desk: Desk) -> SubjectId:
    subject = desk.patient("--name", "Anna Synthetic")
    desk.grant(subject, "medications")
    desk.keep(subject, METFORMIN)
    desk.ok("consent", "withdraw", subject, "--question", "treatment")
    return subject


def halt(desk: Desk) -> CosignedFiles:
    keeper = CosignedFiles(desk.node.private, desk.node.private)
    keeper.halt("a test")
    return keeper


def timeline(desk: Desk, patient: str) -> str:
    return desk.ok("timeline", patient, as_=patient, role=Role.PATIENT)


def test_it_opens_by_law_is_told_to_the_patient_once_and_waits_for_a_review(desk: Desk, anna: SubjectId) -> None:
    assert desk.run("open", anna, "--items", "medications").returncode == 3
    assert "metformin" in desk.ok("open", anna, *OPEN)
    told = timeline(desk, anna)
    assert told.startswith("NOTICE: in an emergency dr-b opened medications without asking you")
    assert "unconscious after a fall" in told
    assert "rests on EU-GDPR-6/vital" in told
    assert "NOTICE" not in timeline(desk, anna)
    (review,) = json.loads(desk.ok("node", "review", "list", "--json", as_="sam", role=Role.STEWARD))["reviews"]
    assert (review["patient"], review["actor"], review["reason"]) == (anna, "dr-b", "unconscious after a fall")
    number = review["number"]
    own = desk.run("node", "review", "close", number, "--finding", "fine", as_="dr-b", role=Role.STEWARD)
    assert "nobody reviews what they did" in own.stderr
    desk.ok("node", "review", "close", number, "--finding", "was needed", as_="sam", role=Role.STEWARD)
    assert "nothing waits" in desk.ok("node", "review", "list", as_="sam", role=Role.STEWARD)
    again = desk.run("node", "review", "close", number, "--finding", "no", as_="sam", role=Role.STEWARD)
    assert "no review" in again.stderr
    assert "was needed" in desk.ok("node", "review", "list", "--all", as_="sam", role=Role.STEWARD)


def test_the_queue_is_read_at_once_however_many_it_is_about(desk: Desk, anna: SubjectId) -> None:
    desk.ok("open", anna, *OPEN)
    asked = []
    for number in range(3):
        more = desk.patient("--name", f"Synthetic {number}")
        desk.grant(more, "medications")
        desk.keep(more, METFORMIN)
        desk.ok("consent", "withdraw", more, "--question", "treatment")
        desk.ok("node", "review", "list", as_="sam", role=Role.STEWARD)  # what is read once in a while has been read
        with statements() as found:
            told = json.loads(desk.ok("node", "review", "list", "--json", as_="sam", role=Role.STEWARD))["reviews"]
        asked.append(sum(found.values()))
        assert len({each["patient"] for each in told}) == number + 1
        desk.ok("open", more, *OPEN)
    assert asked == asked[:1] * len(asked)


def test_it_needs_a_reason_a_fresh_proof_and_a_rule_of_law(desk: Desk, anna: SubjectId) -> None:
    other = desk.run("open", anna, *OPEN, "--purpose", "HQUALIMP")
    assert (other.returncode, "not for HQUALIMP" in other.stderr) == (2, True), "another purpose is not passed over"
    assert "needs a reason" in desk.run("open", anna, "--items", "medications", "--break-glass", " ").stderr
    assert "within the last 15 minutes" in desk.run("open", anna, *OPEN, fresh=False).stderr
    refused = desk.run("open", anna, "--items", "medications", "--break-glass", "curious")
    assert refused.returncode == 3, "nothing says that the patient cannot consent"
    assert json.loads(desk.ok("node", "review", "list", "--json", as_="sam", role=Role.STEWARD))["reviews"] == []


def test_nobody_is_saved_who_has_died_on_record_and_who_asks_is_told_why(
    desk: Desk, anna: SubjectId, tmp_path: Path
) -> None:
    paper = tmp_path / "certificate.txt"
    paper.write_text("a synthetic certificate")
    desk.ok("patient", "died", anna, str(datetime.now(UTC).date()), "--document", paper)
    told = "No rule can judge this; a person must judge it first: whether the person has died."
    refused = desk.run("open", anna, *OPEN)
    assert (refused.returncode, told in refused.stdout) == (3, True)
    halt(desk)
    late = desk.run("open", anna, *OPEN)
    assert (late.returncode, told in late.stdout, "on no log" in late.stdout) == (3, True, True)


def test_while_the_log_is_halted_care_goes_on_and_the_log_is_told_later(desk: Desk, anna: SubjectId) -> None:
    size, keeper = desk.node.log.checkpoint(), halt(desk)
    assert desk.run("open", anna, *OPEN[:4]).returncode != 0, "nothing else gets through"
    told = desk.ok("open", anna, *OPEN)
    assert "metformin" in told
    assert "the log cannot record now" in told
    assert desk.node.log.checkpoint() == size
    (act,) = journal_of(desk.node, SystemEntropy()).acts()
    assert counted(desk.node.database).passes == PASSES - 1
    assert counted(desk.node.database).unsettled == (bytes.fromhex(act.token),)
    with pytest.raises(LogError, match="halted"):
        synchronise(desk.node, SystemEntropy())
    keeper.resume()
    assert synchronise(desk.node, SystemEntropy()) == 1
    assert journal_of(desk.node, SystemEntropy()).acts() == ()
    assert counted(desk.node.database).unsettled == ()
    told = timeline(desk, anna)
    assert told.startswith("NOTICE")
    assert told.count("put on the log later") == 1
    assert f"done {act.at}" in told
    (review,) = json.loads(desk.ok("node", "review", "list", "--json", as_="sam", role=Role.STEWARD))["reviews"]
    assert (review["patient"], review["actor"]) == (anna, "dr-b")
    assert synchronise(desk.node, SystemEntropy()) == 0


def test_what_was_put_on_the_log_before_a_kill_is_not_put_there_twice(desk: Desk, anna: SubjectId) -> None:
    keeper = halt(desk)
    for _ in range(2):
        desk.ok("open", anna, *OPEN)
    keeper.resume()
    with (
        patch("autonome.adapters.node.journal.Journal.clear", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        synchronise(desk.node, SystemEntropy())
    assert len(journal_of(desk.node, SystemEntropy()).acts()) == 2
    assert synchronise(desk.node, SystemEntropy()) == 0
    assert timeline(desk, anna).count("put on the log later") == 2


def test_passes_run_out(desk: Desk, anna: SubjectId) -> None:
    keeper = halt(desk)
    for _ in range(PASSES):
        desk.ok("open", anna, *OPEN)
    done = desk.run("open", anna, *OPEN)
    assert done.returncode != 0
    assert "no pass is left" in done.stderr
    assert done.stdout == ""
    keeper.resume()
    assert replenish(desk.node.database, desk.node.private, SystemEntropy(), batch=PASSES) == PASSES


def test_a_pass_is_good_for_one_permit_and_the_app_makes_none(desk: Desk, anna: SubjectId) -> None:
    (path, *_) = sorted((desk.node.private / FOLDER).iterdir())
    token, names, secret = path.read_bytes(), desk.node.names, b"s" * 32
    until = SystemClock().now().seconds + 60
    given = [token, sha256(secret).digest(), names.person(anna), [names.shelf(anna, "medications")], until]
    connections = desk.node.log.connections
    with connections.transaction() as transaction:
        transaction.execute(MINT, given)
        transaction.execute("SELECT set_config('autonome.permit', %s, true)", [secret.hex()])
        assert transaction.execute("SELECT count(*) FROM record_item").fetchone() == (1,)
    for wrong in (token, b"x" * 32, sha256(token).digest()):
        with pytest.raises(DatabaseError, match="RestrictViolation"), connections.transaction() as transaction:
            transaction.execute(MINT, [wrong, sha256(wrong).digest(), *given[2:]])
    for statement in (
        "INSERT INTO emergency_pass (secret) VALUES (sha256('mine'))",
        "UPDATE emergency_pass SET used = NULL",
        "SELECT secret FROM emergency_pass",
    ):
        with pytest.raises(DatabaseError, match="InsufficientPrivilege"), connections.transaction() as transaction:
            transaction.execute(statement.encode())
    status = node_status(desk.node.directory, NodeWorld(SystemClock(), SystemEntropy(), environment={}))
    assert status.counts is None, "the folder's own database does not run"


def test_a_pass_that_was_used_and_of_which_nobody_tells_is_an_alarm(desk: Desk, anna: SubjectId) -> None:
    halt(desk)
    desk.ok("open", anna, *OPEN)
    world = NodeWorld(SystemClock(), SystemEntropy(), environment={})
    looks = {
        "autonome.adapters.node.status.node_database": lambda *_: desk.node.database,
        "autonome.adapters.node.status.EmbeddedServer.state": lambda _: Runs(),
    }
    with patch(*next(iter(looks.items()))), patch(*list(looks.items())[1]):
        found = node_status(desk.node.directory, world).to_json()
        assert (found["journal"], found["halted"]) == (1, "a test")
        assert "ALARM" not in found
        (desk.node.private / FILE).unlink()
        found = node_status(desk.node.directory, world).to_json()
        told = Alarms((Alarm("2 records beside the log"), Alarm("a checkpoint is not signed")), {})
        with patch("autonome.adapters.node.status.alarms_of", lambda _: told):
            audited = node_status(desk.node.directory, world).to_json()
    assert found["ALARM"] == "1 passes were used for what neither log nor journal tells of"
    assert "audit" not in found
    assert audited["audit"] == "ALARM: 2 records beside the log; a checkpoint is not signed"


class Runs:
    running, pid = True, 1


@pytest.mark.parametrize("damage", ["change", "swap", "drop", "forge"])
def test_a_journal_that_was_changed_is_refused(desk: Desk, anna: SubjectId, damage: str) -> None:
    keeper = halt(desk)
    for _ in range(3):
        desk.ok("open", anna, *OPEN)
    path = desk.node.private / FILE
    assert b"Anna" not in path.read_bytes()
    assert anna.encode() not in path.read_bytes()
    one, two, three = path.read_bytes().splitlines(keepends=True)
    at = two.index(b'"sealed":"') + 40
    changed = two[:at] + (b"0" if two[at : at + 1] != b"0" else b"1") + two[at + 1 :]
    path.write_bytes(
        {
            "change": one + changed + three,
            "swap": two + one + three,
            "drop": one + three,
            "forge": one + one + three,
        }[damage]
    )
    keeper.resume()
    with pytest.raises(LogError, match="journal of emergencies is damaged"):
        synchronise(desk.node, SystemEntropy())


def test_half_a_line_of_a_writer_who_was_killed_counts_for_nothing(desk: Desk, anna: SubjectId) -> None:
    halt(desk)
    desk.ok("open", anna, *OPEN)
    path = desk.node.private / FILE
    path.write_bytes(path.read_bytes() + b'{"n":1,"previous":"')
    desk.ok("open", anna, *OPEN)
    assert len(journal_of(desk.node, SystemEntropy()).acts()) == 2


def test_a_process_that_begins_while_the_log_is_halted_breaks_the_glass_too(
    desk: Desk, anna: SubjectId, database: Database
) -> None:
    keeper, world = halt(desk), NodeWorld(SystemClock(), SystemEntropy(), environment={})
    with (
        patch("autonome.adapters.node.opening.node_database", lambda *_: database),
        open_node(desk.node.directory, world) as begun,
    ):
        other = Desk(begun)
        assert "metformin" in other.ok("open", anna, *OPEN)
        assert other.run("open", anna, "--items", "medications").returncode != 0
    keeper.resume()
    assert synchronise(desk.node, SystemEntropy()) == 1


def test_where_no_witness_answers_nothing_is_signed_and_the_glass_can_be_broken(
    desk: Desk, anna: SubjectId, database: Database
) -> None:
    size = desk.node.log.checkpoint()
    with (
        patch("autonome.adapters.node.opening.node_database", lambda *_: database),
        patch("autonome.adapters.node.opening._ask_witnesses", side_effect=UnreachableError("no witness answers")),
    ):
        with pytest.raises(UnreachableError), opened_node(desk.node.directory):
            raise AssertionError
        with opened_node(desk.node.directory, emergency=True) as begun:
            told = broken_glass(begun, emergency_of(anna), "unconscious")
    assert isinstance(told, OpenedLate)
    assert [each.item for each in told.items] == [METFORMIN]
    assert desk.node.log.checkpoint() == size


def emergency_of(subject: SubjectId) -> Request:
    facts = stating({"cannot-consent": True, "large-scale": False})
    return request(
        subject=subject, items=("medications",), purposes=("ETREAT",), jurisdiction="DE", circumstances=facts
    )
