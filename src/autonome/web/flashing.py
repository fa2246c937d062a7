"""What a page says once, after something was done: kept in the browser as a `Text`, and said in the reader's language.

Django keeps a message as a plain string from one page to the next; a sentence that has forgotten how it was made stays
in English. So its template and values go along, within the cookie that Django signs.
"""

from __future__ import annotations

import json
from typing import Any, Final

from django.contrib.messages.storage.cookie import CookieStorage

from autonome.kernel import Json, Text

PACKED: Final = "\x1f"
"""Begins what is packed; nothing that somebody types begins so on a page of ours."""

_TEMPLATE, _VALUES = "text", "values"


class TextStorage(CookieStorage):
    """Django's, which keeps texts."""

    def add(self, level: int, message: Any, extra_tags: str = "") -> None:  # noqa: ANN401 - Django's hook
        """Keep a message."""
        super().add(level, packed(message), extra_tags)


def packed(message: str) -> str:
    """A message as it is kept."""
    return f"{PACKED}{json.dumps(_json(message))}" if isinstance(message, Text) else message


def unpacked(message: str) -> str:
    """A message as it was made."""
    text = str(message)
    return _text(json.loads(text.removeprefix(PACKED))) if text.startswith(PACKED) else text


def _json(value: str) -> Json:
    if not isinstance(value, Text):
        return value
    return {_TEMPLATE: value.template, _VALUES: {name: _json(each) for name, each in value.values.items()}}


def _text(value: Any) -> str:  # noqa: ANN401 - JSON that we wrote
    if isinstance(value, str):
        return value
    return Text(value[_TEMPLATE], **{name: _text(each) for name, each in value[_VALUES].items()})
