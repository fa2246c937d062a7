"""Research purposes against restrictions in DUO's terms, through the one engine."""

from __future__ import annotations

from typing import Any

import pytest

from autonome.access import Allowed, Decision, Document, ReasonCode, decide
from autonome.access.research import asked_for_research
from autonome.consent import CATEGORIES, Diseases, Kind
from autonome.consent.duo import Holding, Modifier, Permission, ResearchKind, ResearchPurpose, Restriction
from autonome.consent.duo_statements import Statement, acts_of
from autonome.kernel import ActorId, Instant
from autonome.law import RuleBook
from tests.fakes.consents import NOW, SUBJECT, request

DISEASES = Diseases.of_parents("test 1", {"cancer": [], "lung cancer": ["cancer"], "heart": []})
HOLDING = Holding((CATEGORIES.code("sequence"),), kinds=frozenset(Kind))
LATER = Instant.parse("2027-01-01")

OK = ReasonCode.PERMITTED_BY_CONSENT
NEVER = ReasonCode.NEVER_CONSENTED
NO = ReasonCode.REFUSED_BY_PATIENT
REVIEW = ReasonCode.NEEDS_REVIEW
GENERAL, HEALTH, ABOUT = ResearchKind.GENERAL, ResearchKind.HEALTH, ResearchKind.DISEASES
ANCESTRY, METHODS, CARE = ResearchKind.ANCESTRY, ResearchKind.METHODS, ResearchKind.CARE


def ask(restriction: Restriction, purpose: ResearchPurpose, at: Instant = NOW, **changes: Any) -> Decision:  # noqa: ANN401 - one keyword for each part
    statement = Statement(SUBJECT, ActorId("steward"), "agreement", "1", NOW)
    acts = [act.at_leaf(leaf) for leaf, act in enumerate(acts_of(statement, restriction, HOLDING))]
    asked = request(**{"items": ("sequence",), "recipient": "academic-researcher"} | changes)
    asked = asked_for_research(asked, purpose)
    return decide(acts, asked, RuleBook(()), at, len(acts), diseases=DISEASES)


def codes(decision: Decision) -> set[ReasonCode]:
    return {reason.code for reason in decision.reasons}


def marked(permission: Permission, *modifiers: Modifier, **values: Any) -> Restriction:  # noqa: ANN401 - one keyword for each part
    return Restriction(frozenset({permission}), frozenset(modifiers), **values)


@pytest.mark.parametrize(
    ("permission", "answers"),
    [
        (Permission.NRES, {GENERAL: OK, HEALTH: OK, ANCESTRY: OK, METHODS: OK, CARE: OK}),
        (Permission.GRU, {GENERAL: OK, HEALTH: OK, ANCESTRY: OK, METHODS: OK, CARE: NEVER}),
        (Permission.HMB, {GENERAL: NEVER, HEALTH: OK, ANCESTRY: NEVER, METHODS: OK, CARE: NEVER}),
        (Permission.POA, {GENERAL: NEVER, HEALTH: NEVER, ANCESTRY: OK, METHODS: OK, CARE: NEVER}),
        (Permission.CC, {GENERAL: NEVER, HEALTH: NEVER, ANCESTRY: NEVER, METHODS: NEVER, CARE: NEVER}),
    ],
)
def test_kinds_of_research_by_permission(permission: Permission, answers: dict[ResearchKind, ReasonCode]) -> None:
    for kind, code in answers.items():
        assert codes(ask(marked(permission), ResearchPurpose(frozenset({kind})))) == {code}, kind


def test_care_is_permitted_to_who_cares() -> None:
    assert codes(ask(marked(Permission.CC), ResearchPurpose(frozenset({CARE})), recipient="care-team")) == {OK}


@pytest.mark.parametrize(
    ("kinds", "diseases", "code"),
    [
        ({ABOUT}, {"lung cancer"}, OK),
        ({ABOUT}, {"cancer"}, OK),
        ({ABOUT}, {"heart"}, NEVER),
        ({ABOUT}, {"cancer", "heart"}, NEVER),
        ({ABOUT}, set(), NEVER),
        ({HEALTH}, {"cancer"}, NEVER),
        ({ABOUT, METHODS}, {"cancer"}, OK),
        ({ABOUT, ANCESTRY}, {"cancer"}, NEVER),
        ({ABOUT}, {"unheard of"}, ReasonCode.UNKNOWN_DISEASE),
    ],
)
def test_every_kind_and_every_disease_needs_a_permission(
    kinds: set[ResearchKind], diseases: set[str], code: ReasonCode
) -> None:
    purpose = ResearchPurpose(frozenset(kinds), frozenset(diseases))
    restriction = Restriction(frozenset({Permission.DS}), diseases=frozenset({"cancer"}))
    assert codes(ask(restriction, purpose)) == {code}


@pytest.mark.parametrize(
    ("restriction", "kind", "changes", "commercial", "code"),
    [
        (marked(Permission.HMB, Modifier.NMDS), METHODS, {}, None, NO),
        (marked(Permission.GRU, Modifier.NMDS), GENERAL, {}, None, NO),
        (marked(Permission.GRU, Modifier.NMDS), HEALTH, {}, None, OK),
        (marked(Permission.GRU, Modifier.NPOA), GENERAL, {}, None, NO),
        (marked(Permission.GRU, Modifier.NPOA), HEALTH, {}, None, OK),
        (marked(Permission.GRU, Modifier.NCU), HEALTH, {}, False, OK),
        (marked(Permission.GRU, Modifier.NCU), HEALTH, {}, None, NO),
        (marked(Permission.GRU, Modifier.NCU), HEALTH, {}, True, NO),
        (marked(Permission.GRU, Modifier.NPU), HEALTH, {}, True, OK),
        (marked(Permission.GRU, Modifier.NPU), HEALTH, {"recipient": "commercial-researcher"}, True, NO),
        (marked(Permission.GRU, Modifier.NPU), HEALTH, {"recipient": "researcher"}, None, NO),
        (marked(Permission.GRU, Modifier.GS, places=frozenset({"EEA"})), HEALTH, {}, None, NEVER),
        (marked(Permission.GRU, Modifier.GS, places=frozenset({"EEA"})), HEALTH, {"jurisdiction": "DE"}, None, OK),
        (marked(Permission.GRU, Modifier.IS, named=frozenset({"uni.example"})), HEALTH, {}, None, NEVER),
        (marked(Permission.GRU, Modifier.IS, named=frozenset({"hospital.example"})), HEALTH, {}, None, OK),
        (marked(Permission.GRU, Modifier.US, named=frozenset({"dr-b"})), HEALTH, {}, None, OK),
        (marked(Permission.GRU, Modifier.RS), HEALTH, {}, None, REVIEW),
        (marked(Permission.GRU, words=("kindly",)), HEALTH, {}, None, REVIEW),
        (marked(Permission.GRU, Modifier.IRB), HEALTH, {}, None, ReasonCode.DOCUMENT_MISSING),
        (
            marked(Permission.GRU, Modifier.IRB),
            HEALTH,
            {"documents": (Document("ethics-approval", "EC 7"),)},
            None,
            OK,
        ),
    ],
)
def test_modifiers(
    restriction: Restriction,
    kind: ResearchKind,
    changes: dict[str, Any],
    commercial: bool | None,  # noqa: FBT001 - a table's column
    code: ReasonCode,
) -> None:
    assert codes(ask(restriction, ResearchPurpose(frozenset({kind}), commercial=commercial), **changes)) == {code}


def test_a_time_limit_ends_the_permission() -> None:
    limited = marked(Permission.GRU, Modifier.TS, until=LATER)
    purpose = ResearchPurpose(frozenset({HEALTH}))
    decision = ask(limited, purpose)
    assert isinstance(decision, Allowed)
    assert decision.until == LATER
    assert codes(ask(limited, purpose, at=LATER)) == {ReasonCode.EXPIRED}


def test_what_a_purpose_leaves_to_judge_is_refused() -> None:
    purpose = ResearchPurpose(frozenset({HEALTH}), review=("children alone",))
    assert codes(ask(marked(Permission.NRES), purpose)) == {REVIEW}


def test_what_binds_is_told() -> None:
    decision = ask(marked(Permission.HMB, Modifier.PUB, Modifier.RTN), ResearchPurpose(frozenset({HEALTH})))
    assert isinstance(decision, Allowed)
    assert decision.obligations == ("DUO:0000019", "DUO:0000029")
