"""The table of work that was ordered: by whom, of what kind, how far it is. What it is about is sealed."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models

from autonome.access.roles import Role

LONGEST_TOLD = 500
"""Characters of what is told at the end."""


class State(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Work(models.Model):
    """One piece of work."""

    kind = models.CharField(max_length=40)
    holder = models.CharField(max_length=20)  # handle of the account: random, and says nothing once that is forgotten
    role = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Role])
    sealed = models.BinaryField()  # what it is about
    state = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in State], default=State.WAITING.value
    )
    done = models.BigIntegerField(default=0)
    of = models.BigIntegerField(default=0)
    lines = models.BigIntegerField(default=0)  # of a file that were read
    attempts = models.IntegerField(default=0)
    told = models.CharField(max_length=LONGEST_TOLD, blank=True, default="")  # a line without personal data
    result = models.BinaryField(null=True)  # sealed, for who ordered it
    made = models.DateTimeField()
    changed = models.DateTimeField()

    class Meta:
        """What it is called."""

        db_table = "work"
        indexes: ClassVar = [models.Index(fields=["holder", "-made"], name="work_by_holder")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
