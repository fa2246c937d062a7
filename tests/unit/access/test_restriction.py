"""What a restriction of the person's data leaves open, and what is said to whom of what it closes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Allowed, Decision, Denied, Document, ReasonCode, decide
from autonome.access.explanation import Audience, account_of, explain
from autonome.access.explanation.reason_words import told_of
from autonome.access.reasons import told, told_to_the_person
from autonome.consent import Action, ActKind
from autonome.law import RULES, Circumstance, DocumentKind, stating
from tests.fakes.consents import NOW, SUBJECT, act, atom, request

OLD = act(ActKind.GRANT, atom(), leaf=0)
NEW = act(ActKind.GRANT, atom(), leaf=7, id="again")
SINCE, SIZE = 5, 9


def decided(*acts: Any, since: int | None = SINCE, size: int = SIZE, **changes: Any) -> Decision:  # noqa: ANN401 - one keyword for each part
    return decide(acts, replace(request(), **changes), RULES, NOW, size, restricted=since)


def test_an_older_consent_opens_nothing_while_data_are_restricted() -> None:
    assert isinstance(decided(OLD, since=None), Allowed)
    refused = decided(OLD)
    assert isinstance(refused, Denied)
    assert {reason.code for reason in refused.reasons} == {ReasonCode.RESTRICTED}
    assert refused.grounds.to_json()["restricted_by"] == SINCE


def test_a_consent_that_was_given_for_it_since_opens() -> None:
    assert isinstance(decided(OLD, NEW), Allowed)


def test_a_restriction_that_came_later_than_the_log_that_is_asked_about_is_not_known() -> None:
    assert isinstance(decided(OLD, size=SINCE), Allowed)


@pytest.mark.parametrize(
    ("purpose", "effect"), [("HLEGAL", Allowed), ("THREAT", Allowed), ("HOPERAT", Denied), ("GRU", Denied)]
)
def test_legal_claims_and_the_protection_of_others_stay_open(purpose: str, effect: type[Decision]) -> None:
    old = act(ActKind.GRANT, atom(purpose=purpose), leaf=0)
    assert isinstance(decided(old, since=None, purposes=(purpose,)), Allowed)
    assert isinstance(decided(old, purposes=(purpose,)), effect)


def test_the_own_record_stays_open() -> None:
    own = decided(actor=SUBJECT, recipient="subject", purposes=("PATRQT",), items=("record",))
    assert isinstance(own, Allowed)


def test_a_ground_of_law_that_is_no_right_is_closed_and_says_so() -> None:
    asked: dict[str, Any] = {
        "purposes": ("ETREAT",), "jurisdiction": "DE", "items": ("medications",), "action": Action.USE,
        "circumstances": stating({Circumstance.CANNOT_CONSENT: True}),
    }  # fmt: skip
    assert isinstance(decided(since=None, **asked), Allowed)
    refused = decided(**asked)
    assert {reason.code for reason in refused.reasons} == {ReasonCode.RESTRICTED}


IN_THE_UNITED_STATES: dict[str, Any] = {"purposes": ("ETREAT",), "jurisdiction": "US", "items": ("medications",)}


@pytest.mark.parametrize("action", [Action.COLLECT, Action.USE, Action.DISCLOSE])
def test_in_the_united_states_a_restriction_yields_to_an_emergency(action: Action) -> None:
    given = decided(**IN_THE_UNITED_STATES, action=action)
    assert isinstance(given, Allowed)
    assert given.basis == ("US-HIPAA-508(a)(1)/emergency",)
    assert "45 CFR 164.522(a)(1)(iv)" in {duty.article for duty in given.duties}
    assert given.grounds.restricted == SINCE


@pytest.mark.parametrize(
    "changes",
    [
        {"purposes": ("TREAT",)},
        {"purposes": ("ETREAT", "HOPERAT")},
        {"recipient": "insurer"},
        {"action": Action.EXPORT},
        {"items": ("mental-health",)},
        {"subject_jurisdiction": "DE", "circumstances": stating({Circumstance.CANNOT_CONSENT: True})},
        {"subject_jurisdiction": "ID", "documents": tuple(Document(str(kind), "1") for kind in DocumentKind)},
        {"jurisdiction": "ID"},
        {"jurisdiction": "CN"},
    ],
)
def test_it_yields_to_nothing_else_and_in_no_other_place(changes: dict[str, Any]) -> None:
    assert isinstance(decided(OLD, **(IN_THE_UNITED_STATES | changes)), Denied)


def test_a_refusal_on_record_still_closes_what_is_restricted() -> None:
    no = act(ActKind.DENY, atom(purpose="ETREAT", category="medications"), leaf=0)
    assert isinstance(decided(no, **IN_THE_UNITED_STATES), Denied)


def test_whoever_gets_data_in_an_emergency_hears_the_same_whether_they_are_restricted() -> None:
    asked = replace(request(), **IN_THE_UNITED_STATES)
    open_, restricted = decided(**IN_THE_UNITED_STATES, since=None), decided(**IN_THE_UNITED_STATES)
    assert open_.to_json()["duties"] == restricted.to_json()["duties"]
    told_both = [explain(account_of(asked, each, (), RULES), Audience.ASKER).to_json() for each in (open_, restricted)]
    assert told_both[0] == told_both[1]
    assert "hand them to nobody" in str(told_both[0])


def test_a_no_stays_a_no() -> None:
    refused = decided(act(ActKind.DENY, atom(), leaf=0))
    assert {reason.code for reason in refused.reasons} == {ReasonCode.REFUSED_BY_PATIENT}


def test_the_asker_hears_what_is_said_of_every_lack_and_the_person_hears_the_reason() -> None:
    refused, nothing = decided(OLD), decided(since=None)
    assert told(refused.reasons) == told(nothing.reasons)
    (open_,) = told_to_the_person(refused.reasons)
    assert open_.startswith("The use of the person's data is restricted")
    assert told_of(refused.reasons[0]).startswith("The use of your data is restricted")
