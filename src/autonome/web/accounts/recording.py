"""A change of the accounts, and its entry on the node's log: committed together, or not at all.

Entries are the institution's, about the matter ``accounts``. They outlast whom they are about: staff are named; a
patient's account is named by its handle alone, which says nothing once the account is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol

import psycopg
from django.db import Error, IntegrityError, connections
from django.db.transaction import atomic

from autonome.access.roles import Role
from autonome.kernel import AutonomeError, Json, SubjectId
from autonome.ledger import Draft, EntryKind, Recorded
from autonome.web.accounts.models import HeldRole, Person
from autonome.web.project import APP, SCHEMA

MATTER: Final = SubjectId("accounts")
"""What the entries are about."""

PRIVATE: Final = frozenset({Role.PATIENT, Role.REPRESENTATIVE})
"""Roles whose holders are not named on the log."""


class ActLog(Protocol):
    """A log that takes entries within a transaction of the caller's, and is read."""

    def submit(self, transaction: Any, drafts: Sequence[Draft]) -> Any:  # noqa: ANN401 - the log's own
        """Add entries; they are committed with the transaction."""

    def settled(self, submitted: Any) -> tuple[Recorded, ...]:  # noqa: ANN401 - the log's own
        """Wait until they stand on the log."""

    def institution_entries(self, matter: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """The institution's entries about a matter, in log order."""


@contextmanager
def recorded(log: ActLog, body: Mapping[str, Json]) -> Iterator[dict[str, Json]]:
    """A transaction of the accounts that ends with an entry; it is on the log when the block has ended.

    Args:
        log: of the node.
        body: what was done; the block may add to it.
    """
    told = dict(body)
    with without_values(), atomic():
        yield told
        submitted = _submit(log, Draft(EntryKind.STEWARDSHIP, MATTER, told))
    log.settled(submitted)


@contextmanager
def without_values() -> Iterator[None]:
    """Say what went wrong in the database without the rows and keys that it quotes; a clash with a row passes."""
    try:
        yield
    except IntegrityError:
        raise
    except Error as error:
        raise AutonomeError(
            f"the database refused what the accounts asked ({type(error).__name__})",
            mend="see `autonome database status`, and try again.",
        ) from None


def named(person: Person) -> dict[str, Json]:
    """How an entry names an account."""
    held = {Role(name) for name in HeldRole.objects.filter(person=person).values_list("role", flat=True)}
    named = {} if held & PRIVATE or person.subject is not None else {"name": str(person.name)}
    return {"account": str(person.handle), **named}


def _submit(log: ActLog, draft: Draft) -> Any:  # noqa: ANN401 - the log's own
    """Add an entry on Django's connection, which for that moment is like one of the log's own."""
    raw = connections[APP].connection
    factory = raw.cursor_factory
    raw.execute("SET LOCAL search_path = autonome, pg_temp")
    raw.cursor_factory = psycopg.Cursor  # values travel beside the statement
    try:
        return log.submit(raw, [draft])
    finally:
        raw.cursor_factory = factory
        if raw.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS:
            raw.execute(f"SET LOCAL search_path = {SCHEMA}, pg_temp")
