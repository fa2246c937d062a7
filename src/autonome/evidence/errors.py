"""What can be wrong with the knowledge bundle."""

from autonome.kernel import AutonomeError


class KnowledgeError(AutonomeError):
    """The bundle is damaged, incomplete, or does not hold what was asked for."""
