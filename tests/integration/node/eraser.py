"""A process that erases Anna, and kills itself at a step: ``python -m … PARAMETERS PRIVATE STEP``."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autonome.adapters.keyring import FileKeyring
from autonome.adapters.postgres import Database, Role
from autonome.adapters.postgres_gate.rights import PostgresRights
from autonome.adapters.postgres_log import PostgresLog
from autonome.kernel import ActorId
from autonome.workflows.answer_rights import erase
from tests.integration.node.nodes import ANNA, opened_node
from tests.integration.node.righters import world_of

STEPS: dict[str, tuple[type, str, bool]] = {
    "decided": (PostgresRights, "settle", False),
    "before the tombstone": (PostgresLog, "erase", False),
    "before the key": (FileKeyring, "destroy", False),
    "after the key": (FileKeyring, "destroy", True),
    "before it is remembered": (FileKeyring, "remember_erasures", False),
    "after the tombstone": (PostgresLog, "erase", True),
    "before the list": (PostgresRights, "_write_list", False),
    "after the list": (PostgresRights, "_write_list", True),
    "before the answer": (PostgresRights, "tombstone", False),
}
"""Where it is killed: a method, and whether once it has returned."""


def killing(method: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def killed(*given: Any, **named: Any) -> None:  # noqa: ANN401 - any method
        if after:
            method(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return killed


def main(parameters: str, private: str, step: str) -> None:
    """Erase Anna up to a step."""
    database = Database({Role(role): each for role, each in json.loads(parameters).items()})
    owner, name, after = STEPS[step]
    with opened_node(database, Path(private)) as node:
        setattr(owner, name, killing(getattr(owner, name), after=after))
        erase(ANNA, ActorId("steward"), "GDPR Art. 17(1)(b)", world=world_of(node))


if __name__ == "__main__":
    main(*sys.argv[1:])
