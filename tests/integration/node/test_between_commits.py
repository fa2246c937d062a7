"""Killed between any two of its commits, an import is there whole or not at all, and is simply done once more.

Beside `test_kills`, where chance says when: here each moment between two transactions has its turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from autonome.adapters.node import Node
from autonome.adapters.postgres import Connection, Connections, Database
from autonome.consent import Action, ActKind
from autonome.kernel import SubjectId
from autonome.law import RULES
from autonome.ledger import EntryKind
from autonome.workflows.decide_and_record import answer
from autonome.workflows.open_record import Opened, judging
from tests.integration.node.desks import opened_desk
from tests.integration.node.killed import CLOCK, ITEMS, asked, genome, opened, taken_in
from tests.integration.node.nodes import ANNA, consent


class Killed(BaseException):
    """The process is gone, as far as the program can tell."""


@dataclass
class Fuse:
    """Burns down by one at each transaction of this thread that was committed."""

    left: int = -1
    thread: int = 0

    def burns(self) -> None:
        if threading.get_ident() == self.thread:
            self.left -= 1
            if self.left == 0:
                raise Killed

    @contextmanager
    def lit(self, left: int) -> Iterator[None]:
        self.left, self.thread = left, threading.get_ident()
        try:
            yield
        finally:
            self.thread = 0


@pytest.fixture
def fuse(monkeypatch: pytest.MonkeyPatch) -> Fuse:
    made = Fuse()

    def burning(original: Callable[..., Any]) -> Callable[..., Any]:
        @contextmanager
        def transaction(connections: Connections, *given: object, **more: object) -> Iterator[Connection]:
            with original(connections, *given, **more) as connection:
                yield connection
            made.burns()

        return transaction

    for name in ("transaction", "settled_later"):
        monkeypatch.setattr(Connections, name, burning(getattr(Connections, name)))
    return made


@pytest.fixture
def node(database: Database, tmp_path: Path) -> Iterator[Node]:
    with opened_desk(database, tmp_path / "node") as desk:
        yield desk.node


def killed_at(fuse: Fuse, left: int, done: Callable[[], object]) -> bool:
    """Do something, and die at a commit; gives whether it came to that."""
    try:
        with fuse.lit(left):
            done()
    except Killed:
        return True
    return False


def test_a_record(node: Node, fuse: Fuse) -> None:
    there: list[int] = []
    for turn in count(1):
        subject = SubjectId(f"p-{turn}")
        node.gate.record_acts(subject, [consent(subject, "medications", ActKind.GRANT, "grant")])
        died = killed_at(fuse, turn, lambda who=subject: taken_in(node, who, 1))  # type: ignore[misc]  # bound at once
        found = opened(node, subject)
        assert isinstance(found, Opened)
        assert len(found.items) in {0, ITEMS}, f"in part, killed after commit {turn}"
        there.append(len(found.items))
        if not died:
            break
        if not found.items:
            taken_in(node, subject, 1)
    assert set(there) == {0, ITEMS}, "it was killed before and after what it adds"


def test_a_genome(node: Node, fuse: Fuse) -> None:
    kept = ("pharmacogenes", "sequence")
    node.gate.record_acts(ANNA, [consent(ANNA, each, ActKind.GRANT, f"grant-{each}") for each in kept])
    before = 0
    for turn in count(1):
        died = killed_at(fuse, turn, lambda number=turn: genome(node, number))  # type: ignore[misc]  # bound at once
        rows = rows_of(node, kept)
        assert rows - before in {0, 2}, f"the known positions without the rest, killed after commit {turn}"
        before = rows
        if not died:
            break
    assert turn > 2, "it was killed before and after what it adds"


def rows_of(node: Node, kept: tuple[str, ...]) -> int:
    request = asked(node, ANNA, kept, Action.USE)
    permit = answer(request, *node.gate.admit(request, judging(request, RULES, CLOCK)))
    with node.gate.under(permit, EntryKind.USE, {"opened": []}) as within:  # type: ignore[arg-type]  # or it fails
        row = within.connection.execute("SELECT count(*) FROM genome").fetchone()
    assert row is not None
    return int(row[0])
