"""Breach clocks: who is to be told by when, and that not knowing something never gives more time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autonome.kernel import Instant
from autonome.law import (
    RULES,
    Addressee,
    Circumstance,
    Circumstances,
    Clock,
    Count,
    DataClass,
    Incident,
    LawError,
    Moment,
    Notice,
    Unit,
    notices,
    stating,
)

DISCOVERED = Instant.parse("2026-03-01T10:00:00Z")
HEALTH = frozenset({DataClass.PERSONAL, DataClass.HEALTH, DataClass.GENETIC})


def incident(*places: str, **known: int) -> Incident:
    said = stating({name.replace("_", "-"): value for name, value in known.items()})
    return Incident(discovered=DISCOVERED, jurisdictions=frozenset({*places, "world"}), data=HEALTH, circumstances=said)


def told(*places: str, **known: int) -> list[tuple[str, str, str]]:
    found = notices(incident(*places, **known), RULES)
    return [(str(each.by or "no limit"), str(each.to), str(each.rule.id)) for each in found]


def test_europe_has_72_hours_for_the_authority_and_none_to_lose_for_people() -> None:
    assert told("EEA") == [
        ("2026-03-01T10:00:00Z", "people", "EU-GDPR-34"),
        ("2026-03-04T10:00:00Z", "authority", "EU-GDPR-33"),
        ("no limit", "register", "EU-GDPR-33/register"),
    ]
    assert told("EEA", risk_unlikely=True) == [("no limit", "register", "EU-GDPR-33/register")]
    assert [to for _, to, _ in told("EEA", high_risk=False)] == ["authority", "register"]


def test_indonesia_has_three_times_24_hours_for_people_and_agency() -> None:
    assert told("ID", public_interest_at_stake=False) == [
        ("2026-03-04T10:00:00Z", "authority", "ID-PDP-breach"),
        ("2026-03-04T10:00:00Z", "people", "ID-PDP-breach"),
    ]
    assert "public" in [to for _, to, _ in told("ID")]


def test_china_has_no_time_at_all() -> None:
    assert {by for by, _, _ in told("CN")} == {"2026-03-01T10:00:00Z"}
    assert {to for _, to, _ in told("CN")} == {"authority", "people"}
    assert ("2026-03-01T10:00:00Z", "people", "CN-PIPL-57/people") not in told("CN", harm_averted=True)


@pytest.mark.parametrize(
    ("people", "by", "rule"),
    [
        ({}, "2026-04-30T10:00:00Z", "US-HIPAA-406/408/secretary"),
        ({"people_affected": 500}, "2026-04-30T10:00:00Z", "US-HIPAA-406/408/secretary"),
        ({"people_affected": 499}, "2027-03-02T00:00:00Z", "US-HIPAA-406/408/yearly"),
    ],
)
def test_the_united_states_count_people_and_an_unknown_number_is_a_large_one(
    people: dict[str, int], by: str, rule: str
) -> None:
    found = told("US", **people)
    assert ("2026-04-30T10:00:00Z", "people", "US-HIPAA-404") in found
    assert [each for each in found if each[1] == "authority"] == [(by, "authority", rule)]


def test_the_media_are_told_from_501_residents_of_one_state() -> None:
    assert "media" in [to for _, to, _ in told("US")]
    assert "media" in [to for _, to, _ in told("US", people_affected=501, people_in_one_state=501)]
    assert "media" not in [to for _, to, _ in told("US", people_affected=501, people_in_one_state=500)]
    assert "media" not in [to for _, to, _ in told("US", people_affected=500)]


def test_data_that_nobody_can_read_are_no_breach_under_hipaa() -> None:
    assert told("US", unreadable=True) == []


def test_all_laws_of_all_places_count_and_the_earliest_comes_first() -> None:
    found = notices(incident("US", "EEA", "CN", "ID"), RULES)
    limits = [each.by for each in found if each.by is not None]
    assert limits == sorted(limits)
    assert {each.rule.jurisdiction for each in found} == {"US", "EEA", "CN", "ID"}
    assert found[-1].by is None


def test_a_notice_names_the_fact_that_would_spare_it() -> None:
    found = {str(each.rule.id): each.rests_on for each in notices(incident("US", "EEA"), RULES)}
    assert found["EU-GDPR-34"] == ("high-risk", "risk-unlikely", "unreadable", "harm-averted")
    assert found["US-HIPAA-406/408/secretary"] == ("unreadable", "people-affected")
    assert found["EU-GDPR-33/register"] == ()


FACTS = [Circumstance.RISK_UNLIKELY, Circumstance.HIGH_RISK, Circumstance.UNREADABLE, Circumstance.HARM_AVERTED]


def earliest(found: tuple[Notice, ...]) -> dict[tuple[str, Addressee], int]:
    """For each place and addressee, the earliest limit (seconds)."""
    limits: dict[tuple[str, Addressee], int] = {}
    for each in found:
        limit = 2**62 if each.by is None else each.by.seconds
        key = (each.rule.jurisdiction, each.to)
        limits[key] = min(limit, limits.get(key, limit))
    return limits


@given(
    st.dictionaries(st.sampled_from([*FACTS, Circumstance.PUBLIC_INTEREST_AT_STAKE]), st.booleans()),
    st.dictionaries(st.sampled_from([Count.PEOPLE_AFFECTED, Count.PEOPLE_IN_ONE_STATE]), st.integers(0, 1000)),
    st.data(),
)
def test_what_is_not_known_never_gives_more_time(
    answers: dict[Circumstance, bool], counts: dict[Count, int], data: st.DataObject
) -> None:
    everything = [*answers, *counts]
    forgotten = data.draw(st.sets(st.sampled_from(everything))) if everything else set()
    # Of two statements that contradict each other, to know one alone is to be told otherwise.
    assume(not (answers.get(Circumstance.RISK_UNLIKELY) and answers.get(Circumstance.HIGH_RISK)))
    assume(counts.get(Count.PEOPLE_IN_ONE_STATE, 0) <= counts.get(Count.PEOPLE_AFFECTED, 1000))
    known = Circumstances(frozenset(answers.items()), frozenset(counts.items()))
    less = Circumstances(
        frozenset(each for each in answers.items() if each[0] not in forgotten),
        frozenset(each for each in counts.items() if each[0] not in forgotten),
    )
    places = frozenset({"US", "EEA", "CN", "ID", "world"})
    knowing, guessing = (
        earliest(notices(Incident(discovered=DISCOVERED, jurisdictions=places, data=HEALTH, circumstances=c), RULES))
        for c in (known, less)
    )
    assert all(key in guessing and guessing[key] <= limit for key, limit in knowing.items())


@pytest.mark.parametrize(
    ("clock", "event", "due"),
    [
        (Clock(starts=Moment.REQUEST, unit=Unit.MONTHS, amount=1), "2026-01-31T08:00:00Z", "2026-02-28T08:00:00Z"),
        (Clock(starts=Moment.REQUEST, unit=Unit.MONTHS, amount=1), "2026-12-15T00:00:00Z", "2027-01-15T00:00:00Z"),
        (Clock(starts=Moment.ASSESSMENT, unit=Unit.YEARS, amount=3), "2024-02-29T00:00:00Z", "2027-02-28T00:00:00Z"),
        (Clock(starts=Moment.YEAR_END, unit=Unit.DAYS, amount=60), "2027-12-31T23:59:59Z", "2028-03-01T00:00:00Z"),
        (Clock(starts=Moment.AWARE, unit=Unit.HOURS, amount=72), "2026-02-27T00:00:00Z", "2026-03-02T00:00:00Z"),
        (Clock(starts=Moment.AWARE, unit=Unit.AT_ONCE), "2026-02-27T00:00:00Z", "2026-02-27T00:00:00Z"),
    ],
)
def test_clocks_count_as_calendars_do(clock: Clock, event: str, due: str) -> None:
    assert str(clock.due(Instant.parse(event))) == due


def test_clocks_say_themselves_in_words() -> None:
    month = Clock(starts=Moment.REQUEST, unit=Unit.MONTHS, amount=1, extension=2)
    assert month.words == "1 month from the request; 2 more for a reason told in time"
    kept = Clock(starts=Moment.ASSESSMENT, unit=Unit.YEARS, amount=3, keeps=True)
    assert kept.words == "at least 3 years from the assessment"
    assert Clock(starts=Moment.AWARE, unit=Unit.AT_ONCE).words == "at once, from becoming aware"


@pytest.mark.parametrize(
    "parts", [{"unit": Unit.DAYS}, {"unit": Unit.AT_ONCE, "amount": 1}, {"unit": Unit.DAYS, "amount": -1}]
)
def test_a_clock_that_counts_nothing_is_refused(parts: dict[str, int]) -> None:
    with pytest.raises(LawError):
        Clock(starts=Moment.AWARE, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize("answers", [{"moon": True}, {"age": True}, {"large-scale": 1}, {"age": -1}])
def test_circumstances_that_no_rule_asks_about_are_refused(answers: dict[str, int]) -> None:
    with pytest.raises(LawError):
        stating(answers)


def test_one_circumstance_has_one_answer() -> None:
    fact = Circumstance.LARGE_SCALE
    with pytest.raises(LawError, match="two ways"):
        Circumstances(frozenset({(fact, True), (fact, False)}))


def test_of_a_time_of_which_no_law_is_encoded_it_is_not_said_that_nothing_is_owed() -> None:
    early = Incident(
        discovered=Instant.parse("2018-05-24"), jurisdictions=frozenset({"DE", "EEA", "world"}), data=HEALTH
    )
    with pytest.raises(LawError, match="no law of EEA on telling of a breach is encoded for 2018-05-24"):
        notices(early, RULES)
    nowhere = Incident(discovered=DISCOVERED, jurisdictions=frozenset({"world"}), data=HEALTH)
    assert notices(nowhere, RULES) == ()


@given(
    st.dictionaries(st.sampled_from([*FACTS, Circumstance.PUBLIC_INTEREST_AT_STAKE]), st.booleans()),
    st.dictionaries(st.sampled_from([Count.PEOPLE_AFFECTED]), st.integers(0, 1000)),
)
def test_who_says_that_the_risk_is_high_and_that_many_are_concerned_is_spared_nothing_by_saying_the_contrary_too(
    answers: dict[Circumstance, bool], counts: dict[Count, int]
) -> None:
    places = frozenset({"US", "EEA", "CN", "ID", "world"})
    alarm: dict[Count, int] = {Count.PEOPLE_IN_ONE_STATE: 501}
    plain = {fact: answer for fact, answer in answers.items() if fact is not Circumstance.RISK_UNLIKELY}
    said = Circumstances(frozenset((plain | {Circumstance.HIGH_RISK: True}).items()), frozenset(alarm.items()))
    both = Circumstances(
        frozenset((answers | {Circumstance.HIGH_RISK: True}).items()), frozenset((counts | alarm).items())
    )
    alarmed, contradicted = (
        {each.rule.id for each in notices(replace(BASE, jurisdictions=places, circumstances=known), RULES)}
        for known in (said, both)
    )
    assert alarmed <= contradicted


BASE = Incident(discovered=DISCOVERED, jurisdictions=frozenset({"US", "world"}), data=HEALTH)


def yearly(told: str, **changes: Any) -> str:  # noqa: ANN401 - parts of an incident
    found = notices(
        replace(BASE, discovered=Instant.parse(told), circumstances=stating({"people-affected": 3}), **changes), RULES
    )
    return next(str(each.by) for each in found if each.rule.id == "US-HIPAA-406/408/yearly")


def test_names_that_a_provider_holds_are_health_information() -> None:
    found = notices(replace(BASE, data=frozenset({DataClass.PERSONAL})), RULES)
    assert {str(each.rule.id) for each in found} >= {"US-HIPAA-404", "US-HIPAA-406/408/secretary"}


def test_the_year_is_that_of_the_institutions_own_clock_and_of_one_told_in_utc_the_earlier() -> None:
    assert yearly("2026-12-31T20:00:00-05:00", offset=-5 * 3600) == "2027-03-02T05:00:00Z"
    assert yearly("2027-01-01T01:00:00Z") == "2027-03-02T11:00:00Z"
    assert yearly("2026-12-31T20:00:00Z") == "2027-03-02T00:00:00Z"
    assert yearly("2027-01-01T01:00:00Z", offset=3600) == "2028-02-29T23:00:00Z"


def test_of_several_places_without_a_law_of_that_time_the_first_by_name_is_told() -> None:
    places = frozenset({"US", "ID", "CN", "EEA"})
    with pytest.raises(LawError, match="no law of CN on"):
        notices(replace(BASE, discovered=Instant.parse("2000-01-01"), jurisdictions=places), RULES)


@pytest.mark.parametrize(("unit", "amount", "due"), [(Unit.MONTHS, 1, "2026-03-29"), (Unit.YEARS, 2, "2028-02-29")])
def test_months_and_years_end_on_a_day_of_the_calendar_that_counts(unit: Unit, amount: int, due: str) -> None:
    clock = Clock(starts=Moment.REQUEST, unit=unit, amount=amount)
    evening = Instant.parse("2026-02-28T21:00:00-05:00")
    assert str(clock.due(evening, -5 * 3600)) == f"{due}T02:00:00Z"
    assert str(clock.due(evening)) != f"{due}T02:00:00Z"
