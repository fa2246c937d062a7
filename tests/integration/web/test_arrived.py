"""What a partner's node sent waits on the page, is looked at, said whose it is, and used in a plan: two whole nodes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autonome.access.roles import Role
from autonome.adapters.postgres import Database, EmbeddedServer
from autonome.adapters.synthetic import genome_of, people, record_of
from autonome.bootstrap import knowledge_bundle
from autonome.bootstrap.exchange import partners_of
from autonome.sharing.cards import Card
from tests.integration.node.desks import Desk
from tests.integration.node.test_share_command import opened, served
from tests.integration.web.programs import program
from tests.integration.web.sites import NAMES, Pages, opened_pages, own_database, settle
from tests.integration.web.test_clinic_opening import clinician, text

if TYPE_CHECKING:
    from django.test import Client

CITRA = people(3)[2]
KINDS = ("pharmacogenes", "medications", "demographics")
ONE_MORE = 2


@pytest.fixture
def two(
    postgres_server: EmbeddedServer, accounts_template: str, databases: Iterator[Database], tmp_path: Path
) -> Iterator[tuple[Desk, Pages]]:
    """A hospital that knows Citra, and a clinic with pages, partners of each other."""
    with ExitStack() as stack:
        database = stack.enter_context(own_database(postgres_server, accounts_template))
        opening = partial(opened, name="clinic.example", recipient="clinic")
        clinic = stack.enter_context(opened_pages(database, tmp_path / "clinic", opening=opening))
        settle(clinic, tmp_path, patients=())
        hospital = stack.enter_context(opened(next(databases), tmp_path / "hospital", "hospital.example", "hospital"))
        for desk, other in ((hospital, clinic.desk), (clinic.desk, hospital)):
            card = tmp_path / "card"
            told = other.ok("node", "card", "--node", other.node.directory, "--out", card)
            words = next(line for line in told.splitlines() if line.startswith("fingerprint")).split(None, 1)[1]
            desk.ok("partner", "add", card, "--fingerprint", words, as_="stella", role=Role.STEWARD)
            stack.enter_context(served(desk))
        yield hospital, clinic


def send(hospital: Desk, folder: Path) -> None:
    """Citra's record and genes go from the hospital to the clinic, as she agreed."""
    record, genome = folder / "record.json", folder / "citra.vcf"
    record.write_text(record_of(CITRA))
    genome.write_text(genome_of(CITRA, knowledge_bundle().definitions))
    hospital.patient("--id", CITRA.subject, "--name", CITRA.name, "--number", CITRA.record_number)
    hospital.grant(CITRA.subject, *KINDS)
    hospital.ok("record", "import", CITRA.subject, record)
    hospital.ok("genome", "import", CITRA.subject, genome)
    hospital.grant(CITRA.subject, *KINDS, form="care-sharing/1/en")
    told = json.loads(
        hospital.ok("share", CITRA.subject, "--to", "clinic.example", "--items", ",".join(KINDS), "--json")
    )
    assert told["state"] in {"waiting", "delivered"}, told


def looked(client: Client) -> Any:  # noqa: ANN401 - Django's answer
    number = re.findall(r'name="number" value="(\d+)"', client.get("/arrived").content.decode())[0]
    return client.post("/arrived/one", {"number": number}), number


def stewards_see(clinic: Pages, partner: str) -> None:
    """A partner's card with its end and its fingerprint, and the key of one's own exchange with its end."""
    from autonome.web.days import day  # noqa: PLC0415 - Django is set up by now

    client = clinic.client(NAMES[Role.STEWARD])
    said, ((_, card),) = text(client.get("/partners")), partners_of(clinic.desk.node).shown()
    assert isinstance(card, Card)
    assert card.valid.end is not None
    for each in (partner, "the card is in force", day(card.valid.end), card.words):
        assert each in said, each
    keys = text(client.get("/node/keys"))
    assert re.search(r"Speaks and opens in the exchange with partners in use Fingerprint .+ Until \d+ \w+ \d{4},", keys)
    assert "There is no key for an exchange" not in keys
    home = text(client.get("/"))
    assert "The exchange with partners stands still" in home, "in this test no process of its own serves it"


def test_it_waits_without_a_name_is_attached_to_who_it_is_and_used_in_a_plan_of_the_sample_that_is_chosen(
    two: tuple[Desk, Pages], tmp_path: Path
) -> None:
    hospital, clinic = two
    client = clinician(clinic)
    desk = clinic.desk
    stewards_see(clinic, "hospital.example")
    desk.patient("--id", "p-own", "--name", CITRA.name)
    desk.patient("--id", "p-alike", "--name", CITRA.name)
    send(hospital, tmp_path)
    listed, before = text(client.get("/arrived")), clinic.size()
    assert "hospital.example" in listed
    assert CITRA.name not in listed
    assert CITRA.record_number not in listed
    assert clinic.size() == before, "who sees that something waits has seen nobody"
    page, number = looked(client)
    assert clinic.size() == before + 1
    assert CITRA.record_number in text(page)
    for each in ("p-own", "p-alike"):
        assert f'value="{each}"' in page.content.decode()
    assert client.post("/arrived/take", {"number": number}).status_code == 400
    desk.grant("p-own", *KINDS)
    taken = client.post("/arrived/take", {"number": number, "patient": "p-own"})
    assert taken.headers["Location"] == "/patients/p-own"
    assert "It is taken in." in client.get("/patients/p-own").content.decode()
    assert "Nothing waits." in text(client.get("/arrived"))
    plan = text(client.get("/patients/p-own/plan"))
    assert "Omeprazole" in plan
    assert "CYP2C19" in plan.partition("Result What it means")[2]
    desk.ok("genome", "import", "p-own", tmp_path / "citra.vcf")
    which = client.get("/patients/p-own/plan")
    samples = re.findall(r'name="sample" value="([^"]+)"', which.content.decode())
    assert (which.status_code, len(samples)) == (409, ONE_MORE)
    for sample in samples:
        made = client.post("/patients/p-own/plan", {"sample": sample, "medicine": "clopidogrel"})
        assert f"sample {sample}" in text(made)
        assert made.content.decode().count(f'name="sample" value="{sample}"') > ONE_MORE
    told = {"as_of": re.findall(r'name="as_of" value="([^"]*)"', made.content.decode())[0]}
    assert client.post("/patients/p-own/plan/whole", {**told, "sample": samples[0]}).status_code == 200
    assert client.post("/patients/p-own/plan", {"sample": "another"}).status_code == 409


def programs_see(clinic: Pages) -> None:
    """A list that names nobody and leaves nothing on the log; one at a time with the name, and an entry."""
    pharmacist, before = program(clinic, Role.PHARMACIST), clinic.size()
    (listed,) = pharmacist.get("arrived").json()["arrived"]
    assert set(listed) == {"number", "sender", "items", "since", "until"}
    assert clinic.size() == before, "who sees that something waits has seen nobody"
    seen = pharmacist.post(f"arrived/{listed['number']}/reading").json()
    assert (seen["name"], seen["numbers"], seen["sender"]) == (CITRA.name, [CITRA.record_number], "hospital.example")
    assert clinic.size() == before + 1
    assert pharmacist.post(f"arrived/{listed['number'] + 1}/reading").status_code == 400
    assert program(clinic, Role.STEWARD).post(f"arrived/{listed['number']}/reading").status_code == 403
    assert clinic.size() == before + 1


def test_what_consent_here_does_not_cover_is_refused_and_who_is_new_has_a_page(
    two: tuple[Desk, Pages], tmp_path: Path
) -> None:
    hospital, clinic = two
    client = clinician(clinic)
    clinic.desk.patient("--id", "p-alike", "--name", "Somebody Else", "--number", CITRA.record_number)
    send(hospital, tmp_path)
    programs_see(clinic)
    _, number = looked(client)
    pharmacist = clinic.client(NAMES[Role.PHARMACIST])
    assert pharmacist.get("/arrived").status_code == 200
    assert clinic.client(NAMES[Role.STEWARD]).post("/arrived/one", {"number": number}).status_code == 403
    taken = client.post("/arrived/take", {"number": number, "patient": "*new*"})
    place = taken.headers["Location"]
    assert place.startswith("/patients/p-")
    assert "p-alike" not in place
    assert "Omeprazole" in text(client.get(f"{place}/plan"))
    assert client.post("/arrived/take", {"number": number, "patient": "*new*"}).status_code == 400
