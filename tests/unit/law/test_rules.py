"""Rule packs: each rule fires on its case and not on the neighbour's, and packs say what they leave out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.consent import Kind
from autonome.kernel import Instant
from autonome.law import (
    COUNSEL,
    PLATFORM,
    RULES,
    Case,
    Check,
    ConsentKind,
    DataClass,
    Deed,
    LawError,
    Party,
    Purpose,
    Rule,
    RuleBook,
    RuleEffect,
    RuleId,
    Use,
)
from autonome.law.predicates import All, AnyOf, UseWithin

EVERYTHING = frozenset({DataClass.PERSONAL, DataClass.HEALTH, DataClass.GENETIC})
NONE: frozenset[Any] = frozenset()


def use(*uses: Use) -> tuple[Purpose, ...]:
    return (Purpose(frozenset(uses), frozenset(uses)),)


def by(party: Party) -> dict[str, frozenset[Party]]:
    return {"recipient_within": frozenset({party}), "recipient_touching": frozenset({party})}


def case(place: str, **changes: Any) -> Case:  # noqa: ANN401 - one keyword for each part
    """The care team uses genetic data for treatment, at home."""
    plain = Case(
        at=Instant.parse("2026-03-01"),
        jurisdictions=frozenset({place, "world"}),
        data=EVERYTHING,
        purposes=use(Use.TREATMENT),
        **by(Party.CARE_PROVIDER),
        deed=Deed.USE,
        leaves_jurisdiction=False,
        foreign_controlled=False,
        by_subject=False,
    )
    return replace(plain, **changes)


RATED = {"purposes": use(Use.UNDERWRITING), **by(Party.HEALTH_INSURER)}
HIRED = {"purposes": use(Use.EMPLOYMENT), **by(Party.EMPLOYER)}
OWN = {"purposes": use(Use.OWN_REQUEST), "by_subject": True, "recipient_within": NONE, "recipient_touching": NONE}
TAKEN_BACK = OWN | {"deed": Deed.WITHDRAW}
ABROAD = {"leaves_jurisdiction": True}
FOREIGN = {"foreign_controlled": True}
NO_GENES = {"data": frozenset({DataClass.PERSONAL, DataClass.HEALTH})}
PERSONAL = {"data": frozenset({DataClass.PERSONAL})}

FIRES: dict[str, tuple[Case, Case]] = {
    "US-GINA-I": (case("US", **RATED), case("US", **(RATED | {"purposes": use(Use.PAYMENT)}))),
    "US-HIPAA-502(a)(5)(i)": (case("US", **RATED), case("US", **(RATED | NO_GENES))),
    "US-GINA-II": (case("US", **HIRED), case("US", **(HIRED | by(Party.CARE_PROVIDER)))),
    "US-GINA-gap": (case("US", **(RATED | by(Party.LIFE_INSURER))), case("US", **RATED)),
    "US-HIPAA-508(a)(1)": (case("US", purposes=use()), case("US")),
    "US-HIPAA-524/528": (case("US", **OWN), case("US")),
    "EU-GDPR-9(1)/9(2)(a,h,j)": (case("EEA"), case("EEA", **PERSONAL)),
    "EU-GDPR-7(1)": (case("EEA"), case("EEA", **OWN)),
    "EU-GDPR-7(3)": (case("EEA", **TAKEN_BACK), case("EEA", deed=Deed.WITHDRAW)),
    "EU-GDPR-15-22": (case("EEA", **OWN), case("EEA", **(OWN | {"deed": Deed.PUBLISH}))),
    "EU-GDPR-12(3)": (case("EEA", **OWN), case("EEA")),
    "EU-GDPR-44-49": (case("EEA", **ABROAD), case("EEA")),
    "CN-BSL-56-foreign": (case("CN", **FOREIGN, deed=Deed.EXPORT), case("CN", **FOREIGN, **NO_GENES, deed=Deed.EXPORT)),
    "CN-BSL-57": (case("CN", **FOREIGN), case("CN")),
    "CN-PIPL-13/emergency": (case("CN", purposes=use(Use.EMERGENCY, Use.TREATMENT)), case("CN")),
    "CN-PIPL-15": (case("CN", **TAKEN_BACK), case("CN", **OWN)),
    "CN-PIPL-16": (case("CN", **(OWN | {"deed": Deed.REFUSE})), case("CN", deed=Deed.REFUSE)),
    "CN-PIPL-45/46/47": (case("CN", **OWN), case("CN", **(OWN | {"by_subject": False}))),
    "CN-PIPL-23": (case("CN", deed=Deed.DISCLOSE), case("CN")),
    "CN-PIPL-25": (case("CN", deed=Deed.PUBLISH), case("CN", deed=Deed.DISCLOSE)),
    "CN-PIPL-29": (case("CN"), case("CN", **PERSONAL)),
    "CN-PIPL-38": (case("CN", **ABROAD), case("CN")),
    "CN-PIPL-39": (case("CN", **ABROAD), case("CN")),
    "CN-PIPL-55/56": (case("CN", **PERSONAL, deed=Deed.DISCLOSE), case("CN", **PERSONAL)),
    "CN-CC-1033(5)": (case("CN"), case("CN", **OWN)),
    "ID-PDP-20/22/24": (case("ID", **PERSONAL), case("ID", **OWN)),
    "ID-PDP-34": (case("ID"), case("ID", **PERSONAL)),
    "ID-PDP-56": (case("ID", **ABROAD), case("ID")),
    "ID-PDP-9/40": (case("ID", **TAKEN_BACK), case("ID")),
    "ID-PDP-9/40/stop": (case("ID", **TAKEN_BACK), case("ID", **OWN)),
    "PLATFORM-RIGHTS": (case("ID", **OWN), case("ID")),
    "PLATFORM-UNDERWRITING": (
        case("ID", **(RATED | by(Party.LIFE_INSURER))),
        case("ID", **(RATED | by(Party.EMPLOYER))),
    ),
    "PLATFORM-EMPLOYMENT": (case("ID", **HIRED), case("ID", **(HIRED | NO_GENES))),
}
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
        {"documents": frozenset({"paper"})},
        {"effect": RuleEffect.REQUIRE},
        {"is_right": True},
        {"overrides_deny": True},
    ],
)
def test_a_rule_with_the_parts_of_another_effect_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(LawError):
        rule(**changes)


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(LawError, match="one id"):
        RuleBook((PLATFORM, PLATFORM))
