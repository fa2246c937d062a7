"""Pages of work in the background."""

from __future__ import annotations

from typing import Final

from autonome.web.pages import EVERY_ROLE, Page
from autonome.web.work import pages

PAGES: Final = (
    Page("work", pages.everything, "work", EVERY_ROLE),
    Page("work/<int:number>", pages.one, "one-work", EVERY_ROLE, sample={"number": "1"}),
)
