"""Days and times in words, as each language has them."""

from __future__ import annotations

import pytest

from autonome import bootstrap
from autonome.kernel import Instant, Text
from autonome.web.days import MONTHS, day, minute

AT = Instant.parse("2026-03-04T18:05:00+08:00")


@pytest.mark.parametrize(
    ("tag", "of_day", "of_minute"),
    [
        ("en", "4 March 2026", "4 March 2026, 10:05 UTC"),
        ("zh-hans", "2026年3月4日", "2026年3月4日 10:05 UTC"),
        ("id", "4 Maret 2026", "4 Maret 2026, 10:05 UTC"),
    ],
)
def test_the_month_is_in_words_in_the_readers_language_and_the_zone_is_named(
    tag: str, of_day: str, of_minute: str
) -> None:
    language = bootstrap.language(tag)
    assert language.say(day(AT)) == of_day
    assert language.say(minute(AT)) == of_minute
    within = Text("You can say yes from {day} on.", day=day(AT))
    assert of_day in language.say(within)
    assert language.missing(within) == ()


@pytest.mark.parametrize("tag", ["zh-hans", "id"])
def test_every_month_has_a_name(tag: str) -> None:
    language = bootstrap.language(tag)
    said = [language.say(each) for each in MONTHS]
    assert len(set(said)) == len(MONTHS)
    assert all(language.missing(each) == () for each in MONTHS)


@pytest.mark.parametrize(
    ("of_record", "said"),
    [
        ("1962-03-04", "4 March 1962"),
        ("1962-03", "March 1962"),
        ("1962", "1962"),
        ("1962-13-04", "1962-13-04"),
        ("", ""),
    ],
)
def test_a_date_of_a_record_says_as_much_as_the_record(of_record: str, said: str) -> None:
    assert day(of_record) == said
