"""Who is behind an account's name that stands on a record: the name that the account shows, and its roles at that time.

An account that was forgotten shows no name. Its old name may be given to somebody else later: what was recorded before
an account was made is none of its holder's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autonome.access.roles import Role
from autonome.kernel import Instant
from autonome.web.accounts.clocks import instant

if TYPE_CHECKING:
    from autonome.web.accounts.models import HeldRole, Person


@dataclass(frozen=True, slots=True)
class Holder:
    """Of an account, as it stands now.

    Args:
        shown: name that people read.
        made: when the account was made.
        held: each role, with the instants from and until which it was held; None for one that is.
    """

    shown: str
    made: Instant
    held: tuple[tuple[Role, Instant, Instant | None], ...]

    def roles(self, at: Instant) -> tuple[Role, ...]:
        """Roles that were held at a time."""
        found = (role for role, start, end in self.held if start <= at and (end is None or at < end))
        return tuple(dict.fromkeys(found))


def holders(names: Iterable[str]) -> Mapping[str, Holder]:
    """Holders of accounts that show a name, by the account's."""
    from autonome.web.accounts.models import HeldRole  # noqa: PLC0415 - whoever asks has set Django up

    asked = {"", *names}  # never nothing: a page takes as many statements whatever there is to show
    found: dict[Person, list[HeldRole]] = {}
    for each in HeldRole.objects.filter(person__name__in=asked).exclude(person__shown="").select_related("person"):
        found.setdefault(each.person, []).append(each)
    return {str(person.name): _holder(person, roles) for person, roles in found.items()}


def _holder(person: Person, roles: Iterable[HeldRole]) -> Holder:
    held = tuple((Role(each.role), instant(each.start), each.end and instant(each.end)) for each in roles)
    return Holder(str(person.shown), instant(person.made), held)
