"""Files that were sent and wait for the worker: where a node keeps them (`adapters.arriving_files`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from autonome.adapters.arriving_files import ArrivingFiles
from autonome.adapters.system import SystemEntropy

if TYPE_CHECKING:
    from autonome.adapters.node import Node

FOLDER: Final = "arriving"


def arriving_at(node: Node) -> ArrivingFiles:
    """The files that wait at a node."""
    return ArrivingFiles(node.private / FOLDER, node.log.composer.keyring, SystemEntropy())
