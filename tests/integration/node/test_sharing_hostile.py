"""What a partner with a card may not do: end or lengthen what stands here by its word, or fill the node."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.access.ports import Stands
from autonome.adapters.postgres_gate import PostgresGate
from autonome.adapters.system import SystemEntropy
from autonome.consent import ActKind, Attestation, AttestationId, Birth, ConsentFile
from autonome.consent.attestations import Death
from autonome.consent.jurisdictions import JURISDICTIONS
from autonome.kernel import ActorId, Instant, Sha256, SubjectId, canonical_bytes
from autonome.ledger import Recorded, VerificationError
from autonome.sharing.messages import State, read_answer
from autonome.workflows import hold_transfer
from autonome.workflows import receive_transfer as receiving
from autonome.workflows.accept_transfer import accept_transfer
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.deliver_shared import deliver
from autonome.workflows.receive_transfer import CrowdedError, receive_transfer
from autonome.workflows.received_consents import attest
from autonome.workflows.record_consent import attested_of
from autonome.workflows.share_record import Shared
from autonome.workflows.verify_receipt import Evidence
from autonome.workflows.verify_shared import receipt_of_shared, verify_shared
from tests.integration.node.sharers import CLINIC, HOSPITAL, MEDICINES, Site
from tests.integration.node.test_sharing import LEE, anna, sites

__all__ = ["sites"]

OF_AGE, CHILD = (Birth(Instant.parse(year), JURISDICTIONS.code("US")) for year in ("1980-01-01", "2020-01-01"))


def stated(subject: SubjectId, fact: Birth | Death, number: int, by: str) -> Attestation:
    return Attestation(
        AttestationId(f"att-{number}"), subject, fact, ActorId(by), Sha256("a" * 64), Instant.parse("2026-03-01")
    )


def test_a_partners_word_makes_nobody_dead_or_a_child_of_whom_more_is_known_here(sites: list[Site]) -> None:
    _, clinic = sites
    died = Death(Instant.parse("2026-01-01"))
    pseudonym = SubjectId("x-" + "0" * 32)

    def told(subject: SubjectId, *facts: Birth | Death) -> list[object]:
        named = tuple(stated(pseudonym, fact, number, "lee") for number, fact in enumerate(facts))
        attest(ConsentFile(pseudonym, (), "", named), HOSPITAL, subject, world=clinic.world)
        return [each.fact for each in attested_of(subject, log=clinic.node.log)]

    ours, theirs = clinic.patient("p-ours"), clinic.patient("p-theirs")
    clinic.node.gate.record_attested(ours, [stated(ours, OF_AGE, 9, "dr-b")])
    clinic.grant(ours, MEDICINES)
    assert told(ours, CHILD, died) == [OF_AGE]
    assert clinic.names(ours, MEDICINES) == []  # it is opened: there is nothing in it
    answered_here = clinic.patient("p-answered")
    clinic.grant(answered_here, MEDICINES)
    assert told(answered_here, CHILD, died) == []
    assert clinic.names(answered_here, MEDICINES) == [], "the own yes stands"
    assert told(theirs, CHILD, died) == [CHILD, died]  # of whom nobody told more
    assert told(theirs, OF_AGE) == [CHILD, died, OF_AGE]


def test_a_no_that_is_said_here_while_a_partners_yes_is_recorded_stands(
    sites: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital, clinic = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    deliver(hospital.sent(shared), world=hospital.world, first=True)
    there = clinic.there(HOSPITAL, shared)
    hospital.grant(subject, MEDICINES, number=1)
    again = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(again, Shared)
    consents, desk = (
        clinic.node.gate._consents,
        PostgresGate(clinic.node.log, clinic.node.names, entropy=SystemEntropy()),
    )
    of, said = consents.of, list[int]()

    def meanwhile(asked: SubjectId) -> Stands:
        stands = of(asked)
        if not said:
            said.append(1)
            at_the_desk = replace(clinic, world=replace(clinic.world, gate=desk))
            at_the_desk.grant(there, MEDICINES, kind=ActKind.WITHDRAW)
        return stands

    monkeypatch.setattr(consents, "of", meanwhile)
    assert answered(hospital, clinic, hospital.envelope(again) or b"") is State.REFUSED
    assert said
    assert isinstance(clinic.open(there, MEDICINES), Refusal)


def test_a_partner_does_not_fill_the_node(sites: list[Site], monkeypatch: pytest.MonkeyPatch) -> None:
    hospital, clinic = sites
    clinic.patient("p-other", "Another Person", "mrn:1")
    subject = anna(hospital, "mrn:1")
    envelopes = []
    for _ in range(2):
        shared = hospital.put(subject, CLINIC, MEDICINES)
        assert isinstance(shared, Shared)
        envelopes.append(hospital.envelope(shared) or b"")
    monkeypatch.setattr(receiving, "MOST_WAITING", 1)
    assert answered(hospital, clinic, envelopes[0]) is State.WAITING
    with pytest.raises(CrowdedError):
        receive_transfer(envelopes[1], world=clinic.world)
    (number,) = clinic.world.inbox.waiting()
    assert accept_transfer(number, None, LEE, world=clinic.world).state is State.RECEIVED
    assert answered(hospital, clinic, envelopes[1]) is State.RECEIVED
    monkeypatch.setattr(hold_transfer, "MOST_ACTS", 0)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    assert answered(hospital, clinic, hospital.envelope(shared) or b"") is State.REFUSED


def answered(hospital: Site, clinic: Site, envelope: bytes) -> State:
    return read_answer(hospital.post.unseal(receive_transfer(envelope, world=clinic.world))[1], "an answer").state


def test_the_receipt_of_what_was_cancelled_says_so_and_takes_no_other_end(sites: list[Site]) -> None:
    hospital, _ = sites
    subject = anna(hospital)
    policy = Evidence(f"log {hospital.node.log.verifier}\nquorum none\n".encode(), "policy")

    def verified(shared: Shared, ended: Recorded | None) -> str:
        written = canonical_bytes(receipt_of_shared(shared, ended, None, log=hospital.node.log))
        return verify_shared(Evidence(written, "receipt"), policy=policy, partner_policy=None).state

    one, other = (hospital.put(subject, CLINIC, MEDICINES) for _ in range(2))
    assert isinstance(one, Shared)
    assert isinstance(other, Shared)
    assert verified(one, None) == "under way"
    delivered = deliver(hospital.sent(other), world=hospital.world, first=True)
    hospital.grant(subject, MEDICINES, kind=ActKind.WITHDRAW)
    cancelled = deliver(hospital.sent(one), world=hospital.world)
    assert verified(one, cancelled.recorded) == "cancelled"
    for shared, ended in ((other, cancelled.recorded), (other, delivered.recorded)):
        with pytest.raises(VerificationError, match="names one of the partner's that is not shown"):
            verified(shared, ended)
