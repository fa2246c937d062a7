"""What the report needs from outside: something that sets pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from autonome.kernel import Instant


@dataclass(frozen=True, slots=True)
class Sheets:
    """Pages to set: what to show, and how.

    Args:
        template: in the engine's own language; ours, never made of data.
        data: name → text that the template reads as data, never as markup.
        as_of: the only instant that gets into the file.
    """

    template: str
    data: Mapping[str, str]
    as_of: Instant


class Typesetter(Protocol):
    """Sets pages as a tagged PDF; the same pages and fonts give the same bytes."""

    def set_pages(self, sheets: Sheets) -> bytes:
        """Set pages.

        Args:
            sheets: what to show.

        Raises:
            PagesError: no font has a letter that must be shown; names the scripts.
        """
        ...
