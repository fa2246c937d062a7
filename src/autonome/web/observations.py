"""What is written down while pages are served: lines of JSON, and numbers in Prometheus' format. Of nobody.

What Django and what it brings along would log of a request they log with its path, which may hold a patient's id: so
their loggers are silent (`quiet`).
"""

from __future__ import annotations

import json
import logging
import sys
from time import time
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY: Final = CollectorRegistry()
REQUESTS: Final = Counter(
    "autonome_requests_total", "Requests by page and status.", ["page", "status"], registry=REGISTRY
)
SECONDS: Final = Histogram("autonome_request_seconds", "Time to answer, by page.", ["page"], registry=REGISTRY)


def tell(**line: object) -> None:
    """Write a line of JSON to the standard error stream."""
    sys.stderr.write(json.dumps({"at": round(time(), 3), **line}, ensure_ascii=True) + "\n")
    sys.stderr.flush()


def quiet() -> None:
    """Let Django and what it brings along say nothing by themselves: their words name paths."""
    for name in ("django", "allauth", "procrastinate"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], False
