"""Many patients at once: processes that share a log, and progress over them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.bootstrap.ledger import open_log
from autonome.ledger import Log

if TYPE_CHECKING:
    from autonome.adapters.batch_progress import Tell
    from autonome.adapters.worker_pool import Result, Settings, Task, WorkerPool


def worker_pool(
    begin: Callable[[Settings, Log], Callable[[Task], Result]], settings: Settings, directory: Path
) -> WorkerPool[Settings, Task, Result]:
    """Processes that share the log of a directory (see `WorkerPool`).

    Raises:
        InputError: the directory holds something else, or others may look into its private side.
        LogError: the log disagrees with itself.
    """
    from autonome.adapters.worker_pool import WorkerPool  # noqa: PLC0415 - only a batch pays for it

    return WorkerPool(begin, settings, log=open_log(directory), reopen=partial(open_log, directory))


def batch_progress(total: int, *, quiet: bool) -> AbstractContextManager[Tell]:
    """Progress over patients, on stderr."""
    from autonome.adapters.batch_progress import batch_progress as progress  # noqa: PLC0415 - only a batch pays for it

    return progress(total, quiet=quiet)
