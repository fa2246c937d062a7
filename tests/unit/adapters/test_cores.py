"""How many cores are ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autonome.adapters.system import usable_cores


@pytest.mark.parametrize(
    ("said", "cores"),
    [
        ("max 100000\n", 8),
        ("200000 100000\n", 2),
        ("50000 100000\n", 1),
        ("1600000 100000\n", 8),
        ("nonsense\n", 8),
        (None, 8),
    ],
)
def test_the_smaller_of_affinity_and_share_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str | None, cores: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(8)))
    if said is not None:
        (tmp_path / "cpu.max").write_text(said)
    assert usable_cores(tmp_path) == cores
