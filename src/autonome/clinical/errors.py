"""What can be wrong with a health record."""

from autonome.kernel import InputError


class RecordError(InputError):
    """A health record, or one of its elements, cannot be used."""


class UnusableError(RecordError):
    """One entry cannot be used, for the reason in its message. Listed in the record, never shown as an error."""
