"""How many examples a property is given: its own number in the whole suite, a twentieth of it in `make unit`.

A property says ``@settings(max_examples=examples(60))``. The profile ``quick`` (`tests/conftest.py`) scales every such
number, and the default of 100 for properties that name none, so that the unit tests stay quick enough to be run all the
time; `make test` and CI give the full numbers.
"""

from __future__ import annotations

from hypothesis import settings

FULL = 100
"""The examples of a property in hypothesis' own default profile, and in its profile for CI."""

QUICK = 5
"""The same in the profile ``quick``."""


def examples(number: int) -> int:
    """The number under the profile in force, at least a few.

    Args:
        number: of examples in the whole suite.
    """
    return max(min(number, 3), number * settings().max_examples // FULL)
