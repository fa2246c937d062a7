"""Sharing over real HTTPS, with cards, seals and certificates as nodes have them, and by the commands."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from autonome.adapters.exchange.post import NodePost
from autonome.adapters.postgres import Database
from autonome.adapters.system import SystemClock
from autonome.ledger import parse_policy, write_policy
from autonome.sharing import Card, InstitutionId
from autonome.workflows.deliver_shared import deliver
from autonome.workflows.receive_transfer import receive_transfer
from autonome.workflows.share_record import Shared, share_record
from tests.fakes.cards import Institution
from tests.integration.exchange.partners import Served, courier, following_now, partner, serving
from tests.integration.node.sharers import (
    CLASSES,
    CLINIC,
    HOSPITAL,
    LABORATORY,
    LABS,
    MEDICINES,
    PHARMACY,
    Site,
    lab,
    medicine,
    opened_sites,
)


class Chain:
    """Sites whose exchange is served."""

    def __init__(self, sites: list[Site], stack: ExitStack) -> None:
        self.cards: dict[InstitutionId, Card] = {}
        self.sites: dict[InstitutionId, Site] = {}
        self.institutions: dict[InstitutionId, Institution] = {}
        self.served: dict[InstitutionId, Served] = {}
        for site in sites:
            text = write_policy(site.node.log.verifier)
            policy = parse_policy(text.encode())
            self.institutions[site.id] = partner(
                site.id, recipient=CLASSES[site.id], jurisdiction="US", policy=policy, policy_text=text
            )
        for site in sites:
            who = self.institutions[site.id]
            post = NodePost(who.sealer(SystemClock()), courier(who), lambda: self.cards, SystemClock())
            world = replace(site.world, post=post)
            self.sites[site.id] = replace(site, world=world)
            others = [each for id_, each in self.institutions.items() if id_ != site.id]
            receive = partial(receive_transfer, world=world)
            self.served[site.id] = stack.enter_context(serving(who, receive, *others))
            self.cards[site.id] = self.served[site.id].card


@pytest.fixture
def chain(request: pytest.FixtureRequest, databases: Iterator[Database], tmp_path: Path) -> Iterator[Chain]:
    with ExitStack() as stack:
        sites = stack.enter_context(opened_sites(databases, tmp_path, *request.param))
        yield Chain(sites, stack)


def given(chain: Chain, by: InstitutionId, to: InstitutionId, subject: str, *items: str, **more: object) -> Shared:
    site = chain.sites[by]
    known = site.world.post.partner(to)
    assert known is not None
    asked = site.asks(type(site.world.patients.all()[0].subject)(subject), to, *items)
    shared = share_record(asked, known, world=site.world, **more)  # type: ignore[arg-type]  # what it answers
    assert isinstance(shared, Shared)
    assert deliver(site.sent(shared), world=site.world, first=True).state == "delivered"
    return shared


ALL = (HOSPITAL, CLINIC, PHARMACY, LABORATORY)


@pytest.mark.parametrize("chain", [ALL], indirect=True)
def test_hospital_clinic_pharmacy_laboratory_and_the_result_back_to_the_pharmacy(chain: Chain) -> None:
    hospital = chain.sites[HOSPITAL]
    subject = hospital.patient("p-anna", "Anna Synthetic", "mrn:1")
    hospital.grant(subject, MEDICINES)
    hospital.keep(subject, medicine("1"))
    for by, to in pairwise(ALL):
        order = given(chain, by, to, subject, MEDICINES)
        before, subject = subject, chain.sites[to].there(by, order)
    labs = chain.sites[LABORATORY]
    assert labs.names(subject, MEDICINES) == ["pharmacy.example:clinic.example:hospital.example:MedicationStatement/1"]
    labs.grant(subject, LABS)
    labs.keep(subject, lab("result"))
    back = given(chain, LABORATORY, PHARMACY, subject, LABS, in_reply_to=order.transfer.id)
    assert chain.sites[PHARMACY].there(LABORATORY, back) == before
    assert chain.sites[PHARMACY].names(before, LABS) == ["laboratory.example:Observation/result"]


@pytest.mark.parametrize("chain", [(HOSPITAL, CLINIC)], indirect=True)
def test_a_partner_with_new_keys_is_reached_by_its_new_card(chain: Chain) -> None:
    hospital = chain.sites[HOSPITAL]
    subject = hospital.patient("p-anna")
    hospital.grant(subject, MEDICINES)
    hospital.keep(subject, medicine("1"))
    given(chain, HOSPITAL, CLINIC, subject, MEDICINES)
    served = chain.served[CLINIC]
    after = following_now(served.institution)
    served.keys = after.keys
    chain.cards[CLINIC] = replace(after.card, url=served.card.url)
    new = chain.sites[CLINIC].world.post
    assert isinstance(new, NodePost)
    opens = replace(new.sealer, signing=lambda: after.keys, opening=lambda: [after.keys])  # type: ignore[type-var]
    object.__setattr__(new, "sealer", opens)
    time.sleep(0.3)  # until the server has looked
    given(chain, HOSPITAL, CLINIC, subject, MEDICINES)
    assert hospital.world.post.partner(PHARMACY) is None  # who has no card here is nobody to share with
