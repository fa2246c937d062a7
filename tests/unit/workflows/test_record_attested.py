"""What is attested of a person stands on the log among the acts, and decisions replay with what was known."""

from __future__ import annotations

from typing import Any

import pytest

from autonome.access import Allowed, Permit, decide
from autonome.consent import (
    Attestation,
    AttestationId,
    Authority,
    Birth,
    ConsentError,
    ConsentFile,
    Death,
    Ground,
    JurisdictionCode,
    Mandate,
    is_attestation,
    read_recorded_attestation,
    recorded_act,
    recorded_attestation,
)
from autonome.kernel import ActorId, Instant, Json, Period, Sha256, SubjectId
from autonome.law import RULES
from autonome.ledger import Checkpoint
from autonome.workflows.decide_and_record import Refusal, decide_and_record
from autonome.workflows.record_consent import attested_of, consent_history, record_attested, record_consent
from tests.fakes.consents import NOW, SUBJECT, act, request
from tests.fakes.ledger import MemoryLog

OPEN = Period(Instant.parse("2020-01-01"))
YES = act(actor=ActorId("mother"), authority=Authority.GUARDIAN, valid=OPEN, leaf=None)


def attest(fact: Any, name: str, who: SubjectId = SUBJECT) -> Attestation:  # noqa: ANN401 - any that can be attested
    return Attestation(AttestationId(name), who, fact, ActorId("registry"), Sha256("0" * 64), NOW)


BORN = attest(Birth(Instant.parse("2015-06-01"), JurisdictionCode("US")), "b")
RIGHT = attest(Mandate(ActorId("mother"), Authority.GUARDIAN, Ground.PARENT, OPEN), "m")
DIED = attest(Death(Instant.parse("2026-02-01")), "d")


def asked(log: MemoryLog, *attested: Attestation) -> Permit | Refusal:
    return decide_and_record(request(), ConsentFile(SUBJECT, (YES,), "US", attested), log=log, rules=RULES, at=NOW)


def test_a_guardians_yes_opens_once_the_right_to_it_is_on_the_log() -> None:
    log = MemoryLog()
    assert isinstance(asked(log), Refusal)
    assert isinstance(asked(log, BORN, RIGHT), Permit)
    assert isinstance(asked(log), Permit), "it stays, whatever a later file holds"
    assert isinstance(asked(log, DIED), Refusal)


def test_what_is_attested_is_recorded_once_and_read_back_with_its_place() -> None:
    log = MemoryLog()
    for _ in range(2):
        record_attested([BORN, RIGHT, attest(BORN.fact, "x", SubjectId("ben"))], subject=SUBJECT, log=log)
        record_consent([YES], subject=SUBJECT, log=log)
    assert [(each.id, each.leaf) for each in attested_of(SUBJECT, log=log)] == [("b", 0), ("m", 1)]
    assert [(each.id, each.leaf) for each in consent_history(SUBJECT, log=log)] == [(YES.id, 2)]
    assert attested_of(SubjectId("ben"), log=log) == ()


def test_a_decision_is_replayed_with_what_was_known_then() -> None:
    log = MemoryLog()
    permit = asked(log, BORN, RIGHT)
    assert isinstance(permit, Permit)
    asked(log, DIED)
    acts, attested = consent_history(SUBJECT, log=log), attested_of(SUBJECT, log=log)
    size = permit.decision.grounds.log_size
    again = decide(acts, permit.request, RULES, NOW, size, attested=attested)
    assert again.to_json() == permit.decision.to_json()
    now = decide(acts, permit.request, RULES, NOW, Checkpoint.of_note(log.checkpoint()).size, attested=attested)
    assert not isinstance(now, Allowed)


def test_an_entry_is_an_act_or_an_attestation_and_never_half_of_one() -> None:
    body = recorded_attestation(BORN)
    assert is_attestation(body)
    assert not is_attestation(recorded_act(YES))
    assert read_recorded_attestation(body, SUBJECT, 7) == BORN.at_leaf(7)
    unknown: Json = {"attested": BORN.to_json() | {"states": "wealth"}}
    broken: list[Json] = [{}, {"attested": {}}, {**body, "act": {}}, unknown]
    for wrong in broken:
        with pytest.raises(ConsentError, match="consent entry 7"):
            read_recorded_attestation(wrong, SUBJECT, 7)
