"""The exchange's process ends when it is told to, whatever it waits for: a database that is gone, say."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from autonome.adapters.exchange.serving import Standing, _apart
from autonome.bootstrap import exchange
from autonome.kernel import AutonomeError

SOON = 5.0
"""Seconds in which it ends; a database that is gone is waited for twice as long."""


@pytest.fixture
def gone() -> Iterator[threading.Event]:
    """What is waited for until the test is over."""
    back = threading.Event()
    yield back
    back.set()


def test_who_looks_for_partners_is_not_waited_for_at_the_end(gone: threading.Event) -> None:
    def look() -> Standing:
        gone.wait(4 * SOON)
        raise AutonomeError("no connection")

    async def served() -> None:
        looking = asyncio.create_task(_apart(look))
        await asyncio.sleep(0.05)
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking

    begun = time.monotonic()
    asyncio.run(served())
    assert time.monotonic() - begun < SOON


def test_what_is_found_or_goes_wrong_meanwhile_is_told(gone: threading.Event) -> None:
    def look() -> Standing:
        raise AutonomeError("no connection")

    with pytest.raises(AutonomeError, match="no connection"):
        asyncio.run(_apart(look))
    standing = object.__new__(Standing)
    assert asyncio.run(_apart(lambda: standing)) is standing
    assert not gone.is_set()


def test_what_is_under_way_to_partners_is_not_waited_for_longer_than_that(
    gone: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "LAST", 0.05)
    monkeypatch.setattr(exchange, "world_of", lambda _: None)
    monkeypatch.setattr(exchange, "care_for_exchange", lambda *_: gone.wait(4 * SOON))
    begun = time.monotonic()
    with exchange._cared_for(None):  # type: ignore[arg-type]
        pass
    assert time.monotonic() - begun < SOON
