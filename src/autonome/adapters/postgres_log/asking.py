"""What threads of a process ask of the one that works for them (`turns`), and what goes wrong while they wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autonome.adapters.log_commit import Append
from autonome.adapters.postgres import DatabaseError
from autonome.adapters.postgres_log.rounds import Round
from autonome.adapters.postgres_log.turns import Asked
from autonome.ledger import Thread
from autonome.ledger.cosigned import RESTORE

PATIENCE = 10.0
"""Seconds that a caller waits for its entries to stand on the log (our own judgement: a round takes milliseconds)."""


class IntegrationError(DatabaseError):
    """Entries were committed, and are not on the log yet."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Wait until records that are committed have their places.

    Args:
        records: their numbers in the database.
    """

    records: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Do something in a round of its own.

    Args:
        work: in the round; what it returns is the answer.
        threads: whose heads are locked before the round begins.
    """

    work: Callable[[Round], object]
    threads: frozenset[Thread] = frozenset()


Wish = Append | Cover | Act


def together(waiting: Sequence[Asked[Wish]]) -> int:
    """How many of those that wait fit into one round: an act has one of its own."""
    for count, asked in enumerate(waiting):
        if isinstance(asked.what, Act):
            return max(count, 1)
    return len(waiting)


def not_placed(records: Sequence[int], halted: str | None = None) -> IntegrationError:
    """Why records that were waited for have no place.

    Args:
        records: their numbers in the database.
        halted: why nothing is signed; None where that is not so.
    """
    if halted is not None:
        return IntegrationError(
            f"the log is halted: {halted}; what was committed stays in the database, and need not be recorded again",
            mend=RESTORE,
        )
    return IntegrationError(
        f"{len(records)} entries are not on the log: their transaction was not committed, or nobody has put them there",
        mend="see that a process that holds the log's key runs; what was committed it takes up by itself.",
    )


def timed_out(wish: Wish, patience: float, *, begun: bool) -> IntegrationError:
    """Why somebody waits no longer.

    Args:
        wish: that was not fulfilled.
        patience: seconds waited.
        begun: whether somebody was at work on it.
    """
    if isinstance(wish, Cover):
        told = "; the entries are in the database, and will be put on the log without being recorded again"
    else:
        told = "; whether anything was recorded is not known" if begun else "; nothing was recorded"
    return IntegrationError(
        f"the log's turn did not come within {patience:g} seconds{told}", mend="see `autonome database status`."
    )
