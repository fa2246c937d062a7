"""Instants that are given as options: what is wrong with one is said with the option's name."""

from autonome.kernel import InputError, Instant


def instant_of(given: str, option: str) -> Instant:
    """Read an instant.

    Args:
        given: a date, or a date and time with a zone (RFC 3339).
        option: for which it is given.

    Raises:
        InputError: it is none.
    """
    try:
        return Instant.parse(given)
    except InputError as error:
        raise InputError(error.message, where=option, mend=error.mend) from error
