"""The tables of accounts: brought to their state by the owner, and opened to the app as far as it needs them.

Django's own migrations run as the owner. What they make is open to nobody; `RIGHTS` says table by table what the app
may, and a table that is not named there stays closed. Which state it is stands in one row (``made``), so that whoever
opens the accounts asks one question, and loads no migration.
"""

from __future__ import annotations

import hashlib
import io
from importlib.metadata import version
from importlib.resources import files
from typing import Any, Final

from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.transaction import atomic

from autonome.kernel import AutonomeError
from autonome.web.project import APP, APPS, OWNER, SCHEMA, current

ALL: Final = "SELECT, INSERT, UPDATE, DELETE"

RIGHTS: Final = {
    "actor": "SELECT, INSERT, "
    "UPDATE (name, shown, email, password, last_login, locked, subject, subject_mark, language, last_step, mailed, "
    "wards)",
    "held_role": 'SELECT, INSERT, UPDATE ("end")',
    "enrolment": "SELECT, INSERT, UPDATE",
    "token": ALL,
    "attempt": "SELECT, INSERT, DELETE",
    "reminder": ALL,
    "mfa_authenticator": ALL,
    "account_emailaddress": ALL,
    "account_emailconfirmation": ALL,
    "socialaccount_socialaccount": ALL,
    "socialaccount_socialapp": "SELECT",
    "socialaccount_socialtoken": "SELECT, DELETE",
    "django_session": ALL,
    "cache": ALL,
    "work": ALL,
    "procrastinate_jobs": ALL,
    "procrastinate_events": "SELECT, INSERT",
    "procrastinate_workers": ALL,
    "procrastinate_periodic_defers": ALL,
    "django_content_type": "SELECT",
    "auth_permission": "SELECT",
    "auth_group": "SELECT",
    "auth_group_permissions": "SELECT",
    "django_migrations": "SELECT",
    "made": "SELECT",
}
"""What the app may do with each table."""

SEQUENCES: Final = ("procrastinate_jobs_id_seq", "procrastinate_events_id_seq", "procrastinate_periodic_defers_id_seq")
"""From which numbers are drawn with a row."""

FUNCTIONS: Final = (
    "procrastinate_cancel_job_v1",
    "procrastinate_defer_jobs_v1",
    "procrastinate_defer_periodic_job_v2",
    "procrastinate_fetch_job_v2",
    "procrastinate_finish_job_v1",
    "procrastinate_prune_stalled_workers_v1",
    "procrastinate_register_worker_v1",
    "procrastinate_retry_job_v2",
    "procrastinate_unregister_worker_v1",
    "procrastinate_update_heartbeat_v1",
)
"""Of the queue, which the app calls; they run with its own rights."""

_LOCK: Final = 0x6175746F_05
"""Advisory lock (any number that is ours): one process at a time migrates."""


def generation() -> str:
    """Names the state of the tables that this program works with."""
    folders = [files(package) / "migrations" for package in ("autonome.web.accounts", "autonome.web.work")]
    ours = sorted(each.name for folder in folders for each in folder.iterdir() if each.name[0].isdigit())
    versions = [version(name) for name in ("django", "django-allauth", "procrastinate")]
    told = repr((versions, APPS, ours, sorted(RIGHTS.items()), SEQUENCES, FUNCTIONS))
    return hashlib.sha256(told.encode()).hexdigest()


def prepare() -> None:
    """Bring the tables to their state, where they are not in it.

    Raises:
        AutonomeError: they are not, and this process does not know the owner; or they belong to another key: a new one
            would be drawn beside accounts that it does not open.
    """
    standing = _standing()
    if standing is not None and standing[1] != _key_mark():
        raise AutonomeError(
            "the accounts in the database belong to another key than the node's",
            mend="restore log/accounts.key of this node; see docs/accounts.md, The tables.",
        )
    if standing is not None and standing[0] == generation():
        return
    if OWNER not in connections.settings:
        raise AutonomeError(
            "the tables of accounts are not in the state that this program works with",
            mend="set AUTONOME_DATABASE_OWNER_URL once, and try again.",
        )
    _migrate()


def _key_mark() -> str:
    """Names the accounts' key, and says nothing of it."""
    return current().derived("name of the key").hex()


def _standing() -> tuple[str, str] | None:
    """The state that the tables are in, and the name of their key; None where there are none."""
    with connections[APP].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.made"])
        if cursor.fetchone() == (None,):
            return None
        cursor.execute("SELECT generation, key FROM made")
        row = cursor.fetchone()
    return None if row is None else (str(row[0]), str(row[1]))


def _migrate() -> None:
    connection = connections[OWNER]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # ends with the connection
        call_command("migrate", database=OWNER, interactive=False, verbosity=0, stdout=io.StringIO())
        call_command("createcachetable", database=OWNER, verbosity=0, stdout=io.StringIO())
        with atomic(using=OWNER), connection.cursor() as cursor:
            _open_to_the_app(cursor)
    except DatabaseError as error:
        raise AutonomeError(
            f"the tables of accounts cannot be brought to their state ({type(error).__name__})",
            mend="see docs/accounts.md, The tables.",
        ) from None
    finally:
        connection.close()


def _open_to_the_app(cursor: Any) -> None:  # noqa: ANN401 - Django's
    """Grant what the app may, and nothing else."""
    cursor.execute("CREATE TABLE IF NOT EXISTS made (one boolean PRIMARY KEY CHECK (one), generation text, key text)")
    app = connections[APP].settings_dict["USER"].replace('"', '""')
    for table, rights in RIGHTS.items():
        cursor.execute(f'REVOKE ALL ON {SCHEMA}.{table} FROM "{app}"')  # fixed words, and a name that is quoted
        cursor.execute(f'GRANT {rights} ON {SCHEMA}.{table} TO "{app}"')
    for sequence in SEQUENCES:
        cursor.execute(f'GRANT USAGE ON SEQUENCE {SCHEMA}.{sequence} TO "{app}"')
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = %s::regnamespace AND proname = ANY(%s)",
        [SCHEMA, list(FUNCTIONS)],
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f'GRANT EXECUTE ON FUNCTION {function} TO "{app}"')
    cursor.execute(
        "INSERT INTO made VALUES (true, %s, %s) ON CONFLICT (one) DO UPDATE SET generation = EXCLUDED.generation",
        [generation(), _key_mark()],
    )
