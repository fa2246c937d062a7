"""`autonome share`, as people use it: two whole nodes, cards compared by stewards, envelopes over HTTPS."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autonome.access.roles import Role
from autonome.adapters.exchange.server import exchange_app
from autonome.adapters.exchange.serving import Standing, Threshold, exchange_server
from autonome.adapters.ledger_http.doors import DoorRule
from autonome.adapters.node import NodeSettings, NodeWorld
from autonome.adapters.node.opening import LOG, assembled
from autonome.adapters.node.settings import ExchangeSettings, institution_of, written
from autonome.adapters.postgres import Database
from autonome.adapters.postgres_log import open_postgres_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap import exchange
from tests.integration.node.desks import Desk
from tests.integration.node.sharers import lab, medicine

FACTS = {"foreign-controlled": False}
EXAMPLE = Path(__file__).parents[3] / "examples" / "patient"


@contextmanager
def opened(database: Database, directory: Path, name: str, recipient: str) -> Iterator[Desk]:
    """A desk whose node has an exchange, which is served."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        listen = f"127.0.0.1:{found.getsockname()[1]}"
    own = "care-team" if recipient == "hospital" else recipient
    institution = institution_of(name, own, "US", FACTS)
    settings = NodeSettings(institution, exchange=ExchangeSettings(listen, f"https://{listen}", name, recipient))
    world = NodeWorld(SystemClock(), SystemEntropy(), environment={})
    directory.mkdir()
    (directory / "node.toml").write_text(written(settings), encoding="utf-8")
    log = open_postgres_log(database, directory / LOG, clock=world.clock, entropy=world.entropy, name=settings.origin)
    try:
        log.begin()
        (directory / LOG / "policy.txt").write_text(f"log {log.verifier}\nquorum none\n", encoding="utf-8")
        exchange.own_card(directory)
        yield Desk(assembled(directory, settings, database, log, world))
    finally:
        log.close()


@contextmanager
def served(desk: Desk) -> Iterator[None]:
    node = desk.node
    keys, partners = exchange._keys(node.private), exchange.partners_of(node)
    assert node.settings.exchange is not None

    def look() -> Standing:
        return Standing(keys.speaking(), partners.trusted())

    app = exchange_app(exchange.receiver_of(node), lambda: b"", lambda _: None)
    rule = DoorRule(proxies=())
    server, listener = exchange_server(app, node.settings.exchange.listen, Threshold(look, SystemClock()), rule)
    server.refresh_seconds = 0.05
    listener.listen()
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()


@dataclass(frozen=True)
class Two:
    """A hospital that knows Anna, and a clinic, partners of each other."""

    hospital: Desk
    clinic: Desk

    def policy(self, desk: Desk) -> Path:
        return desk.node.private / "policy.txt"


@pytest.fixture
def two(databases: Iterator[Database], tmp_path: Path) -> Iterator[Two]:
    with ExitStack() as stack:
        hospital = stack.enter_context(opened(next(databases), tmp_path / "hospital", "hospital.example", "hospital"))
        clinic = stack.enter_context(opened(next(databases), tmp_path / "clinic", "clinic.example", "clinic"))
        for desk, other in ((hospital, clinic), (clinic, hospital)):
            card = tmp_path / "card"
            told = other.ok("node", "card", "--node", other.node.directory, "--out", card)
            words = next(line for line in told.splitlines() if line.startswith("fingerprint")).split(None, 1)[1]
            desk.ok("partner", "add", card, "--fingerprint", words, as_="stella", role=Role.STEWARD)
            stack.enter_context(served(desk))
        hospital.patient("--id", "p-anna", "--name", "Anna Synthetic", "--number", "mrn:1")
        hospital.grant("p-anna", "medications", "health-record")
        hospital.keep(hospital.node.patients.all()[0].subject, medicine("1"), lab("7"))
        yield Two(hospital, clinic)


def share(two: Two, *more: object, **who: Any) -> Any:  # noqa: ANN401 - the finished command
    return two.hospital.run("share", "p-anna", "--to", "clinic.example", *more, **who)


def test_a_part_is_shared_seen_on_both_sides_and_verified_against_both_logs(two: Two, tmp_path: Path) -> None:
    assert share(two, "--items", "medications").returncode == 3
    two.hospital.grant("p-anna", "medications", form="care-sharing/1/en")
    receipt = tmp_path / "receipt.json"
    done = share(two, "--items", "medications,laboratory", "--receipt", receipt)
    assert done.returncode == 0, done.stderr
    assert "to clinic.example: taken in there" in done.stdout
    assert "shared medications of p-anna: 1 items\nnot all that was asked for is given" in done.stdout
    policies = ("--policy", two.policy(two.hospital), "--partner-policy", two.policy(two.clinic))
    verified = two.hospital.ok("verify", receipt, *policies)
    assert "Verified: a transfer." in verified
    assert "their log  clinic.example/autonome, entry" in verified
    asked = two.hospital.run("verify", receipt, *policies[:2])
    assert (asked.returncode, "--partner-policy" in asked.stderr) == (4, True)
    swapped = ("--policy", policies[3], "--partner-policy", policies[1])
    assert two.hospital.run("verify", receipt, *swapped).returncode == 4
    (there,) = (each.subject for each in two.clinic.node.patients.all())
    opened = json.loads(two.clinic.ok("open", there, "--items", "medications", "--json"))
    assert [each["name"] for each in opened["items"]] == ["hospital.example:MedicationStatement/1"]
    ours = two.hospital.ok("timeline", "p-anna", as_="p-anna", role=Role.PATIENT)
    theirs = two.clinic.ok("timeline", there, as_=there, role=Role.PATIENT)
    assert "shared to clinic.example" in ours
    assert "delivered to clinic.example" in ours
    assert "received from hospital.example" in theirs
    assert "state delivered" in two.hospital.ok("share", "status", "p-anna")
    watched = two.hospital.ok("share", "status", as_="stella", role=Role.STEWARD)
    assert "state delivered" in watched
    assert "p-anna" not in watched


def test_a_receipt_that_was_changed_does_not_verify(two: Two, tmp_path: Path) -> None:
    two.hospital.grant("p-anna", "medications", "laboratory", form="care-sharing/1/en")
    receipts = [tmp_path / "one.json", tmp_path / "two.json"]
    for receipt in receipts:
        assert share(two, "--items", "medications", "--receipt", receipt).returncode == 0
    one, other = (json.loads(receipt.read_text()) for receipt in receipts)
    receipts[0].write_text(json.dumps({**one, "theirs": other["theirs"]}))
    policies = ("--policy", two.policy(two.hospital), "--partner-policy", two.policy(two.clinic))
    refused = two.hospital.run("verify", receipts[0], *policies)
    assert (refused.returncode, "of another transfer" in refused.stderr) == (5, True)
    receipts[1].write_text(json.dumps({**other, "theirs": None}))
    refused = two.hospital.run("verify", receipts[1], *policies[:2])
    assert (refused.returncode, "the partner's that is not shown" in refused.stderr) == (5, True)


def test_what_waits_is_told_and_taken_in_once_somebody_says_whose_it_is(two: Two) -> None:
    two.clinic.patient("--id", "p-other", "--name", "Somebody Else", "--number", "mrn:1")
    two.hospital.grant("p-anna", "medications", form="care-sharing/1/en")
    assert "somebody must say whose it is" in share(two, "--items", "medications").stdout
    (waits,) = json.loads(two.clinic.ok("share", "waiting", "--json"))["waiting"]
    assert (waits["from"], waits["kinds"], "numbers" in waits) == ("hospital.example", "medications", False)
    (shown,) = json.loads(two.clinic.ok("share", "waiting", waits["number"], "--json"))["waiting"]
    assert (shown["name"], shown["numbers"]) == ("not told", "mrn:1")
    assert two.clinic.run("share", "accept", waits["number"]).returncode == 2
    assert two.clinic.run("share", "waiting", as_="stella", role=Role.STEWARD).returncode == 3
    assert "received" in two.clinic.ok("share", "accept", waits["number"], "--patient", "p-other")
    assert json.loads(two.clinic.ok("share", "waiting", "--json")) == {"waiting": []}
    assert two.clinic.run("share", "accept", waits["number"], "--new").returncode == 2


def test_who_is_no_partner_gets_nothing(two: Two) -> None:
    refused = two.hospital.run("share", "p-anna", "--to", "stranger.example", "--items", "medications")
    assert (refused.returncode, "is no partner" in refused.stderr, refused.stderr.count("\n")) == (2, True, 1)
    assert two.hospital.run("share", "p-none", "--to", "clinic.example", "--items", "x").returncode == 2
    assert share(two, "--items", "medications", as_="stella", role=Role.STEWARD).returncode == 3
    assert "nothing was shared" in two.hospital.ok("share", "status")


def test_in_an_emergency_the_law_of_both_places_is_asked_and_the_patient_is_told(two: Two) -> None:
    done = share(
        two, "--items", "medications", "--break-glass", "unconscious after a fall", "--fact", "cannot-consent=yes"
    )
    assert done.returncode == 0, done.stderr
    old = share(two, "--items", "medications", "--break-glass", "why", fresh=False)
    assert old.returncode == 2
    told = two.hospital.ok("timeline", "p-anna", as_="p-anna", role=Role.PATIENT)
    assert "reason given: unconscious after a fall" in told
    assert "unconscious" in two.hospital.ok("node", "review", "list", as_="stella", role=Role.STEWARD)


def test_genes_are_shared_and_a_plan_is_made_there_of_the_sample_that_is_chosen(two: Two, tmp_path: Path) -> None:
    """The whole way by commands: taken in, passed on, chosen beside one of the clinic's own, and used in a plan."""
    hospital, clinic = two.hospital, two.clinic
    hospital.patient("--id", "p-ben", "--name", "Ben Synthetic")
    hospital.grant("p-ben", "pharmacogenes", "demographics", "medications")
    hospital.ok("record", "import", "p-ben", EXAMPLE / "record.json")
    hospital.ok("genome", "import", "p-ben", EXAMPLE / "patient.vcf")
    hospital.grant("p-ben", *KINDS, form="care-sharing/1/en")
    told = hospital.run("share", "p-ben", "--to", "clinic.example", "--items", ",".join(KINDS), "--json")
    assert told.returncode == 0, told.stderr
    done = json.loads(told.stdout)
    assert (done["state"], done["genomes"], done["all"]) == ("delivered", 1, True)
    (there,) = (each.subject for each in clinic.node.patients.all())
    (arrived,) = json.loads(clinic.ok("open", there, "--items", "pharmacogenes", "--json"))["genomes"]
    assert arrived["sample"].startswith("hospital.example:s-")
    one = planned(clinic, there, tmp_path / "one")
    clinic.grant(there, *KINDS)
    clinic.ok("genome", "import", there, EXAMPLE / "patient.vcf")
    refused = clinic.run("plan", "--patient", there, "--no-pdf", "--out", tmp_path / "none")
    assert refused.returncode == 2
    own = next(
        each["sample"]
        for each in json.loads(clinic.ok("open", there, "--items", "pharmacogenes", "--json"))["genomes"]
        if each["sample"] != arrived["sample"]
    )
    for name in (arrived["sample"], own):
        assert name in refused.stderr, "each is named as it is chosen"
    assert planned(clinic, there, tmp_path / "arrived", "--sample", arrived["sample"]) == one
    assert planned(clinic, there, tmp_path / "own", "--sample", own)
    wrong = clinic.run("plan", "--patient", there, "--no-pdf", "--out", tmp_path / "wrong", "--sample", "x")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)


KINDS = ("pharmacogenes", "medications", "demographics")


def planned(desk: Desk, patient: str, out: Path, *more: str) -> list[tuple[str, str]]:
    """What is said of each gene in a plan."""
    desk.ok("plan", "--patient", patient, "--no-pdf", "--quiet", "--out", out, *more)
    plan = json.loads((out / "plan.json").read_text())
    return [(each["gene"], json.dumps(each, sort_keys=True)) for each in plan["genes"]]
