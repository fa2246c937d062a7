"""Who did something, as the person reads it: by name and role where an account here has them, else as it is on record.

A name is looked up for what was done in this institution's name, or in nobody's: an account of another institution may
be called the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from autonome.access.explanation import naming
from autonome.kernel import Instant, Text
from autonome.web.accounts.naming import Holder, holders
from autonome.web.roles import ROLES
from autonome.workflows.ask_and_answer import Enquiry
from autonome.workflows.show_timeline import Line

IN_ROLE: Final = Text("{name} ({roles})", name="", roles="")


@dataclass(frozen=True, slots=True)
class Actors:
    """Who is known here.

    Args:
        institution: whose accounts they have.
        known: by the names of the accounts.
    """

    institution: str = ""
    known: Mapping[str, Holder] = field(default_factory=dict)

    def of(self, line: Line) -> str:
        """Who did what a line tells."""
        return self.at(line.actor, line.at) if line.organisation in {"", self.institution} else line.actor

    def at(self, name: str, at: Instant) -> str:
        """Who did something here at a time, of whom the name of an account is on record."""
        holder = self.known.get(name)
        if holder is None or at < holder.made:
            return name
        roles = holder.roles(at)
        return (
            IN_ROLE.of(name=holder.shown, roles=naming.listed(ROLES[each] for each in roles)) if roles else holder.shown
        )


def answerers_of(enquiries: Iterable[Enquiry]) -> Mapping[str, str]:
    """Who answered questions, by the questions' ids; nobody where none did."""
    listed = [(each.id, each.answered_by, each.answered_at) for each in enquiries]
    actors = Actors(known=holders(name for _, name, _ in listed if name))
    return {number: name if at is None else actors.at(name, at) for number, name, at in listed}


def actors_of(lines: Iterable[Line]) -> Actors:
    """Who did what some lines tell."""
    from autonome.web.site import site  # noqa: PLC0415 - accounts: whoever asks has set Django up

    return Actors(site().desk.institution, holders(line.actor for line in lines if line.actor))
