"""The tables of accounts: people, the roles that they hold, enrolments, tokens, attempts to sign in.

Invariants:

- Nothing in them signs anybody in: passwords are argon2 hashes, second factors are sealed, of codes and tokens there
  are hashes, of names that were tried there are marks under a key that is not here.
- A role that was held stays on record with its end; the app cannot delete it.
- Which patient an account belongs to is sealed: a copy of the database does not tell.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from autonome.access.roles import Role

LONGEST_NAME = 60
"""Characters of an account's name."""

NAME = r"\A[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*\Z"
"""Lower-case words: two names never look alike, and none reads as an option."""

HASH_BYTES = 32


class Place(StrEnum):
    """Where a session is used."""

    TERMINAL = "terminal"
    BROWSER = "browser"


class PersonManager(BaseUserManager):
    """People by name."""

    def get_by_natural_key(self, username: str) -> Person:
        """The person of a name, as Django's authentication asks for it."""
        found: Person = self.get(name=username)
        return found


class Person(AbstractBaseUser):
    """Somebody with an account here."""

    handle = models.CharField(max_length=20, unique=True)  # random: names the account on the log, and says nothing
    name = models.CharField(max_length=LONGEST_NAME, unique=True, validators=[RegexValidator(NAME)])
    shown = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True, default="")
    made = models.DateTimeField()
    locked = models.DateTimeField(null=True)
    subject = models.BinaryField(null=True)
    subject_mark = models.BinaryField(null=True, unique=True)
    language = models.CharField(max_length=20, blank=True, default="")  # tag; none where the browser says it
    mailed = models.BooleanField(default=True)  # whether a patient is told by mail that something waits
    wards = models.BinaryField(null=True)  # sealed: for whom a representative may act, as far as this node was told
    last_step = models.BigIntegerField(default=0)  # time step of the newest one-time code that was taken

    objects = PersonManager()
    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """What it is called."""

        db_table = "actor"

    @property
    def is_active(self) -> bool:
        """Whether they may sign in, as Django asks for it."""
        return self.locked is None

    def __str__(self) -> str:
        return str(self.name)


class HeldRole(models.Model):
    """A role that somebody holds, or held."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Role])
    given_by = models.CharField(max_length=LONGEST_NAME)
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)

    class Meta:
        """One at a time of each kind."""

        db_table = "held_role"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="ends_after_start"),
            models.CheckConstraint(condition=Q(role__in=[each.value for each in Role]), name="is_a_role"),
            models.UniqueConstraint(fields=["person", "role"], condition=Q(end__isnull=True), name="held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.person_id}"


class Enrolment(models.Model):
    """A code of one use, with which somebody sets password and second factor."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT)
    code = models.BinaryField()
    made_by = models.CharField(max_length=LONGEST_NAME)
    ends = models.DateTimeField()
    used = models.DateTimeField(null=True)

    class Meta:
        """What it is called."""

        db_table = "enrolment"

    def __str__(self) -> str:
        return f"enrolment of {self.person_id}"


class Token(models.Model):
    """A session's token, of which there is the hash."""

    hash = models.BinaryField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    made = models.DateTimeField()
    proven = models.DateTimeField()
    used = models.DateTimeField()
    ends = models.DateTimeField()
    place = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Place], default=Place.TERMINAL.value
    )

    class Meta:
        """What it is called."""

        db_table = "token"

    def __str__(self) -> str:
        return f"session of {self.person_id}"


class Reminder(models.Model):
    """A matter that somebody was reminded of by mail: never twice."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    matter = models.BinaryField()  # a mark: says nothing without the key
    at = models.DateTimeField()

    class Meta:
        """Once for each matter."""

        db_table = "reminder"
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "matter"], name="reminded_once")]

    def __str__(self) -> str:
        return f"reminder of {self.person_id}"


class Attempt(models.Model):
    """An attempt to sign in or to enrol that failed."""

    who = models.BinaryField()  # a mark of the name that was tried, whether there is one or not
    source = models.BinaryField()  # a mark of where it came from
    at = models.DateTimeField()

    class Meta:
        """Counted by name and by source."""

        db_table = "attempt"
        indexes: ClassVar = [
            models.Index(fields=["who", "at"], name="attempts_by_name"),
            models.Index(fields=["source", "at"], name="attempts_by_source"),
        ]

    def __str__(self) -> str:
        return f"attempt at {self.at}"
