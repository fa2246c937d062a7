"""A page: where it lies, what shows it, who may come to it, and what of a patient it shows. The table at the door.

Each folder of pages has one list of them (``urls.py``). `table` puts the lists together; what is in none of them cannot
be reached, and what is in one is crawled as every role by a test (tests/integration/web/test_every_page.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from django.http import HttpResponseBase

from autonome.access.roles import Role

View = Callable[..., HttpResponseBase]
"""Takes a request, and what its address holds."""

ANYBODY: Final[frozenset[Role] | None] = None
"""Also who is not signed in."""

EVERY_ROLE: Final = frozenset(Role)
"""Whoever is signed in, as whatever."""

ON_THE_WARD: Final = frozenset({Role.CLINICIAN, Role.PHARMACIST, Role.CLINIC, Role.LABORATORY})
"""Who works with patients here."""

WITH_A_PART: Final = frozenset({Role.PHARMACIST, Role.CLINIC})
"""Who of them sees a plan of what is shared with them, and of nothing else."""


class Shows(StrEnum):
    """What of a patient a page shows."""

    NOTHING = "nothing"
    OWN_LOG = "own log"
    """To the person: what stands on the log of them. To look at it leaves no entry, or the log would grow by itself."""
    DESK = "desk"
    """Who is kept here, by name or number, and nothing of the record."""
    LOOK = "look"
    """What a list leaves out: a question's words, whose test and of what. A use stands on the person's log first."""
    RECORD = "record"
    """What was opened under a permit: a decision and a use stand on the log, or a refusal."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Args:
        path: after the host, as Django's ``path`` has it.
        view: shows it.
        name: by which templates and tests know it.
        roles: who may come; `ANYBODY` for those who are not signed in too.
        shows: what of a patient.
        fresh: whether password and code, or a passkey, must have been given within the last minutes.
        sample: values for what the path takes, for the crawl of all pages; ``{patient}`` stands for one's id.
        posts: whether it takes what is sent, and not only shows.
        wards: whether a representative may come to it for somebody whose mandate they hold.
        files: whether what is sent there may be as large as a genome (`larger`).
        acts: whether it is there to do something alone: then nothing but what a form of ours sends gets to it.
        form: of one that acts, the page with its form: who must prove first who they are comes back there.
        keeps: fields that then stand in the address again: what is chosen, never what is written or names a patient.
    """

    path: str
    view: View
    name: str
    roles: frozenset[Role] | None
    shows: Shows = Shows.NOTHING
    fresh: bool = False
    sample: Mapping[str, str] = field(default_factory=dict)
    posts: bool = False
    acts: bool = False
    wards: bool = False
    files: bool = False
    form: str = ""
    keeps: tuple[str, ...] = ()

    @property
    def methods(self) -> tuple[str, ...]:
        """What may be done with its address. A link or a picture elsewhere never does more than look."""
        if self.acts:
            return ("POST",)
        return ("GET", "HEAD", "POST") if self.posts else ("GET", "HEAD")
