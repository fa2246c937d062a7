"""Entries of one day that say the same, as one line that opens: by one institution, for one purpose, the same was done.

Nothing is left out: each entry keeps its own page and its own receipt. What the person said or asked, and what was done
in an emergency, always stands by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Final

from autonome.access.explanation import naming
from autonome.kernel import SubjectId, Text
from autonome.ledger import EntryKind
from autonome.report.language import Language
from autonome.web.portal.actors import Actors
from autonome.web.portal.lines import NOBODY, Told, told_of
from autonome.web.portal.yours import yours
from autonome.workflows.show_timeline import Line

FEWEST: Final = 3
"""Entries that are worth folding: two are read at a glance (our own judgement)."""

MOST: Final = 100
"""Entries in one line: what opens shall not be a page without end (our own judgement)."""

TIMES: Final = Text("{what} ({count} times)", what="", count="")

_FOLDING: Final = frozenset({EntryKind.DECISION, EntryKind.USE, EntryKind.DISCLOSURE})


@dataclass(frozen=True, slots=True)
class Fold:
    """Entries that are told as one.

    Args:
        lines: of them, the newest first; at least one.
        who: did it.
        data: all that it was about.
    """

    lines: tuple[Told, ...]
    who: str
    data: str

    @property
    def first(self) -> Told:
        """The newest: what all of them are."""
        return self.lines[0]

    @property
    def is_many(self) -> bool:
        """Whether there is anything to open."""
        return len(self.lines) > 1

    @property
    def what(self) -> str:
        """What happened, and how often."""
        return TIMES.of(what=self.first.what, count=len(self.lines)) if self.is_many else self.first.what


def folded(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    """Put together what says the same on one day, each at the place of its newest.

    Args:
        lines: the newest first.
    """
    listed = tuple(lines)
    counts = Counter(map(_sameness, listed))
    found: list[list[Line]] = []
    open_: dict[Hashable, list[Line]] = {}
    for line in listed:
        same = _sameness(line)
        if counts[same] >= FEWEST and same in open_ and len(open_[same]) < MOST:
            open_[same].append(line)
        else:
            open_[same] = [line]
            found.append(open_[same])
    return tuple(map(tuple, found))


def fold_of(lines: tuple[Line, ...], language: Language, subject: SubjectId, actors: Actors = NOBODY) -> Fold:
    """Say entries that are told as one (see `told_of`)."""
    told = tuple(told_of(line, language, subject, actors) for line in lines)
    alike = len({line.actor for line in lines}) == 1
    items = dict.fromkeys(item for line in lines for item in line.items)
    return Fold(told, told[0].who if alike else lines[0].organisation, yours(naming.data(tuple(items))))


def _sameness(line: Line) -> Hashable:
    """What entries of one line have in common; an entry that stands by itself has its own place."""
    if not line.organisation or line.emergency is not None or line.kind not in _FOLDING:
        return line.index
    return str(line.at)[:10], line.kind, line.what, line.organisation, line.purposes
