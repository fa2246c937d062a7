"""What somebody puts into the tables with the app's login keeps nobody from being found, shared of, or taken in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from autonome.adapters.postgres import Connections, Role
from autonome.adapters.postgres_gate import PostgresPatients
from autonome.kernel import SubjectId
from autonome.workflows.deliver_shared import deliver
from autonome.workflows.share_record import IDENTITY, Shared
from tests.integration.node.sharers import CLINIC, HOSPITAL, MEDICINES, Site
from tests.integration.node.test_sharing import anna, sites
from tests.integration.postgres.logs import forge

__all__ = ["sites"]

HERE = SubjectId("p-here")
MARKED = "INSERT INTO patient_mark (mark, person) SELECT mark, %b FROM patient_mark WHERE person = %b"


@pytest.fixture
def thief(sites: list[Site]) -> Iterator[list[Connections]]:
    """The app's login at each of them, and no keyring."""
    first, second = (Connections(site.node.database, Role.APP, purpose="thief") for site in sites)
    with first, second:
        yield [first, second]


def marked_as_another(clinic: Site, thief: Connections) -> None:
    """Ben is found by Anna's name and number too."""
    clinic.patient("p-ben", "Ben Synthetic", "mrn:2")
    names = [clinic.node.names.person(subject) for subject in (SubjectId("p-ben"), HERE)]
    with thief.transaction() as transaction:
        transaction.execute(MARKED, names)


def made_up(clinic: Site, thief: Connections) -> None:
    """A patient who is nobody is found by them."""
    name, thread = os.urandom(32), os.urandom(32)
    with thief.transaction() as transaction:
        transaction.execute("SELECT FROM log_heads(%b, %b)", [[thread], ["person"]])
        transaction.execute("SELECT person_enter(%b, %b)", [name, thread])
        transaction.execute("INSERT INTO patient (person, thread, sealed) VALUES (%b, %b, %b)", [name, thread, b"junk"])
        transaction.execute(MARKED, [name, clinic.node.names.person(HERE)])


@pytest.mark.parametrize(("puts", "junk"), [(marked_as_another, 0), (made_up, 1)])
def test_who_is_marked_with_somebodys_number_keeps_nobody_from_being_found(
    sites: list[Site], thief: list[Connections], puts: Callable[[Site, Connections], None], junk: int
) -> None:
    hospital, clinic = sites
    clinic.patient(HERE, "Anna Synthetic", "mrn:1")
    puts(clinic, thief[1])
    patients = clinic.world.patients
    assert isinstance(patients, PostgresPatients)
    assert [each.subject for words in ("MRN:1", "anna  synthetic") for each in patients.find(words)] == [HERE, HERE]
    assert HERE in [each.subject for each in patients.all()]
    assert patients.unopened() == junk
    subject = anna(hospital, "mrn:1")
    hospital.grant(subject, IDENTITY)
    shared = hospital.put(subject, CLINIC, MEDICINES, IDENTITY)
    assert isinstance(shared, Shared)
    assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "delivered"
    assert clinic.there(HOSPITAL, shared) == HERE


@pytest.mark.parametrize("side", [0, 1])
def test_who_says_that_somebody_is_being_erased_stops_no_transfer(
    sites: list[Site], thief: list[Connections], side: int
) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    first, shared = (hospital.put(subject, CLINIC, MEDICINES) for _ in range(2))
    assert isinstance(first, Shared)
    assert isinstance(shared, Shared)
    assert deliver(hospital.sent(first), world=hospital.world).state == "delivered"
    site, whose = sites[side], (subject, clinic.there(HOSPITAL, first))[side]
    with thief[side].transaction() as transaction:
        records = forge(transaction, site.node.names.thread(whose))
        moved = [site.node.names.person(whose), records, "erasing"]
        transaction.execute("SELECT person_moved(%b, %b::bigint[], %s)", moved)
    assert deliver(hospital.sent(shared), world=hospital.world).state == "delivered"
    assert clinic.names(clinic.there(HOSPITAL, shared), MEDICINES)
