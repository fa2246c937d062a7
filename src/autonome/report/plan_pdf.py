"""From the page of a plan to the sheets of ``plan.pdf``: the words of ``plan.html``, in the order of its reading.

The sheets show what the page shows on paper. Its templates stay the one place that says what stands where; its tree is
pruned here of what is for screens, spaces are settled, and headings never skip a level (PDF/UA-1 forbids it). What
comes out is JSON, which ``plan.typ`` reads as data: no text in it can become markup.

Not here: the engine (`Typesetter`), and any wording.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import jinja2

from autonome.kernel import Instant, Json
from autonome.report.margin_boxes import margin_boxes
from autonome.report.page_tree import Element, Node, parse_page
from autonome.report.plan_html import templates
from autonome.report.ports import Sheets
from autonome.report.printable import printable

TEMPLATE = "plan.typ"

INLINE = frozenset({"a", "b", "br", "code", "i", "span", "strong"})
"""Elements that stand within a line; every other begins a block."""

SCREEN_ONLY = frozenset({"nav", "svg", "footer"})
"""Elements that the page shows on screens alone; the foot's words stand in each sheet's own foot."""

PRINTED_DETAILS = frozenset({"medicine", "printed"})
"""Classes of folded parts that are printed open; what else is folded stays in ``plan.json``."""

_HEADING = re.compile(r"h([1-6])")
_SYMBOL = re.compile(r'<symbol id="i-([a-z-]+)" viewBox="([0-9 ]+)">(.*?)</symbol>', re.DOTALL)


def sheets_of(page: str, as_of: Instant) -> Sheets:
    """What the typesetter is to set.

    Args:
        page: of a plan, as `render_html` gives it; its language is the sheets' language.
        as_of: the instant of that plan.
    """
    data = json.dumps(sheets_document(page), ensure_ascii=False, separators=(",", ":"))
    source, _, _ = jinja2.PackageLoader("autonome.report").get_source(templates(), TEMPLATE)
    return Sheets(source, {"plan": data}, as_of)


def sheets_document(page: str) -> dict[str, Json]:
    """What the sheets show, as the template reads it."""
    tree = parse_page(page)
    html, title, style, body = (tree.find(tag) for tag in ("html", "title", "style", "body"))
    if html is None or title is None or style is None or body is None:
        raise ValueError("the page is not one of a plan")
    edges = {box: printable(words) for box, words in margin_boxes(style.text).items()}
    return {
        "language": html.attributes["lang"],
        "title": printable(title.text),
        "head": [edges["top-left"], edges["top-right"]],
        "foot": [edges["bottom-left"], edges["bottom-right"]],
        "icons": _icons(page),
        "body": _arranged(body),
    }


def _icons(page: str) -> dict[str, Json]:
    """The page's icons, each as an image of its own."""
    return {
        name: f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{shapes}</svg>'
        for name, box, shapes in _SYMBOL.findall(page)
    }


def _arranged(body: Element) -> list[Json]:
    anchors = frozenset(each.attributes["id"] for each in body.walk() if "id" in each.attributes)
    return _Arranging(anchors).children(body)


@dataclass
class _Arranging:
    """One walk through the tree.

    Args:
        anchors: places of the page that a link may lead to.
        level: of the last heading.
        spaced: whether the line at hand ends with a space, or has not begun.
    """

    anchors: frozenset[str]
    level: int = 0
    spaced: bool = True
    _labelled: set[str] = field(default_factory=set)

    def children(self, element: Element) -> list[Json]:
        """What stands in an element."""
        shown = (self._node(child) for child in element.children)
        return [node for node in shown if node not in ("", None)]

    def _node(self, node: Node) -> Json:
        if isinstance(node, str):
            return self._text(node)
        if not _is_printed(node):
            return None
        if node.tag not in INLINE or node.tag == "br":
            self.spaced = True
        made = self._element(node)
        if node.tag not in INLINE:
            self.spaced = True
        return made

    def _text(self, text: str) -> str:
        """Text with its spaces settled as a browser does: one at a time, none at the beginning of a line."""
        settled = printable(text)
        if self.spaced:
            settled = settled.removeprefix(" ")
        if settled:
            self.spaced = settled.endswith(" ")
        return settled

    def _element(self, element: Element) -> Json:
        made: dict[str, Json] = {"tag": element.tag, **self._attributes(element)}
        heading = _HEADING.fullmatch(element.tag)
        if heading:
            self.level = min(int(heading[1]), self.level + 1)
            made |= {"tag": "heading", "level": self.level}
        icon = _icon(element)
        if icon:
            made["icon"] = icon
        if "badge" in element.classes:
            self.spaced = False
            return made | {"tag": "badge", "word": printable(element.text).strip()}
        return made | {"kids": self.children(element)}

    def _attributes(self, element: Element) -> Mapping[str, Json]:
        kept: dict[str, Json] = {"class": list(element.classes)} if element.classes else {}
        attributes = element.attributes
        if attributes.get("id") in self.anchors - self._labelled:
            self._labelled.add(attributes["id"])
            kept["id"] = attributes["id"]
        if attributes.get("aria-hidden") == "true":
            kept["hidden"] = True
        href = attributes.get("href", "")
        if href.startswith("https://") or href.removeprefix("#") in self.anchors:
            kept["href"] = href
        return kept | ({"lang": attributes["lang"]} if "lang" in attributes else {})


def _is_printed(element: Element) -> bool:
    if element.tag == "details":
        return not PRINTED_DETAILS.isdisjoint(element.classes)
    return element.tag not in SCREEN_ONLY and "skip" not in element.classes


def _icon(element: Element) -> str:
    """Name of the icon that an element begins with, or ""."""
    drawn = (
        each for child in element.children if isinstance(child, Element) and child.tag == "svg" for each in child.walk()
    )
    return next((each.attributes["href"].removeprefix("#i-") for each in drawn if each.tag == "use"), "")
