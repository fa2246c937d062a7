"""Each part of each rule's condition, by itself; and each condition taken apart, to see that no part was forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from json import dumps

import pytest

from autonome.law import RULES, Case, Deed, RuleId
from autonome.law.predicates import (
    All,
    AnyOf,
    DataIs,
    DeedIs,
    Not,
    Predicate,
    RecipientTouches,
    RecipientWithin,
    SomeUseWithin,
    UseTouches,
    UseWithin,
)
from tests.unit.law.cases import FIRES
from tests.unit.law.implied import IMPLIED
from tests.unit.law.near_misses import NEAR

RULE = {rule.id: rule for rule in RULES.rules}


def test_every_rule_has_its_near_misses() -> None:
    assert NEAR.keys() == FIRES.keys()


@pytest.mark.parametrize("name", NEAR)
def test_a_rule_is_silent_where_one_part_fails_and_applies_where_all_hold(name: str) -> None:
    rule, near, (case, _) = RULE[RuleId(name)], NEAR[name], FIRES[name]
    wrongly = [words for words, changes in near.silent.items() if rule.applies(replace(case, **changes))]
    missed = [words for words, changes in near.fires.items() if not rule.applies(replace(case, **changes))]
    assert (wrongly, missed) == ([], [])


@pytest.mark.parametrize("name", NEAR)
def test_a_rule_applies_upon_these_deeds_and_no_others(name: str) -> None:
    rule, (case, _) = RULE[RuleId(name)], FIRES[name]
    assert {deed for deed in Deed if rule.applies(replace(case, deed=deed))} == NEAR[name].deeds


def every_case(name: str) -> Sequence[Case]:
    case, near = FIRES[name][0], NEAR[name]
    changed = [*near.silent.values(), *near.fires.values(), *({"deed": deed} for deed in Deed)]
    return [case, *(replace(case, **changes) for changes in changed)]


def without_a_part(whole: Predicate) -> Iterator[tuple[str, Predicate]]:
    """The condition with one of its parts, or one word of a list, left out: which, and what is left."""
    match whole:
        case All(parts) | AnyOf(parts):
            for place, part in enumerate(parts):
                rest = (parts[:place], parts[place + 1 :])
                yield dumps(part.describe()), replace(whole, parts=rest[0] + rest[1])
                for words, less in without_a_part(part):
                    yield words, replace(whole, parts=(*rest[0], less, *rest[1]))
        case Not(part):
            yield from ((f"not {words}", Not(less)) for words, less in without_a_part(part))
        case DataIs(words):
            yield from ((f"data {each}", replace(whole, classes=words - {each})) for each in words)
        case UseTouches(words) | UseWithin(words) | SomeUseWithin(words):
            yield from ((f"use {each}", replace(whole, uses=words - {each})) for each in words)
        case RecipientTouches(words) | RecipientWithin(words):
            yield from ((f"party {each}", replace(whole, parties=words - {each})) for each in words)
        case DeedIs(words):
            yield from ((f"deed {each}", replace(whole, deeds=words - {each})) for each in words)
        case _:
            return


@pytest.mark.parametrize("name", NEAR)
def test_no_part_of_a_condition_can_be_left_out_unnoticed(name: str) -> None:
    whole, cases = RULE[RuleId(name)].when, every_case(name)
    as_it_is = [whole.holds(case) for case in cases]
    unnoticed = {words for words, less in without_a_part(whole) if [less.holds(case) for case in cases] == as_it_is}
    assert unnoticed == IMPLIED.get(name, frozenset())
