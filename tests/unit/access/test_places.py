"""Whose law is asked: that of the place, and of the person's own; and when data leave either."""

from __future__ import annotations

from typing import Any

import pytest

from autonome.access import Allowed, Decision, Denied, Document, Request, decide, read_request
from autonome.access.reasons import ReasonCode
from autonome.access.translation import case_of
from autonome.consent import Action, ActKind
from autonome.kernel import Instant, SubjectId, canonical_bytes
from autonome.law import RULES, Circumstance, Circumstances, Count, DocumentKind, stating
from tests.fakes.consents import NOW, act, atom, request

PAPERS = tuple(Document(str(kind), "1") for kind in DocumentKind)
ACTIONS = frozenset({Action.USE, Action.EXPORT, Action.PUBLISH})
SPARED = Circumstances(frozenset(dict.fromkeys(Circumstance, False).items()), frozenset({(Count.AGE, 40)}))


def decided(**changes: Any) -> Decision:  # noqa: ANN401 - one keyword for each part
    return decide([act(ActKind.GRANT, atom(actions=ACTIONS))], request(**changes), RULES, NOW, 10)


def rules_of(asked: Request) -> set[str]:
    found = RULES.consult(case_of(asked, "pharmacogenes", NOW))
    return {rule.id for rule in (*found.forbids, *found.requires, *found.permits)}


@pytest.mark.parametrize(("place", "rule"), [("CN", "CN-PIPL-38"), ("DE", "EU-GDPR-44-49"), ("ID", "ID-PDP-56")])
def test_an_export_that_does_not_say_where_to_and_publishing_leave_the_place(place: str, rule: str) -> None:
    for action in (Action.EXPORT, Action.PUBLISH):
        assert rule in rules_of(request(jurisdiction=place, action=action))
    assert rule in rules_of(request(jurisdiction=place, action=Action.PUBLISH, destination=place))
    for asked in (
        request(jurisdiction=place, action=Action.EXPORT, destination=place),
        request(jurisdiction=place, action=Action.DISCLOSE),
    ):
        assert rule not in rules_of(asked)


@pytest.mark.parametrize("action", [Action.EXPORT, Action.PUBLISH])
def test_without_a_ground_for_the_transfer_it_is_refused(action: Action) -> None:
    asked: dict[str, Any] = {"jurisdiction": "DE", "action": action, "circumstances": SPARED}
    refused = decided(**asked)
    assert isinstance(refused, Denied)
    assert "document:transfer-mechanism" in refused.missing
    assert isinstance(decided(**asked, documents=PAPERS), Allowed)


def test_the_law_of_the_person_s_place_is_asked_as_well() -> None:
    abroad = request(subject_jurisdiction="CN")
    assert isinstance(decided(), Allowed)
    refused = decided(subject_jurisdiction="CN")
    assert isinstance(refused, Denied)
    assert "fact:foreign-controlled" in refused.missing
    assert {"CN-PIPL-29", "CN-PIPL-38"} <= rules_of(abroad)
    assert not any(rule.startswith("EU-") for rule in rules_of(abroad))


def test_data_leave_each_place_by_itself() -> None:
    at_home = request(jurisdiction="DE", subject_jurisdiction="CN")
    assert "CN-PIPL-38" in rules_of(at_home)
    assert "EU-GDPR-44-49" not in rules_of(at_home)
    back = request(jurisdiction="DE", subject_jurisdiction="FR", destination="FR")
    assert "EU-GDPR-44-49" not in rules_of(back)
    assert rules_of(request(jurisdiction="DE", subject_jurisdiction="EEA")) == rules_of(request(jurisdiction="DE"))


def test_a_ground_of_one_place_opens_nothing_that_the_other_keeps_closed() -> None:
    urgent: dict[str, Any] = {"jurisdiction": "CN", "purposes": ("ETREAT",)}
    assert "CN-PIPL-13/emergency" in rules_of(request(**urgent))
    assert "CN-PIPL-13/emergency" not in rules_of(request(**urgent, subject_jurisdiction="DE"))
    both = request(**urgent, subject_jurisdiction="DE", circumstances=stating({"cannot-consent": True}))
    assert {"CN-PIPL-13/emergency", "EU-GDPR-6/vital"} <= rules_of(both)


EMERGENCY_ABROAD: dict[str, Any] = {
    "purposes": ("ETREAT",), "jurisdiction": "US", "subject_jurisdiction": "CN",
    "circumstances": stating({Circumstance.IMPORTANT_DATA: False}),
}  # fmt: skip


def items_of(decision: Decision) -> set[str]:
    return {grant.item for grant in decision.grants} if isinstance(decision, Allowed) else set()


@pytest.mark.parametrize("action", [Action.COLLECT, Action.USE, Action.DISCLOSE])
def test_who_lives_in_china_is_treated_abroad_in_an_emergency(action: Action) -> None:
    asked: dict[str, Any] = EMERGENCY_ABROAD | {"action": action, "items": ("medications", "pharmacogenes")}
    given = decide((), request(**asked), RULES, NOW, 10)
    assert items_of(given) == {"medications"}  # genes still need the report: another law, which the exemption leaves
    assert isinstance(given, Allowed)
    assert given.basis == ("CN-PIPL-13/emergency", "US-HIPAA-508(a)(1)/emergency")
    handed_over = asked | {"jurisdiction": "CN", "subject_jurisdiction": None, "destination": "US"}
    assert items_of(decide((), request(**handed_over), RULES, NOW, 10)) == {"medications"}


@pytest.mark.parametrize(
    "changes",
    [
        {"circumstances": stating({})},
        {"circumstances": stating({Circumstance.IMPORTANT_DATA: True})},
        {"purposes": ("TREAT",)},
        {"purposes": ("ETREAT", "HRESCH")},
        {"recipient": "researcher"},
        {"action": Action.EXPORT},
        {"action": Action.PUBLISH},
        {"subject_jurisdiction": "ID"},
    ],
)
def test_nothing_else_that_leaves_china_is_spared_its_papers(changes: dict[str, Any]) -> None:
    asked = request(**(EMERGENCY_ABROAD | {"items": ("medications",)} | changes))
    assert not items_of(decide((), asked, RULES, NOW, 10))


def test_before_the_provisions_an_emergency_abroad_waited_for_its_papers() -> None:
    asked = request(**EMERGENCY_ABROAD, items=("medications",))
    day = Instant.parse("2024-03-22")
    assert items_of(decide((), asked, RULES, day, 10)) == {"medications"}
    assert not items_of(decide((), asked, RULES, Instant(day.seconds - 1), 10))


def test_who_asks_cannot_choose_another_place_than_the_consent_file_says() -> None:
    asked = request(subject_jurisdiction="US").handed_in_with(request().subject, "CN")
    assert asked.subject_jurisdiction == "CN"
    assert request().handed_in_with(request().subject, "US") == request()
    assert request(subject_jurisdiction="CN").handed_in_with(request().subject).subject_jurisdiction == "CN"
    assert request().handed_in_with(SubjectId("ben"), "CN").consent_of_another


def test_the_place_stands_in_the_request_s_file() -> None:
    asked = request(subject_jurisdiction="CN")
    written = {"format": "autonome-request/1", **asked.to_json()}
    assert read_request(canonical_bytes(written)) == asked


@pytest.mark.parametrize("name", ["jurisdiction", "destination", "subject_jurisdiction"])
@pytest.mark.parametrize("place", ["world", "Atlantis"])
def test_a_place_is_one_place_that_is_known(name: str, place: str) -> None:
    refused = decided(**{name: place})
    assert [reason.code for reason in refused.reasons] == [ReasonCode.UNKNOWN_CODE]
