"""What an explanation is: a headline and sections of sentences, for one audience."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from autonome.kernel import Json


class Audience(StrEnum):
    """Who is told."""

    PATIENT = "patient"
    ASKER = "asker"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences about one thing.

    Args:
        title: what about.
        lines: at least one.
    """

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one audience is told of a decision.

    Args:
        audience: who.
        headline: the answer.
        sections: in the order in which they are read; none is empty.
    """

    audience: Audience
    headline: str
    sections: tuple[Section, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is said, in order."""
        return (self.headline, *(text for section in self.sections for text in (section.title, *section.lines)))

    def lines(self, title: str) -> tuple[str, ...]:
        """What is said under a title; nothing where there is no such section."""
        return tuple(line for section in self.sections if section.title == title for line in section.lines)

    def to_json(self, say: Callable[[str], str] = str) -> Mapping[str, Json]:
        """Write it.

        Args:
            say: says a text in the reader's language.
        """
        return {
            "audience": str(self.audience),
            "headline": say(self.headline),
            "sections": [
                {"title": say(section.title), "lines": [say(line) for line in section.lines]}
                for section in self.sections
            ],
        }


def sections(*listed: tuple[str, tuple[str, ...]]) -> tuple[Section, ...]:
    """Sections of titles and lines; one without lines is left out."""
    return tuple(Section(title, tuple(dict.fromkeys(lines))) for title, lines in listed if any(lines))
