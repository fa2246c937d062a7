"""How the embedded server is set up: what is given on its command line, where no file can say otherwise.

PostgreSQL takes a setting from the command line before any from ``postgresql.conf`` or ``ALTER SYSTEM``: whoever
edits the data folder cannot open a port, loosen the rules or make commits lazy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.adapters.postgres.accounts import Account
from autonome.adapters.postgres.folders import PORT, Layout

SUPERUSER = "autonome_superuser"
"""Made by ``initdb``; used to set up roles and databases, and by nothing that works with data."""

INITIAL = (
    f"--username={SUPERUSER}",
    "--auth-local=reject",  # our own rules take its place at each start; without them nobody gets in
    "--auth-host=reject",
    "--encoding=UTF8",
    "--locale-provider=builtin",  # sorts the same after the C library is updated: no index goes wrong
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--data-checksums",
    "--no-instructions",
)
"""Options of ``initdb``."""

ACCESS_RULES = """\
# Written at each start. Nobody but the owner, known by the socket's peer; no other way in.
local all all peer map=owner
"""
"""``pg_hba.conf``: one rule. What no rule names is refused."""


def name_map(owner: Account) -> str:
    """``pg_ident.conf``: the owner of the folder may be each role; nobody else may be any."""
    quoted = owner.name.replace('"', '""')
    return f'# Written at each start.\nowner "{quoted}" all\n'


def settings(layout: Layout) -> dict[str, str]:
    """What the server is started with, whoever starts it."""
    return {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(layout.socket),
        "unix_socket_permissions": "0700",
        "hba_file": str(layout.access_rules),
        "ident_file": str(layout.name_map),
        "password_encryption": "scram-sha-256",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        # Statements and their values are personal data: the log has neither.
        "log_statement": "none",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_destination": "stderr",
        "logging_collector": "off",
        "log_line_prefix": "%m [%p] ",
        "log_timezone": "UTC",
        "timezone": "UTC",
    }


def arguments(layout: Layout, more: Mapping[str, str]) -> Iterator[str]:
    """The server's command line behind its name.

    Args:
        layout: of the folder.
        more: settings of this start, such as ``shared_buffers``; they do not replace ours.
    """
    yield from ("-D", str(layout.data))
    for name, value in {**more, **settings(layout)}.items():
        yield from ("-c", f"{name}={value}")
