"""What goes wrong with the database: a branch of `AutonomeError`.

Invariant: no message repeats a value. PostgreSQL quotes rows, keys and literals in its errors ("Key (subject)=(…)
already exists"); of its errors, the code, its name and the names of table and constraint are passed on, and the
original is not chained, so that no log shows it either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autonome.kernel import AutonomeError

if TYPE_CHECKING:
    import psycopg


class DatabaseError(AutonomeError):
    """The database cannot be used as it is, or refused a statement."""


class DatabaseUnavailableError(DatabaseError):
    """The server cannot be reached, or went away; whether the last transaction was committed is not known."""


class ContentionError(DatabaseError):
    """A transaction lost against others, each time it was tried."""


def refused(error: psycopg.Error) -> DatabaseError:
    """The error that may be shown, for one that may not."""
    import psycopg  # noqa: PLC0415 - the server is started and stopped without the driver

    if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
        return DatabaseUnavailableError("the database cannot be reached", mend="see `autonome database status`.")
    name = type(error).__name__
    if isinstance(error, psycopg.errors.AdminShutdown | psycopg.errors.CrashShutdown | psycopg.errors.CannotConnectNow):
        return DatabaseUnavailableError(f"the database is shutting down or starting ({name})", mend="try again.")
    if isinstance(error, psycopg.errors.SerializationFailure | psycopg.errors.DeadlockDetected):
        return ContentionError(f"a transaction lost against another one ({name})", mend="try again.")
    if isinstance(error, psycopg.errors.QueryCanceled | psycopg.errors.LockNotAvailable):
        return DatabaseError(f"the database gave up on a statement that took too long ({name})", mend="try again.")
    places = (("table", error.diag.table_name), ("constraint", error.diag.constraint_name))
    where = ", ".join(f"{kind} {place}" for kind, place in places if place)
    return DatabaseError(f"the database refused a statement ({error.sqlstate} {name})", where=where)
