"""The machine that this runs on: its clock, the keyrings, and whether what a node needs is installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

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


KEYRINGS: Final = "AUTONOME_KEYRINGS"
"""Of the environment: folder of the keyrings of logs without a node."""

NODE_FILE: Final = "node.toml"
"""Beside the log of a node."""


def keyrings(directory: Path) -> Path | None:
    """Folder of the keyrings of all logs without a node; None where a log's keyring lies on its private side.

    A node's lies there whatever the environment says: it is no part of the backups of the node's data, has backups of
    its own (``autonome node backup-keys``), and every process of the node must find it.

    Args:
        directory: of the log.
    """
    named = os.environ.get(KEYRINGS)
    return Path(named) if named and not (directory.resolve().parent / NODE_FILE).exists() else None


def expect_no_keyrings() -> None:
    """Stop whoever makes a node, and believes that its keyring will lie elsewhere.

    Raises:
        InputError: the environment names a folder for keyrings.
    """
    if os.environ.get(KEYRINGS):
        raise InputError(
            f"{KEYRINGS} is for logs without a node: a node's keyring lies in log/keyring of its folder",
            mend=f"unset {KEYRINGS}, and leave NODE/log out of copies of the machine's disk (docs/deploy.md).",
        )


def without_witnesses() -> bool:
    """Whether the operator says to go on where no witness answers: ``AUTONOME_WITHOUT_WITNESSES=1``."""
    return os.environ.get("AUTONOME_WITHOUT_WITNESSES") == "1"


def log_world(directory: Path) -> LogWorld:
    """What a log works with here.

    Args:
        directory: of it.
    """
    from autonome.adapters.log_administration import LogWorld  # noqa: PLC0415

    return LogWorld(SystemClock(), SystemEntropy(), keyrings(directory), alone=without_witnesses())


@contextmanager
def node_installed() -> Iterator[None]:
    """Say in one line that what a node needs is not installed."""
    try:
        yield
    except ImportError as error:
        raise InputError("what a node needs is not installed here", mend="pip install 'autonome[node]'.") from error
