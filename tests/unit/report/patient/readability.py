"""How hard a page is to read: the Flesch-Kincaid grade (Kincaid, Fishburne, Rogers and Chissom 1975, table 2).

``grade = 0.39 · words per sentence + 11.8 · syllables per word - 15.59``

What is counted:

- Prose: paragraphs, items of lists and meanings of the glossary. Not counted are headings, badges, links of the
  contents, the label with name and number, words of the record (quoted), and commands.
- A sentence ends with ``.``, ``!`` or ``?``, and with its paragraph or item. A colon ends none, though the formula's
  authors let it: the measure is to be hard on us.
- Names of medicines and genes count as one easy word each, because a patient reads them off the packet, and no plain
  word stands for them. What the record calls a medicine counts so too.
- Syllables are the larger of two counts: hyphenation by pyphen's dictionary, which misses some, and groups of vowels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

import pyphen  # type: ignore[import-untyped]  # has no types

NAME = "Name"
MOST_WORDS = 25
"""Of a sentence."""
HIGHEST_GRADE = 8.0

_HYPHENS = pyphen.Pyphen(lang="en_US", left=1, right=2)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'*/:.-]*")
_PROSE = frozenset({"p", "li", "dd"})
_VOID = frozenset({"br", "meta", "img", "hr", "use", "path", "circle", "link"})
_NOT_PROSE = frozenset({"style", "title", "nav", "footer", "header", "code", "svg", "q", "summary", "dt", "time"})
_NOT_PROSE_CLASSES = frozenset({"names", "who", "badge", "tag", "skip", "sign", "order"})


@dataclass
class _Open:
    tag: str
    section: str
    quiet: bool
    text: list[str] = field(default_factory=list)


class Prose(HTMLParser):
    """The prose of a page by section: paragraphs and items, in their order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: list[_Open] = [_Open("", "", quiet=False)]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        over, named = self._open[-1], dict(attrs)
        classes = set((named.get("class") or "").split())
        section = named.get("id") or over.section if tag in ("section", "article") else over.section
        quiet = over.quiet or tag in _NOT_PROSE or bool(classes & _NOT_PROSE_CLASSES)
        if tag in _PROSE:
            self._end(over)
        self._open.append(_Open(tag, section, quiet))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not any(each.tag == tag for each in self._open):
            return
        while True:
            closed = self._open.pop()
            if closed.tag in _PROSE or closed.tag != tag or tag in ("div", "ul", "ol", "section", "article"):
                self._end(closed)
            elif not closed.quiet:
                self._open[-1].text += closed.text
            if closed.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._open[-1].quiet:
            self._open[-1].text.append(data)

    def _end(self, element: _Open) -> None:
        text = " ".join("".join(element.text).split())
        if text and not element.quiet and any(each.tag in _PROSE for each in (*self._open, element)):
            self.found.append((element.section, text))
        element.text = []


@dataclass(frozen=True)
class Measure:
    """Counts of a text, with what follows from them."""

    sentences: tuple[str, ...]
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """Flesch-Kincaid grade; of nothing, 0."""
        if not self.words:
            return 0.0
        return 0.39 * self.words / len(self.sentences) + 11.8 * self.syllables / self.words - 15.59

    @property
    def longest(self) -> str:
        """The sentence with the most words."""
        return max(self.sentences, key=lambda each: len(words(each)), default="")


def prose_by_section(page: str) -> dict[str, list[str]]:
    """Paragraphs and items by the section that they stand in."""
    sections: dict[str, list[str]] = {}
    for section, text in Prose(page).found:
        sections.setdefault(section, []).append(text)
    return sections


def measure(paragraphs: Iterable[str], names: Iterable[str] = ()) -> Measure:
    """Measure prose; names count as one easy word."""
    known = sorted({each for each in names if each}, key=len, reverse=True)
    hidden = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in known) or r"(?!)", re.IGNORECASE)
    sentences = tuple(_sentences(hidden.sub(NAME, text) for text in paragraphs))
    every = [word for sentence in sentences for word in words(sentence)]
    return Measure(sentences, len(every), sum(map(syllables, every)))


def _sentences(paragraphs: Iterable[str]) -> Iterator[str]:
    for text in paragraphs:
        yield from (sentence for sentence in _SENTENCE_END.split(text) if words(sentence))


def words(sentence: str) -> list[str]:
    """Words of a sentence; a number is one."""
    return [word.strip(".:'-") for word in _WORD.findall(sentence)]


@cache
def syllables(word: str) -> int:
    """The larger of two counts."""
    if word == NAME or not word.isalpha():
        parts = [part for part in re.split(r"[^A-Za-z]+", word) if part] if "-" in word or "'" in word else []
        return sum(map(syllables, (part for part in parts if len(part) > 1))) or 1
    return max(len(_HYPHENS.positions(word)) + 1, _vowel_groups(word.lower()))


def _vowel_groups(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = re.search(r"[^aeioulgcsxz]e$|[^aeiou]le$|[^aeioutd]ed$|[gcszl]e$|[^aeioucgszxh]es$", word)
    if silent and not re.search(r"[^aeiou]le$", word):
        groups -= 1
    return max(groups, 1)
