"""A parent and its children, with children that do nothing but end as they are told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from autonome.adapters.ledger_http.serving import bound_socket
from autonome.adapters.web_server import several
from autonome.adapters.web_server.several import ChildrenError, Several

READY = "import sys; print('ready', flush=True); "
WAITS = READY + "sys.stdin.read()"

PARENT = """
import sys
from autonome.adapters.ledger_http.serving import bound_socket
from autonome.adapters.web_server.several import Several
command = [sys.executable, "-c", sys.argv[1]]
told = lambda line: print(line["process"], flush=True)
sys.exit(Several(bound_socket("127.0.0.1:0"), lambda number, first: command, {}, told).serve(2, lambda: None))
"""


@contextmanager
def parent_of(child: str) -> Iterator[subprocess.Popen[str]]:
    """A parent of two such children, which is killed at the end of the block: they end with it."""
    with subprocess.Popen([sys.executable, "-c", PARENT, child], stdout=subprocess.PIPE, text=True) as parent:
        try:
            yield parent
        finally:
            parent.kill()


def test_a_signal_ends_all_and_none_but_the_parent_hears_it() -> None:
    with parent_of(WAITS) as parent:
        assert parent.stdout is not None
        children = [int(parent.stdout.readline()) for _ in range(2)]
        assert [os.getsid(each) for each in children] == children, "Ctrl-C does not reach them"
        parent.send_signal(signal.SIGTERM)
        assert parent.wait(20) == 0
        assert not any(Path(f"/proc/{each}").exists() for each in children)


def test_one_that_waits_for_nothing_is_not_begun_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(several, "PAUSE", 0.0)
    monkeypatch.setattr(several, "MOST_ENDS", 3)
    lines: list[Mapping[str, Any]] = []
    with bound_socket("127.0.0.1:0") as bound:
        children = Several(bound, lambda _number, _first: [sys.executable, "-c", READY], {}, lines.append)
        with pytest.raises(ChildrenError, match="4 processes that answer have ended within a minute"):
            children.serve(1, lambda: None)
    assert [each["answers"] for each in lines].count(False) == 4


def test_the_first_begins_alone_and_how_it_ends_before_it_answers_is_how_all_end() -> None:
    begun: list[bool] = []

    def command(_number: int, first: bool) -> list[str]:  # noqa: FBT001 - as it is called
        begun.append(first)
        return [sys.executable, "-c", "raise SystemExit(5)"]

    with bound_socket("127.0.0.1:0") as bound:
        children = Several(bound, command, {}, lambda _: None)
        assert children.serve(3, lambda: pytest.fail("nobody answers")) == 5
    assert begun == [True]


def test_whoever_replaces_the_first_is_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(several, "PAUSE", 0.0)
    monkeypatch.setattr(several, "MOST_ENDS", 1)
    begun: list[bool] = []

    def command(_number: int, first: bool) -> list[str]:  # noqa: FBT001 - as it is called
        begun.append(first)
        return [sys.executable, "-c", f"{READY}import time; time.sleep({0.5 if first else 5})"]

    with bound_socket("127.0.0.1:0") as bound, pytest.raises(ChildrenError):
        Several(bound, command, {}, lambda _: None).serve(2, lambda: None)
    assert begun == [True, False, True]
