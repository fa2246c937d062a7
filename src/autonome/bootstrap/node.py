"""The machine that this runs on: its clock, the keyrings, and whether what a node needs is installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import InputError
from autonome.ledger import Clock, Entropy

if TYPE_CHECKING:
    from autonome.adapters.log_administration import LogWorld


def clock() -> Clock:
    """The machine's clock."""
    return SystemClock()


def entropy() -> Entropy:
    """The machine's randomness."""
    return SystemEntropy()


def keyrings() -> Path | None:
    """Folder of the keyrings of all logs; None where each lies on its log's private side."""
    named = os.environ.get("AUTONOME_KEYRINGS")
    return Path(named) if named else None


def without_witnesses() -> bool:
    """Whether the operator says to go on where no witness answers: ``AUTONOME_WITHOUT_WITNESSES=1``."""
    return os.environ.get("AUTONOME_WITHOUT_WITNESSES") == "1"


def log_world() -> LogWorld:
    """What a log works with here."""
    from autonome.adapters.log_administration import LogWorld  # noqa: PLC0415

    return LogWorld(SystemClock(), SystemEntropy(), keyrings(), alone=without_witnesses())


@contextmanager
def node_installed() -> Iterator[None]:
    """Say in one line that what a node needs is not installed."""
    try:
        yield
    except ImportError as error:
        raise InputError("what a node needs is not installed here", mend="pip install 'autonome[node]'.") from error
