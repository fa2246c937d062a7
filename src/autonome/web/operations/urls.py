"""Pages for machines."""

from __future__ import annotations

from typing import Final

from autonome.web.operations import health
from autonome.web.pages import ANYBODY, Page

PAGES: Final = (
    Page("health", health.health, "health", ANYBODY),
    Page("ready", health.ready, "ready", ANYBODY),
    Page("metrics", health.metrics, "metrics", ANYBODY),
)
