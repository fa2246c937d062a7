"""What can be wrong with a consent file, a template or a vocabulary."""

from autonome.kernel import InputError


class ConsentError(InputError):
    """A consent, a template or a code cannot be used; nothing was consented to by it."""
