"""Days and times as pages and mails say them: with the month in words, in the reader's language, in UTC.

Never in figures alone: the third of April and the fourth of March would look the same. On a page a machine reads the
same instant from a ``<time>`` beside the words; within an attribute, a picture or a mail there are the words alone.

>>> str(day(Instant.parse("2026-03-04T18:05:00+08:00")))
'4 March 2026'
>>> str(minute(Instant.parse("2026-03-04T18:05:00+08:00")))
'4 March 2026, 10:05 UTC'
"""

from __future__ import annotations

import re
from typing import Final

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from markupsafe import Markup, escape

from autonome.kernel import Instant, Text

MONTHS: Final = (
    Text("January"),
    Text("February"),
    Text("March"),
    Text("April"),
    Text("May"),
    Text("June"),
    Text("July"),
    Text("August"),
    Text("September"),
    Text("October"),
    Text("November"),
    Text("December"),
)

_DATE: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?")


class Told(Text):
    """A day or a time in words, which knows the instant that a machine reads."""

    __slots__ = ("at",)

    at: str

    def __html__(self) -> SafeString:
        """As a page has it, in the language that the page is read in."""
        from autonome.web.site import site  # noqa: PLC0415 - loads the accounts, which want Django set up

        said = site().language(translation.get_language() or "en").html_of(self)
        whole = Markup('<time datetime="{}">{}</time>').format(self.at, said)
        return mark_safe(whole)  # noqa: S308 - escaped by then


def day(value: Instant | str) -> str:
    """A day such as ``4 March 2026``, or ``March 2026`` where a record says no more; other words as they are.

    Args:
        value: an instant, or a date as a record has it.
    """
    text = str(value)
    found = _DATE.match(text)
    if found is None:
        return text
    month, year = MONTHS[int(found[2]) - 1], found[1]
    if found[3] is None:
        return _told(found[0], "{month} {year}", month=month, year=year)
    return _told(found[0], "{day} {month} {year}", day=int(found[3]), month=month, year=year)


def minute(value: Instant) -> Told:
    """A time such as ``4 March 2026, 10:05 UTC``."""
    text = str(value)
    return _told(text, "{day}, {time} UTC", day=day(value), time=text[11:16])


def _told(at: str, template: str, **values: object) -> Told:
    made = Told(template, **values)
    made.at = str(escape(at))
    return made
