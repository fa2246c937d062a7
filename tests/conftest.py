"""Profiles of hypothesis (``--hypothesis-profile quick`` is what `make unit` asks for), and tables in the summary.

A test that measures puts its table into the property ``table``; it is printed at the end of the run, also when the
test ran in another process.

What was collected stays until the end, ten thousand tests and all that they import: the collector of garbage would look
through it again and again, a tenth of the time of the unit tests. It is told to leave that out, and to come less often.
"""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

from tests.examples import QUICK

pytest_plugins = ["tests.postgres", "tests.accounts"]

settings.register_profile("quick", max_examples=QUICK, deadline=None)

OBJECTS_BETWEEN_COLLECTIONS = 20_000
"""New objects after which the youngest garbage is collected; the interpreter's own number is 700."""

gc.disable()  # until everything is collected


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave out of the search for garbage what is there before the first test."""
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tables of the run."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                for name, text in getattr(report, "user_properties", ()):
                    if name == "table":
                        terminalreporter.write_line(str(text))
