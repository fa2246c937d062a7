"""Who did something, as the person reads it: by name and role where an account here has them, else as it is on record.

A name is looked up for what was done in this institution's name, or in nobody's: an account of another institution may
be called the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from autonome.access.explanation import naming
from autonome.kernel import Text
from autonome.web.accounts.naming import Holder, holders
from autonome.web.roles import ROLES
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
        holder = self.known.get(line.actor) if line.organisation in {"", self.institution} else None
        if holder is None or line.at < holder.made:
            return line.actor
        roles = holder.roles(line.at)
        return (
            IN_ROLE.of(name=holder.shown, roles=naming.listed(ROLES[each] for each in roles)) if roles else holder.shown
        )


def actors_of(lines: Iterable[Line]) -> Actors:
    """Who did what some lines tell."""
    from autonome.web.site import site  # noqa: PLC0415 - accounts: whoever asks has set Django up

    return Actors(site().desk.institution, holders(line.actor for line in lines if line.actor))
