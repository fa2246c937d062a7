"""Every page that there is, by name: what the door asks, and what Django serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from autonome.web.clinic.urls import PAGES as CLINIC
from autonome.web.entrance.urls import PAGES as ENTRANCE
from autonome.web.operations.urls import PAGES as OPERATIONS
from autonome.web.pages import Page
from autonome.web.portal.urls import PAGES as PORTAL
from autonome.web.steward.urls import PAGES as STEWARD
from autonome.web.work.urls import PAGES as WORK

ALL: Final[tuple[Page, ...]] = (*ENTRANCE, *PORTAL, *CLINIC, *STEWARD, *WORK, *OPERATIONS)

TABLE: Final[Mapping[str, Page]] = {page.name: page for page in ALL}

if len(TABLE) != len(ALL):  # two of one name: the door would ask the wrong one
    raise AssertionError(sorted(page.name for page in ALL))
