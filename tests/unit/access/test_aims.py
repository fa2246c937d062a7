"""Diseases, profit and what no rule can judge: the parts of a purpose, decided by the one engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Allowed, Decision, Denied, ReasonCode, Request, decide, read_request, told
from autonome.access.cohort import decide_cohort
from autonome.access.decide import Decider
from autonome.access.register import Register
from autonome.consent import ActKind, Atom, ConsentAct, Diseases, ObligationCode, fold
from autonome.kernel import ActorId, SubjectId, canonical_bytes
from autonome.law import RULES
from tests.fakes.consents import NOW, SUBJECT, act, atom, request

DISEASES = Diseases.of_parents(
    "test 1", {"cancer": [], "lung": [], "lung cancer": ["cancer", "lung"], "small cell": ["lung cancer"], "heart": []}
)


def grant(*atoms: Atom, question: str = "yes") -> ConsentAct:
    return act(ActKind.GRANT, *atoms, question=question)


def refusal(**changes: Any) -> ConsentAct:  # noqa: ANN401 - one keyword for each part
    return act(ActKind.DENY, atom(**changes), question="no", leaf=1)


def about(*diseases: str) -> Atom:
    return atom(diseases=frozenset(diseases))


def ask(acts: list[ConsentAct], *diseases: str, **changes: Any) -> Decision:  # noqa: ANN401 - one keyword for each part
    asked = request(diseases=frozenset(diseases), **changes)
    return decide(acts, asked, RULES, NOW, 100, diseases=DISEASES)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


@pytest.mark.parametrize(
    ("permitted", "asked", "allowed"),
    [
        (["cancer"], ["small cell"], True),
        (["lung"], ["small cell"], True),
        (["small cell"], ["small cell"], True),
        (["small cell"], ["cancer"], False),
        (["heart"], ["small cell"], False),
        (["cancer", "heart"], ["small cell", "heart"], True),
        (["cancer"], ["small cell", "heart"], False),
        (["cancer"], [], False),
        (["unheard of"], ["small cell"], False),
        ([], ["small cell"], True),
    ],
)
def test_a_permission_covers_the_same_disease_and_narrower_ones(
    permitted: list[str],
    asked: list[str],
    allowed: bool,  # noqa: FBT001 - a table's column
) -> None:
    decision = ask([grant(about(*permitted))], *asked)
    assert isinstance(decision, Allowed if allowed else Denied)
    assert codes(decision) == [ReasonCode.PERMITTED_BY_CONSENT if allowed else ReasonCode.NEVER_CONSENTED]


def test_each_disease_may_be_permitted_by_an_answer_of_its_own() -> None:
    acts = [grant(about("cancer"), question="one"), act(ActKind.GRANT, about("heart"), question="two", leaf=1)]
    assert isinstance(ask(acts, "lung cancer", "heart"), Allowed)
    assert isinstance(ask(acts[:1], "lung cancer", "heart"), Denied)
    assert [reason.detail for reason in ask(acts[:1], "lung cancer", "heart").reasons] == ["TREAT on heart"]


@pytest.mark.parametrize(
    ("refused", "asked", "denied"),
    [
        ("cancer", ["small cell"], True),
        ("small cell", ["small cell"], True),
        ("small cell", ["cancer"], True),
        ("heart", ["small cell"], False),
        ("heart", ["small cell", "heart"], True),
        ("small cell", [], True),
        ("unheard of", ["heart"], True),
    ],
)
def test_a_refusal_meets_broader_same_narrower_and_what_may_be_meant(
    refused: str,
    asked: list[str],
    denied: bool,  # noqa: FBT001 - a table's column
) -> None:
    decision = ask([grant(atom()), refusal(diseases=frozenset({refused}))], *asked)
    assert isinstance(decision, Denied if denied else Allowed)
    assert codes(decision) == [ReasonCode.REFUSED_BY_PATIENT if denied else ReasonCode.PERMITTED_BY_CONSENT]


def test_an_unknown_disease_is_refused_with_a_reason_of_its_own() -> None:
    decision = ask([grant(atom())], "unheard of", "heart")
    assert codes(decision) == [ReasonCode.UNKNOWN_DISEASE]
    assert "'unheard of'" in told(decision.reasons)[0]
    without = decide([grant(atom())], request(diseases=frozenset({"heart"})), RULES, NOW, 100)
    assert codes(without) == [ReasonCode.UNKNOWN_DISEASE]


def test_the_hierarchy_is_named_by_the_decisions_that_it_matters_to() -> None:
    named = ask([grant(atom())], "heart").grounds.to_json()
    assert named["diseases_sha256"] == DISEASES.digest
    assert "diseases_sha256" not in ask([grant(atom())]).grounds.to_json()


def test_pairs_of_purpose_and_disease_are_bounded() -> None:
    asked = request(purposes=("TREAT", "CAREMGT", "COC"), diseases=frozenset(map(str, range(22))))
    decision = decide([grant(atom())], asked, RULES, NOW, 100, diseases=DISEASES)
    assert ReasonCode.EMPTY_REQUEST in codes(decision)


@pytest.mark.parametrize(
    ("permitted", "asked", "allowed"),
    [
        (None, None, True),
        (None, True, True),
        (False, False, True),
        (False, True, False),
        (False, None, False),
        (True, True, True),
        (True, None, False),
    ],
)
def test_a_permission_for_uses_without_profit_covers_no_other_and_none_that_does_not_say(
    permitted: bool | None,  # noqa: FBT001 - a table's column
    asked: bool | None,  # noqa: FBT001 - a table's column
    allowed: bool,  # noqa: FBT001 - a table's column
) -> None:
    assert isinstance(ask([grant(atom(commercial=permitted))], commercial=asked), Allowed if allowed else Denied)


@pytest.mark.parametrize(("asked", "denied"), [(True, True), (None, True), (False, False)])
def test_a_refusal_of_profit_meets_whoever_does_not_say(asked: bool | None, denied: bool) -> None:  # noqa: FBT001 - a table's column
    decision = ask([grant(atom()), refusal(commercial=True)], commercial=asked)
    assert isinstance(decision, Denied if denied else Allowed)


def test_what_no_rule_can_judge_is_refused_whatever_was_permitted() -> None:
    decision = ask([grant(atom())], review=("children alone", "x" * 99))
    assert codes(decision) == [ReasonCode.NEEDS_REVIEW] * 2
    assert [reason.detail for reason in decision.reasons] == ["children alone", "x" * 60]


def test_a_condition_that_no_rule_can_judge_opens_nothing_and_shuts_what_it_is_joined_with() -> None:
    unclear = act(ActKind.GRANT, atom(obligations=(ObligationCode("AUTONOME:review"),)), question="unclear", leaf=1)
    for acts in ([unclear], [grant(atom()), unclear]):
        decision = ask(acts)
        assert isinstance(decision, Denied)
        assert [(reason.code, reason.detail) for reason in decision.reasons] == [
            (ReasonCode.NEEDS_REVIEW, "AUTONOME:review")
        ]


def test_a_refusal_is_told_before_that_nobody_judged() -> None:
    unclear = grant(atom(obligations=(ObligationCode("AUTONOME:review"),)))
    assert codes(ask([unclear, refusal()])) == [ReasonCode.REFUSED_BY_PATIENT]


def test_a_register_of_many_decides_the_same() -> None:
    acts = [grant(about("cancer"))]
    register = Register()
    register.put(SUBJECT, fold(acts, SUBJECT, 100))
    decider = Decider(register, RULES, DISEASES)
    for diseases in (["small cell"], ["heart"], []):
        asked = request(diseases=frozenset(diseases))
        assert decider.decide(asked, NOW, 100) == ask(acts, *diseases)


def test_a_request_is_written_and_read_back() -> None:
    asked: Request = request(diseases=frozenset({"lung", "heart"}), commercial=False, review=("children",))
    written = canonical_bytes({"format": "autonome-request/1", **asked.to_json()})
    assert read_request(written) == asked
    assert "commercial" not in request().to_json()


def test_a_cohort_decides_the_same_of_each_person() -> None:
    people = {"lung": about("lung"), "heart": about("heart"), "any": atom(), "gain": atom(commercial=True)}
    register = Register()
    for name, scope in people.items():
        answer = act(ActKind.GRANT, scope, subject=SubjectId(name), actor=ActorId(name))
        register.put(SubjectId(name), fold([answer], SubjectId(name), 100))
    decider = Decider(register, RULES, DISEASES)
    for diseases, commercial in ((["small cell"], None), (["heart", "small cell"], True), ([], False)):
        asked = request(diseases=frozenset(diseases), commercial=commercial)
        granted = decide_cohort(decider.compiled(asked, NOW)).granted("pharmacogenes").tolist()
        each = [decider.decide(replace(asked, subject=SubjectId(name)), NOW, 100) for name in people]
        assert granted == [isinstance(decision, Allowed) for decision in each]
        assert any(granted)
        assert not all(granted)
