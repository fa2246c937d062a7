"""A process that serves a node, asks its HTTP API for one thing, and is killed at a moment of it, as by ``kill -9``.

Run as ``python -m tests.integration.web.killed_program``; what to do comes as pickled values by the standard input,
from the test that began it: database and folder of the node, token, path, what is sent, key, and when.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from functools import partial
from unittest.mock import patch

from tests.integration.web.programs import Program
from tests.integration.web.sites import opened_pages

BEFORE, DONE, AFTER = "before anything", "as soon as it is on record", "before its answer is kept"


def main() -> None:
    """Ask, and be killed."""
    database, folder, token, path, sent, key, moment = pickle.load(sys.stdin.buffer)  # noqa: S301 - of the test's own
    with opened_pages(database, folder) as pages:
        kill = partial(os.kill, os.getpid(), signal.SIGKILL)
        place = {
            BEFORE: "autonome.workflows.order_test.order_test",
            DONE: "autonome.adapters.postgres_gate.gate.Within.ended",
            AFTER: "autonome.web.api.repeats._keep",
        }[moment]
        with patch(place, lambda *_, **__: kill()):
            Program(pages, token).post(path, sent, Idempotency_Key=key)


if __name__ == "__main__":
    main()
