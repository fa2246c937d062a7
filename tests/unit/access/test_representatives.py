"""Who asks for another: a mandate on record counts, and a word for it does not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Allowed, Decision, Denied, Document, decide
from autonome.access.cohort import ALONE
from autonome.access.explanation import Audience, account_of, explain, naming, told_of_refusal
from autonome.access.reasons import ReasonCode
from autonome.access.representatives import TOO_OLD, UNPROVEN
from autonome.consent import (
    JURISDICTIONS,
    PURPOSES,
    Action,
    ActKind,
    Attestation,
    AttestationId,
    Authority,
    Birth,
    Death,
    Ground,
    Mandate,
    PurposeCode,
)
from autonome.consent.attestations import Attested
from autonome.kernel import ActorId, Instant, Period, Sha256, Text, canonical_bytes
from autonome.law import AGES_ASKED, RULES, DocumentKind, stating
from tests.fakes.consents import LONG, NOW, SUBJECT, act, request

MOTHER = ActorId("mother")
CHILD = Birth(Instant.parse("2020-05-01"), JURISDICTIONS.code("US"))
PARENT = Mandate(MOTHER, Authority.GUARDIAN, Ground.PARENT, LONG)
PROXY = Mandate(MOTHER, Authority.PROXY, Ground.HEALTH_CARE_PROXY, LONG)
PAPERS = tuple(Document(str(kind), "1") for kind in DocumentKind)
EVERY_DEED = [*Action]


def on_record(*facts: Attested) -> tuple[Attestation, ...]:
    return tuple(
        Attestation(AttestationId(str(leaf)), SUBJECT, fact, ActorId("registry"), Sha256("ab" * 32), NOW, leaf)
        for leaf, fact in enumerate(facts)
    )


def asked_for(*facts: Attested, at: Instant = NOW, **changes: Any) -> Decision:  # noqa: ANN401 - parts of a request
    asked = request(**({"actor": MOTHER, "recipient": "representative", "purposes": ("PATRQT",)} | changes))
    return decide([act(ActKind.DENY, leaf=9)], asked, RULES, at, 10, attested=on_record(*facts))


@pytest.mark.parametrize("action", EVERY_DEED)
def test_without_a_mandate_on_record_nothing_is_open_to_a_representative(action: Action) -> None:
    assert not isinstance(asked_for(CHILD, action=action), Allowed)


@pytest.mark.parametrize("action", [Action.USE, Action.COLLECT, Action.WITHDRAW, Action.ERASE, Action.PORT])
def test_a_parent_with_a_mandate_asks_as_the_child_would(action: Action) -> None:
    found = asked_for(CHILD, PARENT, action=action, items=("record",))
    assert isinstance(found, Allowed)
    assert "PLATFORM-RIGHTS" in found.basis


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": ActorId("neighbour")},
        {"recipient": "relative"},
        {"purposes": ("UNDERWRITING",)},
        {"purposes": ("PATRQT", "TREAT")},
        {"action": Action.DISCLOSE},
        {"action": Action.PUBLISH},
    ],
)
def test_a_mandate_opens_no_more_than_the_person_s_own_requests(changes: dict[str, Any]) -> None:
    assert not isinstance(asked_for(CHILD, PARENT, **changes), Allowed)


def limited(**changes: Any) -> Mandate:  # noqa: ANN401 - one keyword for each part
    return replace(PARENT, **changes)


@pytest.mark.parametrize(
    "facts",
    [
        (CHILD, limited(valid=Period(Instant.parse("2025-01-01"), Instant.parse("2026-01-01")))),
        (CHILD, limited(questions=frozenset({act().key}))),
        (CHILD, limited(purposes=frozenset({PurposeCode("TREAT")}))),
        (CHILD, PARENT, Death(Instant.parse("2026-02-01"))),
        (replace(CHILD, on=Instant.parse("2001-01-01")), PARENT),
        (limited(valid=Period(Instant.parse("2025-01-01"))),),
    ],
)
def test_a_mandate_that_is_over_limited_or_of_unknown_end_opens_nothing(facts: tuple[Attested, ...]) -> None:
    assert not isinstance(asked_for(*facts), Allowed)


def test_a_court_s_guardian_of_an_adult_and_a_proxy_count() -> None:
    adult = replace(CHILD, on=Instant.parse("1980-01-01"))
    proxy = limited(authority=Authority.PROXY, ground=Ground.HEALTH_CARE_PROXY)
    for mandate in (limited(ground=Ground.COURT), proxy, limited(purposes=frozenset({PURPOSES.code("PATRQT")}))):
        born = CHILD if mandate.purposes else adult
        assert isinstance(asked_for(born, mandate), Allowed)


def test_what_the_asker_is_told_of_the_law_knows_the_mandate() -> None:
    asked = request(actor=MOTHER, recipient="representative", purposes=("PATRQT",))
    for facts, is_right in (((CHILD, PARENT), True), ((CHILD,), False)):
        decision = decide([], asked, RULES, NOW, 10, attested=on_record(*facts))
        (leaf,) = account_of(asked, decision, [], RULES, attested=on_record(*facts)).asked.law.leaves
        assert leaf.is_right is is_right


GONE = Death(Instant.parse("2026-02-01"))
BEREAVED: dict[str, Any] = {
    "actor": ActorId("son"),
    "recipient": "relative",
    "jurisdiction": "CN",
    "items": ("medications",),
    "circumstances": stating({"deceased": True, "near-relative": True, "arranged-otherwise": False}),
}


def codes(decision: Decision) -> set[ReasonCode]:
    return {reason.code for reason in decision.reasons}


@pytest.mark.parametrize("place", ["US", "DE", "CN", "ID"])
def test_nobody_saves_the_life_of_who_has_died(place: str) -> None:
    asked: dict[str, Any] = {
        "actor": ActorId("dr-e"), "recipient": "hospital", "items": ("record",), "jurisdiction": place,
        "circumstances": stating({"cannot-consent": True}),
    }  # fmt: skip
    for purposes in (("ETREAT",), ("BTG",), ("TREAT", "ERTREAT")):
        found = decide([], request(**asked, purposes=purposes), RULES, NOW, 10, attested=on_record(GONE))
        assert codes(found) == {ReasonCode.NEEDS_REVIEW}
    alive = request(**asked, purposes=("ETREAT",))
    assert isinstance(decide([], alive, RULES, NOW, 10), Allowed)
    assert isinstance(decide([], alive, RULES, Instant.parse("2026-01-31"), 10, attested=on_record(GONE)), Allowed)


def test_that_somebody_has_died_is_on_record_or_somebody_must_judge_it() -> None:
    assert codes(asked_for(**BEREAVED)) == {ReasonCode.NEEDS_REVIEW}
    assert codes(asked_for(Death(Instant.parse("2026-04-01")), **BEREAVED)) == {ReasonCode.NEEDS_REVIEW}
    alive = BEREAVED | {"circumstances": stating({"deceased": False})}
    assert codes(asked_for(GONE, **alive)) == {ReasonCode.NEEDS_REVIEW}
    assert ReasonCode.NEEDS_REVIEW not in codes(asked_for(**alive))


def test_an_unknown_purpose_is_refused_of_the_dead_as_of_the_living() -> None:
    for facts in ((GONE,), ()):
        found = decide([], request(purposes=("?",)), RULES, NOW, 10, attested=on_record(*facts))
        assert codes(found) == {ReasonCode.UNKNOWN_CODE}


def test_a_word_makes_no_child_older() -> None:
    """By the record 13 years old, and 14 and 16 on the day that these come."""
    born = on_record(Birth(Instant.parse("2012-05-01"), JURISDICTIONS.code("CN")))

    def judged(age: int, at: str) -> bool:
        asked = request(circumstances=stating({"age": age}))
        return TOO_OLD in decide([act()], asked, RULES, Instant.parse(at), 10, attested=born).reasons

    assert [age for age in (0, 13, 14, 15, 16, 40) if judged(age, "2026-03-01")] == [14, 15, 16, 40]
    assert [age for age in (13, 14, 15, 16, 40) if judged(age, "2026-05-01")] == [16, 40]
    assert not judged(40, "2028-05-01")
    unknown = decide([act()], request(circumstances=stating({"age": 40})), RULES, NOW, 10)
    assert TOO_OLD not in unknown.reasons
    assert [(each.code, each.detail) for each in (TOO_OLD, UNPROVEN)] == [
        (ReasonCode.NEEDS_REVIEW, "age"),
        (ReasonCode.NEEDS_REVIEW, "deceased"),
    ]


def test_a_proxys_yes_for_a_child_counts_no_more_where_the_asker_says_that_it_is_none() -> None:
    facts = on_record(replace(CHILD, jurisdiction=JURISDICTIONS.code("CN")), PROXY)
    agreed = act(actor=MOTHER, authority=Authority.PROXY, leaf=9)
    stated: dict[str, Any] = {"jurisdiction": "CN", "documents": PAPERS, "purposes": ("TREAT",)}
    for age, why in ((5, ReasonCode.UNDER_AGE), (30, ReasonCode.NEEDS_REVIEW)):
        asked = request(**stated, circumstances=stating({"age": age, "foreign-controlled": False}))
        assert codes(decide([agreed], asked, RULES, NOW, 10, attested=facts)) == {why}


def test_every_age_that_a_rule_asks_for_is_held_against_the_record() -> None:
    written = canonical_bytes([rule.to_json() for rule in RULES.rules]).decode()
    assert {int(age) for age in re.findall(r'\["age",(\d+)\]', written)} == AGES_ASKED


def test_what_a_relative_asks_for_otherwise_than_as_the_dead_would_have_is_not_opened_by_the_death() -> None:
    assert ReasonCode.NEEDS_REVIEW not in codes(asked_for(GONE, **BEREAVED))
    assert not isinstance(asked_for(GONE, **(BEREAVED | {"purposes": ("UNDERWRITING",)})), Allowed)


def test_a_death_that_only_the_asker_states_leaves_no_consent_in_force() -> None:
    said = request(circumstances=stating({"deceased": True}))
    assert isinstance(decide([act()], request(), RULES, NOW, 10), Allowed)
    assert codes(decide([act()], said, RULES, NOW, 10)) == {ReasonCode.NEEDS_REVIEW}


@pytest.mark.parametrize(
    ("fact", "changes"),
    [
        ((GONE,), {"purposes": ("ETREAT",), "recipient": "hospital", "jurisdiction": "US"}),
        ((), BEREAVED),
        ((CHILD,), {"circumstances": stating({"age": 40})}),
        ((GONE,), BEREAVED | {"purposes": ("UNDERWRITING",)}),
        ((GONE,), {"actor": ActorId(request().subject), "recipient": "subject", "purposes": ("PATRQT",)}),
    ],
)
def test_an_asker_who_is_refused_hears_of_the_record_what_the_decision_found_there(
    fact: tuple[Attested, ...], changes: dict[str, Any]
) -> None:
    asked = request(**changes)
    refused = decide([], asked, RULES, NOW, 10, attested=on_record(*fact))
    assert isinstance(refused, Denied)
    whole = explain(account_of(asked, refused, [], RULES, attested=on_record(*fact)), Audience.ASKER)
    assert told_of_refusal(asked, refused, RULES).explanation == whole


def test_who_asks_about_many_and_one_of_them_is_told_so_in_words_that_are_translated() -> None:
    (reason,) = ALONE
    assert isinstance(naming.unjudged(reason.detail), Text)
    assert naming.unjudged(reason.detail) == reason.detail
