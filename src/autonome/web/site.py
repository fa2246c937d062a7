"""What the pages work with: one value, given by bootstrap when the server starts, and the same for all threads.

Django's views are functions that nobody calls with more than a request; so what belongs to the node stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import RawIOBase

from autonome.ledger import Clock, Entropy
from autonome.report.language import Language
from autonome.web.accounts.accounts import Accounts
from autonome.web.demo import Demo
from autonome.web.desk import Desk


@dataclass(frozen=True, slots=True)
class Site:
    """A node that is served.

    Args:
        accounts: who may sign in.
        desk: what they may do; everything of patients goes through it.
        clock: tells now.
        entropy: draws tokens.
        language: reads a language by its tag.
        is_ready: whether database and log can be worked with; None, or why not in a word.
        spool: opens a place for what is sent, until a page has dealt with it; nothing of it is readable on the disk.
        demo: accounts that the sign-in page lists; None but for a demonstration.
    """

    accounts: Accounts
    desk: Desk
    clock: Clock
    entropy: Entropy
    language: Callable[[str], Language]
    is_ready: Callable[[], str | None]
    spool: Callable[[], RawIOBase]
    demo: Demo | None = None


_open: list[Site] = []


def site() -> Site:
    """The node that is served."""
    return _open[-1]


def open_site(site: Site) -> None:
    """Serve a node, in place of the one before."""
    _open[:] = [site]
