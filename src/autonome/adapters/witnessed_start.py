"""Before a process signs for a log that has witnesses: what they remember is compared once with what lies here.

A log whose folder or database was put back whole agrees with itself; only others know more. A log that no quorum ever
cosigned is not compared, and costs nothing here: what asks over HTTP is imported where there is somebody to ask.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.kernel import InputError

if TYPE_CHECKING:
    from autonome.ledger import KeptLog

START_SECONDS = 3.0
"""Longest wait for one witness at a start, in seconds (our own judgement: who waits is about to treat somebody; a
witness answers within tens of milliseconds)."""


def ask_first(log: KeptLog, keeper: CosignedFiles, *, alone: bool = False) -> None:
    """Ask the witnesses of a witnessed log what they remember, before a process signs anything for it.

    Args:
        log: of this institution.
        keeper: knows whether, and under which policy, it is witnessed.
        alone: go on where no witness answers; a contradiction stops the log all the same.

    Raises:
        InputError: the log is witnessed, and what asks is not installed.
        LogError: the log's storage was put back or rewritten; it is halted.
        UnreachableError: no witness of the quorum answered.
    """
    if not keeper.witnessed.exists():
        return
    keeper.refuse_if_halted(where=log.verifier.name)
    try:
        from autonome.adapters.witnessed_log import WitnessedLog  # noqa: PLC0415 - an extra, and only then paid for
    except ImportError as error:
        if alone:
            return
        raise InputError(
            "the log has witnesses, and what asks them is not installed here", mend="pip install 'autonome[node]'."
        ) from error
    with closing(WitnessedLog(log, keeper, keeper.witnessed, seconds=START_SECONDS)) as witnessed:
        witnessed.begin(alone=alone)
