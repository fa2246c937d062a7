"""What is written down while pages are served: lines of JSON, and numbers in Prometheus' format. Of nobody.

What Django and what it brings along would log of a request they log with its path, which may hold a patient's id: so
their loggers are silent (`quiet`).
"""

from __future__ import annotations

import json
import logging
import os
import sys
from time import time
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Of the environment: where several processes keep what they count; set by who begins them (`prometheus_client`)."""

REGISTRY: Final = CollectorRegistry()
REQUESTS: Final = Counter(
    "autonome_requests_total", "Requests by page and status.", ["page", "status"], registry=REGISTRY
)
SECONDS: Final = Histogram("autonome_request_seconds", "Time to answer, by page.", ["page"], registry=REGISTRY)


def numbers() -> bytes:
    """All of them, in Prometheus' format; of several processes that answer together, their sums, whoever is asked.

    What a process has counted that has ended since is counted on: nothing ever goes back.
    """
    if SHARED not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)


def tell(**line: object) -> None:
    """Write a line of JSON to the standard error stream."""
    sys.stderr.write(json.dumps({"at": round(time(), 3), **line}, ensure_ascii=True) + "\n")
    sys.stderr.flush()


def quiet() -> None:
    """Let Django and what it brings along say nothing by themselves: their words name paths."""
    for name in ("django", "allauth", "procrastinate"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], False
