"""Words of templates: every sentence is a `Text`, said in the language that the page is read in.

==============================================  ===========================================================
in a template                                   what it does
==============================================  ===========================================================
``{% say "Hello {name}" name=person %}``        a fixed sentence; what is put in is escaped
``{% said line.label %}``                       a `Text` that Python made, or any other string
``title="{% spoken "Close" %}"``                the same within an attribute: without markup
``{{ line.at|moment }}``, ``{{ row.until|day }}``  a time or a day in words; within a sentence too
``{% asset "autonome.css" %}``                  where a file of ours lies
==============================================  ===========================================================

What is not translated stays in English, marked as such. `tools/build_languages.py` finds the sentences here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.utils.safestring import SafeString, mark_safe
from markupsafe import escape

from autonome.kernel import Instant, Text
from autonome.report.language import ENGLISH, Language
from autonome.web import days
from autonome.web.assets import address
from autonome.web.days import Told
from autonome.web.flashing import unpacked

register = template.Library()

PLACE: Final = 0xE000
"""First of the characters that stand for days while a sentence is said; Unicode gives them no meaning of their own."""


@register.simple_tag(takes_context=True)
def say(context: Mapping[str, Any], words: str, **values: object) -> SafeString:
    """A fixed sentence of the template; days and times within it are marked as such."""
    dated = {chr(PLACE + number): value for number, value in enumerate(values.values()) if isinstance(value, Told)}
    places = {value: place for place, value in dated.items()}
    told = {name: places[value] if isinstance(value, Told) else value for name, value in values.items()}
    whole = said(context, Text(words, **told))
    for place, value in dated.items():
        whole = mark_safe(whole.replace(place, value.__html__()))  # noqa: S308 - both are escaped
    return whole


@register.simple_tag(takes_context=True)
def said(context: Mapping[str, Any], text: str) -> SafeString:
    """A text that was made elsewhere."""
    return mark_safe(_language(context).html_of(text))  # noqa: S308 - escaped there


@register.simple_tag(takes_context=True)
def flashed(context: Mapping[str, Any], message: str) -> SafeString:
    """What the page before has left to be said here."""
    return said(context, unpacked(message))


@register.simple_tag(takes_context=True)
def spoken(context: Mapping[str, Any], text: str, **values: object) -> SafeString:
    """The same for an attribute: a literal of the template, or a text."""
    whole = text if isinstance(text, Text) else Text(text, **values)
    return mark_safe(escape(_language(context).say(whole)))  # noqa: S308 - escaped


@register.simple_tag
def asset(name: str) -> str:
    """Where a file of ours lies."""
    return address(name)


@register.filter
def moment(value: Instant | None) -> str:
    """An instant for people and machines: the day, and the minute, in UTC."""
    return "" if value is None else days.minute(value)


@register.filter
def day(value: Instant | str | None) -> str:
    """Its day in UTC; of a record's date what it says."""
    return "" if value is None else days.day(value)


def _language(context: Mapping[str, Any]) -> Language:
    found = context.get("language")
    return found if isinstance(found, Language) else ENGLISH
