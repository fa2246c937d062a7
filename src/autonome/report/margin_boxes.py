"""What a page of ours prints at the edges of each sheet, read back from the margin boxes of its style sheet.

The style sheet says it in CSS (Paged Media, ``@page`` margin boxes): strings, whose letters `css_string` wrote as code
points, and the counters of pages. Whoever sets sheets without a browser reads the same words here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

NUMBER = "{number}"
"""Stands for the number of the sheet."""

COUNT = "{count}"
"""Stands for the number of sheets."""

_BOX = re.compile(r"@(top-left|top-right|bottom-left|bottom-right)\s*\{([^}]*)\}")
_CONTENT = re.compile(r'content:((?:\s*(?:"[^"]*"|counter\(pages?\)))+)')
_PART = re.compile(r'"([^"]*)"|counter\((pages?)\)')
_CODE_POINT = re.compile(r"\\([0-9a-f]{6})")


def margin_boxes(style: str) -> Mapping[str, str]:
    """Box, such as ``top-left`` → its words, with `NUMBER` and `COUNT` where they stand.

    Args:
        style: text of a style sheet of ours.
    """
    found = {}
    for box, rules in _BOX.findall(style):
        content = _CONTENT.search(rules)
        if content:
            found[box] = "".join(_words(text, counter) for text, counter in _PART.findall(content[1]))
    return found


def _words(text: str, counter: str) -> str:
    if counter:
        return NUMBER if counter == "page" else COUNT
    return _CODE_POINT.sub(lambda found: chr(int(found[1], 16)), text)
