"""What the law alone says: leaf by leaf, whatever anybody has consented to."""

from __future__ import annotations

from typing import Any

from autonome.access import Document, ReasonCode
from autonome.access.lawfulness import Lawfulness, lawfulness
from autonome.consent import Action
from autonome.kernel import ActorId
from autonome.law import RULES, stating
from tests.fakes.consents import NOW, SUBJECT, request

ITEMS = ("pharmacogenes", "demographics")
UNDERWRITING = {"recipient": "health-insurer", "purposes": ("UNDERWRITING",), "items": ITEMS}
OWN = {"actor": ActorId(SUBJECT), "recipient": "subject", "purposes": ("PATRQT",), "jurisdiction": "CN"}
ADULT_AT_HOME = stating({"age": 40, "foreign-controlled": False})
PAPERS = (Document("impact-assessment", "1"), Document("necessity-notice", "2"))
CHINA: dict[str, Any] = {"jurisdiction": "CN", "circumstances": ADULT_AT_HOME}


def asked(**changes: Any) -> Lawfulness:  # noqa: ANN401 - one keyword for each part
    return lawfulness(request(**changes), RULES, NOW)


def test_what_is_forbidden_stands_in_the_way_of_its_leaf_alone() -> None:
    found = asked(**UNDERWRITING)
    by_item = {leaf.item: leaf for leaf in found.leaves}
    assert by_item.keys() == {"pharmacogenes", "demographics"}
    assert by_item["pharmacogenes"].stands_in_the_way
    assert not by_item["demographics"].stands_in_the_way
    assert found.stands_in_the_way
    assert "US-GINA-I" in by_item["pharmacogenes"].to_json()["forbids"]  # type: ignore[operator]
    assert by_item["demographics"].to_json()["forbids"] == []


def test_missing_papers_stand_in_the_way_until_they_are_shown() -> None:
    (bare,) = asked(**CHINA).leaves
    assert bare.missing == ("document:impact-assessment", "document:necessity-notice")
    assert not bare.ruling.forbids
    assert bare.stands_in_the_way
    assert asked(**CHINA).stands_in_the_way
    (one,) = asked(**CHINA, documents=PAPERS[:1]).leaves
    assert one.missing == ("document:necessity-notice",)
    (shown,) = asked(**CHINA, documents=PAPERS).leaves
    assert (shown.missing, shown.stands_in_the_way) == ((), False)
    assert not asked(**CHINA, documents=PAPERS).stands_in_the_way


def test_facts_that_might_spare_a_paper_are_named_in_order() -> None:
    (leaf,) = asked(jurisdiction="CN", circumstances=stating({"foreign-controlled": False}), documents=PAPERS).leaves
    assert leaf.missing == ("document:guardian-proof", "fact:age")
    (open_,) = asked(jurisdiction="CN", documents=PAPERS, action=Action.COLLECT).leaves
    papers = [item for item in open_.missing if item.startswith("document:")]
    facts = [item for item in open_.missing if item.startswith("fact:")]
    assert list(open_.missing) == [*sorted(papers), *sorted(facts)]
    assert "fact:foreign-controlled" in facts


def test_a_right_needs_nothing() -> None:
    (leaf,) = asked(**OWN).leaves
    assert leaf.is_right
    assert (leaf.missing, leaf.requires, leaf.stands_in_the_way) == ((), (), False)
    written = leaf.to_json()
    assert written["permits"]
    assert (written["requires"], written["consent_kinds"]) == ([], [])
    assert not asked(**CHINA).leaves[0].is_right


def test_what_needs_no_consent_is_asked_for_papers_alone() -> None:
    deciding = stating({"age": 40, "foreign-controlled": False, "automated-decision": True})
    emergency = asked(jurisdiction="CN", purposes=("ETREAT",), circumstances=deciding)
    (leaf,) = emergency.leaves
    assert leaf.ruling.permits
    assert not leaf.is_right
    assert leaf.requires
    assert all(rule.documents for rule in leaf.requires)
    assert len(leaf.requires) < len(leaf.ruling.requires)
    assert leaf.to_json()["consent_kinds"] == []


def test_kinds_of_consent_are_listed_where_consent_is_what_is_needed() -> None:
    (leaf,) = asked(**CHINA, documents=PAPERS).leaves
    assert leaf.to_json()["consent_kinds"] == ["explicit", "separate:sensitive"]
    assert leaf.to_json()["missing"] == []
    assert leaf.to_json()["item"] == "pharmacogenes"
    assert leaf.to_json()["duties"] == [rule.id for rule in leaf.ruling.duties]
    assert leaf.to_json()["requires"] == [rule.id for rule in leaf.requires]


def test_every_rule_that_applies_is_listed_once() -> None:
    found = asked(**UNDERWRITING)
    ids = [rule.id for rule in found.rules]
    assert len(ids) == len(set(ids))
    for leaf in found.leaves:
        ruling = leaf.ruling
        assert {rule.id for rule in (*ruling.forbids, *ruling.permits, *leaf.requires, *ruling.duties)} <= set(ids)
    assert {rule.id for rule in asked(**OWN).rules} >= {rule.id for rule in asked(**OWN).leaves[0].ruling.permits}


def test_a_request_that_cannot_be_judged_says_why() -> None:
    found = asked(items=("soul",))
    assert [reason.code for reason in found.problems] == [ReasonCode.UNKNOWN_CODE]
    assert (found.leaves, found.stands_in_the_way) == ((), True)


def test_diseases_and_what_a_person_must_judge_are_no_matter_of_law() -> None:
    assert asked(diseases=frozenset({"D:1"}), review=("children",)) == asked()
    assert asked().problems == ()


def test_where_a_paper_is_shown_nobody_asks_for_what_would_have_spared_it() -> None:
    (open_,) = asked(jurisdiction="DE").leaves
    assert open_.missing == ("document:impact-assessment", "fact:large-scale")
    (shown,) = asked(jurisdiction="DE", documents=(Document("impact-assessment", "1"),)).leaves
    assert shown.missing == ()
