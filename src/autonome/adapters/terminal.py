"""Progress on the terminal, for work that takes longer than a second; silent when nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

PATIENCE = 1.0
"""Seconds before progress is shown."""


@contextmanager
def reading_progress(name: str, *, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """Give a callback that shows how many lines of a file have been read.

    Args:
        name: of the file.
        quiet: show nothing.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only when somebody looks
    from rich.status import Status  # noqa: PLC0415

    status = Status(f"reading {name}", console=Console(stderr=True))
    begun = monotonic()
    shown = False

    def tell(lines: int) -> None:
        nonlocal shown
        if not shown and monotonic() - begun > PATIENCE:
            status.start()
            shown = True
        status.update(f"reading {name}: {lines:,} lines")

    try:
        yield tell
    finally:
        status.stop()
