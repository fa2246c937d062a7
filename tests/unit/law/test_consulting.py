"""Which place's rules speak, what leaves which place, and which grounds are left: by rules made for each question."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from autonome.kernel import Instant, canonical_bytes
from autonome.law import RULES, Case, Count, Deed, LawError, Pack, Purpose, Rule, RuleBook, RuleEffect, RuleId, Use
from autonome.law.drafting import Statute
from autonome.law.predicates import All, LeavesJurisdiction, data, deed
from autonome.law.rules import Check, Ruling
from autonome.law.stated import FACT_AT_MOST, answers_to

ANYTHING = All(())
NO, YES = False, True
SINCE = Instant.parse("2020-01-01")
PLAIN = Case(
    at=Instant.parse("2026-03-01"),
    jurisdictions=frozenset({"US", "world"}),
    data=frozenset(),
    purposes=(Purpose(frozenset({Use.TREATMENT}), frozenset({Use.TREATMENT})),),
    recipient_within=frozenset(),
    recipient_touching=frozenset(),
    deed=Deed.USE,
    leaves_jurisdiction=False,
    by_subject=False,
)
HOME = frozenset({"DE", "EEA", "world"})


def statute(place: str) -> Statute:
    return Statute(place, "Act", SINCE, Check.STATUTE, "made")


def ground(place: str, name: str = "") -> Rule:
    return statute(place).ground(name or f"{place}-ground", "Art. 1", ANYTHING, "It may be done.")


def consulted(case: Case, *rules: Rule) -> Ruling:
    return RuleBook((Pack("made", rules, {}),)).consult(case)


def ids(rules: tuple[Rule, ...]) -> set[str]:
    return {str(rule.id) for rule in rules}


@pytest.mark.parametrize(
    ("place", "leaves", "leaves_home"), [*product(["US", "EEA", "world", "CN"], [NO, YES], [NO, YES])]
)
def test_a_rule_asks_whether_data_leave_its_own_place(place: str, leaves: bool, leaves_home: bool) -> None:  # noqa: FBT001 - a table's columns
    rule = statute(place).forbid("r", "Art. 1", LeavesJurisdiction(), "They stay.")
    abroad = replace(PLAIN, leaves_jurisdiction=leaves, home=HOME, leaves_home=leaves_home)
    expected = {"US": leaves, "EEA": leaves_home, "world": leaves or leaves_home, "CN": False}[place]
    assert rule.applies(abroad) is expected
    at_home = replace(PLAIN, leaves_jurisdiction=leaves, leaves_home=leaves_home)
    assert rule.applies(at_home) is (leaves and place in {"US", "world"})


def test_a_ground_counts_where_each_place_has_one_of_its_own() -> None:
    here, there, right = (
        ground("US"),
        ground("EEA"),
        statute("world").right("right", "Art. 1", ANYTHING, "It is one's own."),
    )
    abroad = replace(PLAIN, home=HOME)
    for case, rules, permits in (
        (PLAIN, (here,), {"US-ground"}),
        (PLAIN, (there,), set()),
        (PLAIN, (here, there), {"US-ground"}),
        (abroad, (here,), set()),
        (abroad, (there,), set()),
        (abroad, (here, there), {"US-ground", "EEA-ground"}),
        (abroad, (here, right), {"right"}),
        (abroad, (here, there, right), {"US-ground", "EEA-ground", "right"}),
        (PLAIN, (here, right), {"US-ground", "right"}),
        (PLAIN, (right,), {"right"}),
        (PLAIN, (here, ground("world")), {"US-ground", "world-ground"}),
    ):
        assert ids(consulted(case, *rules).permits) == permits


def test_a_restriction_leaves_rights_and_the_grounds_that_say_so() -> None:
    strong = statute("US").ground_despite_restriction("strong", "Art. 1", ANYTHING, "It may be done all the same.")
    right = statute("world").right("right", "Art. 1", ANYTHING, "It is one's own.")
    for rules, left in (
        ((ground("US"),), set()),
        ((ground("US"), strong), {"strong"}),
        ((ground("US"), right), {"right"}),
    ):
        ruling = consulted(PLAIN, *rules)
        assert ids(ruling.permits) == ids(rules)
        assert ids(ruling.permits_restricted) == left
    abroad = replace(PLAIN, home=HOME)
    assert ids(consulted(abroad, strong, ground("EEA")).permits_restricted) == set(), "the other place has none"


def test_where_a_right_is_exercised_nothing_is_forbidden() -> None:
    no = statute("US").forbid("no", "Art. 2", ANYTHING, "It may not be done.")
    right = statute("world").right("right", "Art. 1", ANYTHING, "It is one's own.")
    assert ids(consulted(PLAIN, no).forbids) == {"no"}
    assert ids(consulted(PLAIN, no, right).forbids) == set()
    assert ids(consulted(PLAIN, no, ground("US")).forbids) == {"no"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"until": SINCE}, "ends before it begins"),
        ({"until": Instant(SINCE.seconds - 1)}, "ends before it begins"),
        ({"until": Instant(SINCE.seconds + 1)}, ""),
        ({"needs_review": True}, "leaves to a person"),
        ({"needs_review": True, "effect": RuleEffect.FORBID}, ""),
        ({"despite_restriction": True, "effect": RuleEffect.FORBID}, "gives a right"),
        ({"despite_restriction": True}, ""),
    ],
)
def test_a_rule_is_whole_or_refused(changes: dict[str, Any], told: str) -> None:
    if not told:
        assert replace(ground("US"), **changes)
        return
    with pytest.raises(LawError, match=told):
        replace(ground("US"), **changes)


def test_a_rule_says_no_more_than_it_is_told_to() -> None:
    plain = Rule(
        id=RuleId("r"), effect=RuleEffect.PERMIT_BY_LAW, jurisdiction="US", article="Art. 1", since=SINCE,
        check=Check.STATUTE, source="made", when=ANYTHING, explanation="It may be done.",
    )  # fmt: skip
    assert not any((plain.is_right, plain.overrides_deny, plain.despite_restriction, plain.needs_review))
    assert not any((plain.kinds, plain.documents, plain.tell))
    assert (data().describe(), deed(Deed.USE).describe()) == ({"data": []}, {"deed": ["use"]})


def test_what_a_statute_is_read_for_and_between_is_all_that_changes() -> None:
    first = statute("US")
    read = first.read(Check.COMMENTARY, "elsewhere")
    assert (read.check, read.source, read.since) == (Check.COMMENTARY, "elsewhere", SINCE)
    later = first.between(Instant(1), Instant(2))
    assert (later.since, later.until, later.check) == (Instant(1), Instant(2), Check.STATUTE)
    assert first.between(Instant(1)).until is None
    assert RULES.digest == RuleBook(RULES.packs).digest


def test_the_largest_answer_lies_above_every_threshold() -> None:
    written = canonical_bytes([rule.to_json() for rule in RULES.rules]).decode()
    thresholds = {int(number) for number in re.findall(r'\["[a-z-]+",(\d+)\]', written)}
    assert {14, 16, 500, 501, 10_000, 1_000_000} <= thresholds
    assert max(thresholds) < FACT_AT_MOST
    assert answers_to(Count.AGE) == (0, FACT_AT_MOST)
