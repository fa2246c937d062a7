"""Names of the exchange, each of its own type."""

from typing import NewType

InstitutionId = NewType("InstitutionId", str)
"""An institution that keeps a node: a host name of its own, such as ``clinic.example``."""

TransferId = NewType("TransferId", str)
"""A transfer: 32 lower-case hexadecimal digits, drawn at random by who sends it."""
