"""A consent that is taken back where data came from ends their use wherever they were passed on to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autonome.adapters.postgres import Database
from autonome.consent import ActKind
from autonome.kernel import SubjectId
from autonome.ledger import EntryKind
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.deliver_shared import deliver, tell_withdrawals
from autonome.workflows.share_record import Shared
from tests.integration.node.sharers import (
    CLINIC,
    HOSPITAL,
    LABS,
    MEDICINES,
    PHARMACY,
    Site,
    lab,
    medicine,
    opened_sites,
)


def told_on(site: Site) -> list[str]:
    """Tell partners of what was taken back; gives what became of each notice."""
    tell_withdrawals(world=site.world)
    return [deliver(each, world=site.world, first=True).state for each in site.world.outbox.sent(under_way=True)]


def passed(site: Site, to: Site, subject: SubjectId) -> SubjectId:
    shared = site.put(subject, to.id, MEDICINES, LABS)
    assert isinstance(shared, Shared)
    assert deliver(site.sent(shared), world=site.world, first=True).state == "delivered"
    return to.there(site.id, shared)


def test_a_withdrawal_reaches_who_has_the_data_at_second_hand(databases: Iterator[Database], tmp_path: Path) -> None:
    with opened_sites(databases, tmp_path, HOSPITAL, CLINIC, PHARMACY) as (hospital, clinic, pharmacy):
        subject = hospital.patient()
        hospital.grant(subject, MEDICINES, LABS)
        hospital.keep(subject, medicine("1"), lab("7"))
        at_clinic = passed(hospital, clinic, subject)
        at_pharmacy = passed(clinic, pharmacy, at_clinic)
        assert told_on(hospital) == told_on(clinic) == []
        assert pharmacy.names(at_pharmacy, MEDICINES)
        hospital.grant(subject, MEDICINES, kind=ActKind.WITHDRAW)
        assert told_on(hospital) == ["delivered"]
        assert isinstance(clinic.open(at_clinic, MEDICINES), Refusal)
        clinic.post.down = True
        assert told_on(clinic) == ["tried"]
        clinic.post.down = False
        (notice,) = clinic.world.outbox.sent(under_way=True)
        assert deliver(notice, world=clinic.world).state == "delivered"
        assert isinstance(pharmacy.open(at_pharmacy, MEDICINES), Refusal)
        assert pharmacy.names(at_pharmacy, LABS)  # and that alone was taken back
        assert [told_on(site) for site in (hospital, clinic, pharmacy)] == [[], [], []]
        (told,) = [body for body in pharmacy.bodies(at_pharmacy, EntryKind.USE) if "told" in body]
        assert told["from"] == CLINIC
