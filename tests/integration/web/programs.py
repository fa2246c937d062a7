"""A program that asks the HTTP API of a node that is served within this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autonome.access.roles import Role
from tests.integration.web.sites import HOST, NAMES, Pages

if TYPE_CHECKING:
    from autonome.web.api.operations import Operation


@dataclass(frozen=True)
class Program:
    """Somebody's program.

    Args:
        pages: of the node.
        token: of the session that it has; "" where it has none.
    """

    pages: Pages
    token: str = ""

    def ask(self, method: str, path: str, sent: Any = None, **headers: str) -> Any:  # noqa: ANN401 - the client's answer
        """Ask; gives the answer as Django's client has it."""
        from django.test import Client  # noqa: PLC0415 - Django is set up now

        given = {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.token:
            given.setdefault("authorization", f"Bearer {self.token}")
        data = sent if isinstance(sent, bytes) else b"" if sent is None else json.dumps(sent).encode()
        client = Client(headers=given, raise_request_exception=False)
        return client.generic(method, f"/api/v1/{path}", data, content_type="application/json" if data else "")

    def get(self, path: str, **headers: str) -> Any:  # noqa: ANN401 - as for `ask`
        return self.ask("GET", path, **headers)

    def post(self, path: str, sent: Any = None, **headers: str) -> Any:  # noqa: ANN401 - as for `ask`
        return self.ask("POST", path, sent, **headers)

    def do(self, operation: Operation, known: dict[str, str], **headers: str) -> Any:  # noqa: ANN401 - as for `ask`
        """Ask for an operation with what its sample says."""
        values = {name: value.format(**known) for name, value in operation.sample.items()}
        return self.ask(operation.method, operation.path.format(**values), operation.sent, **headers)


def program(pages: Pages, role: Role | None) -> Program:
    """A program of the account of a role."""
    return Program(pages) if role is None else Program(pages, token_of(pages, NAMES[role]))


def token_of(pages: Pages, name: str) -> str:
    """The token of a session that somebody begins."""
    return pages.site.accounts.begin_session(pages.person(name)).hex()
