"""Words of templates: every sentence is a `Text`, said in the language that the page is read in.

==============================================  ===========================================================
in a template                                   what it does
==============================================  ===========================================================
``{% say "Hello {name}" name=person %}``        a fixed sentence; what is put in is escaped
``{% said line.label %}``                       a `Text` that Python made, or any other string
``title="{% spoken "Close" %}"``                the same within an attribute: without markup
``{% asset "autonome.css" %}``                  where a file of ours lies
==============================================  ===========================================================

What is not translated stays in English, marked as such. `tools/build_languages.py` finds the sentences here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from markupsafe import escape

from autonome.kernel import Instant, Text
from autonome.report.language import ENGLISH, Language
from autonome.web.assets import address

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Mapping[str, Any], words: str, **values: object) -> SafeString:
    """A fixed sentence of the template."""
    return said(context, Text(words, **values))


@register.simple_tag(takes_context=True)
def said(context: Mapping[str, Any], text: str) -> SafeString:
    """A text that was made elsewhere."""
    return mark_safe(_language(context).html_of(text))  # noqa: S308 - escaped there


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
def moment(value: Instant | None) -> SafeString | str:
    """An instant for people and machines: the day, and the minute, in UTC."""
    if value is None:
        return ""
    return mark_safe(f'<time datetime="{value}">{minute(value)}</time>')  # noqa: S308 - digits


@register.filter
def minute(value: Instant | None) -> str:
    """The same within a sentence, whose values are escaped."""
    return "" if value is None else f"{str(value)[:10]} {str(value)[11:16]}"


@register.filter
def day(value: Instant | None) -> str:
    """An instant for people: its day, in UTC."""
    return "" if value is None else str(value)[:10]


def _language(context: Mapping[str, Any]) -> Language:
    found = context.get("language")
    return found if isinstance(found, Language) else ENGLISH
