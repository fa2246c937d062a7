"""Pages of stewards."""

from __future__ import annotations

from typing import Final

from autonome.access.roles import Role
from autonome.web.pages import Page
from autonome.web.steward import people

STEWARD: Final = frozenset({Role.STEWARD})

PAGES: Final = (Page("people", people.show, "people", STEWARD),)
