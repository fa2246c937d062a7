"""The accounts held against the log: a role, an account or a lock that no entry tells of was made past the program.

The app's login may write the tables, and can give somebody a role there. It cannot put the entry on the log that each
act of a steward is committed with. So whatever stands in the tables alone is told, and so is an account that is still
there although its patient was erased.

Not here: passwords and second factors, of which the log says only when they were set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from autonome.kernel import Instant, Json, SubjectId
from autonome.web.accounts import tokens
from autonome.web.accounts.models import Person


@dataclass(slots=True)
class Told:
    """What the log tells of one account.

    Args:
        roles: that were given and not taken, each with when it ends by itself.
        locked: whether it is.
        forgotten: whether it is.
    """

    roles: dict[str, Instant | None] = field(default_factory=dict)
    locked: bool = False
    forgotten: bool = False

    def note(self, body: Mapping[str, Json]) -> None:
        """Take in one entry."""
        match body:
            case {"act": "actor-added", "roles": list(roles)}:
                self.roles |= {str(role): None for role in roles}
            case {"act": "role-given", "role": str(role)}:
                self.roles[role] = Instant.parse(str(body["until"])) if "until" in body else None
            case {"act": "role-ended", "role": str(role)}:
                self.roles.pop(role, None)
            case {"act": "actor-locked"}:
                self.locked = True
            case {"act": "actor-unlocked"}:
                self.locked = False
            case {"act": "account-forgotten"}:
                self.locked = self.forgotten = True

    def held(self, now: Instant) -> set[str]:
        """Roles that are held at a time."""
        return {role for role, until in self.roles.items() if until is None or until > now}


def told(bodies: Iterable[Json]) -> dict[str, Told]:
    """What the log tells of each account, by handle.

    Args:
        bodies: of entries about the accounts, in log order.
    """
    found: dict[str, Told] = {}
    for body in bodies:
        if isinstance(body, Mapping) and isinstance(handle := body.get("account"), str):
            found.setdefault(handle, Told()).note(body)
    return found


def patients() -> tuple[SubjectId, ...]:
    """The patients who have an account."""
    found = (tokens.subject_of(person) for person in Person.objects.filter(subject__isnull=False))
    return tuple(subject for subject in found if subject is not None)


def against(log: Mapping[str, Told], erased: Callable[[SubjectId], bool], now: Instant) -> tuple[str, ...]:
    """Whatever the tables say that the log does not, in words; accounts are named by their handle.

    Args:
        log: what it tells.
        erased: says of a patient whether they were erased.
        now: the time.
    """
    people = {str(person.handle): person for person in Person.objects.order_by("handle")}
    gone = (f"account {handle} is gone" for handle in sorted(set(log) - set(people)))
    return (*gone, *(line for handle, person in people.items() for line in _of(handle, person, log, erased, now)))


def _of(
    handle: str, person: Person, log: Mapping[str, Told], erased: Callable[[SubjectId], bool], now: Instant
) -> Iterator[str]:
    if handle not in log:
        yield f"account {handle} is not on the log"
        return
    on_log, held = log[handle], {str(role) for role in tokens.roles_of(person, now)}
    for role in sorted(held - on_log.held(now)):
        yield f"account {handle} is {role}, and no entry gives it that role"
    for role in sorted(on_log.held(now) - held):
        yield f"account {handle} was {role}, and no entry ends it"
    if on_log.locked != (person.locked is not None):
        yield f"account {handle} was {'unlocked' if on_log.locked else 'locked'}, and no entry says so"
    subject = tokens.subject_of(person)
    if subject is not None and (on_log.forgotten or erased(subject)):
        yield f"account {handle} is an erased patient's, and still there"
