"""What Django's cache keeps in the database, sealed: who writes the table can neither read it nor put anything there.

Django's own cache in a database pickles what it keeps: whoever may write the table would have a program of theirs run
by the process that reads it, which holds the keyring. Here a value is JSON, sealed under a key that is not in the
database, and opens under its own name alone.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection

from autonome.kernel import InputError, Json
from autonome.web.accounts.sealing import opened, seal

_PUT: Final = (
    "INSERT INTO cache (cache_key, value, expires) VALUES (%s, %s, to_timestamp(%s)) "
    "ON CONFLICT (cache_key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires"
)

_SESSION: Final = (
    "SELECT pid || ' ' || extract(epoch FROM backend_start) FROM pg_stat_activity WHERE pid = pg_backend_pid()"
)
"""No other session has this number and this beginning; `postgres_log.keyed` looks whether it lasts."""


class SealedCache(BaseDatabaseCache):
    """A cache of JSON values in the table ``cache``, shared by all processes of a node."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:  # noqa: ANN401 - Django's own
        """What is kept under a name, and is not over.

        Raises:
            InputError: it was not put there by this node.
        """
        name = self.make_and_validate_key(key, version=version)
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM cache WHERE cache_key = %s AND expires > now()", [name])
            row = cursor.fetchone()
        return default if row is None else _read(name, str(row[0]))

    def set(
        self,
        key: str,
        value: Json,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Keep a value, in place of what was there."""
        name = self.make_and_validate_key(key, version=version)
        with connection.cursor() as cursor:
            cursor.execute(_PUT, [name, _written(name, value), self.get_backend_timeout(timeout)])

    def add(
        self,
        key: str,
        value: Json,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Keep a value where nothing is, or what is there is over; gives whether it was kept."""
        name = self.make_and_validate_key(key, version=version)
        with connection.cursor() as cursor:
            free = f"{_PUT} WHERE cache.expires <= now()"
            cursor.execute(free, [name, _written(name, value), self.get_backend_timeout(timeout)])
            return bool(cursor.rowcount)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Take a value away; gives whether there was one."""
        name = self.make_and_validate_key(key, version=version)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM cache WHERE cache_key = %s", [name])
            return bool(cursor.rowcount)


def session() -> str:
    """Names the session that this thread has with the database; it ends with the process."""
    with connection.cursor() as cursor:
        cursor.execute(_SESSION)
        return str(cursor.fetchone()[0])


def sweep() -> None:
    """Take away what is over: nobody is told it any more, and it may say something of a person."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires <= now()")


def _written(name: str, value: Json) -> str:
    return base64.b64encode(seal(json.dumps(value), _use(name))).decode("ascii")


def _read(name: str, kept: str) -> Any:  # noqa: ANN401 - JSON
    try:
        sealed = base64.b64decode(kept, validate=True)
    except (binascii.Error, ValueError):
        raise InputError(
            "what is remembered was not written by this node", mend="try again with another key."
        ) from None
    return json.loads(opened(sealed, _use(name)))


def _use(name: str) -> str:
    return f"remembered as {name}"
