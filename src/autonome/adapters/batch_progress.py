"""Progress of a batch, on stderr: a bar on a terminal, a line for each patient elsewhere. Folder names, no more."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str, str], None]
"""Told of each patient: folder name, and outcome in a word."""


@contextmanager
def batch_progress(total: int, *, quiet: bool) -> Iterator[Tell]:
    """Give a callback that shows how far a batch has come.

    Args:
        total: number of patients.
        quiet: show nothing.
    """
    if quiet:
        yield lambda _patient, _outcome: None
    elif sys.stderr.isatty():
        with _bar(total) as tell:
            yield tell
    else:
        yield _lines(total)


def _lines(total: int) -> Tell:
    told = 0

    def tell(patient: str, outcome: str) -> None:
        nonlocal told
        told += 1
        sys.stderr.write(f"{told}/{total} {patient}: {outcome}\n")
        sys.stderr.flush()

    return tell


@contextmanager
def _bar(total: int) -> Iterator[Tell]:
    from rich.console import Console  # noqa: PLC0415 - only when somebody looks
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    counts: dict[str, int] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("patients", total=total)

        def tell(_patient: str, outcome: str) -> None:
            counts[outcome] = counts.get(outcome, 0) + 1
            said = ", ".join(f"{number} {word}" for word, number in counts.items())
            progress.update(bar, advance=1, description=said)

        yield tell
