"""What stewards do: people added, invited anew, locked and unlocked, roles given and taken; each on the log.

Invariants:

- Nobody changes their own roles, and a steward holds no role with a door to patients' data: who is both has two
  accounts, and uses of data are told to patients under a name that is no steward's.
- The steward who acts stays one: so there is always one who can sign in.
- A role is not deleted; it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from autonome.access.actors import Invitation, Listed, NewPerson
from autonome.access.errors import DoorError
from autonome.access.roles import Role
from autonome.kernel import InputError, Instant, Json, SubjectId
from autonome.ledger import Entropy
from autonome.web.accounts import attempts, enrolment, tokens
from autonome.web.accounts.clocks import instant, moment
from autonome.web.accounts.models import HeldRole, Person
from autonome.web.accounts.recording import ActLog, named, recorded
from autonome.web.accounts.sealing import mark, seal, subject_use

NODE: Final = "node"
"""Who makes the first steward: the node itself, at its beginning. No account is called so."""

HANDLE_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Stewarding:
    """Acts of one steward.

    Args:
        by: name of the steward's account, or the node itself at its beginning.
        log: on which each act is recorded.
        now: the time of it.
        entropy: draws codes.
    """

    by: str
    log: ActLog
    now: Instant
    entropy: Entropy

    def add(self, new: NewPerson) -> Invitation:
        """Make an account, which somebody enrols with the code that this gives.

        Raises:
            InputError: the name is taken or none, the roles do not go together, or a patient has an account already.
        """
        roles = tuple(dict.fromkeys(new.roles))
        _expect_together(roles)
        if (Role.PATIENT in roles) != (new.subject is not None):
            raise InputError("a patient's account names the patient, and no other does", mend="see docs/accounts.md.")
        person = self._made(new)
        try:
            body: dict[str, Json] = {"act": "actor-added", "by": self.by, "roles": [str(role) for role in roles]}
            with recorded(self.log, body) as told:
                person.save(force_insert=True)
                self._give(person, roles)
                told.update(named(person))
                return enrolment.invite(person, self.by, self.now, self.entropy)
        except IntegrityError:
            raise InputError(
                "there is an account of that name, or of that patient, already", mend="see `autonome actor list`."
            ) from None

    def invite(self, name: str) -> Invitation:
        """Give somebody a new code, who has lost the second factor or let the first code go by."""
        with self._act("actor-invited", name) as person:
            return enrolment.invite(person, self.by, self.now, self.entropy)

    def give(self, name: str, role: Role, until: Instant | None = None) -> None:
        """Give a role.

        Args:
            name: of the account.
            role: that it shall hold.
            until: when the role ends by itself.

        Raises:
            InputError: they hold it, it does not go with another that they hold, or it would be the steward's own.
        """
        if until is not None and until <= self.now:
            raise InputError(f"the role would have ended at {until}", mend="name a later time.")
        if role is Role.PATIENT:
            raise InputError("which patient it is, is said when the account is made", mend="make another account.")
        ends: dict[str, Json] = {} if until is None else {"until": str(until)}
        with self._act("role-given", name, role=str(role), **ends) as person:
            held = tokens.roles_of(person, self.now)
            if role in held:
                raise InputError(f"{name} holds the role already", mend="see `autonome actor list`.")
            _expect_together({*held, role})
            self._give(person, (role,), until)

    def take(self, name: str, role: Role) -> None:
        """End a role.

        Raises:
            InputError: they do not hold it, or it would be the steward's own.
        """
        with self._act("role-ended", name, role=str(role)) as person:
            held = tokens.held_by(person, self.now).filter(role=str(role))
            if not held.update(end=moment(self.now)):
                raise InputError(f"{name} does not hold the role", mend="see `autonome actor list`.")

    def lock(self, name: str) -> None:
        """Lock an account; its sessions end."""
        with self._act("actor-locked", name) as person:
            Person.objects.filter(pk=person.pk, locked__isnull=True).update(locked=moment(self.now))
            tokens.end_all(person)

    def unlock(self, name: str) -> None:
        """Unlock an account, and forget the failures that made its name wait."""
        with self._act("actor-unlocked", name) as person:
            Person.objects.filter(pk=person.pk).update(locked=None)
            attempts.forget_failures(name)

    def forget(self, subject: SubjectId) -> bool:
        """Take out of a patient's account all that says whose it was, and lock it: with the patient's erasure.

        Returns:
            Whether there was one.
        """
        person = Person.objects.filter(subject_mark=mark(subject, "subject")).first()
        if person is None:
            return False
        with recorded(self.log, {"act": "account-forgotten", "by": self.by, "account": str(person.handle)}):
            person.name, person.shown, person.email = f"forgotten-{person.handle}", "", ""
            person.subject, person.subject_mark, person.locked = None, None, moment(self.now)
            person.password = make_password(None)
            person.save(update_fields=["name", "shown", "email", "subject", "subject_mark", "locked", "password"])
            person.authenticator_set.all().delete()
            person.reminder_set.all().delete()
            tokens.end_all(person)
        return True

    def _made(self, new: NewPerson) -> Person:
        handle = self.entropy.token(HANDLE_BYTES).hex()
        person = Person(
            handle=handle,
            name=new.name,
            shown=new.shown,
            email=new.email,
            made=moment(self.now),
            password=make_password(None),
        )
        if new.subject is not None:
            person.subject, person.subject_mark = seal(new.subject, subject_use(handle)), mark(new.subject, "subject")
        try:
            person.clean_fields(exclude={each.name for each in Person._meta.fields} - {"name", "shown", "email"})  # noqa: SLF001 - Django's own word
        except ValidationError as error:
            raise InputError(
                f"{', '.join(error.message_dict)}: will not do",
                mend="write names in small letters and digits, parted by one of . _ -",
            ) from None
        if new.name == NODE or new.name.startswith("forgotten-"):
            raise InputError("this name is the node's own", mend="choose another.")
        return person

    def _give(self, person: Person, roles: Iterable[Role], until: Instant | None = None) -> None:
        end = None if until is None else moment(until)
        for role in roles:
            HeldRole.objects.create(person=person, role=str(role), given_by=self.by, start=moment(self.now), end=end)

    @contextmanager
    def _act(self, act: str, name: str, **more: Json) -> Iterator[Person]:
        """Something done to somebody else's account, which is on the log when the block has ended."""
        with recorded(self.log, {"act": act, "by": self.by, **more}) as told:
            person = self._other(name)
            yield person
            told.update(named(person))

    def _other(self, name: str) -> Person:
        """Somebody else's account; it and the steward's own are locked until the transaction ends.

        Of two stewards who lock each other out at the same moment, the second is one no more, and is told so.
        """
        wanted = Person.objects.select_for_update().filter(name__in=[name, self.by]).order_by("name")
        found = {str(person.name): person for person in wanted}
        steward = found.get(self.by)
        if self.by != NODE and (
            steward is None or steward.locked or Role.STEWARD not in tokens.roles_of(steward, self.now)
        ):
            raise DoorError(f"{self.by} is no steward any more", mend="ask another steward.")
        if name not in found:
            raise InputError("there is no account of that name", mend="see `autonome actor list`.")
        if name == self.by:
            raise InputError("nobody does this to their own account", mend="ask another steward.")
        return found[name]


def first_steward(node: Stewarding, name: str) -> Invitation:
    """Make the first account, a steward's, by the node itself.

    Raises:
        InputError: there are accounts already.
    """
    if Person.objects.exists():
        raise InputError("there are accounts here already", mend="ask a steward for an invitation.")
    return node.add(NewPerson(name, (Role.STEWARD,)))


def listed(now: Instant) -> tuple[Listed, ...]:
    """All accounts, by name."""
    at = moment(now)
    people = Person.objects.prefetch_related("roles").order_by("name")
    return tuple(
        Listed(
            str(person.name),
            str(person.shown),
            tuple(
                (Role(each.role), str(each.given_by), instant(each.start))
                for each in person.roles.all()
                if each.start <= at and (each.end is None or each.end > at)
            ),
            locked=person.locked is not None,
            enrolled=person.has_usable_password(),
        )
        for person in people
    )


def _expect_together(roles: Iterable[Role]) -> None:
    held = set(roles)
    if Role.STEWARD in held and len(held) > 1:
        raise InputError("a steward holds no other role", mend="make an account of its own for each.")
