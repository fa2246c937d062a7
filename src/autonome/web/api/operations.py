"""An operation: its address, what does it, who may ask for it, and what of a patient it tells.

The counterpart of `web.pages.Page`; a test asks for each of them as every role (tests/integration/web/test_api.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from autonome.access.roles import Role
from autonome.web.api.values import Told
from autonome.web.pages import Shows

ROOT: Final = "api/v1"
"""Before every path. A change that breaks a client's program gets another number."""

JSON: Final = "application/json"

_TAKEN: Final = re.compile(r"{([a-z_]+)}")


Again = Callable[..., Told | None]
"""Takes request, entries of what was done, and what the view takes; None where the entries are not all of the act."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Args:
        method: of HTTP.
        path: below `ROOT`, with ``{name}`` for what it takes.
        view: does it.
        name: in the OpenAPI document and in log lines.
        roles: who may ask; None for everybody, signed in or not.
        answer: type of what is told; None where nothing is.
        shows: what of a patient.
        fresh: whether a code of the authenticator app must come with the request (`proofs`).
        repeats: what is told of an act that was done and whose answer was lost, where a request may come with an
            ``Idempotency-Key`` (`repeats`); None where it may not.
        media: type of the answer.
        sample: values for what the path takes, for the test; ``{patient}`` and ``{entry}`` stand for the test's own.
        sent: what the test sends; None where nothing is sent.
        acts: whether it changes something by itself, beyond the entries that looking leaves.
    """

    method: str
    path: str
    view: Callable[..., Any]
    name: str
    roles: frozenset[Role] | None
    answer: Any = None
    shows: Shows = Shows.NOTHING
    fresh: bool = False
    repeats: Again | None = None
    media: str = JSON
    sample: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, Any] | None = None
    acts: bool = False

    @property
    def route(self) -> str:
        """The address as Django knows it."""
        taken = _TAKEN.sub(r"<\1>", self.path)
        return f"{ROOT}/{taken}"
