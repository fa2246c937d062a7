"""What an entry may do without: read it, or note the doubt and go on.

Readers of every format share this rule: an optional element that cannot be read never removes the entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from autonome.clinical.errors import UnusableError

T = TypeVar("T")


@dataclass(slots=True)
class Doubts:
    """Collects what is doubtful about one entry.

    Args:
        doubts: one sentence each.
    """

    doubts: list[str] = field(default_factory=list)

    def attempt(self, read: Callable[[], T], default: T) -> T:
        """What the reading gives; the default and a doubt where it cannot be used."""
        try:
            return read()
        except UnusableError as error:
            self.doubts.append(f"{error.message}; passed over")
            return default
