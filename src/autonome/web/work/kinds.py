"""What can be done in the background, by name.

A part of the site adds a kind beside its pages::

    @kind("genome", Text("Taking in a genome"))
    def take_in(asker: Asker, about: Mapping[str, Json], tell: Tell) -> Json:
        ...  # site().desk.clinic(asker)…; tell(done, of, 0); an AutonomeError ends it, and is told

It may be run more than once, after a kill: what it does must be the same done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from autonome.kernel import Json, Text
from autonome.web.asking import Asker

Tell = Callable[[int, int, int], None]
"""Takes how much is done, of how much, and how many lines of a file were read."""

Drop = Callable[[Mapping[str, Json]], None]
"""Takes away what was kept for it, once it has ended, whatever came of it; nothing where nothing is kept."""

Run = Callable[[Asker, Mapping[str, Json], Tell], Json]
"""Does it, in the name of somebody, about something; gives what is kept for them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work.

    Args:
        name: of it.
        label: as people read it.
        run: does it.
        drop: takes away what it needed.
    """

    name: str
    label: Text
    run: Run
    drop: Drop | None = None


KINDS: Final[dict[str, Kind]] = {}
"""By name; filled when the parts of the site are loaded."""


def kind(name: str, label: Text, drop: Drop | None = None) -> Callable[[Run], Run]:
    """Make a function a kind of work."""

    def known(run: Run) -> Run:
        KINDS[name] = Kind(name, label, run, drop)
        return run

    return known
