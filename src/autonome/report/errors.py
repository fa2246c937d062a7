"""What can go wrong when a plan is put on pages."""

from __future__ import annotations

from autonome.kernel import AutonomeError


class PagesError(AutonomeError):
    """``plan.pdf`` cannot be made here: the engine is not installed, or no font has a letter that must be shown."""
