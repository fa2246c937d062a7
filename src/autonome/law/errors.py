"""What can be wrong with a rule pack."""

from autonome.kernel import AutonomeError


class LawError(AutonomeError):
    """A rule pack contradicts itself; nothing is decided by it."""
