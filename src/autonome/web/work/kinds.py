"""What can be done in the background, by name.

A part of the site adds a kind beside its pages::

    @kind("genome", Text("Taking in a genome"))
    def take_in(asker: Asker, about: Mapping[str, Json], tell: Tell) -> Json:
        ...  # site().desk.clinic(asker)…; tell(done, of); an AutonomeError ends it, and is told

It may be run more than once, after a kill: what it does must be the same done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from autonome.kernel import Json, Text
from autonome.web.asking import Asker

Tell = Callable[[int, int], None]
"""Takes how much is done, and of how much."""

Run = Callable[[Asker, Mapping[str, Json], Tell], Json]
"""Does it, in the name of somebody, about something; gives what is kept for them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work.

    Args:
        name: of it.
        label: as people read it.
        run: does it.
    """

    name: str
    label: Text
    run: Run


KINDS: Final[dict[str, Kind]] = {}
"""By name; filled when the parts of the site are loaded."""


def kind(name: str, label: Text) -> Callable[[Run], Run]:
    """Make a function a kind of work."""

    def known(run: Run) -> Run:
        KINDS[name] = Kind(name, label, run)
        return run

    return known
