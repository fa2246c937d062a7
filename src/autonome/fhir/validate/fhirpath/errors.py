"""Why an invariant has no answer. Both become "not evaluated" in the report, never "in order"."""


class UnsupportedError(Exception):
    """The expression uses a part of FHIRPath that is not implemented, or is no FHIRPath."""


class UndeterminedError(Exception):
    """The values do not decide it: dates of different precision, quantities of different units."""


class ExhaustedError(Exception):
    """The work allowed for one document is used up."""
