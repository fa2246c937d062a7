"""Conditions, circumstances and clocks one by one: what they mean, and how they are written down."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from autonome.kernel import Instant, Json
from autonome.law import (
    RULES,
    Addressee,
    Circumstance,
    Circumstances,
    Clock,
    Count,
    DataClass,
    Deed,
    Incident,
    LawError,
    Moment,
    Party,
    RuleBook,
    Unit,
    Use,
    notices,
    stating,
)
from autonome.law.breaches import _case_of
from autonome.law.drafting import ALWAYS
from autonome.law.predicates import (
    All,
    AnyOf,
    ForThePerson,
    LeavesJurisdiction,
    Not,
    Predicate,
    RecipientTouches,
    RecipientWithin,
    SomeUseWithin,
    UseTouches,
    UseWithin,
    data,
    deed,
)
from autonome.law.stated import (
    MayBeBelow,
    MayReach,
    NotRuledOut,
    Stated,
    SurelyBelow,
    SurelyReaches,
    Unstated,
    answers_to,
)
from tests.unit.law.cases import case
from tests.unit.law.near import beside

SOME = frozenset({Use.TRIAL_TREATMENT, Use.MARKETING})


@pytest.mark.parametrize(
    ("uses", "holding"),
    [
        ((Use.MARKETING, Use.TRIAL_TREATMENT), [UseTouches, UseWithin, SomeUseWithin]),
        ((Use.MARKETING, Use.TREATMENT), [UseTouches, SomeUseWithin]),
        ((Use.TREATMENT, Use.MARKETING), [UseTouches, SomeUseWithin]),
        ((Use.TREATMENT, Use.PAYMENT), []),
    ],
)
def test_of_several_purposes_one_is_enough_to_touch_and_all_must_lie_within(
    uses: tuple[Use, ...], holding: list[type[UseTouches]]
) -> None:
    asked = case("US", **beside(*uses))
    conditions = (UseTouches, UseWithin, SomeUseWithin)
    assert [each for each in conditions if each(SOME).holds(asked)] == holding


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        (
            All((ForThePerson(), LeavesJurisdiction())),
            {"all": ["by the person concerned or by a mandate on record", "leaves jurisdiction"]},
        ),
        (AnyOf((ForThePerson(),)), {"any": ["by the person concerned or by a mandate on record"]}),
        (Not(LeavesJurisdiction()), {"not": "leaves jurisdiction"}),
        (ALWAYS, {"all": []}),
        (data(*DataClass), {"data": ["genetic", "health", "mental-health", "personal"]}),
        (deed(*Deed), {"deed": sorted(Deed)}),
        (UseTouches(frozenset(Use)), {"use touches": sorted(Use)}),
        (UseWithin(frozenset(Use)), {"use within": sorted(Use)}),
        (SomeUseWithin(frozenset(Use)), {"some use within": sorted(Use)}),
        (RecipientTouches(frozenset(Party)), {"recipient touches": sorted(Party)}),
        (RecipientWithin(frozenset(Party)), {"recipient within": sorted(Party)}),
        (Stated(Circumstance.DECEASED), {"stated": "deceased"}),
        (NotRuledOut(Circumstance.DECEASED), {"not ruled out": "deceased"}),
        (Unstated(Circumstance.DECEASED), {"unstated": "deceased"}),
        (MayReach(Count.AGE, 14), {"may reach": ["age", 14]}),
        (MayBeBelow(Count.AGE, 14), {"may be below": ["age", 14]}),
        (SurelyBelow(Count.AGE, 14), {"surely below": ["age", 14]}),
        (SurelyReaches(Count.AGE, 14), {"surely reaches": ["age", 14]}),
    ],
)
def test_a_condition_is_written_with_all_its_words_in_order(condition: Predicate, written: Json) -> None:
    assert condition.describe() == written


def test_answers_lie_on_either_side_of_every_threshold() -> None:
    assert answers_to(Circumstance.DECEASED) == (0, 1)
    lowest, highest = answers_to(Count.PEOPLE_ABROAD)
    assert lowest == 0
    assert highest > 1_000_000


def test_two_numbers_for_one_thing_are_refused() -> None:
    with pytest.raises(LawError, match="two ways"):
        Circumstances(counts=frozenset({(Count.AGE, 13), (Count.AGE, 14)}))


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"moon": True}, "'moon' is no circumstance"),
        ({"age": 13.5}, "stated as no number"),
        ({"age": "13"}, "stated as no number"),
        ({"age": True}, "stated as no number"),
        ({"deceased": 1}, "stated as a number"),
    ],
)
def test_what_no_rule_asks_about_is_refused_by_its_name(answers: dict[str, int], says: str) -> None:
    with pytest.raises(LawError, match=says):
        stating(answers)


def test_what_was_stated_is_written_in_order_of_name_whatever_the_order_of_saying() -> None:
    said = {"unreadable": True, "age": 13, "people-affected": 2, "deceased": False, "high-risk": True}
    assert list(stating(said).to_json().items()) == sorted(said.items())


def test_clocks_count_in_utc_wherever_the_program_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    month = Clock(starts=Moment.REQUEST, unit=Unit.MONTHS, amount=1)
    after = Clock(starts=Moment.YEAR_END, unit=Unit.DAYS, amount=60)
    for zone in ("Asia/Shanghai", "America/Los_Angeles"):
        with monkeypatch.context() as patch:
            patch.setenv("TZ", zone)
            time.tzset()
            assert str(month.due(Instant.parse("2026-01-31T20:00:00Z"))) == "2026-02-28T20:00:00Z"
            assert str(month.due(Instant.parse("2026-03-01T02:00:00Z"))) == "2026-04-01T02:00:00Z"
            assert str(after.due(Instant.parse("2026-12-31T20:00:00Z"))) == "2027-03-02T00:00:00Z"
            assert str(after.due(Instant.parse("2027-01-01T02:00:00Z"))) == "2028-03-01T00:00:00Z"
        time.tzset()


@pytest.mark.parametrize(
    ("unit", "words"), [(Unit.HOURS, "1 hour"), (Unit.DAYS, "1 day"), (Unit.MONTHS, "1 month"), (Unit.YEARS, "1 year")]
)
def test_one_of_a_unit_is_told_as_one(unit: Unit, words: str) -> None:
    assert Clock(starts=Moment.AWARE, unit=unit, amount=1).words == f"{words} from becoming aware"


HURT = Incident(
    discovered=Instant.parse("2026-03-01"), jurisdictions=frozenset({"US", "world"}), data=frozenset(DataClass)
)


def test_an_incident_is_nobodys_request_and_takes_nothing_abroad() -> None:
    seen = _case_of(HURT)
    assert not seen.by_subject
    assert not seen.leaves_jurisdiction


def test_notices_of_one_limit_come_by_addressee_and_then_by_rule() -> None:
    told = next(rule for rule in RULES.rules if rule.id == "US-HIPAA-404")
    pack = RULES.packs[0]
    every = tuple(
        replace(told, id=type(told.id)(name), tell=frozenset({to}))
        for name, to in (("c", Addressee.MEDIA), ("b", Addressee.PEOPLE), ("a", Addressee.PEOPLE))
    )
    found = notices(HURT, RuleBook((replace(pack, rules=every),)))
    assert [(each.to, each.rule.id) for each in found] == [("media", "c"), ("people", "a"), ("people", "b")]
