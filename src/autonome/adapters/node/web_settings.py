"""The table ``[web]`` of ``node.toml``: names under which browsers come, logins elsewhere, who may see the numbers.

Secrets stand in files of their own, their owner's alone, and never in ``node.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from autonome.adapters.small_files import is_open_to_others, read_small
from autonome.consent import Members
from autonome.kernel import InputError
from autonome.workflows.answer_times import MOST_DAYS, USUAL_DAYS

WORD: Final = re.compile(r"[a-z][a-z0-9-]{0,29}")
"""Id of a login: it stands in addresses."""

THIS_MACHINE: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class LoginSettings:
    """An institution's own login (OpenID Connect).

    Args:
        id: a word for addresses.
        name: as the button has it.
        issuer: URL of the provider.
        client: id of the node there.
        secret_file: file with the node's secret there; relative to the node's folder.
    """

    id: str
    name: str
    issuer: str
    client: str
    secret_file: str


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How a node's pages are served.

    Args:
        hosts: names under which browsers come, beside the institution's.
        logins: elsewhere.
        metrics_token_file: who gives what stands in it sees the numbers; "" where nobody does from elsewhere.
        answer_days: working days in which patients' questions are answered, as patients are told.
    """

    hosts: tuple[str, ...] = ()
    logins: tuple[LoginSettings, ...] = ()
    metrics_token_file: str = ""
    answer_days: int = USUAL_DAYS


def web_settings(members: Members) -> WebSettings:
    """Read the table.

    Raises:
        InputError: it cannot be used; says where and how to mend it.
    """
    logins = tuple(_login(each) for each in members.objects("logins", required=False))
    if len({each.id for each in logins}) != len(logins):
        raise members.refuse("names two logins alike", "give each an id of its own.")
    days = members.value("answer_days") if members.has("answer_days") else USUAL_DAYS
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        raise members.refuse("the member 'answer_days' is no number of working days", f"write 1 to {MOST_DAYS}.")
    hosts, token = members.texts("hosts", required=False), members.text("metrics_token_file", "")
    found = WebSettings(hosts, logins, token, days)
    members.done()
    return found


def _login(members: Members) -> LoginSettings:
    found = LoginSettings(
        members.text("id"),
        members.text("name"),
        members.text("issuer").rstrip("/"),
        members.text("client"),
        members.text("secret_file"),
    )
    if not WORD.fullmatch(found.id):
        raise members.refuse(f"names a login {found.id[:40]!r}", "use lower-case letters, digits and hyphens.")
    parts = urlsplit(found.issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in THIS_MACHINE):
        raise members.refuse(f"names the issuer {found.issuer[:80]!r}", "write a URL that begins with https://.")
    members.done()
    return found


def secret_of(directory: Path, name: str) -> str:
    """What stands in a file of a secret.

    Args:
        directory: of the node.
        name: of the file; relative to it, or whole.

    Raises:
        InputError: it cannot be read, is empty, or others may read it.
    """
    path = directory / name
    text = read_small(path).decode("utf-8", "replace").strip()
    if not text or is_open_to_others(path):
        raise InputError("holds no secret, or is open to others", where=str(path), mend="write it, and chmod 600.")
    return text
