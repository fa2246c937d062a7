"""Matters part by part: what is kept of a deed, which limits count, and how long words may be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.access.errors import RequestError
from autonome.access.rights import (
    MAX_WORDS,
    OWN_PROMISE,
    PROMPT,
    Deed,
    Limit,
    Matter,
    Right,
    deed,
    limit_of,
    matters_of,
    said,
)
from autonome.kernel import Instant
from autonome.law import RULES, Rule, RuleBook, RuleId
from autonome.law.clocks import Clock, Moment, Unit
from tests.unit.access.test_rights import ANNA, ASKED, STEWARD, matter

HELD = deed(matter(), Deed.HELD, STEWARD, "a case at court", until="2026-06-01T00:00:00Z")


def test_an_entry_says_which_matter_what_by_whom_why_and_what_belongs_to_it() -> None:
    assert {
        "matter": matter().id, "deed": "held", "by": STEWARD, "ground": "a case at court",
        "until": "2026-06-01T00:00:00Z",
    } == HELD  # fmt: skip


def test_what_opens_a_matter_is_all_that_is_known_of_it() -> None:
    opened = matter()
    plain = Matter(id="a", subject=ANNA, right=Right.ERASE, asked_at=ASKED, asked_by=STEWARD, limit=Limit(ASKED, ASKED))
    assert (plain.words, plain.held_until, plain.held_for, plain.extended) == ("", None, "", "")
    assert (plain.limit.rule, plain.limit.article, plain.limit.words) == ("", "", "")
    body = opened.asked()
    assert body == {
        "matter": opened.id, "deed": "asked", "right": "erase", "asked_at": str(ASKED), "by": ANNA,
        **opened.limit.to_json(), "words": "x",
    }  # fmt: skip
    assert opened.limit.to_json() == {
        "due": str(opened.limit.due), "latest": str(opened.limit.latest), "rule": opened.limit.rule,
        "article": opened.limit.article, "limit": opened.limit.words,
    }  # fmt: skip
    assert matters_of(ANNA, [body]) == {opened.id: opened}
    assert opened.deeds == (Deed.ASKED,)


def test_a_hold_is_kept_with_its_ground_until_it_is_released() -> None:
    assert not matter().is_held(ASKED)
    held = matter().after(HELD)
    assert (held.held_for, held.held_until) == ("a case at court", Instant.parse("2026-06-01"))
    released = held.after(deed(held, Deed.RELEASED, STEWARD, "settled"))
    assert (released.held_for, released.held_until) == ("", None)
    assert not released.is_held(ASKED)
    assert released.deeds == (Deed.ASKED, Deed.HELD, Deed.RELEASED)


def test_more_time_is_taken_for_a_reason_and_moves_the_limit() -> None:
    longer = matter(Right.EXPORT).after(deed(matter(), Deed.EXTENDED, STEWARD, "many files"))
    assert longer.extended == "many files"
    assert longer.due == longer.limit.latest > longer.limit.due
    assert longer.is_overdue(Instant(longer.limit.latest.seconds + 1))
    assert not longer.is_overdue(longer.limit.latest)


def test_a_matter_is_written_and_read_with_every_part() -> None:
    full = replace(matter().after(HELD), extended="many files")
    assert full.to_json() == {
        "matter": full.id, "subject": ANNA, "right": "erase", "asked_at": str(ASKED), "asked_by": ANNA,
        **full.limit.to_json(), "words": "x", "held_until": "2026-06-01T00:00:00Z", "held_for": "a case at court",
        "extended": "many files", "deeds": ["asked", "held"],
    }  # fmt: skip
    assert Matter.from_json(full.to_json()) == full
    plain = matter()
    assert plain.to_json()["held_until"] is None
    assert Matter.from_json(plain.to_json()) == plain


def test_what_lacks_a_part_or_holds_another_kind_of_value_is_no_matter() -> None:
    full = replace(matter().after(HELD), extended="many files").to_json()
    wrong = [{key: value for key, value in full.items() if key != name} for name in full]
    wrong += [full | {name: 7} for name in full]
    wrong += [full | {"right": "forget"}, full | {"deeds": ["asked", "burnt"]}, full | {"deeds": [["asked"]]}]
    for value in wrong:
        with pytest.raises(RequestError, match="none that this version wrote"):
            Matter.from_json(value)


@pytest.mark.parametrize("done", Deed)
def test_a_matter_is_open_until_it_is_closed_and_waits_until_it_is_answered(done: Deed) -> None:
    after = replace(matter(), deeds=(Deed.ASKED, done))
    closes = {Deed.EXPORTED, Deed.CORRECTED, Deed.DISAGREED, Deed.LIFTED, Deed.REFUSED}
    assert after.is_open is (done not in closes)
    assert after.is_answered is (done in {*closes, Deed.RESTRICTED, Deed.ERASING})


def test_the_longest_words_are_said_as_they_are() -> None:
    longest = "x" * MAX_WORDS
    assert said(longest, "the ground") == longest
    assert said(" x ", "the ground") == " x "


def clocked(clock: Clock, name: str) -> Rule:
    """The rule by which the Netherlands name a limit for a copy, with another clock."""
    (rule,) = (each for each in RULES.rules if each.id == "EU-GDPR-12(3)")
    return replace(rule, id=RuleId(name), clock=clock)


def limit(*clocks: Clock) -> Limit:
    (pack,) = (each for each in RULES.packs if any(rule.id == "EU-GDPR-12(3)" for rule in each.rules))
    rules = tuple(clocked(clock, f"R-{number}") for number, clock in enumerate(clocks))
    return limit_of(Right.EXPORT, ANNA, "NL", RuleBook((replace(pack, rules=rules),)), ASKED)


WEEK = Clock(starts=Moment.REQUEST, unit=Unit.DAYS, amount=7, extension=2)
MONTH = Clock(starts=Moment.REQUEST, unit=Unit.MONTHS, amount=1)


def test_of_several_limits_the_earliest_counts_with_its_own_extension() -> None:
    for clocks in ((WEEK, MONTH), (MONTH, WEEK)):
        found = limit(*clocks)
        assert found.rule == f"R-{clocks.index(WEEK)}"
        assert (found.due, found.latest) == (
            Instant.parse("2026-02-07T10:00:00Z"), Instant.parse("2026-02-09T10:00:00Z"),
        )  # fmt: skip
        assert found.words == WEEK.words
        assert found.article


def test_a_law_that_says_at_once_and_no_figure_is_read_as_our_own_days() -> None:
    found = limit(Clock(starts=Moment.REQUEST, unit=Unit.AT_ONCE))
    assert (found.due, found.latest) == (PROMPT.due(ASKED), PROMPT.due(ASKED))
    assert found.words.endswith(f"; our own reading: {PROMPT.words}")


def test_what_runs_from_something_else_or_says_how_long_to_keep_is_no_limit() -> None:
    later = next(each for each in Moment if each is not Moment.REQUEST)
    for clock in (replace(WEEK, starts=later), replace(WEEK, keeps=True)):
        assert (limit(clock).rule, limit(clock).due) == ("", OWN_PROMISE.due(ASKED))
        assert limit(clock, MONTH).rule == "R-1"
    assert limit().words == f"our own promise: {OWN_PROMISE.words}"
