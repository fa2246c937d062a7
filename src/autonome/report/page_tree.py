"""A page of ours as a tree of elements: what `plan_html` made, read back for other forms than a browser's.

The templates say once what stands where; whoever needs the same words in another form walks this tree. Invariant: text
comes out as it was before it was escaped, as plain strings; nothing of it is markup any more.

Not here: HTML of others. The parser expects what our templates write, every element closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TypeAlias

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
"""Elements without an end tag (HTML standard, "void elements")."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element.

    Args:
        tag: in lower case.
        attributes: name → value, "" where there is none.
        children: elements and text, in order.
    """

    tag: str
    attributes: Mapping[str, str]
    children: tuple[Node, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """Its classes, in order."""
        return tuple(self.attributes.get("class", "").split())

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def find(self, tag: str) -> Element | None:
        """The first element of a kind."""
        return next((each for each in self.walk() if each.tag == tag), None)

    @property
    def text(self) -> str:
        """All text below it, as it stands."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


Node: TypeAlias = Element | str


def parse_page(page: str) -> Element:
    """Read a page of ours.

    Args:
        page: markup, as `render_html` gives it.

    Raises:
        ValueError: an element is not closed where it should be.
    """
    parser = _Parser()
    parser.feed(page)
    parser.close()
    return parser.whole()


class _Parser(HTMLParser):
    """Collects open elements on a stack; an element is made when it closes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, dict[str, str], list[Node]]] = [("", {}, [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append((tag, {name: value or "" for name, value in attrs}, []))
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        opened, attributes, children = self._open.pop()
        if opened != tag:
            raise ValueError(f"</{tag}> closes <{opened}>")
        self._open[-1][2].append(Element(tag, attributes, tuple(children)))

    def handle_data(self, data: str) -> None:
        self._open[-1][2].append(data)

    def whole(self) -> Element:
        if len(self._open) != 1:
            raise ValueError(f"<{self._open[-1][0]}> is not closed")
        return Element("", {}, tuple(self._open[0][2]))
