"""Profiles of hypothesis (``--hypothesis-profile quick`` is what `make unit` asks for), and tables in the summary.

A test that measures puts its table into the property ``table``; it is printed at the end of the run, also when the
test ran in another process.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.examples import QUICK

pytest_plugins = ["tests.postgres", "tests.accounts"]

settings.register_profile("quick", max_examples=QUICK, deadline=None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tables of the run."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                for name, text in getattr(report, "user_properties", ()):
                    if name == "table":
                        terminalreporter.write_line(str(text))
