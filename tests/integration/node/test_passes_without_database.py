"""A database that goes away while passes are made is told as that: the thread that makes them goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Self

import psycopg
import pytest

from autonome.adapters.node import passes
from autonome.adapters.postgres import Database
from autonome.adapters.postgres.errors import DatabaseUnavailableError
from autonome.adapters.system import SystemEntropy


class Gone:
    """A connection whose server has just ended."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def execute(self, *_: object, **__: object) -> None:
        raise psycopg.OperationalError("consuming input failed")


def test_a_server_that_ends_while_passes_are_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "connect", lambda *_, **__: Gone())
    with pytest.raises(DatabaseUnavailableError):
        passes.replenish(Database({}), tmp_path, SystemEntropy())
