"""What a partner's acts of consent do beside those that were said here: they end none of them, and outlast none."""

from __future__ import annotations

import pytest

from autonome.adapters.system import SystemClock
from autonome.consent import ActKind, ConsentAct, ConsentFile
from autonome.kernel import ActorId, Instant, SubjectId
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.deliver_shared import deliver
from autonome.workflows.open_record import Opened
from autonome.workflows.received_consents import attest, take_back
from autonome.workflows.share_record import Shared
from tests.fakes.consents import act, atom, template
from tests.integration.node.nodes import ALWAYS
from tests.integration.node.sharers import ACTIONS, CLINIC, HOSPITAL, MEDICINES, Site
from tests.integration.node.test_sharing import anna, sites

__all__ = ["sites"]

PSEUDONYM = SubjectId("x-" + "0" * 32)
FAR_AHEAD = Instant.parse("2099-01-01")


def said(kind: ActKind, at: Instant) -> ConsentAct:
    """An act on the question of `Site.grant`, as a partner tells it."""
    name, scope = f"{MEDICINES}-care", (atom(category=MEDICINES, recipient="care", actions=ACTIONS),)
    given = () if kind is ActKind.WITHDRAW else scope
    return act(
        kind, *given, question=name, form=template(name, scope, version=name), leaf=None, id=f"said-{kind}-{at}",
        subject=PSEUDONYM, actor=ActorId(PSEUDONYM), recorded_at=at, valid=ALWAYS if given else None,
    )  # fmt: skip


def tells(clinic: Site, there: SubjectId, *acts: ConsentAct) -> None:
    attest(ConsentFile(PSEUDONYM, acts, "", ()), HOSPITAL, there, world=clinic.world)


@pytest.fixture
def there(sites: list[Site]) -> SubjectId:
    """Anna at the clinic, of whom the hospital has told a yes."""
    hospital, clinic = sites
    shared = hospital.put(anna(hospital), CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "delivered"
    return clinic.there(HOSPITAL, shared)


@pytest.mark.parametrize("kind", [ActKind.DENY, ActKind.WITHDRAW])
def test_a_partners_no_that_comes_along_ends_its_own_yes_and_none_that_was_said_here(
    sites: list[Site], there: SubjectId, kind: ActKind
) -> None:
    _, clinic = sites
    tells(clinic, there, said(kind, SystemClock().now()))
    assert isinstance(clinic.open(there, MEDICINES), Refusal)
    clinic.grant(there, MEDICINES, number=1)
    tells(clinic, there, said(kind, Instant(SystemClock().now().seconds + 1)))
    assert isinstance(clinic.open(there, MEDICINES), Opened)


@pytest.mark.parametrize("kind", [ActKind.GRANT, ActKind.DENY])
def test_an_act_of_a_time_to_come_keeps_nobody_from_answering_here(
    sites: list[Site], there: SubjectId, kind: ActKind
) -> None:
    _, clinic = sites
    tells(clinic, there, said(kind, FAR_AHEAD))
    assert isinstance(clinic.open(there, MEDICINES), Opened if kind is ActKind.GRANT else Refusal)
    for number in (1, 2):
        clinic.grant(there, MEDICINES, number=number)
        assert isinstance(clinic.open(there, MEDICINES), Opened)
        clinic.grant(there, MEDICINES, kind=ActKind.WITHDRAW, number=number)
        assert isinstance(clinic.open(there, MEDICINES), Refusal)


def test_a_withdrawal_of_a_time_to_come_counts_now(sites: list[Site], there: SubjectId) -> None:
    _, clinic = sites
    for _ in range(2):
        take_back([said(ActKind.WITHDRAW, FAR_AHEAD)], HOSPITAL, there, world=clinic.world)
        assert isinstance(clinic.open(there, MEDICINES), Refusal)
    clinic.grant(there, MEDICINES, number=1)
    assert isinstance(clinic.open(there, MEDICINES), Opened)
