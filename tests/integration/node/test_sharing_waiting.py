"""What waits until somebody says whose it is: who is shown what, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.kernel import ActorId, InputError, Instant, SubjectId
from autonome.ledger import EntryKind
from autonome.sharing.messages import KIND, State
from autonome.sharing.transfers import LIFE_SECONDS
from autonome.workflows.accept_transfer import (
    MATTER,
    accept_transfer,
    let_go_of_what_waited,
    look_at,
    waiting_transfers,
)
from autonome.workflows.deliver_shared import deliver
from autonome.workflows.keep_transfer import AnotherError
from autonome.workflows.share_record import Shared
from autonome.workflows.show_timeline import timeline_of
from tests.fakes.ledger import SetClock
from tests.integration.node.sharers import CLINIC, HOSPITAL, MEDICINES, Site
from tests.integration.node.test_sharing import LEE, anna, sites

__all__ = ["sites"]

MO = ActorId("mo")


def waits(hospital: Site, clinic: Site, subject: SubjectId) -> tuple[Shared, int]:
    """Something of Anna that waits at the clinic, where somebody else has her number."""
    if clinic.world.patients.of(SubjectId("p-other")) is None:
        clinic.patient("p-other", "Another Person", "mrn:1")
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "waiting"
    *_, newest = waiting_transfers(world=clinic.world)
    return shared, newest.number


def test_who_is_shown_what_a_partner_tells_is_on_record_and_the_person_sees_it(sites: list[Site]) -> None:
    hospital, clinic = sites
    shared, number = waits(hospital, clinic, anna(hospital, "mrn:1"))
    pseudonym = SubjectId(shared.transfer.subject)
    (listed,) = waiting_transfers(world=clinic.world)
    assert not hasattr(listed, "body"), "the list names nobody"
    assert clinic.node.log.institution_entries(pseudonym) == ()
    for by in (LEE, MO, LEE):
        assert look_at(number, by, world=clinic.world).body.identity.numbers == ("mrn:1",)
    told = [each.payload.body for each in clinic.node.log.institution_entries(pseudonym, KIND)]
    assert told == [{"shown": shared.transfer.id, "from": HOSPITAL, "by": by} for by in (LEE, MO, LEE)]
    assert accept_transfer(number, None, LEE, world=clinic.world).state is State.RECEIVED
    there = clinic.there(HOSPITAL, shared)
    (received,) = [body for body in clinic.bodies(there, EntryKind.USE) if "received" in body]
    assert (received["matched_by"], received["shown_to"]) == (LEE, [LEE, MO])
    assert "received from hospital.example" in [line.what for line in timeline_of(there, clinic.node.log)]
    for done in (look_at, lambda *given, world: accept_transfer(given[0], None, given[1], world=world)):
        with pytest.raises(InputError, match="nothing waits"):
            done(number, LEE, world=clinic.world)


def test_a_partners_name_for_somebody_is_not_said_to_be_two_peoples(
    sites: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital, clinic = sites
    subject = anna(hospital, "mrn:1")
    (shared, first), (_, second) = (waits(hospital, clinic, subject) for _ in range(2))
    theirs = clinic.patient("p-anna-here", "Anna Synthetic")
    assert accept_transfer(first, theirs, LEE, world=clinic.world).state is State.RECEIVED
    entries = clinic.node.log.checkpoint()
    for wrong in (SubjectId("p-other"), None):
        with pytest.raises(AnotherError, match="means p-anna-here"):
            accept_transfer(second, wrong, LEE, world=clinic.world)
    assert clinic.node.log.checkpoint() == entries, "and nothing of it was recorded of anybody"
    with monkeypatch.context() as patched:  # both at once: neither saw what the other says
        at_first = iter([None])
        known = clinic.world.links.subject
        patched.setattr(type(clinic.world.links), "subject", lambda _, *given: next(at_first, known(*given)))
        with pytest.raises(AnotherError):
            accept_transfer(second, SubjectId("p-other"), LEE, world=clinic.world)
    assert not clinic.world.inbox.holds(SubjectId("p-other"))
    assert clinic.there(HOSPITAL, shared) == theirs


def test_what_nobody_here_opens_any_more_is_let_go_too_and_hides_nothing_else(sites: list[Site]) -> None:
    hospital, clinic = sites
    subject = anna(hospital, "mrn:1")
    (lost, _), (other, number) = (waits(hospital, clinic, subject) for _ in range(2))
    unseal = type(clinic.post).unseal
    keys = {clinic.world.inbox.waits(each).envelope for each in clinic.world.inbox.waiting()[:1]}  # type: ignore[union-attr]

    def changed(envelope: bytes) -> tuple[object, bytes]:
        if envelope in keys:
            raise InputError("was not sealed to a key of ours")
        return unseal(clinic.post, envelope)

    clinic.post.unseal = changed  # type: ignore[method-assign,assignment]
    assert [each.number for each in waiting_transfers(world=clinic.world)] == [number]
    with pytest.raises(InputError, match="nothing waits"):
        look_at(number - 1, LEE, world=clinic.world)
    assert let_go_of_what_waited(world=clinic.world) == 0
    late = replace(clinic.world, clock=SetClock(str(Instant(other.transfer.expires.seconds + 60))))
    assert let_go_of_what_waited(world=late) == 2
    assert clinic.world.inbox.waiting() == ()
    (said,) = clinic.node.log.institution_entries(MATTER, KIND)
    assert said.payload.body == {"transfer": lost.transfer.id, "state": "refused", "unopened": True}
    assert LIFE_SECONDS == 7 * 24 * 3600
