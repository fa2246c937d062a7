"""A log behind a URL that leads its reader on: an index that goes back, and answers without end."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from autonome.adapters.ledger_http.asking import Asker, Question
from autonome.adapters.ledger_http.log_client import HttpLog
from autonome.kernel import canonical_bytes
from autonome.ledger import FormatError, Tile
from autonome.ledger.errors import EndlessError
from autonome.ledger.openings import PublicIndex
from autonome.ledger.witnessing import Answer
from tests.fakes.public_logs import log_of

URL = "http://127.0.0.1:9"
BEGINNING = log_of(1).entries[0]


class Leading(Asker):
    """Answers as it is told, and counts."""

    def __init__(self, said: Callable[[int], bytes]) -> None:
        self.said, self.asked = said, 0

    def ask(self, question: Question) -> Answer:  # noqa: ARG002 - whatever the question is
        self.asked += 1
        assert self.asked < 50, "it is led on and on"
        return Answer(200, "application/json", self.said(self.asked))


def test_an_index_that_goes_back_is_refused() -> None:
    turning = PublicIndex(9, (), None).to_json() | {"indexes": [0], "next": 1}
    log = HttpLog(URL, Leading(lambda _: canonical_bytes(turning)))
    log._openings[0] = BEGINNING  # it was opened before
    with pytest.raises(FormatError, match="goes back"):
        log.public_entries()


def test_after_its_time_a_log_is_asked_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    asker = Leading(lambda _: b"x")
    log = HttpLog(URL, asker)
    log.end_within(5)
    assert log.tile(Tile(0, 0)) == b"x"
    now[0] = 6.0
    for ask in (lambda: log.tile(Tile(0, 0)), log.checkpoint, log.public_entries):
        with pytest.raises(EndlessError, match="no end to it"):
            ask()
    assert asker.asked == 1
    log.end_within(5)
    assert log.tile(Tile(0, 0)) == b"x"
