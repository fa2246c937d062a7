"""What can be wrong with a health record."""

from autonome.kernel import InputError


class RecordError(InputError):
    """A health record, or one of its elements, cannot be used."""
