"""A request about everybody against the same request about each."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from autonome.access import Decider, Register
from autonome.access.cohort import WORD, decide_cohort
from autonome.consent import CATEGORIES, Action, ActKind, fold
from autonome.kernel import ActorId, Instant, SubjectId
from autonome.law import RULES
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
