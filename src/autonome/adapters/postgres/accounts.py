"""Under which account of the operating system the server runs.

PostgreSQL refuses to run as root, and rightly: whoever breaks out of it would be root. Started by an ordinary user, it
runs as that user. Started by root (a container, CI), it runs as a system account without password, shell or home:
the one that is named, or `ACCOUNT`, which is made when it is missing. Root is never given to it, not even in a
namespace of its own, where it would still own root's files.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from autonome.adapters.postgres.errors import DatabaseError

ACCOUNT = "autonome-db"
"""The system account that root runs the server as, when no other is named."""

MAKE = ("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell")
NO_SHELL = "/usr/sbin/nologin"
SECONDS = 60
"""Longest time for making an account: it waits for others who change the list of accounts."""


class Credentials(TypedDict, total=False):
    """Arguments of `subprocess` that change who a child is."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the operating system.

    Args:
        name: of it.
        uid: its number.
        gid: number of its group.
    """

    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Whether this process runs under it."""
        return self.uid == os.geteuid()

    def credentials(self) -> Credentials:
        """What makes a child process run under it; nothing where it would anyway."""
        return {} if self.is_ours else {"user": self.uid, "group": self.gid, "extra_groups": []}


def owner() -> Account:
    """The account of this process: it alone may connect.

    Raises:
        DatabaseError: the account has no name, and PostgreSQL knows accounts by name.
    """
    return _account(os.geteuid())


def server_account(named: str | None = None) -> Account:
    """The account that the server runs under.

    Args:
        named: the account for a server that root starts.

    Raises:
        DatabaseError: there is none, and none can be made.
    """
    if os.geteuid() != 0:
        return owner()
    account = _found(named or ACCOUNT) or _made(named)
    if account.uid == 0:
        raise DatabaseError(f"PostgreSQL does not run as {account.name}", mend="name an account that is not root.")
    return account


def shut_out(path: Path, account: Account) -> Path | None:
    """The first folder on the way to a path that an account may not pass; none where all are open to it."""
    for folder in reversed(path.resolve().parents):
        status = folder.stat()
        passes = (
            (status.st_uid == account.uid and status.st_mode & stat.S_IXUSR)
            or (status.st_gid == account.gid and status.st_mode & stat.S_IXGRP)
            or status.st_mode & stat.S_IXOTH
        )
        if not passes:
            return folder
    return None


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise DatabaseError(
            f"user {uid} has no name on this system, and PostgreSQL asks for one",
            mend="add the user to the list of accounts, or name a server with AUTONOME_DATABASE_URL.",
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _found(name: str) -> Account | None:
    with suppress(KeyError):
        entry = pwd.getpwnam(name)
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    return None


def _made(named: str | None) -> Account:
    command = [*MAKE, NO_SHELL, named or ACCOUNT]
    mend = f"as root: {' '.join(command)}"
    program = shutil.which(command[0], path="/usr/sbin:/sbin:/usr/bin:/bin")
    if named or program is None:  # a name that somebody gave may be misspelled: nothing is made after it
        raise DatabaseError(f"there is no account {command[-1]} to run the database as", mend=f"{mend}.")
    with suppress(
        subprocess.TimeoutExpired
    ):  # another process may have made it at the same moment: look, whatever it said
        subprocess.run([program, *command[1:]], check=False, capture_output=True, timeout=SECONDS)  # noqa: S603 - fixed words
    if (account := _found(ACCOUNT)) is None:
        raise DatabaseError(f"the account {ACCOUNT} cannot be made to run the database as", mend=f"{mend}.")
    return account
