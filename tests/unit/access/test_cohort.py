"""A request about everybody against the same request about each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.access import Allowed, Decider, Register
from autonome.access.cohort import ALONE, WORD, decide_cohort
from autonome.consent import CATEGORIES, Action, ActKind, Authority, Ground, Mandate, Person, fold
from autonome.kernel import ActorId, Instant, Period, SubjectId
from autonome.law import RULES, stating
from tests.examples import examples
from tests.fakes.consents import act, atom, request, template
from tests.unit.access.test_register import AT, PEOPLE, QUESTIONS, acts_of, asked, moves

NOW = Instant.parse("2026-03-01T10:00:00Z")


def decider_of(history: list[tuple[SubjectId, str, ActKind, str | None]]) -> Decider:
    acts, register = acts_of(history), Register()
    register.put(SubjectId("never-answered"), {})
    for size, done in enumerate(acts, 1):
        register.put(done.subject, fold(acts, done.subject, size))
    return Decider(register, RULES)


@given(st.lists(moves, max_size=30))
def test_the_cohort_is_told_what_each_would_be(history: list[tuple[SubjectId, str, ActKind, str | None]]) -> None:
    decider = decider_of(history)
    cohort = decide_cohort(decider.compiled(asked(PEOPLE[0]), AT))
    assert set(cohort.people) == set(decider.register)
    for who, outcome in cohort:
        alone = decider.decide(asked(who), AT, 1).to_json()
        assert [grant.to_json() for grant in outcome.grants] == alone.get("grants", [])
        assert [reason.to_json() for reason in outcome.reasons] == alone["reasons"]


@given(st.lists(moves, max_size=30), st.sampled_from(QUESTIONS))
def test_who_is_granted_an_item_can_be_counted(
    history: list[tuple[SubjectId, str, ActKind, str | None]], item: str
) -> None:
    cohort = decide_cohort(decider_of(history).compiled(asked(PEOPLE[0]), AT))
    counted = sum(any(grant.item == item for grant in outcome.grants) for _, outcome in cohort)
    assert cohort.granted(item).sum() == counted


def test_a_request_with_more_facts_than_a_column_holds() -> None:
    leaves = CATEGORIES.leaves("record")
    forms = {leaf: template(leaf, (atom(category=leaf),)) for leaf in leaves}
    register = Register()
    for number, leaf in enumerate(leaves):
        who = SubjectId(f"only-{leaf}")
        done = act(
            ActKind.DENY if number % 3 == 0 else ActKind.GRANT, atom(category=leaf), question=leaf, form=forms[leaf]
        )
        register.put(who, fold([replace(done, subject=who, actor=ActorId(who))], who, 1))
    whole = request(items=("record",), purposes=("TREAT",), action=Action.USE, jurisdiction="US")
    decider = Decider(register, RULES)
    compiled = decider.compiled(whole, NOW)
    cohort = decide_cohort(compiled)
    assert max(max(compiled.effect(code)) for code in register.code).bit_length() > WORD
    for number, (leaf, (_, outcome)) in enumerate(zip(leaves, cohort, strict=True)):
        assert [grant.item for grant in outcome.grants] == ([] if number % 3 == 0 else [leaf])


def test_nobody_is_a_cohort() -> None:
    cohort = decide_cohort(Decider(Register(), RULES).compiled(asked(PEOPLE[0]), AT))
    assert list(cohort) == []
    assert cohort.granted("pharmacogenes").sum() == 0


MANDATE = Mandate(ActorId("mother"), Authority.PROXY, Ground.HEALTH_CARE_PROXY, Period(Instant.parse("2020-01-01")))
ON_RECORD = st.sampled_from(
    [
        Person(),
        Person(died=Instant.parse("2026-02-01")),
        Person(died=Instant.parse("2030-01-01")),
        Person(mandates=(MANDATE,)),
        Person(died=Instant.parse("2026-02-01"), mandates=(MANDATE,)),
    ]
)
WAYS: list[dict[str, Any]] = [
    {},
    {"recipient": "representative", "actor": ActorId("mother"), "purposes": ("PATRQT",)},
    {"recipient": "subject", "actor": ActorId(PEOPLE[0]), "purposes": ("PATRQT",)},
    {"circumstances": stating({"deceased": True})},
    {"circumstances": stating({"deceased": False})},
    {"review": ("a plan to clone",)},
    {"consent_of_another": True},
]


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=examples(40), deadline=None)
@given(st.lists(moves, max_size=12), st.lists(ON_RECORD, min_size=len(PEOPLE), max_size=len(PEOPLE)))
def test_who_somebody_is_counts_for_the_cohort_as_for_each_or_refuses(
    way: dict[str, Any], history: list[tuple[SubjectId, str, ActKind, str | None]], on_record: list[Person]
) -> None:
    decider, people = decider_of(history), dict(zip(PEOPLE, on_record, strict=True))
    wanted = replace(asked(SubjectId("never-answered")), **way)
    cohort = decide_cohort(decider.compiled(wanted, NOW), people)
    assert set(cohort.people) == set(decider.register)
    for who, outcome in cohort:
        alone = decider.decide(replace(wanted, subject=who), NOW, 1, people.get(who, Person()))
        if outcome.reasons == ALONE:
            assert not outcome.grants
            assert str(wanted.actor) in {who, "mother"}
        else:
            assert outcome.grants == (alone.grants if isinstance(alone, Allowed) else ())
            assert outcome.reasons == alone.reasons


def test_somebodys_own_request_fits_no_cohort() -> None:
    decider = decider_of([(PEOPLE[0], QUESTIONS[0], ActKind.GRANT, None)])
    own = replace(asked(PEOPLE[0]), actor=ActorId(PEOPLE[0]), recipient="subject", purposes=("PATRQT",))
    assert {outcome.reasons for _, outcome in decide_cohort(decider.compiled(own, NOW))} == {ALONE}
