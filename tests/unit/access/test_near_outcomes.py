"""Small faults in what facts come to, each met by one case: reasons, their order, and what a decision rests on.

Found by putting faults into the code (`docs/mutants.md`). Some are about laws of a kind that no shipped pack has yet:
these have a rule book of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Allowed, Decider, Decision, Denied, Document, ReasonCode, RequestError, decide
from autonome.access.incidents import read_incident
from autonome.access.register import Register
from autonome.access.translation import case_of
from autonome.consent import (
    CATEGORIES,
    PURPOSES,
    RECIPIENTS,
    Action,
    ActKind,
    Atom,
    Attestation,
    AttestationId,
    Authority,
    Ground,
    Kind,
    Mandate,
    ObligationCode,
    fold,
)
from autonome.kernel import ActorId, Instant, Json, Period, Sha256, SubjectId, canonical_bytes
from autonome.law import (
    RULES,
    ConsentKind,
    Count,
    DataClass,
    DocumentKind,
    Pack,
    Party,
    Rule,
    RuleBook,
    RuleEffect,
    RuleId,
)
from autonome.law.predicates import All, Predicate
from autonome.law.stated import MayBeBelow
from tests.fakes.consents import NOW, SUBJECT, act, atom, request

RESEARCH: dict[str, Any] = {"recipient": "researcher", "purposes": ("HRESCH",)}


def of(category: str, *obligations: str, purpose: str = "HRESCH", kinds: Iterable[Kind] = Kind) -> Atom:
    return atom(
        category=CATEGORIES.code(category), recipient=RECIPIENTS.code("researcher"), purpose=PURPOSES.code(purpose),
        obligations=tuple(map(ObligationCode, obligations)), kinds=frozenset(kinds),
    )  # fmt: skip


def given(*scopes: Atom, rules: RuleBook = RULES, **changes: Any) -> Decision:  # noqa: ANN401 - parts of a request
    acts = [act(ActKind.GRANT, scope, question=f"q{leaf}", leaf=leaf) for leaf, scope in enumerate(scopes)]
    return decide(acts, request(**(RESEARCH | changes)), rules, NOW, 99)


def said(decision: Decision, item: str) -> list[tuple[str, str]]:
    return [(str(reason.code), reason.detail) for reason in decision.reasons if reason.item == item]


def test_a_refusal_that_has_not_begun_says_nothing_of_anybody() -> None:
    register, other = Register(), SubjectId("bert")
    later = act(ActKind.DENY, subject=other, actor=ActorId(other), valid=Period(Instant(NOW.seconds + 1)))
    register.put(SUBJECT, fold([act()], SUBJECT, 9))
    register.put(other, fold([later], other, 9))
    decider = Decider(register, RULES)
    assert isinstance(decider.decide(request(), NOW, 9), Allowed)
    found = decider.decide(request(subject=other), NOW, 9)
    assert [reason.code for reason in found.reasons] == [ReasonCode.NEVER_CONSENTED]


def test_a_yes_that_does_not_suffice_is_no_part_of_the_ground() -> None:
    enough, less = of("medications"), of("medications", kinds={Kind.GENERAL})
    found = given(enough, less, items=("medications",))
    assert isinstance(found, Allowed)
    assert found.basis == (act(ActKind.GRANT, enough, question="q0").digest,)


STUDY: dict[str, Any] = {"items": ("pharmacogenes", "medications", "demographics")}


def test_the_reason_is_the_one_of_the_yes_that_is_no_genetic_study() -> None:
    """Both lack a kind that Indonesia asks for; the first, agreed to for genes alone, lacks the fewer."""
    bound = of("medications", "DUO:0000016", kinds={Kind.EXPLICIT})
    free = of("medications", kinds={Kind.GENERAL})
    found = given(bound, free, of("demographics"), jurisdiction="ID", **STUDY)
    assert isinstance(found, Allowed)
    assert said(found, "medications") == [("consent-kind-missing", "explicit"), ("consent-kind-missing", "written")]


def test_where_nothing_is_given_each_part_keeps_its_own_reason() -> None:
    found = given(of("record", "DUO:0000016", kinds={Kind.GENERAL}), **STUDY)
    assert isinstance(found, Denied)
    assert {reason.code for reason in found.reasons} == {ReasonCode.CONSENT_KIND_MISSING}


def test_a_promise_of_genetic_studies_is_told_of_the_purpose_that_it_was_given_for() -> None:
    bound = of("medications", "DUO:0000016", purpose="POARCH")
    found = given(
        bound, of("demographics"), of("demographics", purpose="POARCH"), purposes=("HRESCH", "POARCH"), **STUDY
    )
    assert isinstance(found, Allowed)
    assert said(found, "medications") == [("never-consented", "HRESCH")]


def test_a_relative_who_asks_for_what_is_not_the_familys_is_an_asker_like_others() -> None:
    found = given(recipient="sibling", purposes=("TREAT",), items=("medications", "pharmacogenes"))
    assert [code for code, _ in said(found, "medications")] == ["never-consented"]
    assert [code for code, _ in said(found, "pharmacogenes")] == ["never-consented", "concerns-relatives"]


def test_what_nobody_can_judge_is_told_in_one_order() -> None:
    found = given(of("medications", "DUO:0000012", "AUTONOME:review"), items=("medications",))
    assert said(found, "medications") == [("needs-review", "AUTONOME:review"), ("needs-review", "DUO:0000012")]


def test_a_paper_that_a_consent_asks_for_has_no_article() -> None:
    found = given(of("medications", "DUO:0000021"), items=("medications",))
    (reason,) = found.reasons
    assert (reason.code, reason.rule, reason.article) == (ReasonCode.DOCUMENT_MISSING, "DUO:0000021", "")


def test_a_right_is_no_duty_to_tell() -> None:
    own = request(actor=ActorId(SUBJECT), recipient="subject", purposes=("PATRQT",))
    found = decide([], own, RULES, NOW, 9)
    assert isinstance(found, Allowed)
    assert found.basis
    assert not {duty.rule for duty in found.duties} & set(found.basis)


# --- laws that are not shipped ---------------------------------------------------------------------------------------

ANYTHING = All(())


def rule(name: str, effect: RuleEffect, when: Predicate = ANYTHING, **parts: Any) -> Rule:  # noqa: ANN401 - parts of a rule
    return replace(RULES.rules[0], id=RuleId(name), effect=effect, when=when, **parts)


def law(*rules: Rule) -> RuleBook:
    return RuleBook((Pack("made", rules, {}),))


def test_one_ground_that_a_refusal_does_not_close_is_enough() -> None:
    strong = rule("strong", RuleEffect.PERMIT_BY_LAW, overrides_deny=True)
    weak = rule("weak", RuleEffect.PERMIT_BY_LAW)
    refused = act(ActKind.DENY)
    for rules, opened in (((strong, weak), True), ((strong,), True), ((weak,), False)):
        assert isinstance(decide([refused], request(), law(*rules), NOW, 9), Allowed) is opened


def test_a_statute_that_leads_before_a_refusal_leads_before_a_relatives_objection() -> None:
    family = atom(category=CATEGORIES.code("family"), actions=frozenset({Action.DISCLOSE}))
    objects = act(ActKind.DENY, family, actor=ActorId("sister"), authority=Authority.RELATIVE)
    asked = request(items=("family",), action=Action.DISCLOSE)
    for leads in (True, False):
        book = law(rule("r", RuleEffect.PERMIT_BY_LAW, overrides_deny=leads))
        assert isinstance(decide([objects], asked, book, NOW, 9), Allowed) is leads


def test_what_a_rule_asks_for_is_told_in_one_order() -> None:
    kinds, papers = frozenset(ConsentKind), frozenset(list(DocumentKind)[:12])
    found = given(of("genome", kinds={Kind.GENERAL}), rules=law(rule("r", RuleEffect.REQUIRE, kinds=kinds)))
    assert [reason.detail for reason in found.reasons] == sorted(map(str, kinds))
    found = given(of("genome"), rules=law(rule("r", RuleEffect.REQUIRE, documents=papers)))
    assert [reason.detail for reason in found.reasons] == sorted(map(str, papers))


def test_a_fact_that_would_spare_a_paper_is_not_asked_for_where_the_paper_is_shown() -> None:
    shown, lacking = DocumentKind.GUARDIAN_PROOF, DocumentKind.ETHICS_APPROVAL
    child = rule("child", RuleEffect.REQUIRE, MayBeBelow(Count.AGE, 14), documents=frozenset({shown}))
    book = law(child, rule("other", RuleEffect.REQUIRE, documents=frozenset({lacking})))
    found = given(of("genome"), rules=book, documents=(Document(str(shown), "1"),))
    assert [(reason.code, reason.detail) for reason in found.reasons] == [(ReasonCode.DOCUMENT_MISSING, str(lacking))]


# --- how the law sees a request, and an incident ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "acts"),
    [
        ({}, True),
        ({"recipient": "care-team"}, False),
        ({"purposes": ("PATRQT", "UNDERWRITING")}, False),
        ({"purposes": ("UNDERWRITING",)}, False),
    ],
)
def test_a_mandate_acts_for_the_person_in_the_persons_own_requests(changes: dict[str, Any], acts: bool) -> None:  # noqa: FBT001 - a table's column
    asked = request(**({"recipient": "representative", "purposes": ("PATRQT",), "action": Action.WITHDRAW} | changes))
    case = case_of(asked, "medications", NOW, mandated=True)
    assert case.by_representative is acts


def test_a_broad_class_of_recipients_touches_each_party_that_it_may_be() -> None:
    assert {Party.HOLDER, Party.CARE_PROVIDER} == case_of(
        request(recipient="care"), "medications", NOW
    ).recipient_touching


INCIDENT: dict[str, Json] = {
    "format": "autonome-incident/1",
    "discovered": "2026-03-01T10:00:00+08:00",
    "jurisdictions": ["DE"],
    "items": ["pharmacogenes", "demographics"],
    "circumstances": {"people-affected": 7},
}


def test_an_incident_is_of_the_classes_of_its_data_and_of_each_wider_place() -> None:
    found = read_incident(canonical_bytes(INCIDENT))
    assert found.data == {DataClass.PERSONAL, DataClass.HEALTH, DataClass.GENETIC}
    assert found.jurisdictions == {"DE", "EEA", "world"}
    assert (found.offset, found.discovered) == (8 * 3600, Instant.parse("2026-03-01T02:00:00Z"))
    assert found.circumstances.number(Count.PEOPLE_AFFECTED) == 7


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"format": "autonome-request/1"}, "is of format 'autonome-request/1'"),
        ({"jurisdictions": ["world"]}, "names 'world', which is no place"),
        ({"jurisdictions": ["x" * 41]}, f"names {'x' * 40!r}, which is no place"),
        ({"items": ["x" * 41]}, f"the unknown category {'x' * 40!r}"),
        ({"more": 1}, "the member 'more' is not known"),
    ],
)
def test_an_incident_file_is_read_strictly(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(RequestError, match=told):
        read_incident(canonical_bytes(INCIDENT | changes))


def test_an_incident_file_that_is_no_json_is_refused_by_its_name() -> None:
    with pytest.raises(RequestError, match=r"^incident: is not the JSON"):
        read_incident(b"{")


def test_a_proxys_yes_ends_with_the_mandate() -> None:
    soon = Instant(NOW.seconds + 100)
    held = Mandate(ActorId("uncle"), Authority.PROXY, Ground.HEALTH_CARE_PROXY, Period(NOW, soon))
    known = (Attestation(AttestationId("m"), SUBJECT, held, ActorId("registry"), Sha256("ab" * 32), NOW, 0),)
    agreed = act(actor=ActorId("uncle"), authority=Authority.PROXY)
    given_now = decide([agreed], request(), RULES, NOW, 9, attested=known)
    assert isinstance(given_now, Allowed)
    assert given_now.until == soon
    over = decide([agreed], request(), RULES, soon, 9, attested=known)
    assert [reason.code for reason in over.reasons] == [ReasonCode.AUTHORITY_ENDED]
