"""Rule packs: each rule fires on its case and not on the neighbour's, and packs say what they leave out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.consent import OBLIGATIONS, Kind
from autonome.kernel import Instant
from autonome.law import (
    COUNSEL,
    DOCUMENTS,
    PLATFORM,
    RULES,
    Addressee,
    Case,
    Check,
    Circumstance,
    Clock,
    ConsentKind,
    Count,
    Deed,
    DocumentKind,
    Event,
    LawError,
    Moment,
    Rule,
    RuleBook,
    RuleEffect,
    RuleId,
    Unit,
    Use,
    stating,
)
from autonome.law.predicates import All, AnyOf, UseWithin
from autonome.law.stated import (
    MayBeBelow,
    MayReach,
    NotRuledOut,
    Stated,
    SurelyBelow,
    SurelyReaches,
    Unstated,
    facts_of,
)
from tests.unit.law.cases import ABROAD, FIRES, FOREIGN, PERSONAL, RESEARCH, case, said, use
from tests.unit.law.rows import ROWS, row_of

RULE = {rule.id: rule for rule in RULES.rules}


def test_every_rule_has_its_two_cases() -> None:
    assert FIRES.keys() == {str(rule) for rule in RULE}


@pytest.mark.parametrize("name", FIRES)
def test_a_rule_fires_on_its_case_and_not_beside_it(name: str) -> None:
    fires, beside = FIRES[name]
    rule = RULE[RuleId(name)]
    assert rule.applies(fires)
    assert not rule.applies(beside)


@pytest.mark.parametrize("name", FIRES)
def test_a_rule_applies_in_its_own_place_and_from_its_own_day_on(name: str) -> None:
    fires, _ = FIRES[name]
    rule = RULE[RuleId(name)]
    assert not rule.applies(replace(fires, jurisdictions=frozenset({"elsewhere"})))
    assert rule.applies(replace(fires, at=rule.since))
    assert not rule.applies(replace(fires, at=Instant(rule.since.seconds - 1)))


def test_every_row_of_the_fact_table_is_encoded() -> None:
    encoded = {row_of(rule) for rule in RULE}
    assert len(ROWS) == len(set(ROWS)) == 71
    assert encoded - {""} == set(ROWS)
    assert {rule for rule in RULE if not row_of(rule)} == {rule.id for rule in PLATFORM.rules}


@pytest.mark.parametrize("name", [name for name in FIRES if any(facts_of(RULE[RuleId(name)].when))])
def test_a_rule_names_only_unstated_facts_that_would_spare_it(name: str) -> None:
    fires, _ = FIRES[name]
    rule = RULE[RuleId(name)]
    for fact in rule.unstated(fires):
        assert fires.circumstances.silent_on(next(known for known in facts_of(rule.when) if str(known) == fact))
        assert any(
            not rule.applies(replace(fires, circumstances=stating({**fires.circumstances.to_json(), fact: answer})))  # type: ignore[dict-item]
            for answer in ((False, True) if fact not in {"age", "people-abroad", *PEOPLE} else (0, 10**9))
        )


PEOPLE = {"people-affected", "people-in-one-state"}


def test_what_would_spare_a_rule_is_named_and_what_is_stated_is_not() -> None:
    export = RULE[RuleId("CN-PIPL-40")]
    assert export.unstated(case("CN", **ABROAD)) == ("critical-infrastructure",)
    assert export.unstated(case("CN", **ABROAD, circumstances=stating({"critical-infrastructure": True}))) == ()
    assert RULE[RuleId("CN-CAC-2024")].unstated(case("CN", **ABROAD)) == ("people-abroad",)


def test_a_rule_that_has_ended_applies_no_more() -> None:
    old = RULE[RuleId("CN-BSL-57/until-2024")]
    assert old.until == RULE[RuleId("CN-BSL-57")].since
    assert old.until is not None
    last = case("CN", **FOREIGN, at=Instant(old.until.seconds - 1))
    assert old.applies(last)
    assert not old.applies(replace(last, at=old.until))
    assert [rule.id for rule in RULES.consult(last).requires if rule.id.startswith("CN-BSL-57")] == [old.id]


def test_an_event_calls_for_its_own_rules_and_a_request_for_none_of_them() -> None:
    for event in Event:
        found = RULES.consult(case("CN", happened=event))
        assert found.duties
        assert {rule.upon for rule in found.duties} == {event}
        assert not found.forbids + found.permits + found.requires
    assert {rule.upon for rule in RULES.consult(case("CN")).duties} == {None}


def test_every_document_that_a_rule_asks_for_is_in_the_vocabulary_and_told_in_words() -> None:
    assert DOCUMENTS.keys() == set(DocumentKind)
    asked = {kind for rule in RULES.rules for kind in rule.documents}
    owed = {obligation.document for obligation in OBLIGATIONS.values()} - {""}
    assert asked | owed == set(DocumentKind)


def test_rights_are_these_and_hold_against_a_refusal() -> None:
    rights = {rule.id for rule in RULES.rules if rule.is_right}
    assert rights == {
        "EU-GDPR-7(3)", "EU-GDPR-15-22", "EU-GDPR-15-22/asking",
        "CN-PIPL-15", "CN-PIPL-16", "CN-PIPL-45/46/47", "CN-PIPL-45/46/47/asking", "CN-CC-1037",
        "ID-PDP-9/40", "PLATFORM-RIGHTS",
    }  # fmt: skip
    assert {rule.id for rule in RULES.rules if rule.overrides_deny} == rights


def test_a_million_people_or_ten_thousand_with_sensitive_data_need_an_assessment() -> None:
    rule = RULE[RuleId("CN-CAC-2024")]
    for data, threshold in ((PERSONAL, 1_000_000), ({}, 10_000)):
        for people, applies in ((threshold - 1, False), (threshold, True)):
            assert rule.applies(case("CN", **ABROAD, **data, **said(people_abroad=people))) is applies


def test_no_two_conditions_on_what_is_stated_describe_themselves_alike() -> None:
    fact, count = Circumstance.LARGE_SCALE, Count.AGE
    told = [
        each.describe()
        for each in (
            Stated(fact),
            NotRuledOut(fact),
            Unstated(fact),
            MayReach(count, 1),
            MayBeBelow(count, 1),
            SurelyBelow(count, 1),
            SurelyReaches(count, 1),
        )
    ]
    assert [next(iter(each)) for each in told if isinstance(each, dict)] == [
        "stated", "not ruled out", "unstated", "may reach", "may be below", "surely below", "surely reaches",
    ]  # fmt: skip


def test_only_a_rule_about_a_silence_ends_with_any_answer() -> None:
    silent = case("CN")
    assert RULE[RuleId("CN-BSL-57/who")].asks(silent) == ("foreign-controlled",)
    assert RULE[RuleId("CN-BSL-57/who")].asks(case("CN", **FOREIGN)) == ()
    assert [rule.id for rule in RULES.rules if rule.applies(silent) and rule.asks(silent)] == ["CN-BSL-57/who"]
    for place in ("EEA", "CN"):
        asked = case(place, **RESEARCH, **said(foreign_controlled=False))
        (rule,) = (rule for rule in RULES.rules if rule.applies(asked) and rule.asks(asked))
        assert rule.asks(asked) == ("condition-of-service",)


def test_a_right_silences_every_prohibition() -> None:
    forbidden = case("CN", **FOREIGN, deed=Deed.COLLECT)
    assert RULES.consult(forbidden).forbids
    own = replace(forbidden, by_subject=True, purposes=use(Use.OWN_REQUEST))
    assert not RULES.consult(own).forbids


def test_every_rule_shows_its_article_source_and_how_it_was_checked() -> None:
    for rule in RULES.rules:
        assert rule.article
        assert rule.source
        assert rule.explanation.endswith(".")
        assert (rule.check is Check.PLATFORM) is (rule in PLATFORM.rules)


def test_packs_say_what_they_leave_out_and_that_counsel_must_review() -> None:
    for pack in RULES.packs:
        assert pack is PLATFORM or pack.not_covered
        assert not {str(rule.id) for rule in pack.rules} & pack.not_covered.keys()
    assert "Counsel must review" in COUNSEL


def test_the_kinds_of_consent_mean_the_same_to_law_and_to_consent() -> None:
    assert {str(kind) for kind in ConsentKind} == {str(kind) for kind in Kind} - {"general"}


def test_the_digest_of_the_packs_changes_with_any_rule() -> None:
    changed = replace(PLATFORM, rules=(replace(PLATFORM.rules[0], explanation="Other."), *PLATFORM.rules[1:]))
    assert RuleBook((PLATFORM,)).digest != RuleBook((changed,)).digest


def test_predicates_without_parts_mean_what_logic_says() -> None:
    assert All(()).holds(case("US"))
    assert not AnyOf(()).holds(case("US"))
    assert not UseWithin(frozenset(Use)).holds(case("US", purposes=()))


def rule(**changes: Any) -> Rule:  # noqa: ANN401 - one keyword for each part
    return replace(RULE[RuleId("US-GINA-I")], **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"kinds": frozenset({ConsentKind.EXPLICIT})},
        {"documents": frozenset({DocumentKind.HGR_REPORT})},
        {"clock": Clock(starts=Moment.AWARE, unit=Unit.HOURS, amount=72)},
        {"upon": Event.BREACH},
        {"tell": frozenset({Addressee.PEOPLE})},
        {"until": Instant.parse("2009-05-21")},
        {"effect": RuleEffect.REQUIRE},
        {"is_right": True},
        {"overrides_deny": True},
        {"despite_restriction": True},
        {"effect": RuleEffect.DUTY, "needs_review": True},
    ],
)
def test_a_rule_with_the_parts_of_another_effect_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(LawError):
        rule(**changes)


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(LawError, match="one id"):
        RuleBook((PLATFORM, PLATFORM))


SILENCE_STILL_APPLIES = {
    ("CN-CAC-2024", "people-abroad"),
    ("CN-PIPL-31", "age"),
    ("EU-GDPR-8", "age"),
    ("US-HIPAA-406/408/media", "people-in-one-state"),
    ("US-HIPAA-406/408/secretary", "people-affected"),
    # These do not ask for what their cases state: they hold all the same.
    ("EU-GDPR-33/register", "risk-unlikely"),
    ("CN-PIPL-57", "harm-averted"),
    ("PLATFORM-EMPLOYMENT", "small-employer"),
}
"""Of all that the cases state: what need not be stated for the rule to apply. The rest opens, or is about a deed."""


def test_a_rule_that_opens_or_is_about_a_deed_needs_a_statement() -> None:
    found = set()
    for name, (fires, _) in FIRES.items():
        stated = fires.circumstances.to_json()
        for fact in stated:
            rest = stating({other: value for other, value in stated.items() if other != fact})  # type: ignore[misc]
            if RULE[RuleId(name)].applies(replace(fires, circumstances=rest)):
                found.add((name, fact))
    assert found == SILENCE_STILL_APPLIES


def opened(asked: Case) -> bool:
    """Whether the law lets it pass, papers and consent aside."""
    ruling = RULES.consult(asked)
    return not ruling.forbids and not any(rule.documents for rule in ruling.requires)


SAVING = {"purposes": use(Use.EMERGENCY, Use.TREATMENT)}


@pytest.mark.parametrize("deed", [Deed.COLLECT, Deed.USE, Deed.DISCLOSE])
@pytest.mark.parametrize("place", ["US", "EEA", "CN", "ID"])
def test_what_saves_a_life_is_permitted_everywhere_and_waits_for_no_paper(place: str, deed: Deed) -> None:
    asked = case(place, **SAVING, deed=deed, **said(cannot_consent=True))
    assert [rule.jurisdiction for rule in RULES.consult(asked).permits] == [place]
    assert opened(asked)
    assert not RULES.consult(replace(asked, purposes=use(Use.TREATMENT))).permits
    assert not RULES.consult(replace(asked, recipient_within=frozenset())).permits


@pytest.mark.parametrize("leaves", [False, True])
@pytest.mark.parametrize("deed", [Deed.COLLECT, Deed.USE, Deed.DISCLOSE, Deed.EXPORT, Deed.PUBLISH, Deed.TRAIN])
@pytest.mark.parametrize("purpose", [SAVING, {}, RESEARCH])
@pytest.mark.parametrize(
    "fact", ["foreign-controlled", "critical-infrastructure", "large-scale", "condition-of-service"]
)
def test_silence_never_permits_more_than_the_truth(
    fact: str,
    purpose: dict[str, Any],
    deed: Deed,
    leaves: bool,  # noqa: FBT001
) -> None:
    spared = {"public-interest-at-stake": False, "international-cooperation": False, "people-abroad": 0, "age": 40}
    for place in ("US", "EEA", "CN", "ID"):
        asked = case(place, **purpose, deed=deed, leaves_jurisdiction=leaves)
        silent = replace(asked, circumstances=stating(spared))
        for answer in (False, True):
            told = RULES.consult(replace(asked, circumstances=stating(spared | {fact: answer})))
            hushed = RULES.consult(silent)
            asks = {paper for rule in hushed.requires for paper in rule.documents}
            assert hushed.forbids or (
                not told.forbids and {paper for rule in told.requires for paper in rule.documents} <= asks
            )


@pytest.mark.parametrize(
    ("place", "first"),
    [("US", "US-HIPAA-508(a)(1)"), ("EEA", "EU-GDPR-6"), ("CN", "CN-PIPL-14"), ("ID", "ID-PDP-20/22/24")],
)
def test_before_a_place_has_a_law_on_personal_data_here_nothing_passes(place: str, first: str) -> None:
    begins = RULE[RuleId(first)].since
    asked = case(place, **PERSONAL, at=Instant(begins.seconds - 1))
    (found,) = RULES.consult(asked).forbids
    assert (found.id, found.until, found.needs_review) == (f"PLATFORM-BEFORE/{place}", begins, True)
    assert not RULES.consult(replace(asked, at=begins)).forbids
    lives_there = replace(asked, jurisdictions=frozenset({"elsewhere", "world"}), home=frozenset({place, "world"}))
    assert [rule.id for rule in RULES.consult(lives_there).forbids] == [found.id]
    own = replace(asked, by_subject=True, purposes=use(Use.OWN_REQUEST))
    assert not RULES.consult(own).forbids
