"""An item that lies at the partner's on shelves beyond those of a transfer: refused on record, and left as it is.

Shelves are found from what an item says. One that was put right leaves a shelf, and the partner still has it there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.adapters.postgres import Database
from autonome.clinical.items import KeptItem
from autonome.consent import ActKind
from autonome.fhir.json_text import json_text
from autonome.kernel import InputError, SubjectId
from autonome.ledger import EntryKind
from autonome.sharing.messages import KIND, State, read_answer
from autonome.workflows.accept_transfer import accept_transfer, look_at
from autonome.workflows.deliver_shared import deliver
from autonome.workflows.open_record import Opened
from autonome.workflows.receive_transfer import receive_transfer
from autonome.workflows.share_record import Shared
from tests.integration.node.sharers import CLINIC, HIV, HOSPITAL, Site, opened_sites
from tests.integration.node.test_sharing import LEE

CONDITIONS = "conditions"


@pytest.fixture
def sites(databases: Iterator[Database], tmp_path: Path) -> Iterator[list[Site]]:
    with opened_sites(databases, tmp_path, HOSPITAL, CLINIC) as opened:
        yield opened


def condition(number: str, code: str, *categories: str) -> KeptItem:
    """By ICD-10: B24 lies on the shelf of HIV too, R53 does not."""
    coded = {"code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": code}]}}
    content = {"resourceType": "Condition", "id": number, "subject": {"reference": "Patient/1"}, **coded}
    return KeptItem(frozenset(categories), f"Condition/{number}", json_text({"resource": content}))


def left_a_shelf(hospital: Site) -> tuple[SubjectId, Shared]:
    """The clinic has an item as one of HIV that the hospital put right since; gives the transfer that says so."""
    subject = hospital.patient()
    hospital.grant(subject, CONDITIONS, HIV)
    hospital.keep(subject, condition("7", "B24", CONDITIONS, HIV))
    assert hospital.share(subject, CLINIC, CONDITIONS, HIV).state == "delivered"
    hospital.keep(subject, condition("7", "R53", CONDITIONS), condition("8", "B24", CONDITIONS, HIV))
    hospital.keep(subject, condition("9", "R51", CONDITIONS))
    shared = hospital.put(subject, CLINIC, CONDITIONS)
    assert isinstance(shared, Shared)
    return subject, shared


def kept(site: Site, subject: SubjectId) -> dict[str, str]:
    opened = site.open(subject, CONDITIONS, HIV)
    assert isinstance(opened, Opened)
    return {each.item.name.partition(":")[2]: each.item.body or "" for each in opened.items}


def test_what_lies_beyond_the_shelves_of_a_transfer_refuses_it_on_both_logs_and_says_why_on_one(
    sites: list[Site],
) -> None:
    hospital, clinic = sites
    subject, shared = left_a_shelf(hospital)
    outcome = deliver(hospital.sent(shared), world=hospital.world, first=True)
    assert outcome.state == "refused"
    assert outcome.recorded is not None
    assert outcome.recorded.payload.body["theirs"]  # the sender has the entry of the partner's
    there = clinic.there(HOSPITAL, shared)
    assert kept(clinic, there).keys() == {"Condition/7"}  # nothing of it, the new one neither
    assert "B24" in kept(clinic, there)["Condition/7"]
    said = clinic.node.log.institution_entries(SubjectId(shared.transfer.subject), KIND)
    *_, why, refused = [each.payload.body for each in said]
    assert why == {"transfer": shared.transfer.id, "from": HOSPITAL, "beyond": True}
    assert refused["state"] == "refused"
    assert "beyond" not in refused
    assert not any(body.get("transfer") == shared.transfer.id for body in clinic.bodies(there, EntryKind.USE))
    assert hospital.share(subject, CLINIC, CONDITIONS, HIV).state == "delivered"  # with all shelves that it lay on
    assert "R53" in kept(clinic, there)["Condition/7"]


def waiting_twice(hospital: Site, clinic: Site) -> tuple[Shared, tuple[int, int]]:
    """The same, where somebody else here has her number: both transfers wait; gives the second, and their numbers."""
    clinic.patient("p-other", "Another Person", "mrn:1")
    subject = hospital.patient("p-anna", "Anna Synthetic", "mrn:1")
    hospital.grant(subject, CONDITIONS, HIV)
    hospital.keep(subject, condition("7", "B24", CONDITIONS, HIV))
    assert hospital.share(subject, CLINIC, CONDITIONS, HIV).state == "waiting"
    hospital.keep(subject, condition("7", "R53", CONDITIONS), condition("8", "B24", CONDITIONS, HIV))
    shared = hospital.put(subject, CLINIC, CONDITIONS)
    assert isinstance(shared, Shared)
    assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "waiting"
    first, second = clinic.world.inbox.waiting()
    return shared, (first, second)


def test_what_waited_and_lies_beyond_the_shelves_is_refused_when_somebody_says_whose_it_is(sites: list[Site]) -> None:
    hospital, clinic = sites
    shared, (first, second) = waiting_twice(hospital, clinic)
    assert accept_transfer(first, None, LEE, world=clinic.world).state is State.RECEIVED
    there = clinic.there(HOSPITAL, shared)
    answered = accept_transfer(second, there, LEE, world=clinic.world)
    assert (answered.state, answered.receipt is None) == (State.REFUSED, False)
    assert "B24" in kept(clinic, there)["Condition/7"]
    assert clinic.world.inbox.waiting() == ()
    with clinic.node.log.connections.transaction(read_only=True) as transaction:
        held = transaction.execute("SELECT count(*) FROM exchange_in WHERE envelope IS NOT NULL").fetchone()
    assert held == (0,), "what was refused is kept no longer"
    said = clinic.node.log.institution_entries(SubjectId(shared.transfer.subject), KIND)
    *_, why, refused = [each.payload.body for each in said]
    assert why == {
        "transfer": shared.transfer.id, "from": HOSPITAL, "beyond": True, "matched_by": LEE, "shown_to": [],
    }  # fmt: skip
    assert refused["state"] == "refused"
    outcome = deliver(hospital.sent(shared), world=hospital.world)
    assert outcome.state == "refused"
    assert outcome.recorded is not None
    assert outcome.recorded.payload.body["theirs"], "the sender has the entry of it"
    with pytest.raises(InputError, match="nothing waits"):
        accept_transfer(second, there, LEE, world=clinic.world)


def test_who_said_whose_it_is_stands_on_record_also_where_it_is_not_taken(sites: list[Site]) -> None:
    hospital, clinic = sites
    shared, (first, second) = waiting_twice(hospital, clinic)
    assert accept_transfer(first, None, LEE, world=clinic.world).state is State.RECEIVED
    there = clinic.there(HOSPITAL, shared)
    clinic.grant(there, CONDITIONS, kind=ActKind.WITHDRAW, number=3)  # they say no here
    look_at(second, LEE, world=clinic.world)
    assert accept_transfer(second, there, LEE, world=clinic.world).state is State.REFUSED
    said = [each.payload.body for each in clinic.node.log.institution_entries(SubjectId(shared.transfer.subject), KIND)]
    (why,) = [body for body in said if body.get("matched_by") and body["transfer"] == shared.transfer.id]
    assert why == {"transfer": shared.transfer.id, "from": HOSPITAL, "matched_by": LEE, "shown_to": [LEE]}


def test_it_is_refused_once_however_often_it_comes(sites: list[Site]) -> None:
    hospital, clinic = sites
    _, shared = left_a_shelf(hospital)
    envelope = hospital.envelope(shared)
    assert envelope is not None
    answers = [receive_transfer(envelope, world=clinic.world) for _ in range(2)]
    assert answers[0] == answers[1]
    found = read_answer(hospital.post.unseal(answers[0])[1], "an answer")
    assert found.state is State.REFUSED
    assert found.receipt is not None
    said = clinic.node.log.institution_entries(SubjectId(shared.transfer.subject), KIND)
    assert sum("beyond" in each.payload.body for each in said) == 1
