"""How requests, decisions and reasons are written: what stands on the ledger for ever, member by member."""

from __future__ import annotations

from autonome.access import Allowed, Denied, Document, Duty, Grant, Grounds, Reason, ReasonCode, decision_body
from autonome.access.facts import FactKind
from autonome.kernel import Instant, Period, Sha256, canonical_bytes
from autonome.law import stating
from tests.fakes.consents import request

AT, LATER = Instant.parse("2026-03-01T10:00:00Z"), Instant.parse("2026-04-01T10:00:00Z")
GROUNDS = Grounds(AT, 7, Sha256("a" * 64))
REASON = Reason(ReasonCode.DOCUMENT_MISSING, "pharmacogenes", "ethics-approval", "CN-1", "Art. 1")
WRITTEN_REASON = {
    "code": "document-missing",
    "item": "pharmacogenes",
    "detail": "ethics-approval",
    "rule": "CN-1",
    "article": "Art. 1",
}
DUTY = Duty("CN-2", "Art. 2", "Tell them.", "72 hours")
WRITTEN_DUTY = {"rule": "CN-2", "article": "Art. 2", "sentence": "Tell them.", "deadline": "72 hours"}


def test_a_decision_that_allows() -> None:
    window = ((AT.seconds, LATER.seconds),)
    grants = (Grant("pharmacogenes"), Grant("medications", window))
    decision = Allowed(grants, (REASON,), ("basis",), ("DUO:0000021",), (DUTY,), LATER, GROUNDS)
    written = decision.to_json()
    assert written["effect"] == "allowed"
    assert written["grants"] == [
        {"item": "pharmacogenes"},
        {"item": "medications", "window": [["2026-03-01T10:00:00Z", "2026-04-01T10:00:00Z"]]},
    ]
    assert written["reasons"] == [WRITTEN_REASON]
    assert (written["basis"], written["obligations"]) == (["basis"], ["DUO:0000021"])
    assert written["duties"] == [WRITTEN_DUTY]
    assert written["until"] == "2026-04-01T10:00:00Z"
    assert written["grounds"] == GROUNDS.to_json()
    assert Allowed(grants, (REASON,), (), (), (), None, GROUNDS).to_json()["until"] is None


def test_a_decision_that_denies() -> None:
    assert Denied((REASON,), ("document:ethics-approval",), (DUTY,), GROUNDS).to_json() == {
        "effect": "denied",
        "reasons": [WRITTEN_REASON],
        "missing": ["document:ethics-approval"],
        "duties": [WRITTEN_DUTY],
        "grounds": GROUNDS.to_json(),
    }


def test_a_reason_without_parts_is_written_without_them_and_comes_back() -> None:
    bare = Reason(ReasonCode.CONSENT_OF_ANOTHER)
    assert bare.to_json() == {"code": "consent-of-another"}
    assert Reason.from_json(bare.to_json()) == bare
    assert Reason.from_json(REASON.to_json()) == REASON


def test_a_request_with_all_that_it_can_hold() -> None:
    asked = request(
        destination="DE",
        diseases=frozenset(f"D:{number}" for number in range(10)),
        commercial=False,
        review=("children",),
        window=Period(AT, LATER),
        documents=(Document("ethics-approval", "1", LATER), Document("project-approval", "2")),
        whole=True,
        circumstances=stating({"age": 40}),
    ).handed_in_with(request(subject="ben").subject)
    written = asked.to_json()
    assert written["destination"] == "DE"
    assert written["diseases"] == [f"D:{number}" for number in range(10)]
    assert (written["commercial"], written["whole"], written["consent_of_another"]) == (False, True, True)
    assert written["review"] == ["children"]
    assert written["window"] == {"from": "2026-03-01T10:00:00Z", "to": "2026-04-01T10:00:00Z"}
    assert written["documents"] == [
        {"kind": "ethics-approval", "id": "1", "until": "2026-04-01T10:00:00Z"},
        {"kind": "project-approval", "id": "2"},
    ]
    assert written["circumstances"] == {"age": 40}
    assert request(window=Period(AT)).to_json()["window"] == {"from": "2026-03-01T10:00:00Z"}


def test_a_plain_request_says_nothing_of_what_it_does_not_hold() -> None:
    assert set(request().to_json()) >= {"subject", "actor", "organisation", "recipient", "purposes", "items", "action"}
    optional = {"destination", "diseases", "commercial", "review", "window", "documents", "whole", "consent_of_another"}
    assert not set(request().to_json()) & optional


def test_the_body_of_an_entry_holds_request_and_decision() -> None:
    denied = Denied((REASON,), (), (), GROUNDS)
    body = decision_body(request(), denied)
    assert body == {"request": request().to_json(), "decision": denied.to_json()}
    assert canonical_bytes(body)


def test_words_of_reasons_stand_on_ledgers_and_do_not_change() -> None:
    """A new word is added here; one that was recorded is never renamed."""
    assert {code.name.lower().replace("_", "-") for code in ReasonCode} == {str(code) for code in ReasonCode}
    assert {kind.name.lower().replace("_", "-") for kind in FactKind} == {str(kind) for kind in FactKind}
